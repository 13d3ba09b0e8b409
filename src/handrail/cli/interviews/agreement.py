"""``handrail interviews agreement``: how far coders gave the same text the same codes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from handrail.cli.common import HERE, Json, end, print_json
from handrail.cli.interviews.common import Source, StrandName, load, tell
from handrail.cli.terminal import out

if TYPE_CHECKING:
    from handrail.interviews.agreement import AgreementRow, CodeAgreement
    from handrail.interviews.project import RefiProject

_HEADS = {"topic": "Topics", "code": "Codes"}

Coders = Annotated[
    str | None, typer.Option("--coders", help="Two or more, such as AB,CD; where left out, all.")
]
OneCode = Annotated[str | None, typer.Option("--code", help="Only this code.")]


def agreement(
    source: Source = HERE,
    strand: StrandName = None,
    *,
    unit: Annotated[
        Literal["character", "sentence", "turn", "document"],
        typer.Option("--unit", help="What is agreed on."),
    ] = "character",
    coders: Coders = None,
    code: OneCode = None,
    as_json: Json = False,
) -> None:
    """Compare coders: Krippendorff's alpha with its interval, and kappa, code by code. Nothing is graded."""

    def work() -> None:
        from handrail.interviews.agreement import code_agreement

        project, chosen = load_coded(source, strand, coders)
        found = code_agreement(project, chosen, unit)
        if code is not None:
            found.row(code)
        if as_json:
            print_json(_plain(found, code))
        else:
            _say(found, code)

    end(work)


def load_coded(
    source: Path, strand: str | None, coders: str | None
) -> tuple[RefiProject, tuple[str, ...] | None]:
    """Return a project and whom to compare: those asked for, else those of the plan, else None for all.

    Raises
    ------
    UsageError
        For a study whose plan does not ask for agreement; and as loading does.
    """
    planned: tuple[str, ...] = ()
    if source.is_dir():
        from handrail.study.agreements import planned_coders

        planned = planned_coders(source, strand)
    asked = tuple(name.strip() for name in (coders or "").split(",") if name.strip())
    return load(source, strand), asked or planned or None


def _say(found: CodeAgreement, code: str | None) -> None:
    for level in dict.fromkeys(row.level for row in found.rows):
        rows = [row for row in found.rows if row.level == level and _shown(row, code)]
        if rows:
            tell(
                ("code", "alpha", "low", "high", "kappa", "observed", *found.coders, "all", "passages"),
                (_cells(row) for row in rows),
                as_json=False,
                title=_HEADS[level],
            )
    pairs = [pair for pair in found.pairs if pair.level == "code" and pair.code == code]
    if len(found.coders) > 2:
        tell(
            ("first", "second", "kappa", "both", "first only", "second only"),
            [(one.first, one.second, one.kappa, one.both, one.first_only, one.second_only) for one in pairs],
            as_json=False,
            title=f"Pairs of coders: {'all codes together' if code is None else code}",
        )
    for line in _notes(found, code):
        out.print(line, markup=False)


def _shown(row: AgreementRow, code: str | None) -> bool:
    return row.code == code if code is not None else row.code is None or any(row.marked)


def _cells(row: AgreementRow) -> tuple[object, ...]:
    name = "all together" if row.code is None else row.code
    return (
        name,
        row.alpha,
        row.low,
        row.high,
        row.kappa,
        row.observed,
        *row.marked,
        row.shared,
        row.passages,
    )


def _notes(found: CodeAgreement, code: str | None) -> Iterator[str]:
    yield (
        f"Unit: {found.unit_words}. {found.units:,} in {len(found.documents)} documents that two or more "
        f"coded; coded by one, and left out: {len(found.coded_once)}. Text that nobody coded counts."
    )
    yield f"Under {', '.join(found.coders)}: units that the coder marked; all: units that every coder marked."
    if found.no_interval:
        yield f"No interval: {found.no_interval}."
    else:
        yield (
            "Low and high: 95 % intervals; they resample whole documents, 2,000 times. None where more than "
            "1 in 20 resamples held no such code."
        )
    unused = sum(row.level == "code" and row.code is not None and not any(row.marked) for row in found.rows)
    if unused and code is None:
        yield f"Codes that nobody used in these documents, and that are not shown: {unused}."


def _plain(found: CodeAgreement, code: str | None) -> dict[str, Any]:
    def asked(one: dict[str, Any]) -> bool:
        return code is None or one["code"] == code

    plain = asdict(found)
    plain["unit_words"] = found.unit_words
    plain["rows"] = [
        {**row, "marked": dict(zip(found.coders, row["marked"], strict=True))}
        for row in plain["rows"]
        if asked(row)
    ]
    plain["pairs"] = [pair for pair in plain["pairs"] if asked(pair)]
    return plain
