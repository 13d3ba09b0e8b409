"""``handrail interviews export`` and ``import``: a strand leaves for another program and comes back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from handrail.cli.common import HERE, Folder, Json, end, print_json
from handrail.cli.interviews.common import StrandName, asked_once
from handrail.cli.terminal import out, say_table
from handrail.values import UsageError

if TYPE_CHECKING:
    from handrail.study.exchange import Imported


_ASIDE = ("kind", "change", "what", "field", "from", "to")
_BARRED = "someone withdrew, stopped new use or did not agree to analysis"


def export(
    to: Annotated[Path, typer.Argument(help="A .qdpx or .qdc file to write.", metavar="FILE")],
    folder: Folder = HERE,
    profile: Annotated[str, typer.Option("--profile", help="standard, nvivo or maxqda.")] = "standard",
    strand: StrandName = None,
    as_json: Json = False,
) -> None:
    """Write a strand for another analysis program; the export is logged."""

    def work() -> None:
        from handrail.study.exchange import export_strand

        if to.exists():
            raise UsageError.because(
                "a file that is there is not written over: it may hold what was done in another program",
                f"'{to.name}'",
                "name another, or move it away",
            )
        report = export_strand(
            folder,
            to,
            profile=profile,  # type: ignore[arg-type]
            strand=strand,
            prompt=asked_once(),
            today=date.today(),
        )
        losses = [{"element": one.element, "count": one.count, "why": one.why} for one in report.losses]
        if as_json:
            print_json({"file": str(to), "codings": report.codings, "losses": losses})
            return
        if to.suffix.casefold() == ".qdc":
            out.print(f"Wrote {to}: the codebook, with {report.codes} codes.", markup=False)
        else:
            said = f"Wrote {to} with {report.codings} codings. It holds what participants said."
            out.print(said, markup=False)
        if losses:
            say_table(
                ("not carried", "count", "why"),
                [(one.element, str(one.count), one.why) for one in report.losses],
            )

    end(work)


def import_(  # noqa: PLR0917 - typer reads them by name
    file: Annotated[Path, typer.Argument(help="A .qdpx file that comes back.", metavar="FILE")],
    folder: Folder = HERE,
    yes: Annotated[bool, typer.Option("--yes", help="Write into the team's files.")] = False,
    anew: Annotated[bool, typer.Option("--anew", help="It is another set of interviews.")] = False,
    strand: StrandName = None,
    as_json: Json = False,
) -> None:
    """Show what a project of another program adds and changes; with --yes take it in."""

    def work() -> None:
        from handrail.study.exchange import import_project

        found = import_project(
            folder, file, strand=strand, yes=yes, anew=anew, prompt=asked_once(), today=date.today()
        )
        if as_json:
            print_json(_plain(found))
        else:
            _say(found)

    end(work)


def _plain(found: Imported) -> dict[str, Any]:
    taken = found.taken
    return {
        "done": found.done,
        "documents": list(taken.documents),
        "codes": list(taken.codes),
        "participants": len(set(taken.people)),
        "added": dict(taken.added),
        "changed": dict(taken.changed),
        "unchanged": dict(found.difference.unchanged),
        "kept": found.kept,
        "candidates": found.candidates,
        "stayed_out": {
            "documents": found.returned.documents,
            "participants": found.returned.cases,
            "memos": found.returned.memos,
        },
        "returned": {
            kind: {"new": new, "changed": changed} for kind, (new, changed) in taken.returned.items()
        },
        "approvals": taken.approvals,
        "undescribed": taken.undescribed,
        "not_taken": [dict(zip(_ASIDE, row, strict=True)) for row in found.aside()],
        "left_out": dict(taken.left_out),
        "files": list(taken.files),
        "plan": list(taken.plan),
        "losses": [
            {"element": one.element, "count": one.count, "why": one.why} for one in found.report.losses
        ],
    }


def _say(found: Imported) -> None:
    taken, difference = found.taken, found.difference
    rows = [
        ("documents", len(taken.documents), 0, difference.unchanged.get("document", 0)),
        ("codes", len(taken.codes), 0, difference.unchanged.get("code", 0)),
        (
            "codings",
            sum(taken.added.values()),
            sum(taken.changed.values()),
            difference.unchanged.get("coding", 0),
        ),
        ("participants", len(set(taken.people)), 0, difference.unchanged.get("case", 0)),
        *((f"{kind}s", new, changed, "") for kind, (new, changed) in taken.returned.items()),
    ]
    say_table(("", "new", "changed", "the same"), [tuple(str(cell) for cell in row) for row in rows])
    changed = [row for row in difference.rows() if row[0] == "coding" and row[1] == "changed"]
    if changed:
        say_table(("", "", "coding", "", "from", "to", "known by"), changed)
    for text, number in (
        ("things of ours that the file no longer has: they stay", found.kept),
        (f"sources stayed out: {_BARRED}", found.returned.documents),
        (f"participants stayed out: {_BARRED}", found.returned.cases),
        ("memos and descriptions stayed out: they repeat words that did", found.returned.memos),
        (
            "places in new sources may identify somebody: `handrail interviews identifiers` lists them; "
            "decide before a build reads them",
            found.candidates,
        ),
        (
            "new codes have no description: write it into the codebook before the next build",
            taken.undescribed,
        ),
        ("approvals fell away: the passage is another; a person approves it anew", taken.approvals),
        *((f"codings left out: {why}", number) for why, number in taken.left_out.items()),
    ):
        if number:
            out.print(f"{number} {text}.", markup=False)
    returned = found.returned_rows()
    if returned and taken.returned:
        say_table(
            _ASIDE, returned, title="Kept beside the other files: nothing rests on it, no document has it"
        )
    if taken.returned.get("answer"):
        out.print(
            "Answers that are others than ours wait as proposals: a person changes the participants file, "
            "or takes them out.",
            markup=False,
        )
    aside = found.aside()
    if aside:
        say_table(_ASIDE, aside, title="Not taken in: a study has no place for it, or its files say it")
    if found.report.losses:
        say_table(
            ("not read", "count", "why"),
            [(one.element, str(one.count), one.why) for one in found.report.losses],
        )
    if taken.is_nothing:
        out.print("The study has everything already.")
        return
    said = "Written" if found.done else "Would be written (--yes does it)"
    out.print(f"{said}: {', '.join(taken.files)}", markup=False)
    for line in taken.plan:
        out.print(f"study.toml needs: {line}", markup=False)
    if taken.people:
        out.print("Fill in what each new participant agreed to before the next build.")


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(export)
    app.command(name="import")(import_)
