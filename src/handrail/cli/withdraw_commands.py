"""The command that withdraws a participant, a respondent or a passage."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from handrail.cli.common import HERE, Json, end, print_json, prompt
from handrail.cli.terminal import out
from handrail.values import UsageError

if TYPE_CHECKING:
    from handrail.study.withdrawal.words import Act, Withdrawal

WHO = "P07, STRAND/P07, SURVEY:NUMBER or passage:NAME."


def withdraw(  # noqa: PLR0917 - typer reads the command from its parameters
    who: Annotated[str | None, typer.Argument(help=WHO, metavar="[WHO]", show_default=False)] = None,
    folder: Annotated[
        Path | None, typer.Argument(help="The study folder.", metavar="[DIR]", show_default=False)
    ] = None,
    act: Annotated[
        str | None, typer.Option(help="erase all, stop new use, or strike one passage.", metavar="ACT")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without this nothing is changed.")] = False,
    decided_by: Annotated[
        str, typer.Option(help="Who decided, past the cut-off or where nothing can be linked.")
    ] = "",
    because: Annotated[str, typer.Option(help="Why they decided so; it is logged.")] = "",
    again: Annotated[
        bool,
        typer.Option("--again", help="Take out what a backup brought back; finish what was cut off."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Say what would go and what rests on it; --yes does it."""

    def work() -> None:
        if again:
            from handrail.study.withdrawal.withdraw_again import sweep_again

            done = sweep_again(Path(who) if who else folder or HERE, prompt=prompt())
        else:
            done = _withdraw(who, folder or HERE, act, (decided_by, because), yes=yes)
        if as_json:
            print_json(done.as_json())
        else:
            say(done)

    end(work)


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(withdraw)


def _withdraw(
    who: str | None, folder: Path, act: str | None, decided: tuple[str, str], *, yes: bool
) -> Withdrawal:
    from handrail.study.withdrawal.withdraw import Decision, withdraw_from_study

    if who is None:
        raise UsageError.because("a withdrawal says whom it is about", "nobody", f"name one: {WHO}")
    if act not in (None, "strike", "stop", "erase"):
        raise UsageError.because("an act is erase, stop or strike", f"'{act}'", "choose one of the three")
    by, because = (" ".join(text.split()) for text in decided)
    if bool(by) != bool(because):
        raise UsageError.because(
            "a decision says who decided and why", "one of the two", "give --decided-by and --because"
        )
    return withdraw_from_study(
        folder,
        who,
        act=cast("Act | None", act),
        yes=yes,
        decision=Decision(by, because) if by else None,
        prompt=prompt(),
        today=date.today(),
    )


_HEADS: dict[Literal["dry run", "done", "done before", "logged"], str] = {
    "dry run": "Nothing was changed. This is what it would do; --yes does it.",
    "done": "Done on {at}.",
    "done before": "It was done on {at} already.",
    "logged": "The decision is in the audit log.",
}


def say(done: Withdrawal) -> None:
    """Print what a withdrawal would do or did, a heading for each kind of line."""
    head = _HEADS[done.state].format(at=done.at or "this day")
    out.print(f"{done.act.capitalize()}: {head}", markup=False)
    gone = "Would go" if done.state == "dry run" else "Gone"
    if done.act == "stop":
        gone = "Would be out of use" if done.state == "dry run" else "Out of use"
    _lines("Think of this before" if done.state == "dry run" else "Note", done.warnings)
    _lines(gone, done.goes)
    _lines("Rests on it", done.rests)
    _lines("Files", done.files)
    _lines("To edit or look at by hand", done.by_hand)
    _lines("Out of reach", done.out_of_reach)
    if not done.purged:
        out.print("\nThe store is in use elsewhere: its file is cleared of traces when it is next closed.")
    if done.state == "done" and done.act != "again":
        out.print("\nMake the documents anew: handrail build", markup=False)


def _lines(title: str, lines: Iterable[object]) -> None:
    shown = [str(line) for line in lines]
    if shown:
        out.print(f"\n{title}:", markup=False)
        for line in shown:
            out.print(f"  {line}", markup=False)
