"""A page seen side by side: as it was found on the left, as it was meant on the right, every change marked."""

from __future__ import annotations

from html import escape

from ..core.control_characters import for_xml
from .clean_page import CleanPage
from .edits import Edit
from .line_classes import KEPT

_COLOURS = {  # fill and edge; dark enough for grey print, told apart also by the edge's style
    "exact": ("#dbeafe", "#1d4ed8", "solid"),
    "lexical": ("#fef3c7", "#b45309", "dashed"),
    "guess": ("#fee2e2", "#b91c1c", "double"),
}
_RULES = {
    "intrusion": "pinyin taken out",
    "byte_shift": "bytes put back in step",
    "script": "simplified script",
    "zhu_zhe": "着 for 著",
    "width": "full width given back",
    "typesetting": "typesetting undone",
    "layout": "white space at the edge of a line",
}
_STYLE = """
:root{color-scheme:light}*{box-sizing:border-box}
body{font:16px/1.75 "Noto Serif CJK SC","Source Han Serif SC","Songti SC",SimSun,serif;margin:0 auto;max-width:1500px;padding:1.5rem;color:#1c1917;background:#fff}
h1{font-size:1.35rem;margin:0 0 .3rem}p.meta,footer,th,td.n,td.c,.key{font-family:system-ui,sans-serif;font-size:.82rem;color:#57534e}
table{border-collapse:collapse;width:100%;table-layout:fixed;margin-top:1rem}col.n{width:3rem}col.c{width:8.5rem}
th{text-align:left;position:sticky;top:0;background:#fff;border-bottom:2px solid #292524;padding:.3rem .6rem}
td{vertical-align:top;border-bottom:1px solid #e7e5e4;padding:.35rem .6rem;overflow-wrap:anywhere;white-space:pre-wrap}
tr.dropped td.t{color:#78716c;background:#fafaf9}tr.title td.t{font-weight:700}tr.heading td.t{font-weight:600}
mark{color:inherit;background:none;padding:0 .04em;border-radius:2px;cursor:help}
mark.script{border-bottom:1px dotted #93c5fd}mark.gone::before{content:"\\2038";color:#1d4ed8;font-size:.75em}
.key mark{cursor:default;padding:.05rem .4rem;margin-right:.4rem}mark:focus{outline:2px solid #1c1917}
@media(max-width:900px){col.c{width:5rem}body{padding:.6rem}}
"""


def audit_html(page: CleanPage, *, name: str = "") -> str:
    """One page side by side as HTML that needs nothing else: no script, no font, no network.

    Each change is a mark coloured by its class; hovering (or moving to it with the keyboard) shows its rule and
    evidence.

    Parameters
    ----------
    page : CleanPage
    name : str
        What the page is called, for the heading; its title by default.

    Returns
    -------
    str
        A whole HTML document.

    Examples
    --------
    >>> from analysis import clean
    >>> html = audit_html(clean("干部要為群眾辦實(shí)事,把實(shí)事辦好。"))
    >>> '<mark class="exact" title="pinyin taken out (exact)' in html
    True
    """
    rows = "\n".join(
        f'<tr class="{cls if cls in KEPT else "dropped"}"><td class="n">{number}</td><td class="t">{raw}</td>'
        f'<td class="t">{clean}</td><td class="c">{escape(cls)}</td></tr>'
        for number, (raw, clean, cls) in enumerate(zip(*_marked(page), page.classes, strict=True), 1)
        if cls != "blank"
    )
    facts = {
        "title": page.title, "authors": page.metadata.author, "source": page.source, "editor": page.editor,
        "date": f"{page.date.value or 'unknown'} ({page.date.basis})", "script": page.script,
        "encoding": page.encoding, "rejected": page.rejected,
    }  # fmt: skip
    stated = " · ".join(f"{key}: {escape(value)}" for key, value in facts.items() if value)
    heading = escape(name or page.title or "page")
    evidence = "; ".join((*page.diagnosis.evidence, *page.date.evidence))
    style = _STYLE + "".join(
        f"mark.{kind}{{background:{fill};border-bottom:2px {edge} {colour}}}"
        for kind, (fill, colour, edge) in _COLOURS.items()
    )
    key = "".join(f'<mark class="{kind}">{kind}</mark>' for kind in _COLOURS)
    proof = page.certificate()
    return for_xml(f"""<!DOCTYPE html>
<html lang="zh-Hans"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{heading}: raw and clean</title><style>{style}</style></head>
<body><h1>{heading}</h1>
<p class="meta">{stated}</p><p class="meta">{escape(evidence)}</p>
<p class="key">{key} {len(page.edits)} changes · {page.review.height} for review ·
{proof["holds"].sum()} of {proof.height} lines proven by damaging them again</p>
<table><colgroup><col class="n"><col><col><col class="c"></colgroup>
<thead><tr><th scope="col">line</th><th scope="col">raw</th><th scope="col">clean</th><th scope="col">class</th></tr></thead>
<tbody>
{rows}
</tbody></table>
<footer><p>Lines in grey are not part of the text that is counted. A caret marks a place where something was taken out.</p></footer>
</body></html>
""")


def _marked(page: CleanPage) -> tuple[list[str], list[str]]:
    """Both sides as HTML, line by line."""
    left, right = [""], [""]

    def both(text: str) -> None:
        first, *others = escape(text).split("\n")
        for side in (left, right):
            side[-1] += first
            side += others

    at = 0
    for edit in sorted([*page.edits, *page.unrestored], key=lambda edit: edit[:2]):
        if edit.start < at:  # a place for review inside a change
            continue
        both(page.page[at : edit.start])
        at = edit.end
        if edit.rule == "layout":
            both(edit.after)
            continue
        name = "script" if edit.rule in ("script", "width") else edit.kind
        note, gone = escape(_note(edit)), "" if edit.after else " gone"
        left[-1] += f'<mark class="{name}" title="{note}" tabindex="0">{escape(edit.before)}</mark>'
        right[-1] += f'<mark class="{name}{gone}" title="{note}">{escape(edit.after)}</mark>'
    both(page.page[at:])
    return left, right


def _note(edit: Edit) -> str:
    parts = (
        f"{_RULES[edit.rule]} ({edit.kind})",
        f"{edit.before} → {edit.after or '–'}",
        edit.evidence,
        f"margin {edit.margin:.1f}" if edit.margin is not None else "",
        f"else: {', '.join(edit.alternatives)}" if edit.alternatives else "",
    )
    return "\n".join(filter(None, parts))
