"""The words that state a finding, and the phrases in which they do not."""

from __future__ import annotations

import re

# Verbs of change, words of frequency and rank, comparisons. Nouns that name a test (rise, fall, burst) are no verdicts.
_ENGLISH = (
    r"gr(?:ows?|ew|own|owing)|rises|rose|risen|rising|falls|fell|fallen|falling|(?:in|de)creas(?:es|ed|ing)|declin(?:es|ed|ing)",
    r"doubl(?:es|ed)|tripl(?:es|ed)|peak(?:s|ed)|fad(?:es|ed)|vanish(?:es|ed)|disappear(?:s|ed)|(?:comes?|came) back",
    r"(?:takes?|took) over|stable|steady|steadily|denser|suddenly|gradually|increasingly|significant(?:ly)?",
    r"first|earliest|most|mostly|often|usually|mainly|largely|typically|frequently|rarely|seldom|generally|majority",
    r"(?:more|less|fewer|higher|lower|earlier|later|oftener) than|(?:nearly|almost) (?:all|every\w*|none)|hardly any",
)
_CHINESE = (
    "上升|下降|增长|增加|减少|稳定|首次|最先|率先|最早|最多|最常|常常|经常|往往|通常|多数|大多|超过|多于|少于|高于|低于|逐渐|逐年|翻番|"
    "消失|退出|回升|回落|主要(?=是|在|由|来自|出现|用于)"
)
VERDICTS = re.compile(rf"\b(?:{'|'.join(_ENGLISH)})\b|{_CHINESE}", re.I)

# A count in words, where it counts what the study counts.
_NUMBERS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?"
_THINGS = "years?|months?|weeks?|days?|times|items?|documents?|sentences?|mentions?|commentaries"
COUNTED = re.compile(rf"\b(?:{_NUMBERS})(?:\s+of)?(?:\s+the)?\s+(?:{_THINGS})\b", re.I)

# The same words where they say nothing of the data: names of settings, of congresses, turns of phrase.
NOT_A_FINDING = re.compile(
    r"\d+(?:\.\d+)?\s?% ?(?:confidence |的)?(?:interval|band|level|limit|置信区间|区间|水平)s?|\b(?:at|of) 95 ?%|\bper 1,000(?:,000)?\b"
    r"|2013[–—]2023(?: ?年)?|\bPython \d\.\d+|\d+(?:\.\d+)? ?(?:MB|GB|mm|pt|毫米|磅)\b|\d+ (?:or|to) (?=\d+ mm)|\d+ 或 (?=\d+ 毫米)"
    r"|\b\d+(?:st|nd|rd|th)\b(?: (?:Party |National )?(?:Congress|Central Committee))?"
    r"|\b(?:how \w+|(?:as|so|too) often)\b|\b(?:no|not|no longer) (?:more|less|later|earlier) than\b|\bat (?:the )?most\b|\bat first(?: sight)?\b"
    r"|\bfirst (?:uses?|of all|section|table|figure|notebook|thing|possible day|name|day|month|year|letter|column|row|line|cell|step|part|word|character|broadcast is)\b"
    r"|\b(?:look|read|run|activate|ask|asks|say|says|begin|start|stands|table)(?: \w+){0,2} first\b|\bthe first counts\b|\bnotebooks? \d\d\b|^\W*first,|\bmost likely\b|、\s*(?:上升|下降)|(?:上升|下降)、",
    re.I,
)
