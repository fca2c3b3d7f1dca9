"""What ships is what the description says, fits, and holds no text that is not ours to give."""

import csv
import json
from hashlib import sha256

import polars as pl
import pytest

from analysis import Features, __version__
from analysis.core.paths import data_folder
from tools.datapackage import LEFT_OUT, datapackage

DATA = data_folder()
PACKAGE = json.loads((DATA / "datapackage.json").read_text("utf-8"))


def test_every_file_is_described_with_its_bytes_and_hash():
    files = {
        path.relative_to(DATA).as_posix()
        for path in DATA.rglob("*")
        if path.is_file() and path.name not in LEFT_OUT and "__pycache__" not in path.parts
    }
    assert {resource["path"] for resource in PACKAGE["resources"]} == files
    for resource in PACKAGE["resources"]:
        content = (DATA / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content), resource["path"]
        assert resource["hash"] == "sha256:" + sha256(content).hexdigest(), resource["path"]


def test_the_description_is_a_data_package_of_version_2():
    assert PACKAGE["$schema"].endswith("/profiles/2.0/datapackage.json")
    assert PACKAGE["version"] == __version__
    names = [resource["name"] for resource in PACKAGE["resources"]]
    assert len(set(names)) == len(names)
    assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-") for name in names)
    assert PACKAGE["licenses"][0]["name"] == "CC-BY-4.0"


def test_the_columns_of_each_csv_are_those_in_the_file():
    for resource in PACKAGE["resources"]:
        if resource["format"] == "csv":
            with (DATA / resource["path"]).open(encoding="utf-8-sig", newline="") as lines:
                assert [field["name"] for field in resource["schema"]["fields"]] == next(csv.reader(lines))


def test_making_it_again_gives_the_same():
    assert datapackage(DATA, version=__version__) == PACKAGE


def test_it_ships_in_8_megabytes():
    assert sum(resource["bytes"] for resource in PACKAGE["resources"]) < 8_000_000


@pytest.mark.parametrize("name", ["broadcast", "press", "pages"])
def test_a_published_edition_holds_no_order_no_offsets_no_hash_and_no_rare_word(name):
    features = Features.open(DATA / name)
    assert features.manifest["edition"] == "counts"
    mentions = features.mentions.select(pl.col("start", "end").count()).collect()
    assert mentions.row(0) == (0, 0)
    assert "order" not in features.sentences.collect_schema()
    assert not {"text", "sha256"} & set(features.documents.collect_schema())
    words = features.vocabulary.filter(pl.col("kind") == "word").collect()
    assert words["documents"].min() is None or words["documents"].min() >= 200
    lists = features.sentences.head(2_000).collect()["terms"]
    assert (lists.list.sort() == lists).all()
    assert not set(lists.explode()) & set(words["term_id"])  # of a sentence, slogans and members only


@pytest.mark.parametrize("name", ["broadcast", "press", "pages"])
def test_what_ships_was_counted_with_the_lexicon_that_ships(name):
    from analysis import Lexicon

    assert Features.open(DATA / name).manifest["lexicon"]["sha256"] == Lexicon.read().sha256
