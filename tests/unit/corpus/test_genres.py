"""Genres: the metadata first, then the first rule that a document meets; each rule by a line of its own."""

import polars as pl
import pytest

from analysis import Corpus, Features, Lexicon, StudyError, build_features, data_folder, genre_rules, timeline
from analysis.corpus.genres import with_genres

TEXT = "干部到村里去，问题在田边解决。"


def genre_of(title="", text=TEXT, **columns):
    frame = pl.DataFrame({"title": [title], "text": [text], **{name: [value] for name, value in columns.items()}})
    return with_genres(frame, genre_rules()).select("genre", "genre_basis").row(0)


@pytest.mark.parametrize(
    ("genre", "case"),
    [
        ("digest", {"title": "国内联播快讯"}),
        ("digest", {"title": "多条消息", "kind": "digest"}),
        ("report", {"title": "日报评论员文章引起热烈反响", "kind": "story"}),
        ("report", {"title": "田边日报今起增设评论版"}),
        ("editorial", {"title": "人民日报社论：走到田边去", "kind": "story"}),
        ("editorial", {"title": "【人民日报将刊发社论】走到田边去"}),
        ("editorial", {"title": "走到田边去（社论）"}),
        ("editorial", {"title": "走到田边去", "kind": "社论"}),
        ("short comment", {"title": "【央视快评】走到田边去", "kind": "story"}),
        ("short comment", {"title": "本台短评：走到田边去"}),
        ("short comment", {"title": "国际锐评：走到田边去"}),
        ("short comment", {"title": "走到田边去", "kind": "快评"}),
        ("commentary", {"title": "人民日报评论员文章：走到田边去——三论田边", "kind": "story"}),
        ("commentary", {"title": "《求是》杂志将发表评论文章 走到田边去"}),
        ("commentary", {"title": "新华时评：走到田边去"}),
        ("commentary", {"title": "人民日报署名文章：走到田边去", "kind": "story"}),
        ("commentary", {"title": "走到田边去（人民时评）"}),
        ("commentary", {"title": "钟声：走到田边去"}),
        ("commentary", {"title": "走到田边去", "source": "人民日报·人民时评"}),
        ("commentary", {"title": "走到田边去", "kind": "评论"}),
        ("document", {"title": "中国共产党田边支部全体会议公报", "kind": "story"}),
        ("document", {"title": "2019年政府工作报告"}),
        ("document", {"title": "中共中央关于田边工作的意见"}),
        ("document", {"title": "中央文件", "columns": ["zywj"]}),
        ("report", {"title": "村里来信", "kind": "story"}),
        ("report", {"text": "本报北京9月26日电 （记者田边）干部到村里去。"}),
        ("report", {"text": "新华社贵阳11月25日电（田边）干部到村里去。"}),
        ("report", {"text": "干部到村里去。（本报记者 田边 本报通讯员 田中）"}),
        ("report", {"text": "干部到村里去。（作者：田边大学主题教育领导小组办公室）"}),
        ("commentary", {"text": "干部到村里去。\n（作者单位：田边大学）"}),
        ("commentary", {"text": "干部到村里去。（作者：田边，系田边大学（村校）教授）"}),
        ("commentary", {"text": "干部到村里去。\n（本报记者 田边整理）", "columns": ["gblt"]}),
        ("commentary", {"columns": ["gcdt", "plgd"]}),
        ("report", {"columns": ["gddt"]}),
        (None, {"title": "村里来信"}),
        (None, {"title": "社论的写法"}),
    ],
)
def test_each_rule_gives_its_genre(genre, case):
    assert genre_of(**case)[0] == genre


def test_every_rule_is_met_by_what_it_is_for_and_names_itself():
    assert genre_of("国内联播快讯", kind="story") == ("digest", "quick news")
    assert genre_of("村里来信", kind="story") == ("report", "kind report")
    assert genre_of("村里来信") == (None, None)


