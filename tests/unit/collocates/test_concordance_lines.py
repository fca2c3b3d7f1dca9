"""Key word in context: by hand, and against the lexicon's own search through whole texts."""

import dataclasses
import random

import polars as pl
import pytest

from analysis import Corpus, StudyError, build_features
from analysis.collocates.concordance_lines import concordance
from analysis.collocates.counted_lines import CONCORDANCE
from analysis.core import sentences
from analysis.counts.corpus_statement import corpus_statement
from analysis.lexicon.lexicon import Lexicon
from analysis.lexicon.term import Term

LEXICON = Lexicon.read()
PAGES = pl.DataFrame(
    {
        "id": ["c", "a", "b", "d"],
        "date": ["2020-05-01", "2014-08-01", "2014-08-01", None],
        "title": ["说说“六稳六保”", "", "谈枫桥经验", "四下基层"],
        "text": [
            "“六稳”要紧。\n做好六保任务，也说六稳六保。",
            "新时代“枫桥经验”在村里。大家又说枫桥经验好！",
            "会上没有提到它。",
            "走四下基层的路，\n把四下基层走实。",
        ],
    }
)
CORPUS = Corpus.from_frame(PAGES)


def test_one_term_by_hand():
    found = concordance(CORPUS, "枫桥经验", width=4, lexicon=LEXICON)
    assert dict(found.schema) == dict(CONCORDANCE)
    assert found.columns[:6] == ["doc_id", "date", "sentence", "left", "match", "right"]
    found = found.filter(pl.col("term") == "枫桥经验").select("doc_id", "sentence", "left", "match", "right", "quoted")
    assert ("a", 2, "家又说", "枫桥经验", "好！", False) not in found.rows()  # four characters, not three
    assert ("a", 2, "大家又说", "枫桥经验", "好！", False) in found.rows()
    assert ("b", 0, "谈", "枫桥经验", "", False) in found.rows()


def test_several_terms_sorted_and_the_undated_last():
    found = concordance(CORPUS, ["六保", "六稳", "四下基层"], width=3, lexicon=LEXICON)
    assert found.select("doc_id", "sentence", "left", "match", "right", "term", "quoted").rows() == [
        ("c", 0, "说说“", "六稳六保", "”", "六保", True),
        ("c", 0, "说说“", "六稳六保", "”", "六稳", True),
        ("c", 1, "“", "六稳", "”要紧", "六稳", True),
        ("c", 2, " 做好", "六保", "任务，", "六保", False),
        ("c", 2, "，也说", "六稳六保", "。", "六保", False),
        ("c", 2, "，也说", "六稳六保", "。", "六稳", False),
        ("d", 0, "", "四下基层", "", "四下基层", False),
        ("d", 1, "走", "四下基层", "的路，", "四下基层", False),
        ("d", 2, "， 把", "四下基层", "走实。", "四下基层", False),
    ]
    assert concordance(CORPUS, ("四下基层", "六保", "六稳", "六稳"), width=3, lexicon=LEXICON).frame.equals(found.frame)


def test_a_string_that_is_no_term_is_looked_for_as_it_is():
    found = concordance(CORPUS, "在村", width=2, lexicon=LEXICON)
    assert found.select("doc_id", "sentence", "left", "match", "right", "term", "sense").rows() == [
        ("a", 1, "验”", "在村", "里。", "在村", None)
    ]
    with pytest.raises(StudyError, match=r'"不在任何地方" stands nowhere in these \d documents'):
        concordance(CORPUS, "不在任何地方", lexicon=LEXICON)
    assert concordance(CORPUS, ["在村", "不在任何地方"], lexicon=LEXICON).schema == CONCORDANCE
    assert concordance(CORPUS, "村里", lexicon=LEXICON).height == 1
    own = LEXICON.with_terms([Term("村里", exclusions=("在村里",))])
    assert concordance(CORPUS, "村里", lexicon=own).is_empty()


def test_offsets_give_the_match_back():
    texts = dict(CORPUS.texts.rows())
    titles = dict(CORPUS.documents.select("doc_id", "title").rows())
    found = concordance(CORPUS, ["六保", "枫桥经验", "四下基层"], lexicon=LEXICON)
    for doc_id, sentence, match, start, end in found.select("doc_id", "sentence", "match", "start", "end").rows():
        whole = texts[doc_id] if sentence else titles[doc_id]
        assert whole[start:end] == match


