"""No damaged file is counted: an error names it and what mends it; building again repairs it and nothing else."""

import json
import shutil

import numpy as np
import pytest
from typer.testing import CliRunner

from analysis import verify_features
from analysis.cli import app
from analysis.core import schema
from analysis.core.errors import StudyError
from analysis.core.sealed_json import sealed
from analysis.counts import counted_parts
from analysis.counts import text_sources as sources
from analysis.counts.build import build_features
from analysis.counts.features import Features
from analysis.counts.manifest import file_of
from analysis.lexicon.lexicon import Lexicon
from tests.support.counting_corpora import files, made

LEXICON = Lexicon.read()
TEXTS = made(60, seed=5)


@pytest.fixture(scope="module")
def sets(tmp_path_factory):
    top = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, "PART_CHARS", 1_500)
        build_features(TEXTS, LEXICON, top / "private").publish(top / "published", min_documents=2)
    return top


def read(folder) -> list:
    features = Features.open(folder)
    named = [getattr(features, name) for name in ("documents", "mentions", "sentences", "vocabulary")]
    return [table.collect() for table in (*named, *features.tables.values())]


def damaged(data: bytes, draw) -> bytes:
    """A bit flipped, bytes lost or gained, or a stretch of zeros."""
    place = int(draw.integers(len(data)))
    return [
        data[:place] + bytes([data[place] ^ (1 << int(draw.integers(8)))]) + data[place + 1 :],
        data[:place],
        data[:place] + data[place : place + 9] + data[place:],
        data[:place] + bytes(len(data[place : place + 40])) + data[place + 40 :],
    ][int(draw.integers(4))]


@pytest.mark.parametrize("edition", ["private", "published"])
def test_every_damage_is_an_error_that_names_file_and_remedy(sets, tmp_path, edition):
    whole, out = files(sets / edition), tmp_path / "f"
    shutil.copytree(sets / edition, out)
    expected = read(out)
    draw = np.random.default_rng(0)
    seen = 0
    for _ in range(60):
        name = list(whole)[int(draw.integers(len(whole)))]
        data = damaged(whole[name], draw)
        (out / name).write_bytes(data)
        try:
            got = read(out)
        except StudyError as told:
            seen += 1
            assert name.rpartition("/")[2] in str(told)
            assert ("published folder" if edition == "published" else "analysis build") in str(told)
            assert not verify_features(out).whole
        else:  # such as a space of features.json that became a line break, or a record, which no table is read from
            assert name == "features.json" or name.startswith(("parts/", "tally/")) or data == whole[name]
            assert all(left.equals(right) for left, right in zip(got, expected))
        (out / name).write_bytes(whole[name])
    assert seen > 40


def swapped(manifest, shards):
    manifest["shards"][0]["files"], manifest["shards"][1]["files"] = (shards[1]["files"], {**shards[0]["files"]})
    manifest["files"][file_of(shards[0], "documents")]["bytes"] += 1


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest, shards: manifest.pop("files"),
        lambda manifest, shards: manifest.pop("shards"),
        lambda manifest, shards: manifest.pop("tables"),
        lambda manifest, shards: manifest.update(files={"../x": {"bytes": 1, "sha256": "0" * 64}}),
        lambda manifest, shards: manifest.update(files=[]),
        lambda manifest, shards: manifest.update(edition=3),
        lambda manifest, shards: manifest["tables"].update(vocabulary=["x"]),
        lambda manifest, shards: shards[0].pop("files"),
        lambda manifest, shards: shards[0].pop("documents"),
        lambda manifest, shards: shards[0].update(first="soon"),
        lambda manifest, shards: shards[0]["files"].pop("mentions"),
        lambda manifest, shards: shards[0]["files"].update(documents="documents/none"),
        lambda manifest, shards: shards.append(3),
        swapped,
    ],
)
def test_a_manifest_that_makes_no_sense_although_its_hash_fits(sets, tmp_path, change):
    shutil.copytree(sets / "published", tmp_path / "f")
    manifest = json.loads((tmp_path / "f" / "features.json").read_bytes())
    change(manifest, manifest["shards"])
    (tmp_path / "f" / "features.json").write_bytes(sealed(manifest))
    with pytest.raises(StudyError, match="published folder"):
        Features.open(tmp_path / "f")


@pytest.mark.parametrize("text", ["", "[]", "null", "{", '{"schema": 2}', "[" * 100_000, '{"schema": "2"}', "\0" * 9])
def test_a_manifest_that_is_none(tmp_path, text):
    (tmp_path / "features.json").write_text(text)
    with pytest.raises(StudyError, match=r"features\.json"):
        Features.open(tmp_path)


def test_building_again_repairs_what_is_damaged_and_counts_nothing_else(sets, tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "PART_CHARS", 1_500)
    calls, real = [], counted_parts.count_texts
    monkeypatch.setattr(counted_parts, "count_texts", lambda *a: calls.append(a) or real(*a))
    whole = files(sets / "private")
    shards = json.loads(whole["features.json"])["shards"]
    assert len(shards) > 5
    draw = np.random.default_rng(1)
    one_of_each = {name.partition("/")[0]: name for name in whole}
    assert len(one_of_each) == 7
    for name in [*one_of_each.values(), "features.json"]:
        for change in (lambda data: data[: len(data) // 2], lambda data: damaged(data, draw), lambda data: b"", None):
            out = tmp_path / "f"
            shutil.copytree(sets / "private", out)
            if change is None:
                (out / name).unlink()
            else:
                (out / name).write_bytes(change(whole[name]))
            calls.clear()
            build_features(TEXTS, LEXICON, out)
            assert files(out) == whole
            a_part = name.partition("/")[0] in ("documents", "mentions", "sentences", "tally", "parts")
            assert len(calls) <= (1 if a_part else 0)
            shutil.rmtree(out)


def test_verify_lists_what_is_damaged_missing_and_foreign(sets, tmp_path):
    out = tmp_path / "f"
    shutil.copytree(sets / "private", out)
    assert verify_features(out).whole and verify_features(out).remedy == ""
    shard = verify_features(out).frame.filter(state="whole")["part"].drop_nulls()[0]
    entry = next(one for one in Features.open(out).manifest["shards"] if one["name"] == shard)
    path = out / file_of(entry, "sentences")
    data = path.read_bytes()
    path.write_bytes(data[:-20] + bytes(20))
    (out / file_of(entry, "mentions")).unlink()
    (out / "notes.txt").write_text("mine")
    found = verify_features(out)
    assert found.frame.select("file", "state", "part").rows()[:3] == [
        (file_of(entry, "mentions"), "missing", shard),
        (file_of(entry, "sentences"), "damaged", shard),
        ("notes.txt", "foreign", None),
    ]
    ran = CliRunner().invoke(app, ["verify", str(out)])
    assert ran.exit_code == 1 and "notes.txt,foreign" in ran.stdout and "analysis build" in ran.output
    assert CliRunner().invoke(app, ["verify", str(sets / "published")]).exit_code == 0
    with pytest.raises(StudyError, match="no folder"):
        verify_features(tmp_path / "none")
    (out / "features.json").write_bytes(b'{"schema"')
    assert verify_features(out).filter(state="damaged")["file"].to_list() == [
        "features.json",
        path.relative_to(out).as_posix(),
    ]


def test_the_version_is_told_before_anything_else(tmp_path):
    (tmp_path / "features.json").write_text(json.dumps({"schema": schema.VERSION + 1}))
    with pytest.raises(StudyError, match=f"version {schema.VERSION + 1}"):
        Features.open(tmp_path)
