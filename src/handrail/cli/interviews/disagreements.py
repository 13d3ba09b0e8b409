"""``handrail interviews disagreements``: where coders differ, side by side, for the team to decide."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handrail.cli.common import HERE, Json, end, print_json
from handrail.cli.interviews.agreement import Coders, OneCode, load_coded
from handrail.cli.interviews.common import Source, StrandName, asked_once, tell
from handrail.cli.terminal import out

if TYPE_CHECKING:
    from handrail.interviews.agreement import Adjudication, Disagreement

_FILE = "A file that is there is replaced; it holds participants' words."


def disagreements(
    source: Source = HERE,
    strand: StrandName = None,
    *,
    coders: Coders = None,
    code: OneCode = None,
    csv: Annotated[Path | None, typer.Option("--csv", help=f"Write them with the passages. {_FILE}")] = None,
    decided: Annotated[
        Path | None,
        typer.Option(
            "--decided", help="Adjudications: what is decided is left out. Without it, those of the study."
        ),
    ] = None,
    draft: Annotated[
        Path | None, typer.Option("--draft", help=f"Write adjudications to fill in. {_FILE}")
    ] = None,
    as_json: Json = False,
) -> None:
    """List each place where coders differ: who gave the code, who did not, and what they gave instead."""

    def work() -> None:
        from handrail.interviews import agreement

        project, chosen = load_coded(source, strand, coders)
        found = agreement.disagreements(project, chosen, code)
        names = agreement.compared_coders(project, chosen)
        decisions = agreement.read_adjudications(decided) if decided is not None else ()
        # Decisions that no longer fit the codings stop here.
        if decided is not None:
            agreement.adjudicated(project, decisions, file=decided.name)
        elif source.is_dir():
            from handrail.study.adjudicate import read_decisions

            decisions = read_decisions(source, strand, prompt=asked_once())
        found = agreement.undecided(found, decisions)
        if csv is not None:
            _log(source, strand, "disagreements between coders", csv)
            agreement.write_disagreements(csv, found, names)
        if draft is not None:
            _log(source, strand, "adjudications to fill in", draft)
            made = agreement.drafted(found, on=date.today(), taken=[one.id for one in decisions])
            agreement.write_adjudications(draft, made)
        if as_json:
            print_json([asdict(one) for one in found])
            return
        _say(found, names, decisions)

    end(work)


def _log(source: Path, strand: str | None, what: str, to: Path) -> None:
    if source.is_dir():
        from handrail.study.exported import record_export

        record_export(source, strand, what=what, to=to, prompt=asked_once(), today=date.today())


def _say(
    found: tuple[Disagreement, ...], names: tuple[str, ...], decisions: tuple[Adjudication, ...]
) -> None:
    from handrail.interviews.agreement import side_by_side

    # The passages are in the file: a terminal keeps what it showed.
    rows = [row[:-1] for row in side_by_side(found, names)]
    tell(("document", "start", "end", "code", "differ in", "characters", *names), rows, as_json=False)
    absent = sum(one.kind == "absent" for one in found)
    out.print(
        f"{len(found)} places: in {absent} someone did not give the code (no), in {len(found) - absent} all "
        "gave it and its ends differ.",
        markup=False,
    )
    if decisions:
        out.print(f"Decided, and left out where they settle a place: {len(decisions)}.", markup=False)
