"""HTML pages: which lines are the text, and the record that a page's markup and lines give by their votes."""

from __future__ import annotations

import pytest

from analysis.cleaning.page_authors import authors_in, is_name
from analysis.cleaning.page_votes import day_in_china
from analysis.cleaning.pipeline import clean

TITLE = "把会开到院坝里"
ONE = "干部把板凳搬到院坝里，听乡亲们说修渠引水的难处，一条一条记在本子上，当场能办的当场办。"
TWO = "会后大家又走了十几户人家，问题看得见、摸得着，群众说这样的会开得实在，往后还要多开几回。"
# all pages here were written for this test


def page(body: str, head: str = f"<title>{TITLE}_某某新闻网</title>") -> str:
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"


def paragraphs(*lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


FURNITURE = (
    "<div class='nav'><a href='/'>首页</a><a href='/a'>要闻</a><a href='/b'>评论</a></div>",
    "<div class='hot-list'><p>别处也在开会，这里说的是另一件事情，和正文没有关系，不该算进来。</p></div>"
    "<div class='comment'><p>网友甲：说得好，我们村也要这样办，希望干部常来走走看看。</p></div>"
    "<ul><li><a href='/c'>又一条新闻的标题，长得像一句话，其实是链接</a></li></ul>",
)


def test_comments_related_links_and_navigation_are_no_text():
    found = clean(page(f"{FURNITURE[0]}<div id='main'><h1>{TITLE}</h1>{paragraphs(ONE, TWO)}{FURNITURE[1]}</div>"))
    assert found.title == TITLE and found.text.split("\n") == [ONE, TWO]
    assert {"网友甲：说得好，我们村也要这样办，希望干部常来走走看看。"} <= set(found.dropped["clean"])


def test_a_name_of_furniture_on_what_holds_the_text_means_nothing():
    found = clean(page(f"<div class='comment_feature'><h1>{TITLE}</h1>{paragraphs(ONE, TWO)}</div>{FURNITURE[1]}"))
    assert found.text.split("\n") == [ONE, TWO]


def test_what_stands_below_a_stop_line_is_no_text():
    found = clean(page(f"<div><h1>{TITLE}</h1>{paragraphs(ONE, TWO, '相关阅读：', '别处开会，' + ONE)}</div>"))
    assert found.text.split("\n") == [ONE, TWO]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (f"<div>　　{ONE}<br><br>　　{TWO}<br/></div>", [ONE, TWO]),
        (paragraphs(ONE[:20] + "\n" + ONE[20:], TWO), [ONE, TWO]),
        (paragraphs("<ruby>干部<rp>(</rp><rt>gàn bù</rt><rp>)</rp></ruby>" + ONE[2:], TWO), [ONE, TWO]),
        (f"<p>{ONE}</p><div style='display: none'><p>这一段藏着给别人看，不该读进来。</p></div><p>{TWO}</p>", [ONE, TWO]),
        (f"<p>{ONE}</p><p hidden>这一段也藏着，不该读进来。</p><p>{TWO}</p>", [ONE, TWO]),
        (f"<p>{ONE}</p><ul><li>先听后说。</li></ul><table><tr><td>办了三件</td></tr></table><p>{TWO}</p>",
         [ONE, "先听后说。", "办了三件", TWO]),
        (f"<div style='display:none' id='all'>{paragraphs(ONE, TWO)}</div>", [ONE, TWO]),
    ],
    ids=["line breaks", "source lines", "ruby", "display none", "hidden", "lists and tables", "all hidden"],
)  # fmt: skip
def test_lines_are_what_a_reader_sees(body, text):
    found = clean(page(f"<h1>{TITLE}</h1>{body}"))
    assert found.text.split("\n") == text and found.title == TITLE


def test_a_saved_article_of_wechat():
    found = clean(
        page(
            f"<h1 id='activity-name'>\n {TITLE} \n</h1><div id='meta_content'><span>某某号</span><em>2019-03-04 08:00</em></div>"
            f"<div id='js_content' style='visibility: hidden'><section><span>点击上方</span><strong>蓝字</strong>关注我们</section>"
            f"<section>{paragraphs(ONE, TWO)}</section></div><script>var ct = '1551657600';</script>",
            f"<meta property='og:title' content='{TITLE}'>",
        )
    )
    assert (found.title, found.date.value) == (TITLE, "2019-03-04")
    assert found.text.split("\n") == [ONE, TWO]


