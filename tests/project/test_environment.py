"""The lists of dependencies agree: pyproject.toml, environment.yml, requirements.lock."""

import re
import tomllib

from tests.support.places import ROOT

GIVEN = ("jupyterlab", "polars", "jieba", "networkx", "matplotlib", "nbval")


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def bounds(requirement: str) -> tuple[str, str]:
    name, rest = re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?(.*)", requirement).groups()
    return name.lower(), rest.replace("==", "=").strip()


def conda_lines() -> list[str]:
    text = (ROOT / "environment.yml").read_text("utf-8")
    return [line.strip()[2:] for line in text.splitlines() if line.strip().startswith("- ")]


def test_the_given_packages_have_the_same_bounds_in_both_files():
    declared = dict(map(bounds, project()["dependencies"]))
    conda = dict(bounds(line) for line in conda_lines() if bounds(line)[0] in GIVEN)
    assert set(conda) == set(GIVEN)
    assert conda == {name: declared[name] for name in GIVEN}


def test_conda_uses_conda_forge_alone_and_installs_the_project():
    lines = conda_lines()
    assert lines[:2] == ["conda-forge", "nodefaults"]
    assert "-e ." in lines
    assert f"python{project()['requires-python']}" in lines


def locked() -> dict[str, str]:
    text = (ROOT / "requirements.lock").read_text("utf-8")
    return {
        name.lower(): version
        for name, version in re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ \\]+)", text, re.M)
    }


def test_every_declared_dependency_is_locked():
    wanted = project()["dependencies"] + project()["optional-dependencies"]["test"]
    names = {bounds(requirement)[0] for requirement in wanted} - {"tifa-study"}
    assert names <= set(locked())


def test_every_locked_package_has_hashes_and_no_address():
    text = (ROOT / "requirements.lock").read_text("utf-8")
    blocks = re.split(r"^(?=[A-Za-z0-9._-]+(?:\[[^\]]*\])?==)", text, flags=re.M)[1:]
    assert len(blocks) == len(re.findall(r"^[A-Za-z0-9._-]+(?:\[[^\]]*\])?==", text, re.M))
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text


def test_the_version_is_stated_once_and_the_same():
    import analysis

    version = project()["version"]
    assert analysis.__version__ == version
    assert f"version: {version}\n" in (ROOT / "CITATION.cff").read_text("utf-8")
