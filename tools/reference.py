"""Write docs/reference.md: every public name with its signature and docstring, in the order of the stub.

python -m tools.reference          # writes the page
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from functools import cached_property
from itertools import groupby

import analysis
from analysis.core.paths import PACKAGE, STUDY
from analysis.core.whole_files import write_whole

PAGE = STUDY / "docs" / "reference.md"
HEAD = """# Reference

Every public name, by the folder that defines it; all of them are imported from `analysis`. Made from the docstrings by
`python -m tools.reference`; the examples run as tests.
"""


def public_names() -> list[tuple[str, str]]:
    """Folder and name of each public thing, in the order of the stub."""
    stub = ast.parse((PACKAGE / "__init__.pyi").read_text("utf-8"))
    lines = [line for line in stub.body if isinstance(line, ast.ImportFrom) and line.module]
    return [(line.module.split(".")[0], alias.name) for line in lines for alias in line.names]


def members(thing: type) -> list[tuple[str, object]]:
    """Public methods and properties of a class that have a docstring of their own, sorted by name."""
    found = []
    for name, member in inspect.getmembers_static(thing):
        plain = member.__func__ if isinstance(member, (classmethod, staticmethod)) else member
        function = getattr(plain, "fget", None) or getattr(plain, "func", None) or plain
        if (
            not name.startswith("_")
            and getattr(function, "__module__", "").startswith("analysis.")
            and function.__doc__
        ):
            found.append((name, plain))
    return found


def entry(name: str, thing: object, level: int) -> str:
    """Heading, signature and docstring of one thing."""
    text = inspect.getdoc(thing) or ""
    if isinstance(thing, (property, cached_property)):
        return f"{'#' * level} {name}\n\n{as_markdown(text)}\n"
    if not callable(thing):
        return f"{'#' * level} {name}\n\n`{name} = {thing!r}`\n"
    try:
        signature = re.sub(r"<[^>]+>", "…", str(inspect.signature(thing)))
    except ValueError:
        signature = "(…)"
    call = re.sub(r"'([A-Za-z_.| \[\],]+)'", r"\1", f"{name.split('.')[-1]}{signature}")
    return f"{'#' * level} {name}\n\n```text\n{call}\n```\n{as_markdown(text)}\n"


def as_markdown(text: str) -> str:
    """A numpydoc text as Markdown: section names in bold, parameters as a list, examples as code."""
    out, lines, k = [], text.split("\n"), 0
    section = ""
    while k < len(lines):
        line = lines[k]
        if k + 1 < len(lines) and re.fullmatch(r"-{3,}", lines[k + 1]):
            section = line.strip()
            out += ["", f"**{section}**", ""]
            k += 2
            continue
        if line.startswith(">>> "):
            block = []
            while k < len(lines) and lines[k].strip():
                block.append(lines[k])
                k += 1
            out += ["", "```python", *block, "```", ""]
            continue
        named = section in ("Parameters", "Attributes") and line and not line.startswith(" ")
        if named:
            label, _, kind = line.partition(" : ")
            out.append(f"- `{label}`" + (f" : {kind}" if kind else ""))
        else:
            out.append(line if not line.startswith("    ") else f"  {line.strip()}")
        k += 1
    return re.sub(r"\n{3,}", "\n\n", "\n".join(out)).strip() + "\n"


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for folder, names in groupby(public_names(), key=lambda one: one[0]):
        about = (sys.modules.get(f"analysis.{folder}") or __import__(f"analysis.{folder}", fromlist=["x"])).__doc__
        parts.append(f"## {folder}\n\n{(about or '').strip()}\n")
        for _, name in names:
            thing = getattr(analysis, name)
            parts.append(entry(name, thing, 3))
            if inspect.isclass(thing):
                parts += [entry(f"{name}.{own}", member, 4) for own, member in members(thing)]
    return "\n".join(parts)


def main() -> int:
    """Write the page."""
    write_whole(PAGE, page().encode())
    print(f"{PAGE.relative_to(STUDY)}: {len(public_names())} names")
    return 0


if __name__ == "__main__":
    sys.exit(main())
