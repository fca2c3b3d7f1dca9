"""The public names: one list, each documented with an example, and importing them loads nothing heavy."""

import ast
import inspect
import re
import subprocess
import sys

import pytest

import analysis
from tests.support.places import ROOT

SIGNATURES = {
    "clean": "raw *rules",
    "build_features": "corpus lexicon out *executor *resume",
    "timeline": "features terms *every *unit *level *duplicates",
    "first_uses": "features terms",
    "cooccurrence": "features *start *end *context *terms",
    "network_series": "features *every",
    "drift": "features term *every",
    "movers": "features term before after",
    "concordance": "corpus term *width",
    "discover": "features corpus",
    "claim": "text holds evidence",
    "plot_timeline": "result *ax *labels *width",
    "plot_network": "result *ax",
    "save_figure": "ax_or_fig name *formats *data",
}
STUB = ast.parse((ROOT / "analysis" / "__init__.pyi").read_text("utf-8"))
LISTED = {alias.name: line.module for line in STUB.body if isinstance(line, ast.ImportFrom) for alias in line.names}
CALLABLE = [name for name in LISTED if callable(getattr(analysis, name))]


def described(thing) -> list[tuple[str, object]]:
    """A function; or a class and the public methods that it defines itself or gets from the package."""
    if not inspect.isclass(thing):
        return [(thing.__name__, thing)]
    own = [(thing.__name__, thing)]
    for name in dir(thing):
        member = inspect.getattr_static(thing, name)
        if not name.startswith("_") and isinstance(member, (classmethod, staticmethod)):
            member = member.__func__
        if not name.startswith("_") and inspect.isfunction(member) and member.__module__.startswith("analysis."):
            own.append((f"{thing.__name__}.{name}", member))
    return own


MEMBERS = {label: member for name in CALLABLE for label, member in described(getattr(analysis, name))}


def test_the_stub_lists_what_exists_and_nothing_else():
    assert sorted(LISTED) == analysis.__all__ == sorted(set(analysis.__all__))
    for name, module in LISTED.items():
        assert getattr(analysis, name).__module__ == f"analysis.{module}" or not callable(getattr(analysis, name))
    assert all(
        alias.asname == alias.name for line in STUB.body if isinstance(line, ast.ImportFrom) for alias in line.names
    )


def test_no_public_name_is_that_of_a_module_beside_it():
    beside = {path.stem for path in (ROOT / "analysis").iterdir()}
    assert not beside & set(LISTED)


def test_every_figure_export_and_result_is_in_the_list():
    defined = set()
    for path in (ROOT / "analysis").rglob("*.py"):
        for node in ast.parse(path.read_text("utf-8")).body:
            name = getattr(node, "name", "")
            result = isinstance(node, ast.ClassDef) and any(
                ast.unparse(b) in ("Result", "TableResult") for b in node.bases
            )
            if re.match(r"(plot|write)_[a-z]", name) and path.parent.name in ("figures", "export") or result:
                defined.add(name)
    assert defined - {"TableResult", "DecisionTable"} <= set(LISTED)  # bases, never a result themselves


@pytest.mark.parametrize("label", MEMBERS)
def test_every_public_thing_has_parameters_and_an_example_that_runs(label):
    member = MEMBERS[label]
    text = inspect.getdoc(member) or ""
    assert re.match(r"[^\n]+[.?]\n|[^\n]+[.?]$", text), f"{label}: begin with one sentence on a line"
    owner, _, method = label.partition(".")
    shown = f".{method}(" in (inspect.getdoc(getattr(analysis, owner)) or "")  # by the example of its class
    assert (">>> " in text or method and shown) and "+SKIP" not in text, f"{label}: an example that runs"
    inherited = ("self", "cls", "frame", "parameters")  # of every result
    own = () if isinstance(member, type) and issubclass(member, Exception) else inspect.signature(member).parameters
    names = [n for n in own if n not in inherited]
    section = re.search(r"^(Parameters|Attributes)\n-+\n(.*?)(?=^\w+\n-{3,}|\Z)", text, re.M | re.S)
    lines = re.findall(r"^(\S[^:\n]*?)(?: :|$)", section[2], re.M) if section else []
    told = {name for line in lines for name in re.findall(r"\w+", line)}
    private = {n for n in names if n.startswith("_")}
    assert set(names) - private <= told, f"{label}: parameters without a line: {sorted(set(names) - told)}"


@pytest.mark.parametrize("word", SIGNATURES)
def test_signatures_are_those_that_others_rely_on(word):
    parameters = inspect.signature(getattr(analysis, word)).parameters
    wanted = SIGNATURES[word].split()
    in_order = [name for name, p in parameters.items() if p.kind is not p.KEYWORD_ONLY]
    assert in_order[: sum(not name.startswith("*") for name in wanted)] == [n for n in wanted if not n.startswith("*")]
    for name in (name[1:] for name in wanted if name.startswith("*")):
        assert parameters[name].kind is inspect.Parameter.KEYWORD_ONLY


def test_importing_the_package_loads_nothing_heavy_and_says_nothing():
    heavy = {"polars", "numpy", "numba", "jieba", "matplotlib", "networkx"}
    code = f"import sys, analysis; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_names_for_counting_load_neither_compiler_nor_graphs_nor_figures():
    code = (
        "import sys; from analysis import Corpus, Features, cooccurrence, timeline; "
        "print(sorted({'numba', 'jieba', 'matplotlib', 'networkx', 'scipy', 'opencc', 'pypinyin'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_importing_a_module_leaves_the_public_names():
    code = (
        "import analysis.timelines.rates, analysis.networks.networks_over_time, analysis; from analysis import timeline, drift; "
        "print(timeline.__name__, drift.__name__, callable(analysis.cooccurrence))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["timeline", "drift", "True"]
