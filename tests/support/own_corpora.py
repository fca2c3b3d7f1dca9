"""Three corpora of other genres than the study's, made up for the tests: no sentence in them was ever said by anyone.

Formulations are planted, so that every count can be told by hand.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

from tests.support.file_makers import word

WHO = ("村民", "社员", "工匠", "学生", "医生", "渔民", "司机", "店主", "会计", "邮差", "裁缝", "木匠")
WHERE = ("河边", "山脚", "路口", "仓库", "学校", "码头", "果园", "茶山", "集市", "车站", "食堂", "祠堂")
WHAT = (
    "修好了水渠",
    "搬来了长凳",
    "数清了账目",
    "种下了桃树",
    "换上了新灯",
    "补平了路面",
    "晒干了稻谷",
    "装好了水管",
    "清点了工具",
    "写完了名册",
)
WHEN = ("清早", "午后", "傍晚", "雨停后", "雪化时", "开春时", "秋收前", "年关前")


def sentence(draw: Random) -> str:
    return f"{draw.choice(WHEN)}，{draw.choice(WHO)}{draw.randint(2, 999)}人在{draw.choice(WHERE)}{draw.choice(WHAT)}。"


def yearly_reports(folder: Path) -> Path:
    """Thirty long reports, 1990 to 2019, one a year: even years as text in GB18030, odd years as Word; one empty file.

    群众路线 once in each; 科学发展观 twice from 2004 to 2012; 脱贫攻坚 and 乡村振兴 in two sentences of one paragraph from
    2015 on.
    """
    folder.mkdir()
    for year in range(1990, 2020):
        draw = Random(year)
        paragraphs = ["".join(sentence(draw) for _ in range(5)) for _ in range(70)]
        paragraphs[3] += "我们走群众路线。"
        if 2004 <= year <= 2012:
            paragraphs[10] += "落实科学发展观。"
            paragraphs[20] += "再谈科学发展观。"
        if year >= 2015:
            paragraphs[30] += "打好脱贫攻坚战。" + sentence(draw) + "接着做乡村振兴。"
        if year % 2:
            body = "".join(f"<w:p><w:r><w:t>{one}</w:t></w:r></w:p>" for one in paragraphs)
            (folder / f"{year}-03-05_report.docx").write_bytes(word(body))
        else:
            (folder / f"{year}-03-05_report.txt").write_bytes("\n".join(paragraphs).encode("gb18030"))
    (folder / "2020-03-05_report.txt").write_bytes(b"")
    return folder


def abstracts(path: Path) -> Path:
    """An export of 120 abstracts, twelve a year from 2014 to 2023; from 2018 on one more each year holds 乡村振兴."""
    records = []
    for year in range(2014, 2024):
        for at in range(12):
            draw = Random(100 * year + at)
            text = "".join(sentence(draw) for _ in range(6))
            text += "本文讨论乡村振兴。" if at < year - 2017 else ""
            records.append(
                f"{{Reference Type}}: Journal Article\n{{Title}}: {draw.choice(WHERE)}{draw.choice(WHAT)}（{year}，{at}）\n"
                f"{{Author}}: 某人{at};某某\n{{Journal}}: 虚构学刊\n{{Year}}: {year}\n{{Keywords}}: 村庄;道路\n{{Abstract}}: {text}\n"
            )
    path.write_text("\n".join(records), "utf-8")
    return path


def taiwan_pages(folder: Path) -> Path:
    """Thirty-six saved pages in traditional characters and Big5, dated by years of the Republic, 103 to 108 (2014 to 2019).

    The first page of each half year names 群眾路線; all of 2016 name 精準扶貧.
    """
    from opencc import OpenCC

    folder.mkdir()
    traditional = OpenCC("s2t")
    for year in range(103, 109):
        for at in range(6):
            draw = Random(1000 * year + at)
            body = ["".join(sentence(draw) for _ in range(5)) for _ in range(4)]
            body[1] += "有人說到群众路线。" if at % 3 == 0 else ""
            body[2] += "有人說到精准扶贫。" if year == 105 else ""
            title = f"{draw.choice(WHERE)}{draw.choice(WHAT)}"
            lines = "".join(f"<p>{one}</p>" for one in body)
            page = (
                f'<html><head><meta charset="big5"><title>{title}</title></head><body><h1>{title}</h1>'
                f"<p>發布日期：中華民國{year}年{2 * at + 1}月15日</p><div>{lines}</div></body></html>"
            )
            (folder / f"page-{year}-{at}.html").write_bytes(
                traditional.convert(page).encode("big5", "xmlcharrefreplace")
            )
    return folder
