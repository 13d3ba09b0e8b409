"""Commands on REFI-QDA files: what one holds, how it looks to another program, and what that one changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from handrail.cli.common import Json, end, print_json, prompt
from handrail.cli.interviews.common import StrandName, load, tell
from handrail.cli.terminal import out
from handrail.values import UsageError

if TYPE_CHECKING:
    from handrail.interviews import Loss, RefiProject, SourceConvention

Exchanged = Annotated[
    Path, typer.Argument(help="A study folder, or a .qdpx or .qdc file.", metavar="FILE", show_default=False)
]
Target = Annotated[
    Path, typer.Argument(help="The .qdpx or .qdc file to write.", metavar="OUT", show_default=False)
]
Other = Annotated[Path, typer.Argument(help="The same as it came back.", metavar="OTHER", show_default=False)]
ProfileName = Annotated[
    str, typer.Option("--profile", help="For which program: standard, nvivo or maxqda.", metavar="PROFILE")
]

_LOSSES = ("lost", "count", "why")


def _project(source: Path, strand: str | None) -> RefiProject:
    if source.suffix.casefold() == ".qdc" and not source.is_dir():
        from handrail.interviews import read_refi

        book: RefiProject = read_refi(source)
        return book
    return load(source, strand)


def describe(source: Exchanged, strand: StrandName = None, as_json: Json = False) -> None:
    """Say what a project holds, what its positions count, and what of the file is not taken in."""

    def work() -> None:
        project = _project(source, strand)
        report = project.report
        counts = dict(_counts(project))
        if as_json:
            print_json(
                {
                    "name": project.name,
                    "software": report.software,
                    "counts": counts,
                    "selections": report.selections,
                    "fitting": report.fitting,
                    "conventions": [asdict(one) for one in report.conventions],
                    "losses": [asdict(one) for one in report.losses],
                    "warnings": list(report.warnings),
                }
            )
            return
        by = f", written by {report.software}" if report.software else ""
        tell(("what", "count"), counts.items(), as_json=False, title=f"{project.name}{by}")
        if report.conventions:
            out.print()
            tell(
                ("source", "counted in", "CRLF", "BOM", "selections", "at word boundaries"),
                map(_counted, report.conventions),
                as_json=False,
                title="What positions count",
            )
        _say("Not taken in", report.losses, report.warnings)

    end(work)


def _counted(one: SourceConvention) -> tuple[Any, ...]:
    mark = "counted" if one.bom else "not counted"
    return one.document, one.units, one.crlf, mark, one.selections, one.fitting


def _counts(project: RefiProject) -> Iterator[tuple[str, int]]:
    yield "documents", len(project.documents)
    yield "characters", sum(len(one.text) for one in project.documents)
    yield "users", len(project.users)
    yield "codes", len(project.codes)
    yield "codings", len(project.codings)
    yield "passages without a code", len(project.passages)
    for name in ("cases", "variables", "sets", "notes", "links"):
        yield name, len(getattr(project, name))


def _say(title: str, losses: tuple[Loss, ...], warnings: tuple[str, ...]) -> None:
    if losses:
        out.print()
        tell(
            _LOSSES,
            ((one.element, one.count, one.why) for one in losses),
            as_json=False,
            title=title,
        )
    if warnings:
        out.print()
    for line in warnings:
        out.print(f"Note: {line}", markup=False)


def convert(
    source: Exchanged,
    target: Target,
    profile: ProfileName = "standard",
    strand: StrandName = None,
    as_json: Json = False,
) -> None:
    """Write a project for another program, or its codebook alone, and say what the format cannot carry."""

    def work() -> None:
        from handrail.interviews import write_refi
        from handrail.interviews.refi.writing import check_target

        if target.exists():
            raise UsageError.because(
                "a file that is there is not written over",
                f"'{target.name}'",
                "name another, or move it away",
            )
        project = _project(source, strand)
        check_target(project, target, profile)
        if source.is_dir():
            _log(source, strand, target)
        report = write_refi(project, target, profile)  # type: ignore[arg-type]
        if as_json:
            print_json({"file": target.name, **asdict(report)})
            return
        written = ("documents", "codes", "codings", "passages", "cases", "notes")
        rows: list[tuple[str, Any]] = [(name, getattr(report, name)) for name in written]
        tell(("written", "count"), rows, as_json=False, title=f"{target.name} ({profile})")
        _say("Not carried over", report.losses, report.warnings)

    end(work)


def _log(folder: Path, strand: str | None, target: Path) -> None:
    from handrail.study.exported import record_export

    what = "codebook" if target.suffix.casefold() == ".qdc" else "REFI-QDA project"
    today = datetime.now(UTC).astimezone().date()
    record_export(folder, strand, what=what, to=target, prompt=prompt(), today=today)


def compare(source: Exchanged, other: Other, strand: StrandName = None, as_json: Json = False) -> None:
    """Show what another program added, removed and changed; no word that was said is shown."""

    def work() -> None:
        from handrail.interviews import compare_projects

        difference = compare_projects(_project(source, strand), _project(other, strand))
        header = ("kind", "change", "what", "field", "before", "after", "known by")
        if as_json:
            print_json(
                {
                    "changes": [dict(zip(header, row, strict=True)) for row in difference.rows()],
                    "unchanged": dict(difference.unchanged),
                    "matched": dict(difference.matched),
                    "line_ends": difference.line_ends,
                    "edited": list(difference.edited),
                }
            )
            return
        if difference.changes:
            tell(header, difference.rows(), as_json=False)
            out.print()
        same = ", ".join(
            f"{count} {kind}{'s' if count != 1 else ''}"
            for kind, count in difference.unchanged.items()
            if count
        )
        out.print(f"Unchanged: {same or 'nothing'}.", markup=False)
        known = ", ".join(f"{count} by {how}" for how, count in difference.matched.items() if count)
        out.print(f"Known again: {known or 'nothing'}.", markup=False)
        if difference.line_ends:
            out.print(f"Only line ends differ: {difference.line_ends} documents.", markup=False)

    end(work)