@pytest.mark.parametrize(
    ("extra", "head", "day"),
    [
        ("<p>最后更新：2023-01-05 10:00</p><p>发布时间：2018-06-03 07:30　来源：某某日报</p>", "", "2018-06-03"),
        ("<time datetime='2018-06-03T07:30'>六月三日</time>", "", "2018-06-03"),
        ("", "<meta property='article:published_time' content='2018-06-02T16:00:00Z'>", "2018-06-03"),
        ("", '<script type="application/ld+json">{"@graph":[{"datePublished":"2018-06-03"}]}</script>', "2018-06-03"),
        ("", "<script>var list=[{publish_time:'2018-06-03'},{publish_time:'2018-06-04'}]</script>", None),
        ("<p>2016—2020年规划编制办公室</p>", "", None),
        ("<p>会期：2018年6月3日至6月5日</p>", "", None),
    ],
    ids=["update", "time", "midnight in UTC", "JSON-LD", "list of others", "plan", "range"],
)
def test_dates_are_voted_on(extra, head, day):
    found = clean(page(f"<h1>{TITLE}</h1>{extra}{paragraphs(ONE, TWO)}", f"<title>{TITLE}</title>{head}"))
    assert (found.date.value if found.date.basis == "page" else None) == day
    if day:
        vote = found.metadata.votes["date"]
        assert vote.value == day and vote.evidence and 0 < vote.confidence <= 1


def test_how_a_newspaper_ends_its_page():
    end = "《 某某日报 》（ 2018年06月03日 04 版）"
    found = clean(page(f"<h1>{TITLE}</h1>{paragraphs(ONE, TWO, end)}"))
    assert (found.date.value, found.source, found.text.split("\n")) == ("2018-06-03", "某某日报", [ONE, TWO])
    glued = clean(f"{TITLE}\n{ONE}\n{TWO}《某某日报》（2018年06月03日 04 版）")
    assert (glued.date.value, glued.source) == ("2018-06-03", "某某日报")


@pytest.mark.parametrize(
    ("line", "source", "authors"),
    [
        ("2018-06-03 07:30 来源：某某日报作者：李小满", "某某日报", ["李小满"]),
        ("2018-06-03 07:30:00 来源: 某某晚报举报", "某某晚报", []),
        ("发表于2018-06-03 07:30| 10次阅读| 来源某某网| 作者王小禾", "某某网", ["王小禾"]),
        ("2018年06月03日 07:30 某某参考", "某某参考", []),
        ("李小满/某某青年报", "某某青年报", ["李小满"]),
        ("某某新闻记者 李小满 王禾", None, ["李小满", "王禾"]),
        ("作者最新文章", None, []),
        ("作者：未知", None, []),
        ("微信 微博 字号 超大", None, []),
    ],
)
def test_sources_and_authors_need_a_label_or_a_form(line, source, authors):
    found = clean(page(f"<div><h1>{TITLE}</h1><p>{line}</p>{paragraphs(ONE, TWO)}</div>"))
    assert found.source == source and [author.name for author in found.authors] == authors
    assert found.text.split("\n")[-2:] == [ONE, TWO]


def test_the_headline_of_the_page_beats_the_name_of_the_site():
    body = f"<h1>某某新闻网要闻频道</h1><div><h2>{TITLE}</h2>{paragraphs(ONE, TWO)}</div>"
    assert clean(page(body)).title == TITLE


def test_forms_of_names_and_stamps():
    assert authors_in("采写：某某见习记者 林小满")[0][0] == "林小满"
    assert authors_in("【文/某某网专栏作者 王文】") == [("王文", "author")]
    assert not is_name("超大") and is_name("司马小满")
    assert str(day_in_china("2007-08-20-23:59:59")) == "2007-08-20" and day_in_china("0000000000") is None
