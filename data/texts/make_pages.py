"""Turn the clean commentaries into pages as people meet them: other encodings, web furniture, conversion damage.

Run from the top of the repository: ``python data/texts/make_pages.py``. The pages come out the same every time.
"""

from __future__ import annotations

import csv
from pathlib import Path

import opencc

from analysis.cleaning.character_width import fold
from tools.damage_simulator import Site, damage_line

HERE = Path(__file__).resolve().parent
COLUMNS = ("file", "doc_id", "date", "date_precision", "title", "source", "author", "kind", "damage", "encoding")

# What was done to a page. Pages that are not named here are plain UTF-8 with title, byline and text.
DAMAGE = {
    "2013b": "encoding: GBK",
    "2013c": "traditional characters, encoding: Big5",
    "2014b": "web furniture, title twice, date in Chinese numerals, punctuation folded to half width",
    "2015a": "converted: traditional, pinyin intrusions, folded punctuation",
    "2015b": "encoding: UTF-16 without byte order mark",
    "2016b": "HTML page with navigation, encoding: GB18030",
    "2017a": "encoding: UTF-16 with byte order mark",
    "2018c": "converted: traditional, pinyin intrusions, byte-shift runs, web furniture",
    "2019b": "HTML page with navigation and scripts",
    "2021a": "converted: traditional, pinyin intrusions, byte-shift runs, web furniture",
    "2022a": "no date on the page",
    "2023a": "converted: traditional, pinyin intrusions, byte-shift runs, search spam",
}
ENCODING = {"2013b": "gbk", "2013c": "big5", "2015b": "utf-16-le", "2016b": "gb18030", "2017a": "utf-16"}
SAID = {"2014b": "二〇一四年八月一日", "2018c": "2018年11月26日 16:05", "2021a": "2021-04-20 07:49:24"}
SPAM = "二手车报价,装修公司哪家好,今日菜价查询,搬家电话"
# Characters behind which such sites put the reading; each site has its own, mostly these.
TABLE = (
    "來個價優內創動務區協問嚴國團執堅報場學實對導庫強復態憂應戰戶擔據擴數時會業標機權沒測準濟營現環產當發監盤礎節級結絡統經網線績"
    "續習聯聽臺萬藍號補見規覺計訓設評話認語誠說調識護負財責質轉農進運過達遠錢長門開關頁項預領風養驗點"
)
SITE = Site("example site", TABLE)


def main(folder: Path = HERE / "pages") -> None:
    """Write ``pages/`` and its ``metadata.csv`` from ``clean/`` and what is known of each commentary there."""
    folder.mkdir(exist_ok=True)
    with (HERE / "clean" / "metadata.csv").open(encoding="utf-8", newline="") as file:
        commentaries = list(csv.DictReader(file))
    rows = []
    for number, row in enumerate(commentaries):
        doc = row["doc_id"]
        title, *paragraphs = (HERE / "clean" / row["file"]).read_text("utf-8").splitlines()
        text = page(doc, number, title, paragraphs, row["date"], row["author"])
        name = row["file"].replace(".txt", ".html" if "HTML" in DAMAGE.get(doc, "") else ".txt")
        encoding = ENCODING.get(doc, "utf-8")
        (folder / name).write_bytes(encoded(text, encoding))
        rows.append(row | {"file": name, "damage": DAMAGE.get(doc, "none"), "encoding": encoding})
    with (folder / "metadata.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def page(doc: str, number: int, title: str, paragraphs: list[str], date: str, author: str) -> str:
    """The text of one page, before it is encoded."""
    damage = DAMAGE.get(doc, "")
    if "HTML" in damage:
        return html(doc, title, paragraphs, date, author)
    if doc == "2022a":
        return "\n".join([title, f"作者：{author}", *paragraphs]) + "\n"
    if "web furniture" in damage:
        text = furnished(title, paragraphs, SAID[doc], author)
    else:
        text = plain(number, title, paragraphs, date, author)
    if "search spam" in damage:
        text = f"{SPAM}\n{text}"
    if "converted" in damage:
        return "\n".join(damage_line(line, SITE) for line in text.split("\n"))
    if "folded" in damage:
        return fold(text)
    if "traditional" in damage:
        return opencc.OpenCC("s2tw").convert(text)
    return text


def encoded(text: str, encoding: str) -> bytes:
    """Bytes of a page; ``utf-16`` gets its byte order mark in one order on every machine."""
    if encoding == "utf-16":
        return b"\xff\xfe" + text.encode("utf-16-le")
    return text.encode(encoding)


def plain(number: int, title: str, paragraphs: list[str], date: str, author: str) -> str:
    """Title, a line that says when and by whom, text: in three layouts by turns."""
    year, month, day = date.split("-")
    said = (
        f"发布时间：{date}　作者：{author}",
        f"{year}年{month}月{day}日 08:30　作者：{author}",
        f"{date} 07:15:00　作者：{author}",
    )[number % 3]
    return "\n".join([title, said, *paragraphs]) + "\n"


def furnished(title: str, paragraphs: list[str], said: str, author: str) -> str:
    """A page copied from a browser, with all that stands around a text there."""
    lines = [
        "设为首页 | 加入收藏 | 网站地图",
        "示例县新闻网",
        "您当前的位置：首页 > 时评 > 正文",
        title,
        f"{said}　来源：示例日报　作者：{author}",
        "字号：大 中 小",
        title,
        *paragraphs,
        "（责任编辑：示例）",
        "关键词：基层；作风",
        "分享到：微信 微博 QQ空间",
        "上一篇：暑期河道巡查排班表",
        "版权所有 © 2006-2023 示例县新闻网　未经许可不得转载",
        "地址：示例县示例路1号　电话：0000-0000000",
    ]
    return "\n".join(lines) + "\n"


def html(doc: str, title: str, paragraphs: list[str], date: str, author: str) -> str:
    """A web page: head, navigation, the article, what is offered beside it, the foot."""
    charset = {"gb18030": "gb2312"}.get(ENCODING.get(doc, ""), "utf-8")  # what such pages declare
    article = "\n".join(f"<p>　　{paragraph}</p>" for paragraph in paragraphs)
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="{charset}">
<title>{title}_时评_示例县新闻网</title>
<script>var page = {{"id": 1024, "views": "阅读数"}};</script>
<style>.nav li {{ display: inline; }}</style>
</head>
<body>
<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/news">要闻</a></li>
<li><a href="/talk">时评</a></li><li><a href="/service">便民服务</a></li></ul></div>
<div class="breadcrumb"><a href="/">首页</a> &gt; <a href="/talk">时评</a> &gt; 正文</div>
<div class="article">
<h1>{title}</h1>
<div class="info"><span>{date} 09:20</span> <span>来源：示例日报</span> <span>作者：{author}</span></div>
<div class="content">
{article}
</div>
<div class="editor">责任编辑：示例</div>
</div>
<div class="share">分享到：<a href="#">微信</a> <a href="#">微博</a></div>
<div class="related"><h3>相关阅读</h3><ul><li><a href="/1">本周菜价</a></li><li><a href="/2">停水通知</a></li></ul></div>
<div class="footer">版权所有 © 2010-2020 示例县新闻网 | 示备00000000号 | 联系电话：0000-0000000</div>
</body>
</html>
"""


if __name__ == "__main__":
    main()