def test_a_genre_of_the_metadata_wins_and_stays_in_its_own_words():
    frame = pl.DataFrame(
        {
            "标题": ["人民日报社论：走到田边去"] * 3,
            "genre": ["pamphlet", " ", None],
            "正文": [TEXT, TEXT + "好。", TEXT + "对。"],
        }
    )
    corpus = Corpus.from_frame(frame)
    assert corpus.documents["genre"].to_list() == ["pamphlet", "editorial", "editorial"]
    assert corpus.documents["genre_basis"].to_list() == ["metadata", "title editorial", "title editorial"]
    assert corpus.documents["kind"].to_list() == ["pamphlet", None, None]  # a column genre was the kind before
    again = corpus.with_genres(pl.DataFrame({"rule": ["all"], "genre": ["any"], "title": ["社论"]}))
    assert again.documents["genre"].to_list() == ["pamphlet", "any", "any"]
    assert again.parameters["genres"] == "a table"
    assert corpus.with_genres().documents.equals(corpus.documents)


def test_the_chinese_names_of_the_column_are_known_and_the_kind_stays(tmp_path):
    frame = pl.DataFrame({"类型": ["甲"], "体裁": ["社论"], "正文": [TEXT]})
    documents = Corpus.from_frame(frame).documents
    assert documents.select("kind", "genre", "genre_basis").row(0) == ("甲", "社论", "metadata")
    (tmp_path / "one.txt").write_text(TEXT, "utf-8")
    (tmp_path / "metadata.csv").write_text("file,title,文体\none.txt,村里,杂文\n", "utf-8")
    documents = Corpus.read(tmp_path).documents
    assert documents.select("title", "genre").row(0) == ("村里", "杂文")


def test_a_corpus_without_a_column_meets_no_rule_that_asks_for_it():
    rules = pl.DataFrame({"rule": ["a", "b"], "genre": ["x", "y"], "版面": ["要闻", ""], "title": ["", "村"]})
    frame = pl.DataFrame({"title": ["村里"]})
    assert with_genres(frame, genre_rules(rules))["genre"].to_list() == ["y"]
    both = pl.DataFrame({"title": ["村里", "村里"], "版面": ["要闻", None]})
    assert with_genres(both, genre_rules(rules))["genre"].to_list() == ["x", "y"]
    numbers = pl.DataFrame({"title": ["村里"], "版面": [3]})
    assert with_genres(numbers, genre_rules(rules.with_columns(版面=pl.lit("3"))))["genre"].to_list() == ["x"]
    assert with_genres(frame, rules.head(0))["genre"].to_list() == [None]


def test_a_rule_needs_all_of_its_conditions():
    rules = genre_rules(pl.DataFrame({"rule": ["a"], "genre": ["x"], "beginning": ["^甲"], "end": ["乙$"]}))
    frame = pl.DataFrame({"text": ["甲中乙", "甲中", "中乙", "甲" + "中" * 200 + "乙", "中" * 60 + "甲乙"]})
    assert with_genres(frame, rules)["genre"].to_list() == ["x", None, None, "x", None]


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"rule": ["a"], "gnre": ["x"], "title": ["甲"]}, "Did you mean: gnre"),
        ({"rule": ["a"], "genre": ["x"], "note": ["why"]}, "no condition"),
        ({"rule": ["a"], "genre": ["x"], "title": ["(甲"]}, "no regular expression"),
        ({"rule": ["a", "a"], "genre": ["x", "y"], "title": ["甲", "乙"]}, "no other rule has"),
        ({"rule": [""], "genre": ["x"], "title": ["甲"]}, "needs a genre, and a name"),
        ({"rule": ["metadata"], "genre": ["x"], "title": ["甲"]}, "needs a genre, and a name"),
        ({"rule": ["a"], "genre": [None], "title": ["甲"]}, "needs a genre, and a name"),
    ],
)
def test_wrong_rules_are_told(rules, said):
    with pytest.raises(StudyError, match=said):
        genre_rules(pl.DataFrame(rules))


def test_rules_of_ones_own_are_read_from_a_file(tmp_path):
    shipped = (data_folder() / "lexicon" / "genres.csv").read_text("utf-8").splitlines()
    own = tmp_path / "genres.csv"
    own.write_text("\n".join([shipped[0], "letters,letter,来信$,,,,,,letters to the paper", *shipped[1:]]), "utf-8")
    corpus = Corpus.from_frame(pl.DataFrame({"标题": ["村里来信", "短评：走"], "正文": [TEXT, TEXT + "好。"]}))
    assert corpus.with_genres(own).documents["genre"].to_list() == ["letter", "short comment"]
    assert corpus.with_genres(own).parameters["genres"] == str(own)
    with pytest.raises(StudyError, match="no rules of genre at"):
        genre_rules(tmp_path / "none.csv")


