"""The command line: ``python -m analysis …``, the same functions as in a notebook."""

from __future__ import annotations

import os
import runpy
import sys
import traceback
import warnings
from io import StringIO
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from ..core.errors import StudyError
from ..core.os_errors import from_os_error
from ..core.paths import STUDY
from .feature_commands import network, timeline, verify
from .new_command import new
from .planned_command import judge_plan
from .terminal import INTERRUPTED, PROBLEMS, USAGE, any_encoding, message, warned
from .text_commands import build, check, clean, concordance

_Refused: Any = typer.BadParameter.__mro__[1]  # typer's class for every command line that it cannot read


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
    A study of your own texts, in a folder with a notebook:
      python -m analysis new my-study my-texts/
    Or step by step:
      python -m analysis build my-texts/ counts/
      python -m analysis timeline counts/ --term 四下基层
      python -m analysis network counts/ --start 2021 --out network.graphml

    Results go to stdout or to --out, messages to stderr.
    Exit status: 0 fine; 1 done, with problems or nothing found; 2 wrong input; 130 interrupted.
    --debug with any command shows where a mistake was noticed.""",
)
lexicon_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The table of formulations.")
app.add_typer(lexicon_app, name="lexicon")
for command in (new, clean, build, timeline, network, concordance, verify):
    app.command(cls=_Command)(command)
lexicon_app.command("check")(check)


@app.command()
def study(
    save: Annotated[bool, typer.Option("--save", help="Save the executed notebooks in place.")] = False,
    figures: Annotated[bool, typer.Option("--figures", help="Only draw the figure of the README again.")] = False,
    planned: Annotated[
        str | None, typer.Option("--planned", metavar="DIR", help="Only judge claims/plan.toml on these features.")
    ] = None,
) -> None:
    """Run the whole study into results/.

    Reads and counts the demonstration texts, executes the notebooks, gathers the ledger of claims.

    \b
    python -m analysis study
    python -m analysis study --planned counts-of-2024/
    """
    if planned is not None:
        judge_plan(planned)
        return
    program = STUDY / "tools" / "run_study.py"
    if not program.is_file():
        raise StudyError(
            f"there are no notebooks with this installation: nothing at {program}.\n"
            "  The study runs from a clone of the repository, not from an installed wheel."
        )
    run_study = runpy.run_path(str(program))
    run_study["draw_figures"](tell=message) if figures else run_study["run"](save=save, tell=message)


def main(arguments: list[str] | None = None) -> None:
    """Entry point of ``python -m analysis`` and ``tifa-study``; always ends in an exit status.

    ``--debug``, anywhere, or ``TIFA_DEBUG=1`` also shows where in the program a mistake was noticed.
    """
    any_encoding()
    given = sys.argv[1:] if arguments is None else list(arguments)
    debug = "--debug" in given or os.environ.get("TIFA_DEBUG", "") not in ("", "0")
    with warnings.catch_warnings():
        warnings.showwarning = warned
        sys.exit(_status([argument for argument in given if argument != "--debug"], debug=debug))


def _status(arguments: list[str], *, debug: bool) -> int:
    """Run a command; every way in which it can end, as an exit status, told in words that steer no terminal."""
    try:
        return app(args=arguments, prog_name="python -m analysis", standalone_mode=False) or 0
    except BrokenPipeError:  # whoever read the messages has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
        return 0
    except (StudyError, OSError) as problem:
        if debug:
            traceback.print_exc()
        if isinstance(problem, OSError):
            place = problem.filename if isinstance(problem.filename, str) else "a file"
            problem = from_os_error(problem, "use", place)
        message(f"{type(problem).__name__}: {problem}")
        return USAGE
    except _Refused as problem:
        told = StringIO()
        problem.show(told)
        message(told.getvalue().rstrip())
        if "Missing argument 'PATH'" in told.getvalue():  # one word was given, and it was taken for the last argument
            message("  First the texts, then what the last argument names; see the usage above.")
        return problem.exit_code
    except typer.Abort:
        message("aborted")
        return PROBLEMS
    except KeyboardInterrupt:
        message("interrupted")
        return INTERRUPTED
