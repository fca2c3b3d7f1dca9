"""From files to documents: dates, names, rejections, reprints, and a scholar's folder end to end."""

import codecs
from datetime import date
from hashlib import sha256

import polars as pl
import pytest

from analysis import Corpus, StudyError
from analysis.core import schema, sentences
from analysis.corpus.page_cleaning import damaged

TEXT = "干部到村里去，问题在田边解决。群众说：“这样好！”\n大家一起把路修好了。"
OTHER = "学校门口的斑马线画好了；孩子们放学不再绕路。老师说，这件小事办到了心里。"
# 18 different openings, so that no two texts are near-duplicates
DIFFERENT = [f"第{n}件事：{mark}家的{thing}修好了，{mark}家很满意。" for n, (mark, thing) in enumerate(
    (mark, thing) for mark in "赵钱孙李周吴" for thing in ("水管漏水处", "门前石板路", "老屋的房梁"))]  # fmt: skip


def put(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def rows(corpus, *columns):
    return {row[0]: row[1:] for row in corpus.documents.select("doc_id", *columns).rows()}


def test_tables_keep_the_schema_and_the_order():
    frame = pl.DataFrame({"id": ["b", "a"], "text": [TEXT, OTHER], "title": ["路", None], "版次": [1, 2]})
    corpus = Corpus.from_frame(frame)
    assert corpus.documents.columns[:11] == list(schema.DOCUMENTS) and corpus.documents.columns[-1] == "版次"
    assert corpus.documents["doc_id"].to_list() == corpus.texts["doc_id"].to_list() == ["a", "b"]
    assert corpus.texts["text"].to_list() == [OTHER, TEXT]
    assert len(corpus) == 2 and corpus.rejected.is_empty() and corpus.remarks.is_empty()


def test_counts_and_fingerprint_by_hand():
    frame = pl.DataFrame({"id": ["a"], "title": [" 修路\n记 "], "text": ["\r\n一句。\r\n两句！三句\r\n"]})
    document = Corpus.from_frame(frame).documents.row(0, named=True)
    assert document["title"] == "修路 记"
    assert document["n_chars"] == len("修路 记") + len("一句。\n两句！三句")
    assert document["n_sentences"] == 1 + 3
    assert document["sha256"] == sha256("修路 记\n一句。\n两句！三句".encode()).hexdigest()


@pytest.mark.parametrize(
    "written, day, precision",
    [
        ("2014-08-01", date(2014, 8, 1), "day"),
        ("二〇一四年八月一日", date(2014, 8, 1), "day"),
        ("2014年8月1日", date(2014, 8, 1), "day"),
        ("2014/8/1", date(2014, 8, 1), "day"),
        ("20140801", date(2014, 8, 1), "day"),
        ("2014-08-01T07:49:24+08:00", date(2014, 8, 1), "day"),
        ("2014年8月", date(2014, 8, 1), "month"),
        ("2014-08", date(2014, 8, 1), "month"),
        ("2014", date(2014, 1, 1), "year"),
        ("二〇一四年", date(2014, 1, 1), "year"),
        ("41852", date(2014, 8, 1), "day"),  # a spreadsheet's day number
        ("41852.0", date(2014, 8, 1), "day"),
        ("41852.75", date(2014, 8, 1), "day"),  # with a time of day
        ("1406822400", date(2014, 8, 1), "day"),  # midnight in China
        ("1406851200000", date(2014, 8, 1), "day"),  # milliseconds since 1970
        ("1406851200", date(2014, 8, 1), "day"),
        ("去年夏天", None, None),
        ("2014-02-30", None, None),
        ("1850-01-01", None, None),
        ("3014-01-01", None, None),
        (None, None, None),
    ],
)
def test_dates_as_people_write_them(written, day, precision):
    corpus = Corpus.from_frame(pl.DataFrame({"date": [written], "text": [TEXT]}, schema_overrides={"date": pl.String}))
    document = corpus.documents.row(0, named=True)
    assert (document["date"], document["date_precision"]) == (day, precision)
    assert document["date_basis"] == ("metadata" if day else "none")
    told = corpus.remarks.select("about", "remark").rows()
    assert told == [] if day or written is None else (told[0][0] == "date" and written in told[0][1])


def test_a_precision_that_is_given_holds():
    frame = pl.DataFrame(
        {"date": ["2014-08-17"] * 3, "date_precision": ["month", "Year", "hour"], "text": DIFFERENT[:3]}
    )
    known = Corpus.from_frame(frame).documents.select("date", "date_precision").rows()
    assert known == [(date(2014, 8, 1), "month"), (date(2014, 1, 1), "year"), (date(2014, 8, 17), "day")]


def test_dates_in_the_names_of_files(tmp_path):
    names = {
        "2014-08-01_修路.txt": (date(2014, 8, 1), "day"),
        "日报20140802第3版.txt": (date(2014, 8, 2), "day"),
        "2014_08_03 会.txt": (date(2014, 8, 3), "day"),
        "2014年8月4日.txt": (date(2014, 8, 4), "day"),
        "2014年9月号.txt": (date(2014, 9, 1), "month"),
        "2014-10.txt": (date(2014, 10, 1), "month"),
        "2015 年终.txt": (date(2015, 1, 1), "year"),
        "2016/会.txt": (date(2016, 1, 1), "year"),
        "2016/08-05 会.txt": (date(2016, 8, 5), "day"),
        "报/2016/08/06.txt": (date(2016, 8, 6), "day"),
        "2016/09/第1篇.txt": (date(2016, 9, 1), "month"),
        "2016/1-2 会.txt": (date(2016, 1, 1), "year"),
        "no-201.txt": (None, None),
        "第2014.txt": (None, None),
        "13-20141301.txt": (None, None),
    }
    put(tmp_path, dict(zip(names, DIFFERENT, strict=False)))
    corpus = Corpus.read(tmp_path, clean=False)
    found = {row[0]: row[1:3] for row in corpus.documents.select("file", "date", "date_precision").rows()}
    assert found == names
    assert set(corpus.documents["date_basis"]) == {"filename", "none"}


def test_a_taken_doc_id_is_told_and_no_text_is_lost(tmp_path):
    put(tmp_path, {"a.html": f"<p>{TEXT}</p>", "a.txt": OTHER, "t.csv": f"id,text\na,{DIFFERENT[0]}\n"})
    corpus = Corpus.read(tmp_path, clean=False)
    assert corpus.documents.select("doc_id", "file").rows() == [("a", "a.html"), ("a.txt", "a.txt"), ("t-a", "t.csv")]
    assert corpus.rejected.is_empty() and corpus.remarks["doc_id"].to_list() == ["a.txt", "t-a"]
    assert all("a.html" in remark for remark in corpus.remarks["remark"])
    same = Corpus.from_frame(pl.DataFrame({"id": ["x", "x", "y"], "text": [TEXT, TEXT, OTHER]}))
    assert len(same) == 2 and same.account["records_merged"] == 1 and same.rejected.is_empty()
    table = Corpus.from_frame(pl.DataFrame({"id": ["x", "y", "x"], "text": DIFFERENT[:3]}))
    assert table.rejected.select("row", "doc_id").rows() == [(3, "x")] and "row 1" in table.rejected["reason"][0]
    assert table.texts["text"].to_list() == DIFFERENT[:2]


def test_the_same_content_twice_is_a_duplicate_and_stays(tmp_path):
    put(tmp_path, {"2014-01-02.txt": TEXT, "2014-01-01.txt": TEXT})
    corpus = Corpus.read(tmp_path, clean=False)
    assert rows(corpus, "duplicate_of", "reprint_count") == {"2014-01-01": (None, 1), "2014-01-02": ("2014-01-01", 0)}
    assert corpus.rejected.is_empty() and "1 near-duplicate" in repr(corpus)


def test_what_is_not_chinese_text_is_rejected_with_its_share():
    texts = {
        "english": "The road was mended last week and everybody is happy.",
        "mostly": "The road 路 was mended 修 and everybody is happy.",
        "japanese": "これは日本語のページです。道が直りました。",
        "digits": "123 456",
        "marks": "……！",
        "blank": " 　\n",
        "none": None,
        "broken": "路\ufffd\ufffd修\ufffd好\ufffd了",
        "good": "WTO 规则和 PM2.5 都说到了，路也修好了。",
    }
    corpus = Corpus.from_frame(pl.DataFrame({"id": list(texts), "text": list(texts.values())}))
    assert corpus.documents["doc_id"].to_list() == ["good"]
    reasons = dict(corpus.rejected.select("doc_id", "reason").rows())
    assert "0 % of its 43 letters" in reasons["english"] and "5 %" in reasons["mostly"]
    assert "kana" in reasons["japanese"] and "belong to no encoding" in reasons["broken"]
    assert "no letter" in reasons["digits"] and "no letter" in reasons["marks"]
    assert "blank" in reasons["blank"] and "blank" in reasons["none"]


def test_nothing_usable_is_an_error_that_says_why(tmp_path):
    put(tmp_path, {"a.txt": b"", "b.txt": b"\xff\xd8\xff\xe0" + bytes(50)})
    with pytest.raises(StudyError, match="(?s)no page of .* 2 rejected.*a.txt: empty.*b.txt: not text: a JPEG"):
        Corpus.read(tmp_path)
    with pytest.raises(StudyError, match="there is no file or folder"):
        Corpus.read(tmp_path / "nowhere")
    (tmp_path / "t.csv").write_text("id,text\n")
    with pytest.raises(StudyError, match="holds no row"):
        Corpus.read(tmp_path / "t.csv")


def test_filter_keeps_tables_together_and_promotes_a_reprint():
    frame = pl.DataFrame(
        {
            "id": ["a", "b", "c", "d"],
            "date": ["2014-01-01", "2014-02-01", "2015-01-01", "sometime"],
            "kind": ["story", "story", "digest", "story"],
            "text": [TEXT, TEXT, TEXT, OTHER],
        }
    )
    corpus = Corpus.from_frame(frame)
    assert rows(corpus, "duplicate_of", "reprint_count") == {
        "a": (None, 2), "b": ("a", 0), "c": ("a", 0), "d": (None, 0),
    }  # fmt: skip
    later = corpus.filter(pl.col("doc_id") != "a")
    assert rows(later, "duplicate_of", "reprint_count") == {"b": (None, 1), "c": ("b", 0), "d": (None, 0)}
    assert later.texts["doc_id"].to_list() == ["b", "c", "d"] and later.remarks["doc_id"].to_list() == ["d"]
    assert later.documents.columns == corpus.documents.columns
    assert corpus.filter(kind="digest").documents["duplicate_of"].to_list() == [None]
    assert len(corpus) == 4  # nothing is changed in place


def test_repr_counts():
    corpus = Corpus.from_frame(pl.DataFrame({"date": ["2014", None], "text": DIFFERENT[:2]}))
    count = sum(map(len, DIFFERENT[:2]))
    assert repr(corpus) == f"<Corpus: 2 documents, 2014-01-01, 1 without a date, {count} characters; 0 rejected>"


def test_a_corpus_shows_its_first_documents_in_a_notebook():
    corpus = Corpus.from_frame(pl.DataFrame({"id": [f"d{n:02}" for n in range(9)], "text": DIFFERENT[:9]}))
    shown = corpus._repr_html_()
    assert "&lt;Corpus: 9 documents" in shown and "d04" in shown and "d05" not in shown


def test_a_wrong_table_is_refused():
    with pytest.raises(StudyError, match="lacks the column"):
        Corpus(pl.DataFrame({"doc_id": ["a"]}), schema.empty(schema.TEXTS))
    with pytest.raises(StudyError, match="no column of texts"):
        Corpus.from_frame(pl.DataFrame({"id": ["a"], "标题": ["路"]}))


def test_order_of_the_source_changes_nothing():
    frame = pl.DataFrame({"id": [f"d{n}" for n in range(18)], "text": DIFFERENT, "date": ["2014-01-01"] * 18})
    there, back = Corpus.from_frame(frame), Corpus.from_frame(frame.reverse())
    assert there.documents.equals(back.documents) and there.texts.equals(back.texts)


# --- with cleaning ---

CONVERTED = "為群眾辦實(shí)事，把責(zé)任扛在肩上，把實(shí)事辦到心里，群眾看得見(jiàn)、摸得著。"
CLEAN_AGAIN = "为群众办实事，把责任扛在肩上，把实事办到心里，群众看得见、摸得着。"


def test_rows_of_a_table_are_cleaned_where_they_show_damage_only():
    frame = pl.DataFrame({"id": ["bad", "fine"], "title": ["办实事", "路"], "text": [CONVERTED, TEXT + "\n来源：日报"]})
    corpus = Corpus.from_frame(frame, clean=True)
    assert dict(corpus.texts.rows()) == {"bad": CLEAN_AGAIN, "fine": TEXT + "\n来源：日报"}
    assert set(corpus.repairs["doc_id"]) == {"bad"} and corpus.dropped.is_empty()
    assert corpus.repairs.columns[:6] == ["doc_id", "rule", "start", "end", "before", "after"]
    assert Corpus.from_frame(frame).texts["text"].to_list() == [CONVERTED, TEXT + "\n来源：日报"]


@pytest.mark.parametrize(
    "text, shows",
    [
        (TEXT, False), (CONVERTED, True), (f"<p>{TEXT}</p>", True), ("干部&nbsp;下乡", True), ("路\ufffd好", True),
        ("乾隆年间的石碑（PM2.5）<10", False), ("這個問題為什麼沒有解決", True), ("重(zhòng)要", True),
    ],
)  # fmt: skip
def test_the_quick_look_for_damage(text, shows):
    assert pl.DataFrame({"text": [text]}).select(damaged()).item() is shows


def test_metadata_wins_and_a_difference_is_remarked(tmp_path):
    page = f"田边的会\n来源：县报　作者：李四　2014年08月01日 07:49\n{TEXT}\n{OTHER}\n责任编辑：王五\n"
    put(tmp_path, {"a.txt": page, "b.txt": page.replace(OTHER, DIFFERENT[0] * 9)})
    put(tmp_path, {"metadata.csv": "file,date,title,source\na.txt,2015-01-01,另一个题目,市报\n"})
    corpus = Corpus.read(tmp_path)
    known = rows(corpus, "date", "date_basis", "title", "source", "author")
    assert known["a"] == (date(2015, 1, 1), "metadata", "另一个题目", "市报", "李四")
    assert known["b"] == (date(2014, 8, 1), "page", "田边的会", "县报", "李四")
    told = corpus.remarks.filter(doc_id="a").select("about", "remark").rows()
    assert [about for about, _ in told] == ["title", "source", "date"]
    assert "另一个题目" in told[0][1] and "田边的会" in told[0][1]
    assert corpus.remarks.filter(doc_id="b").is_empty()
    assert "责任编辑" not in "".join(corpus.texts["text"]) and corpus.dropped.height >= 2


def test_coarser_metadata_that_agrees_is_no_difference(tmp_path):
    put(tmp_path, {"a.txt": f"田边的会\n来源：县报 2014年08月01日 07:49\n{TEXT}\n{OTHER}\n"})
    put(tmp_path, {"metadata.csv": "file,date\na.txt,2014年8月\n"})
    corpus = Corpus.read(tmp_path)
    assert rows(corpus, "date", "date_precision")["a"] == (date(2014, 8, 1), "month")
    assert corpus.remarks.is_empty()


def test_an_inferred_date_is_no_date_until_asked_for():
    frame = pl.DataFrame({"id": ["a", "b", "c"], "date": [None, None, "2014"], "text": DIFFERENT[:3]})
    corpus = Corpus.from_frame(frame)
    bounds = pl.DataFrame(
        {
            "not_before": [date(2021, 2, 20), date(2013, 6, 18), None],
            "not_after": [date(2021, 12, 31), date(2014, 10, 8), None],
            "date_basis": ["inferred", "inferred", "metadata"],
        }
    )
    corpus = Corpus(corpus.documents.with_columns(bounds), corpus.texts)
    dated = corpus.with_inferred_dates()
    assert rows(dated, "date", "date_precision", "date_basis") == {
        "a": (date(2021, 1, 1), "year", "inferred"),
        "b": (None, None, "inferred"),
        "c": (date(2014, 1, 1), "year", "metadata"),
    }
    assert corpus.documents["date"].null_count() == 2


def test_dates_inferred_later_mark_no_reprint_where_none_were_to_be_marked(tmp_path):
    put(tmp_path, {"a.txt": TEXT, "b.txt": TEXT})
    corpus = Corpus.read(tmp_path, clean=False, mark_duplicates=False)
    assert corpus.with_inferred_dates().documents["duplicate_of"].null_count() == 2
    assert Corpus.read(tmp_path, clean=False).with_inferred_dates().documents["duplicate_of"].null_count() == 1


def test_a_scholars_folder_end_to_end(tmp_path):
    """GBK, Big5, UTF-16, a converted page, a reprint, an image, an empty file, a metadata sheet in GBK."""
    reprint = TEXT.replace("，", ",").replace("干部", "干  部")
    converted = "\n".join(
        ["首頁(yè) > 要聞", "辦實(shí)事", *[CONVERTED * 2] * 3, "責(zé)任編輯：王五", "版權(quán)所有"]
    )
    put(
        tmp_path,
        {
            "2014/08-01 田边.txt": (TEXT * 3).encode("gbk"),
            "2016-03-02_转载.txt": codecs.BOM_UTF16_LE + (reprint * 3).encode("utf-16-le"),
            "台湾.txt": "孩子們放學不再繞路，老師說這件小事辦到了心裡。斑馬線畫好了，車都停下來。".encode("big5"),
            "转换.txt": converted,
            "空.txt": b"",
            "照片.txt": b"\x89PNG\r\n\x1a\n" + bytes(500),
            "metadata.csv": "文件,日期,标题,来源\r\n转换.txt,二〇二一年三月五日,办实事,市报\r\n台湾,2012年,,\r\n".encode(
                "gbk"
            ),
        },
    )
    corpus = Corpus.read(tmp_path)
    known = rows(corpus, "date", "date_precision", "date_basis", "duplicate_of", "encoding")
    assert known["2014/08-01 田边"] == (date(2014, 8, 1), "day", "filename", None, "gb18030")
    assert known["2016-03-02_转载"] == (date(2016, 3, 2), "day", "filename", "2014/08-01 田边", "utf-16-le")
    assert known["转换"] == (date(2021, 3, 5), "day", "metadata", None, "utf-8")
    assert known["台湾"] == (date(2012, 1, 1), "year", "metadata", None, "big5hkscs")
    texts = dict(corpus.texts.rows())
    assert corpus.remarks.select("doc_id", "about").rows() == [("转换", "title")]  # its first line is the title again
    assert texts["转换"] == "\n".join([CLEAN_AGAIN * 2] * 3)
    assert "孩子们放学不再绕路" in texts["台湾"]
    assert corpus.rejected.select("file", "bytes").rows() == [("照片.txt", 508), ("空.txt", 0)]
    table = corpus.documents.join(corpus.texts, on="doc_id")
    for title, text, characters, number in table.select("title", "text", "n_chars", "n_sentences").rows():
        assert characters == len(title) + len(text)
        assert number == len(sentences.split(text)) + bool(title)


def test_a_programme_says_a_formula_again_and_nothing_is_marked(tmp_path):
    same = "明天一早村里开集市，电视台要来，大家都去看看。" * 2
    frame = pl.DataFrame({"doc_id": ["a", "b"], "date": ["2020-09-29", "2021-09-29"], "text": [same, same]})
    frame.write_csv(tmp_path / "items.csv")
    marked = Corpus.read(tmp_path / "items.csv").documents
    every = Corpus.read(tmp_path / "items.csv", mark_duplicates=False).documents
    assert marked["duplicate_of"].to_list() == [None, "a"]
    assert every["duplicate_of"].to_list() == [None, None]
    assert every["reprint_count"].to_list() == [0, 0]
    assert every.schema == marked.schema


def test_reprints_is_the_old_word_for_marking_duplicates(tmp_path):
    put(tmp_path, {"a.txt": TEXT, "b.txt": TEXT})
    with pytest.warns(FutureWarning, match="mark_duplicates"):
        corpus = Corpus.read(tmp_path, clean=False, reprints=False)
    assert corpus.parameters == {"clean": False, "mark_duplicates": False, "similarity": 0.8, "shingle": 8}
    assert corpus.documents.equals(Corpus.read(tmp_path, clean=False, mark_duplicates=False).documents)
    with pytest.raises(TypeError, match="give mark_duplicates alone"), pytest.warns(FutureWarning):
        Corpus.read(tmp_path, reprints=False, mark_duplicates=False)
    frame = pl.DataFrame({"id": ["a", "b"], "text": [TEXT, TEXT]})
    assert Corpus.from_frame(frame, mark_duplicates=False).documents["duplicate_of"].null_count() == 2


def test_an_html_page_becomes_its_text(tmp_path):
    page = (
        "<html><head><meta charset='gb2312'><title>斑马线</title><script>alert('x')</script></head>"
        f"<body><h1>斑马线</h1><p>{OTHER}</p><p>{OTHER[:20]}很多人来看。</p></body></html>"
    )
    put(tmp_path, {"网页.html": page.encode("gbk")})
    corpus = Corpus.read(tmp_path)
    text = corpus.texts["text"][0]
    assert corpus.documents["encoding"][0] == "gb18030"
    assert OTHER in text and "alert" not in text and "<" not in text


def test_a_date_in_chinese_numerals_on_a_line_of_its_own_or_in_a_name(tmp_path):
    body = "村里新修了一条路，孩子上学不再绕远。老人也说好走。\n" * 4
    (tmp_path / "记.txt").write_text(f"门前的路\n二〇一四年八月一日\n{body}", "utf-8")
    (tmp_path / "二〇一五年十二月三十一日_路灯.txt").write_text("夜里的灯\n" + body.replace("路", "灯"), "utf-8")
    documents = Corpus.read(tmp_path).documents.sort("date")
    assert documents.select("date", "date_precision", "date_basis").rows() == [
        (date(2014, 8, 1), "day", "page"),
        (date(2015, 12, 31), "day", "filename"),
    ]
    assert "八月" not in Corpus.read(tmp_path).texts.filter(doc_id="记")["text"].item()
