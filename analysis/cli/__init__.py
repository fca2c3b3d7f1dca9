"""The command line: ``python -m analysis …``, the same functions as in a notebook."""

from __future__ import annotations

import os
import runpy
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from ..core.errors import StudyError
from ..core.paths import STUDY
from .feature_commands import network, timeline, verify
from .terminal import USAGE, any_encoding, message
from .text_commands import build, check, clean, concordance


class _Command(TyperCommand):
    """A command whose help says nothing of Python's types for several paths."""

    def get_help(self, ctx: Any) -> str:
        return super().get_help(ctx).replace("<list[str]>", " " * len("<list[str]>"))


app = typer.Typer(
    name="tifa-study",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help, the same in a terminal, a pipe and a log
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="""Timelines and term networks of the fixed formulations (提法) of Chinese official language.

    \b
    Usual order:
      python -m analysis build my-texts/ counts/
      python -m analysis timeline counts/ --term 四下基层
      python -m analysis network counts/ --start 2021 --out network.graphml

    Results go to stdout or to --out, messages to stderr.
    Exit status: 0 fine; 1 done, with problems or nothing found; 2 wrong input; 130 interrupted.""",
)
lexicon_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The table of formulations.")
app.add_typer(lexicon_app, name="lexicon")
for command in (clean, build, timeline, network, concordance, verify):
    app.command(cls=_Command)(command)
lexicon_app.command("check")(check)


@app.command()
def study(
    save: Annotated[bool, typer.Option("--save", help="Save the executed notebooks in place.")] = False,
    figures: Annotated[bool, typer.Option("--figures", help="Only draw the figure of the README again.")] = False,
) -> None:
    """Run the whole study into results/.

    Reads and counts the demonstration texts, executes the notebooks, gathers the ledger of claims.

    \b
    python -m analysis study
    """
    program = STUDY / "tools" / "run_study.py"
    if not program.is_file():
        raise StudyError(
            f"there are no notebooks with this installation: nothing at {program}.\n"
            "  The study runs from a clone of the repository, not from an installed wheel."
        )
    run_study = runpy.run_path(str(program))
    run_study["draw_figures"](tell=message) if figures else run_study["run"](save=save, tell=message)


def main(arguments: list[str] | None = None) -> None:
    """Entry point of ``python -m analysis`` and ``tifa-study``; always ends in an exit status."""
    any_encoding()
    try:
        app(args=arguments, prog_name="python -m analysis")
    except StudyError as problem:
        message(f"{type(problem).__name__}: {problem}")
        sys.exit(USAGE)
    except BrokenPipeError:  # whoever read the messages has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        message("interrupted")
        sys.exit(130)
