"""What the terminal shows: problems, progress bars and tables, and how a command ends."""

from __future__ import annotations

import errno
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from types import TracebackType

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from handrail.values import DiskFull, HandrailError, Interrupted, StoreError

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def say_problems(wrong: HandrailError) -> None:
    """Print each problem: the rule, what was received, what to do."""
    for problem in wrong.problems:
        place = problem.file or ""
        if place and problem.line is not None:
            place = f"{place}:{problem.line}"
        mild = problem.severity == "warning"
        err.print(f"[bold]{'Warning' if mild else 'Stopped'}[/bold] {place}".rstrip(), markup=True)
        err.print(f"  rule:     {problem.rule}", markup=False)
        err.print(f"  received: {problem.received}", markup=False)
        err.print(f"  do:       {problem.remedy}", markup=False)


def guarded(work: Callable[[], None]) -> int:
    """Run a command; return its exit code, with a message where a person can mend what is wrong."""
    try:
        work()
    except HandrailError as wrong:
        say_problems(wrong)
        return wrong.exit_code
    except (typer.Exit, typer.Abort):
        raise
    except KeyboardInterrupt:
        err.print("Interrupted: the study is as it was before this command.")
        return Interrupted.exit_code
    except OSError as wrong:
        if wrong.errno != errno.ENOSPC:
            say_problems(
                StoreError.because(
                    "files and folders can be read and written",
                    f"{type(wrong).__name__}",
                    "see that the folder exists, is a folder, and may be written",
                )
            )
            return StoreError.exit_code
        say_problems(
            DiskFull.because("there is room to write", "a full disk", "free some space and run it again")
        )
        return DiskFull.exit_code
    except Exception as wrong:
        return _unexpected(wrong)
    return 0


def _unexpected(wrong: BaseException) -> int:
    # An error's own text may quote what a participant said: only its type and place are shown.
    place = traceback.extract_tb(wrong.__traceback__)[-1]
    err.print(
        f"A fault in Handrail: {type(wrong).__name__} in {place.name}, line {place.lineno} of "
        f"{place.filename.replace(chr(92), '/').rsplit('/', 1)[-1]}. Nothing was changed. "
        "Please report this line.",
        markup=False,
    )
    return 1


class Bar:
    """A progress bar on the terminal; silent where output is not a terminal.

    Examples
    --------
    >>> with Bar(visible=False) as bar:
    ...     bar.total(1); bar.start("read:p01.txt"); bar.done("read:p01.txt")
    """

    def __init__(self, *, visible: bool | None = None) -> None:
        show = sys.stderr.isatty() if visible is None else visible
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=err,
            disable=not show,
            transient=True,
        )
        self._task = self._progress.add_task("looking", total=None)

    def __enter__(self) -> Bar:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def total(self, steps: int) -> None:
        """Set the number of steps."""
        self._progress.update(self._task, total=steps)

    def start(self, step: str) -> None:
        """Name the step that runs."""
        self._progress.update(self._task, description=step)

    def done(self, step: str) -> None:
        """Count a step."""
        self._progress.update(self._task, advance=1, description=step)


def say_table(header: Sequence[str], rows: Iterable[Sequence[str]], *, title: str = "") -> None:
    """Print rows of words as a table that fits the terminal."""
    table = Table(*header, title=title or None, title_justify="left", box=None, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    out.print(table)
