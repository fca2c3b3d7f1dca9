"""Where files are: what the environment says, and what holds without it."""

import stat
from pathlib import Path

from analysis.core import paths


def test_data_beside_the_package_or_inside_it(monkeypatch, tmp_path):
    assert paths.data_folder() == paths.STUDY / "data"
    monkeypatch.setattr(paths, "STUDY", tmp_path)
    assert paths.data_folder() == paths.PACKAGE / "_data"


def test_the_cache_is_the_users_own(monkeypatch, tmp_path):
    monkeypatch.setenv("TIFA_CACHE", str(tmp_path / "mine"))
    assert paths.cache_folder() == tmp_path / "mine"
    assert stat.S_IMODE((tmp_path / "mine").stat().st_mode) == 0o700
    monkeypatch.delenv("TIFA_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert paths.cache_folder() == tmp_path / "tifa-study" and paths.cache_folder().is_dir()


def test_a_home_that_cannot_be_written_gives_way_to_a_private_folder_of_the_process(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    for name, value in (("TIFA_CACHE", tmp_path / "file" / "cache"), ("XDG_CACHE_HOME", tmp_path / "file")):
        monkeypatch.delenv("TIFA_CACHE", raising=False)
        monkeypatch.setenv(name, str(value))
        folder = paths.cache_folder()
        assert folder.is_dir() and stat.S_IMODE(folder.stat().st_mode) == 0o700 and folder == paths.cache_folder()
        assert folder.name.startswith("tifa-study-") and tmp_path not in folder.parents
    monkeypatch.setattr(paths.os, "access", lambda *_: False)
    monkeypatch.setenv("TIFA_CACHE", str(tmp_path / "closed"))
    assert paths.cache_folder() == folder


def test_results_where_the_environment_says(monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "STUDY", tmp_path)
    monkeypatch.setenv("TIFA_RESULTS", "results/check")
    assert paths.results_folder() == tmp_path / "results" / "check"
    monkeypatch.setenv("TIFA_RESULTS", str(tmp_path / "elsewhere"))
    assert paths.results_folder() == tmp_path / "elsewhere"


def test_results_in_the_repository_or_where_one_works(monkeypatch, tmp_path):
    monkeypatch.delenv("TIFA_RESULTS", raising=False)
    monkeypatch.setattr(paths, "STUDY", tmp_path / "repository")
    monkeypatch.chdir(tmp_path)
    assert paths.results_folder() == Path.cwd() / "results"
    (tmp_path / "repository").mkdir()
    (tmp_path / "repository" / "pyproject.toml").touch()
    assert paths.results_folder() == tmp_path / "repository" / "results"