def composed() -> Corpus:
    """Composed at random of terms, their variants, traps and filler; some documents twice, one without a date."""
    rng = random.Random(11)
    parts = [*LEXICON.patterns()["surface"], *"人民在十四两这里，、；。！\n“”《》"]
    pages = pl.DataFrame(
        {
            "id": [f"d{n:02}" for n in range(40)],
            "date": [f"{rng.randrange(2013, 2024)}-{rng.randrange(1, 13):02}-15" for _ in range(40)],
            "title": ["".join(rng.choices(parts, k=3)).replace("\n", "") for _ in range(40)],
            "text": ["干部" + "".join(rng.choices(parts, k=60)) for _ in range(40)],
        }
    )
    again = pages.head(3).with_columns(id="again-" + pl.col("id"), date=pl.lit(None, pl.String))
    return Corpus.from_frame(pl.concat([pages, again]))


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    """The composed corpus, and its features."""
    corpus = composed()
    return corpus, build_features(corpus, LEXICON, tmp_path_factory.mktemp("concordance"))


def test_equals_the_lexicon_on_whole_texts():
    """Every term of the lexicon asked for at once."""
    corpus = composed()
    terms = [*LEXICON.labels, *LEXICON.members]
    wanted = []
    for doc_id, date, title, text in (
        corpus.documents.join(corpus.texts, on="doc_id").select("doc_id", "date", "title", "text").rows()
    ):
        spans = sentences.split(text)
        for whole, numbered in ((title, None), (text, spans)):
            for start, end, term, sense, _, quoted in LEXICON.find(whole, date=date).rows():
                number = 0
                if numbered is not None:
                    number = next(n for n, (a, b) in enumerate(numbered, start=1) if a <= start < b)
                    if end > numbered[number - 1][1]:
                        continue  # goes over the end of a sentence
                wanted.append((doc_id, number, start, end, term, sense, quoted))
    found = concordance(corpus, terms, lexicon=LEXICON)
    found = found.select("doc_id", "sentence", "start", "end", "term", "sense", "quoted").rows()
    assert len(found) > 1000
    assert sorted(map(str, found)) == sorted(map(str, wanted))


def test_the_counted_mentions_give_the_same_lines_as_the_texts(counted):
    corpus, features = counted
    assert corpus.documents["duplicate_of"].count() and corpus.documents["date"].null_count()
    terms = [*LEXICON.labels, *LEXICON.members]
    searched = concordance(corpus, terms, width=7, lexicon=LEXICON)
    found = concordance(corpus, terms, width=7, features=features)
    assert found.height > 1000 and found["sense"].n_unique() > 2 and found["sentence"].min() == 0
    assert found.frame.equals(searched.frame)
    said, asked = ({**one.parameters, "corpus": one.parameters["corpus"] | {"name": None}} for one in (found, searched))
    assert said == asked
    some = corpus.filter(pl.col("date").dt.year() > 2018)  # fewer documents than were counted
    assert concordance(some, terms, features=features).frame.equals(concordance(some, terms, lexicon=LEXICON).frame)
    own = LEXICON.with_terms(["从未见过的词"])
    assert concordance(corpus, "从未见过的词", lexicon=own).frame.schema == found.frame.schema


def test_features_that_cannot_give_the_lines_say_why(counted, tmp_path):
    corpus, features = counted
    with pytest.raises(StudyError, match="在村"):
        concordance(corpus, "在村", features=features)
    with pytest.raises(StudyError, match="干部.* is a word"):
        concordance(corpus, "干部", features=features)
    with pytest.raises(StudyError, match="private edition"):
        concordance(corpus, "六保", features=features.publish(tmp_path / "published"))
    with pytest.raises(StudyError, match="other texts"):
        concordance(CORPUS.filter(pl.col("doc_id") == "a"), "六保", features=features)
    shifted = corpus.texts.with_columns(text="一" + pl.col("text"))
    with pytest.raises(StudyError, match="other texts"):
        concordance(dataclasses.replace(corpus, texts=shifted), "六保", features=features)


def test_the_result_counts_itself():
    found = concordance(CORPUS, ["六保", "六稳"], width=3, lexicon=LEXICON)
    assert repr(found) == "<Concordance: 6 mentions in 1 documents>"
    made = {"term": ("六保", "六稳"), "width": 3, "lexicon": LEXICON.sha256}
    assert found.parameters == {"corpus": corpus_statement(CORPUS)} | made


def test_mistakes_are_told():
    with pytest.raises(StudyError, match="needs a term"):
        concordance(CORPUS, [], lexicon=LEXICON)
    with pytest.raises(StudyError, match="needs a term"):
        concordance(CORPUS, "“”", lexicon=LEXICON)
    with pytest.raises(StudyError, match="width"):
        concordance(CORPUS, "六保", width=-1, lexicon=LEXICON)
