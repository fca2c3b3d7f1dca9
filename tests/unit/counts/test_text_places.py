"""Features remember where their texts lie, tell nobody else, and read back what was counted or nothing."""

import json
import shutil

import polars as pl
import pytest

from analysis import Corpus, Features, Lexicon, StudyError, build_features, verify_features
from analysis.counts.text_places import remembered_texts

NOTE = ".features.note"
ROWS = {
    "doc_id": ["a", "b", "c"],
    "date": ["2019-08-01", "2020-04-17", "2020-05-22"],
    "title": ["村里", "六保之年", None],
    "text": ["到村里去。", "六稳和“六保”要抓好。\r\n落实六保。", "六保。六稳。"],
}


@pytest.fixture(scope="module")
def lexicon():
    return Lexicon.read()


def _texts(folder, kind):
    folder.mkdir(parents=True)
    frame = pl.DataFrame(ROWS)
    if kind == "pages":
        for row in frame.iter_rows(named=True):
            (folder / f"{row['doc_id']}.txt").write_text(row["text"], "utf-8", newline="")
        frame.select(pl.col("doc_id") + ".txt", "date", "title").rename({"doc_id": "file"}).write_csv(
            folder / "metadata.csv"
        )
        return folder
    place = folder / f"texts.{kind}"
    frame.write_ndjson(place) if kind == "jsonl" else frame.write_parquet(place)
    return place


@pytest.mark.parametrize("kind", ["pages", "parquet", "jsonl"])
@pytest.mark.parametrize("whole", [True, False])
def test_texts_are_read_back_from_where_they_lie_also_when_both_were_moved(tmp_path, lexicon, kind, whole):
    if kind == "pages" and not whole:
        return  # pages are not counted piece by piece
    place = _texts(tmp_path / "one" / "texts", kind)
    corpus = Corpus.read(place) if whole else place
    build_features(corpus, lexicon, tmp_path / "one" / "features")
    shutil.move(tmp_path / "one", tmp_path / "two")
    features = Features.open(tmp_path / "two" / "features")
    read = remembered_texts(features, ["c", "b"])
    assert read is not None
    texts = dict(read.select("doc_id", "text").rows())
    assert set(texts) == {"b", "c"} and texts["c"] == "六保。六稳。" and "落实六保" in texts["b"]
    assert remembered_texts(features.filter(title="六保之年"), ["b"]).height == 1
    assert remembered_texts(features.between("2019", "2020"), ["a"])["text"].to_list() == ["到村里去。"]
    assert verify_features(tmp_path / "two" / "features").frame["state"].unique().to_list() == ["whole"]


def test_files_are_the_same_wherever_texts_lie_and_no_path_is_in_them(tmp_path, lexicon):
    near, far = _texts(tmp_path / "near", "jsonl"), _texts(tmp_path / "a" / "far" / "away", "jsonl")
    build_features(near, lexicon, tmp_path / "first")
    build_features(far, lexicon, tmp_path / "second")
    files = [
        {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (tmp_path / "first", tmp_path / "second")
    ]
    notes = [json.loads(one.pop(NOTE))["places"] for one in files]
    assert files[0] == files[1] and notes == [["../near/texts.jsonl"], ["../a/far/away/texts.jsonl"]]
    assert not any(str(tmp_path).encode() in data for data in files[0].values())


def test_a_published_edition_has_no_note_and_a_corpus_from_nowhere_takes_an_old_one_away(tmp_path, lexicon):
    features = build_features(_texts(tmp_path / "texts", "parquet"), lexicon, tmp_path / "private")
    assert (tmp_path / "private" / NOTE).exists()
    build_features(tmp_path / "texts", lexicon, tmp_path / "given")
    given = features.publish(tmp_path / "given", min_documents=1)  # where private features lay before
    assert not (tmp_path / "given" / NOTE).exists() and remembered_texts(given, ["a"]) is None
    counts = build_features(tmp_path / "texts", lexicon, tmp_path / "counts", edition="counts")
    assert not (tmp_path / "counts" / NOTE).exists() and remembered_texts(counts, ["a"]) is None
    build_features(Corpus.from_frame(pl.DataFrame(ROWS)), lexicon, tmp_path / "private")
    assert not (tmp_path / "private" / NOTE).exists()
    assert remembered_texts(Features.open(tmp_path / "private"), ["a"]) is None


def test_texts_that_went_or_changed_are_named_with_a_remedy(tmp_path, lexicon):
    place = _texts(tmp_path / "texts", "parquet")
    features = build_features(place, lexicon, tmp_path / "features")
    changed = pl.DataFrame(ROWS).with_columns(
        text=pl.when(pl.col("doc_id") == "b").then(pl.lit("六保六保。")).otherwise("text")
    )
    changed.write_parquet(place)
    assert remembered_texts(features, ["a", "c"]).height == 2
    with pytest.raises(StudyError, match=r"'b' is not there, or its text has changed.*\n.*texts="):
        remembered_texts(features, ["a", "b"])
    place.unlink()
    with pytest.raises(StudyError, match=r"texts.parquet, and nothing is there.*\n.*texts="):
        remembered_texts(features, ["a"])


def test_a_password_or_a_path_of_this_machine_goes_nowhere_else(tmp_path, lexicon):
    from analysis.core.storage import Folder
    from analysis.counts.text_places import note_of_texts

    assert note_of_texts("s3://me:secret@shop/texts.jsonl", Folder("/features")) == b""
    assert note_of_texts(str(tmp_path / "texts.jsonl"), Folder("s3://ours/features")) == b""
    assert json.loads(note_of_texts("s3://shop/texts.jsonl", Folder("s3://ours/features")))["places"] == [
        "s3://shop/texts.jsonl"
    ]
