"""Damage with known truth: clean text made into pages as people find them.

From the mechanism that undamaged and damaged copies of the same pages show: a site turns simplified text
traditional character by character, puts a reading behind the characters of its table on the bytes of the
text, decodes with loss, folds punctuation, and wraps the rest of a web page around it. To see it::

    python -m tools.damage_simulator CLEAN.txt --site 1
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from analysis.cleaning.character_width import fold
from analysis.cleaning.chinese_script import to_traditional
from analysis.cleaning.restoration.damage_mechanism import damage
from analysis.cleaning.restoration.gbk import readings

# Characters behind which sites put a reading, from the commonest tables to the widest; each holds the one before.
_COMMON_KEYS = "個內創動務區國堅場學實對導強應數時會業機權測準營現當發監級統經網績結習聯號評語識調護財責質轉農進達過遠長關開問門領頁風驗點"
_FREQUENT_KEYS = "來價優協團執報復態憂據戰擔擴標環盤礎礙種稱穩節約線總職臺萬見規視覺親計訓設認話說講證議讓負費資運選還鎮際隊難雙雖雜靈顯養體"
_RARE_KEYS = "補訪錢藍錄響頓顧飛饋駐麗齊鋼鐵閱飾館輕輛軟載較輝輩輪輸辭邊遞適遲遺郵鄉釋針鈔銀銷錯鍵"
# Where one simplified character stands for several traditional ones, private tables leave it as it is.
_UNCONVERTED = frozenset("干里系征采范占云余松谷斗只制复胡并合同向志布升伙几才姜朱舍折仆咸弦回面游扎扑台价")
# Where OpenCC's first choice is a rare form, sites write the usual one.
_USUAL_FORMS = {"为": "為", "众": "眾", "群": "群", "床": "床", "峰": "峰", "线": "線", "秘": "秘", "锈": "銹"}


class _SearchOrder:
    """The order in which a site looks for its keys, as `insert_readings` asks for it."""

    def __init__(self, keys: Sequence[str]):
        self._rank = {key.encode("gbk"): place for place, key in enumerate(keys)}

    def __contains__(self, pair) -> bool:
        return self._rank[pair[0]] < self._rank[pair[1]]


@dataclass(frozen=True)
class Site:
    """How one site damages its pages.

    Attributes
    ----------
    name : str
    keys : str
        Characters that get a reading, in the order in which the site looks for them.
    split : str
        Marks at whose bytes a second pass cuts the text; "" for a site with one pass.
    folded : bool
        Full-width marks become half width afterwards.
    converted : bool
        Simplified text is turned traditional; without it nothing else happens to the script.
    indent : str
        What stands at the start of each paragraph; its bytes are damaged with the text.
    lost : str
        Characters that the site's encoding lacks: each becomes ``?`` at the end.
    spaced : bool
        A blank that does not break stands behind every third full stop within a paragraph.
    other : mapping
        Traditional characters that this site uses instead of the usual ones.
    """

    name: str
    keys: str = ""
    split: str = ""
    folded: bool = True
    converted: bool = True
    indent: str = ""
    lost: str = ""
    spaced: bool = False
    other: Mapping[str, str] = field(default_factory=dict)

    @property
    def table(self) -> dict[str, str]:
        """Traditional character → the reading put behind it."""
        return {key: readings()[key] for key in self.keys}


def _shuffled(keys: str, seed: int) -> str:
    return "".join(random.Random(seed).sample(keys, len(keys)))


SITES = (
    Site("common table", _shuffled(_COMMON_KEYS, 1)),
    Site("wide table, cut at 、", _shuffled(_COMMON_KEYS + _FREQUENT_KEYS, 2), split="、", other={"里": "裡"}),
    Site(
        "widest table, marks kept",
        _shuffled(_COMMON_KEYS + _FREQUENT_KEYS + _RARE_KEYS, 3),
        folded=False,
        other={"为": "爲"},
    ),
    Site("sparse table", _shuffled(_COMMON_KEYS[::4], 4), other={"众": "衆"}),
    Site("cut at 。 and ？", _shuffled(_COMMON_KEYS + _FREQUENT_KEYS[::2], 5), split="。？"),
    Site("simplified, folded", "", converted=False),
    # A second pass cut at one or two marks each; the byte lost is often one of another mark: 。基 is A1 [A3 BB] F9,
    # in the middle of which stand the bytes of ；.
    Site("cut at ；：", _shuffled(_COMMON_KEYS + _FREQUENT_KEYS, 6), split="；："),
    Site("cut at “（", _shuffled(_COMMON_KEYS, 7), split="“（"),
    Site("cut at 、，, marks kept", _shuffled(_COMMON_KEYS + _FREQUENT_KEYS[::2], 8), split="、，", folded=False),
    Site("cut at ！？", _shuffled(_COMMON_KEYS + _FREQUENT_KEYS, 9), split="！？"),
    Site("cut at 。", _shuffled(_COMMON_KEYS + _FREQUENT_KEYS, 10), split="。"),
    Site("indented, cut at 。", _shuffled(_COMMON_KEYS + _FREQUENT_KEYS[::2], 11), split="。", indent="\u3000\u3000"),
    Site("indented, cut at ；，", _shuffled(_COMMON_KEYS, 12), split="；，", indent="\u3000\u3000"),
    Site("blanks lost as ?", _shuffled(_COMMON_KEYS, 13), indent="\xa0\xa0", lost="\xa0", spaced=True),
    Site("cut at every mark", _shuffled(_COMMON_KEYS + _FREQUENT_KEYS, 14), split="、。，！？；："),
)


@dataclass(frozen=True, repr=False)
class DamagedPage:
    """A page with its exact truth.

    Attributes
    ----------
    raw : str
        The page as a person would find it.
    body : tuple of str
        The paragraphs as they were before.
    title : str or None
    author, source, editor, date : str or None
        As the page states them; None where it does not.
    classes : tuple of str
        The class of every line of ``raw`` that is not blank.
    site : Site
    """

    raw: str
    body: tuple[str, ...]
    classes: tuple[str, ...]
    title: str | None = None
    author: str | None = None
    source: str | None = None
    editor: str | None = None
    date: str | None = None
    site: Site = SITES[0]

    def __repr__(self) -> str:
        return f"DamagedPage({self.title!r}, {len(self.raw)} characters, {self.site.name})"


def convert(text: str, site: Site) -> str:
    """The traditional text that a site makes of a simplified one, character for character.

    >>> convert("为群众办实事,干部到村里", SITES[0])
    '為群眾辦實事,干部到村里'
    """
    return text.translate(_conversion_table(tuple(sorted((_USUAL_FORMS | dict(site.other)).items()))))


@cache
def _conversion_table(chosen_forms: tuple[tuple[str, str], ...]) -> dict[int, str]:
    table = {}
    chosen = dict(chosen_forms)
    for code in range(0x4E00, 0x9FA6):
        simple = chr(code)
        made = chosen.get(simple) or (simple if simple in _UNCONVERTED else to_traditional(simple))
        if simple == "着":
            made = "著"
        if made != simple and _in_code_page(made):
            table[code] = made
    return table


def _in_code_page(char: str) -> bool:
    try:
        return len(char.encode("gbk")) == 2
    except UnicodeEncodeError:
        return False


def damage_line(text: str, site: Site) -> str:
    """One line damaged as the site does it.

    >>> damage_line("为群众办实事，", SITES[0])
    '為群眾辦實(shí)事,'
    """
    if site.converted:
        text = damage(convert(text, site), site.table, split=site.split, left_first=_SearchOrder(site.keys))
    text = text.translate(dict.fromkeys(map(ord, site.lost), "?"))
    return fold(text) if site.folded else text


def damage_page(
    body: Sequence[str], *, site: Site = SITES[0], title: str | None = None, author: str | None = None,
    source: str | None = None, editor: str | None = None, date: str | None = None, wrap: bool = True, seed: int = 0,
) -> DamagedPage:  # fmt: skip
    """Damage a whole text and wrap the rest of a web page around it.

    Parameters
    ----------
    body : sequence of str
        Clean paragraphs, simplified, full-width marks.
    site : Site
    wrap : bool
        Put navigation above, editor, links and licences below; without it only title and body.
    seed : int
        Chooses among kinds of such lines: the same seed, the same page.
    """
    chance = random.Random(seed)
    above = chance.choice(_LINES_ABOVE) if wrap else []
    below = chance.choice(_LINES_BELOW) if wrap else []
    lines = [*above, *([(title, "title")] if title else [])]
    stated = bool(wrap and (date or source))
    if stated:
        parts = [date or "", f"来源：{source}" if source else "", f"作者：{author}" if author else ""]
        lines.append(("  ".join(part for part in parts if part), "meta"))
    elif author:
        lines.append((f"□ 文/{author}", "byline"))
    lines += [(_laid_out(paragraph, site), "body") for paragraph in body]
    if wrap and editor:
        lines.append((f"[责任编辑：{editor}]", "editor"))
    lines += below
    return DamagedPage(
        "\n".join(damage_line(line, site) for line, _ in lines), tuple(body), tuple(cls for _, cls in lines), title, author or None,
        source if stated else None, editor if wrap else None, date if stated else None, site,
    )  # fmt: skip


def _laid_out(paragraph: str, site: Site) -> str:
    """A paragraph with the blanks that a site puts in it before it is damaged."""
    if site.spaced:
        paragraph = re.sub(r"((?:[^。]+。){3})(?=[^。”])", "\\1\xa0", paragraph)
    return site.indent + paragraph


_LINES_ABOVE = (
    [("网站首页 | 新闻中心 | 网站地图 | 联系我们", "nav"), ("首页 > 评论 > 正文", "breadcrumb")],
    [("您现在的位置：首页 > 时政要闻 > 基层声音", "breadcrumb")],
    [("设为首页 | 加入收藏 | 手机版 | 无障碍", "nav"), ("首页 > 理论 > 学习园地 > 正文", "breadcrumb")],
    [],
)
_LINES_BELOW = (
    [("更多>>基层动态", "more_link"), ("关于我们 | 广告服务 | 网站地图 | 网站公告", "footer_nav"),
     ("版权所有：某县新闻中心 未经授权不得转载", "copyright")],
    [("分享到：", "share_widget"), ("关键词：基层 群众 作风", "keywords"),
     ("上一篇：走村入户听民声", "more_link"), ("下一篇：把会议开到田间", "more_link")],
    [("地址：某市某区人民路1号", "address"), ("联系电话：0000-1234567", "phone"),
     ("某ICP备00000000号-1", "icp_license"), ("Copyright 2006-2020 All Rights Reserved", "copyright")],
    [],
)  # fmt: skip


def main(arguments: list[str] | None = None) -> None:
    """Print the text of a file as one of the sites would show it."""
    parser = argparse.ArgumentParser(description="Damage a clean text: simplified, UTF-8, a paragraph a line.")
    parser.add_argument("file", type=Path)
    sites = "; ".join(f"{number} {site.name}" for number, site in enumerate(SITES))
    parser.add_argument("--site", type=int, default=0, choices=range(len(SITES)), help=sites)
    chosen = parser.parse_args(arguments)
    page = damage_page(chosen.file.read_text("utf-8").splitlines(), site=SITES[chosen.site], wrap=False)
    sys.stdout.write(page.raw + "\n")


if __name__ == "__main__":
    main()
