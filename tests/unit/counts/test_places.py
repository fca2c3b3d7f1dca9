"""Title, lead and body: small texts counted by hand, the same from every edition."""

import polars as pl
import pytest

from analysis import Corpus, Features, Lexicon, StudyError, build_features, timeline
from analysis.counts.day_counts import counts_by_day

# 六稳: in the title of a, in the lead of b (third sentence) and behind it (fourth), in the lead of c twice
# 六保: in the body of a (fourth sentence), quoted
TEXTS = {
    "doc_id": ["a", "b", "c", "d"],
    "date": ["2020-05-22", "2020-05-22", "2020-06-01", "2021-06-01"],
    "title": ["村里抓六稳", "村里", "村里", ""],
    "text": [
        "干部到村里。群众说好。干部回来。“六保”要落实。",
        "干部到村里。群众说好。\n六稳要落实。六稳还要落实。",
        "六稳六稳。干部到村里。\n群众说好。学校。",
        "学校里没有。",
    ],
}
PLACES = ("title", "lead", "body")


@pytest.fixture(scope="module")
def editions(tmp_path_factory):
    folder = tmp_path_factory.mktemp("places")
    corpus = Corpus.from_frame(pl.DataFrame(TEXTS), mark_duplicates=False)
    private = build_features(corpus, Lexicon.read(), folder / "private")
    kept = {"counts": private.publish(folder / "counts", min_documents=1)}
    kept |= {"sets": private.publish(folder / "sets", level="sets", min_documents=1), "private": private}
    return kept


def hits(features, term, **choice):
    return timeline(features, term, **choice).frame["hits", "mentions"].rows()


@pytest.mark.parametrize("edition", ["private", "counts", "sets"])
def test_only_mentions_in_that_place_count(editions, edition):
    features = editions[edition]
    assert [hits(features, "六稳", where=where) for where in PLACES] == [
        [(1, 1), (0, 0)],
        [(2, 3), (0, 0)],
        [(1, 1), (0, 0)],
    ]
    assert [hits(features, "六保", where=where)[0] for where in PLACES] == [(0, 0), (0, 0), (1, 1)]
    assert hits(features, "六稳")[0] == (3, 5)  # without a place: everywhere, the title with it
    whole = timeline(features, "六稳")
    there = timeline(features, "六稳", where="title")
    assert there.frame["documents"].to_list() == whole.frame["documents"].to_list() == [3, 1]
    assert there.parameters["where"] == "title" and whole.parameters["where"] is None
    assert timeline(features, "六保", where="body").frame["quoted_share"].to_list() == [1.0, None]


@pytest.mark.parametrize("edition", ["private", "counts", "sets"])
def test_the_places_of_a_term_add_up_to_its_mentions(editions, edition):
    counts = [counts_by_day(editions[edition], None, every="1y", where=where) for where in (None, *PLACES)]
    assert (counts[0].mentions == sum(one.mentions for one in counts[1:])).all()
    assert counts[0].mentions.sum() == 6


def test_strata_are_counted_in_the_place_too(editions):
    counts = counts_by_day(editions["counts"], "六稳", every="1y", where="lead", strata="title")
    assert {name: one.hits.sum() for name, one in counts.strata.items()} == {"": 0, "村里": 2, "村里抓六稳": 0}


@pytest.mark.parametrize(("edition", "found"), [("private", [1, 1]), ("sets", [1, 1])])
def test_words_have_places_where_sentences_hold_them(editions, edition, found):
    assert [hits(editions[edition], "学校", where=where)[n][0] for where, n in (("lead", 1), ("body", 0))] == found
    assert hits(editions[edition], "学校", where="title")[0][0] == 0


def test_words_of_the_counts_edition_have_none(editions):
    with pytest.raises(StudyError, match="the place of the word 学校 needs words sentence by sentence"):
        timeline(editions["counts"], "学校", where="title")


def test_published_numbers_tell_the_place_and_nothing_else_of_the_order(editions):
    rows = editions["counts"].mentions.select("doc_id", "sentence", "term").collect().rows()
    assert rows == [
        ("a", 0, "六稳"),
        ("a", 4, "六保"),
        ("b", 1, "六稳"),
        ("b", 4, "六稳"),
        ("c", 1, "六稳"),
        ("c", 1, "六稳"),
    ]
    paragraphs = editions["counts"].sentences.select("doc_id", "sentence", "paragraph").collect().rows()
    assert paragraphs == [("a", 0, 0), ("a", 4, 1), ("b", 1, 1), ("b", 4, 1), ("c", 1, 1)]


def published_before(features):
    """The same tables under a manifest that does not say how many sentences a lead has."""
    frames = [getattr(features, name).collect() for name in ("documents", "mentions", "sentences", "vocabulary")]
    manifest = {name: value for name, value in features.manifest.items() if name != "lead"}
    return Features.from_frames(*frames, manifest=manifest, tables=features.tables)


def test_counts_published_before_tell_titles_alone(editions):
    old = published_before(editions["counts"])
    assert hits(old, "六稳", where="title") == [(1, 1), (0, 0)]
    for where in ("lead", "body"):
        with pytest.raises(StudyError, match='published before that was kept.\n.*where="title"'):
            timeline(old, "六稳", where=where)


def test_a_series_tells_leads_where_all_of_its_parts_do(editions):
    new = editions["counts"]
    first, second = new.between("2020", "2021"), new.between("2021")
    assert hits([first, second], "六稳", where="lead") == [(2, 3), (0, 0)]
    with pytest.raises(StudyError, match="published before"):
        timeline([first, published_before(new).between("2021")], "六稳", where="lead")
    private = editions["private"]
    assert hits([private.between("2020", "2021"), private.between("2021")], "六稳", where="lead") == [(2, 3), (0, 0)]


def test_mistakes_are_told(editions):
    features = editions["counts"]
    with pytest.raises(StudyError, match="no place 'titel'; there are: title, lead, body.*\n.*Did you mean: title"):
        timeline(features, "六稳", where="titel")
    with pytest.raises(StudyError, match="the characters of a title or a lead are not counted"):
        timeline(features, "六稳", where="title", unit="characters")
    with pytest.raises(StudyError, match="where cannot be asked of counts by day"):
        timeline(counts_by_day(features, "六稳", every="1y"), "六稳", where="title")