def test_features_carry_the_genre_whichever_way_they_are_built(tmp_path):
    frame = pl.DataFrame(
        {
            "doc_id": ["a", "b", "c"],
            "date": ["2014-08-01", "2014-08-02", "2014-08-03"],
            "title": ["人民日报社论：村", "村里", "村里来信"],
            "text": [TEXT, "本报讯（记者田边）" + TEXT, "四下基层，" + TEXT],
        }
    )
    corpus = Corpus.from_frame(frame, mark_duplicates=False)
    features = build_features(corpus, Lexicon.read(), tmp_path / "memory")
    wanted = ["editorial", "report", None]
    assert features.documents.sort("doc_id").collect()["genre"].to_list() == wanted
    public = features.publish(tmp_path / "counts").documents.sort("doc_id").collect()
    assert public["genre"].to_list() == wanted
    assert "genre_basis" not in public.columns
    for name, write in (("t.parquet", frame.write_parquet), ("t.jsonl", frame.write_ndjson)):
        write(tmp_path / name)
        pieces = build_features(tmp_path / name, Lexicon.read(), tmp_path / f"{name}-counts")
        assert pieces.documents.sort("doc_id").collect()["genre"].to_list() == wanted
    given = frame.with_columns(genre=pl.Series(["own", None, ""]))
    given.write_ndjson(tmp_path / "given.jsonl")
    pieces = build_features(tmp_path / "given.jsonl", Lexicon.read(), tmp_path / "given")
    assert pieces.documents.sort("doc_id").collect()["genre"].to_list() == ["own", "report", None]


def test_features_counted_before_genres_open_and_have_none(tmp_path):
    corpus = Corpus.from_frame(pl.DataFrame({"date": ["2014-08-01"], "text": [TEXT]}))
    old = Corpus(corpus.documents.drop("genre", "genre_basis"), corpus.texts)
    features = build_features(old, Lexicon.read(), tmp_path / "old")
    assert "genre" not in pl.read_parquet_schema(next((tmp_path / "old" / "documents").glob("*.parquet")))
    assert Features.open(tmp_path / "old").documents.collect()["genre"].to_list() == [None]
    assert features.between("2014").documents.collect()["genre"].to_list() == [None]


def test_one_genre_is_chosen_by_the_filter_as_if_it_alone_had_been_counted(tmp_path):
    frame = pl.DataFrame(
        {
            "doc_id": ["a", "b", "c"],
            "date": ["2014-08-01", "2014-08-02", "2014-08-03"],
            "title": ["人民日报社论：村", "短评：四下基层", "村里"],
            "text": ["四下基层，" + TEXT, TEXT, "四下基层，四下基层。"],
        }
    )
    corpus = Corpus.from_frame(frame, mark_duplicates=False)
    features = build_features(corpus, Lexicon.read(), tmp_path / "f").publish(tmp_path / "p", min_documents=1)
    hits = {
        genre: timeline(features.filter(genre=genre), "四下基层").frame["hits"].to_list()
        for genre in ("editorial", None)
    }
    assert hits == {"editorial": [1], None: [1]}
    both = features.filter(genre=["editorial", "short comment"])
    assert timeline(both, "四下基层").frame.select("documents", "hits").row(0) == (2, 2)
    assert timeline(both, "四下基层", where="title").frame.select("documents", "hits").row(0) == (2, 1)
    alone = Corpus.from_frame(frame.head(2), mark_duplicates=False)
    alone = build_features(alone, Lexicon.read(), tmp_path / "g")
    assert timeline(alone, "四下基层", where="title").frame.equals(timeline(both, "四下基层", where="title").frame)
    with pytest.raises(StudyError, match="no document whose genre is 'comment'; there are: editorial, short comment"):
        features.filter(genre="comment")
