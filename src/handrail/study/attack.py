"""Attack: what a reader who keeps every release and subtracts could find out, for the team's eyes."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handrail.disclosure import Exposure, SourceAttack, attack
from handrail.disclosure.equations import ROUNDED
from handrail.study.ledger import documents_release, read_ledger
from handrail.study.release import limits_of
from handrail.study.session import Prompt, open_session
from handrail.values import Table, UsageError

KINDS = {
    "withheld": "a withheld number",
    "group": "a group of few",
    "crossing": "a group of few, across tables",
    "class": "a group of which nobody gave some answer",
}


@dataclass(frozen=True)
class Withheld:
    """How many cells of a table one rule withholds."""

    table: str
    rule: str
    cells: int


@dataclass(frozen=True)
class Attacked:
    """How an attack on all that left the study went.

    Attributes
    ----------
    releases
        How many releases there were.
    sets
        Each set of linked tables that was attacked together: of the last release, with all before.
    exposures
        What could be placed too closely.
    before
        Those of the exposures that the tables of earlier releases allow without the last one.
    withheld
        What the last release withholds, by which rule.
    waiting, rounded
        Tables of the last release that stand as released before, and those that are rounded.
    public
        Tables of declared public-use files: their numbers are published, and are not attacked.
    limit
        The width of interval that must remain.
    """

    releases: int
    sets: tuple[SourceAttack, ...]
    exposures: tuple[Exposure, ...]
    before: tuple[Exposure, ...]
    withheld: tuple[Withheld, ...]
    waiting: tuple[str, ...]
    rounded: tuple[str, ...]
    public: tuple[str, ...]
    limit: int

    @property
    def left_out(self) -> tuple[str, ...]:
        """Return the tables that have too many groups to be attacked."""
        return tuple(dict.fromkeys(name for one in self.sets for name in one.left_out))

    def set_rows(self) -> list[tuple[str, ...]]:
        """Return a row of words for each set of tables."""
        return [
            (
                one.source,
                *(str(number) for number in (one.tables, one.unknowns, one.constraints, one.targets)),
                str(len(one.exposures)) if one.consistent else "contradicts itself",
            )
            for one in self.sets
        ]

    def exposure_rows(self) -> list[tuple[str, ...]]:
        """Return a row of words for each exposure: columns, never a level, and the interval."""
        return [
            (
                one.source,
                " by ".join(one.columns) or "a difference of two cells",
                KINDS.get(one.kind, one.kind),
                f"{one.low} to {one.high}",
                "earlier releases alone" if one in self.before else "with the last release",
            )
            for one in self.exposures
        ]

    def withheld_rows(self) -> list[tuple[str, ...]]:
        """Return a row of words for each table and rule."""
        return [(one.table, str(one.cells), one.rule) for one in self.withheld]

    def as_json(self) -> dict[str, Any]:
        """Return plain values for ``--json``."""
        return {
            "releases": self.releases,
            "limit": self.limit,
            "sets": [
                {
                    **{
                        name: getattr(one, name)
                        for name in ("source", "tables", "unknowns", "constraints", "targets", "programs")
                    },
                    "exposures": len(one.exposures),
                    "consistent": one.consistent,
                }
                for one in self.sets
            ],
            "exposures": [
                {
                    "source": one.source,
                    "columns": list(one.columns),
                    "kind": one.kind,
                    "low": one.low,
                    "high": one.high,
                    "before": one in self.before,
                }
                for one in self.exposures
            ],
            "withheld": [vars(one) for one in self.withheld],
            "waiting": list(self.waiting),
            "rounded": list(self.rounded),
            "not_attacked": list(self.left_out),
            "public": list(self.public),
        }

    def as_csv(self) -> str:
        """Return everything as one long table: section, name, measure, value."""
        file = io.StringIO()
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("section", "name", "measure", "value"))
        writer.writerows(self._long())
        return file.getvalue()

    def _long(self) -> Iterator[tuple[object, ...]]:
        for number, one in enumerate(self.sets, 1):
            for measure in ("tables", "unknowns", "constraints", "targets", "programs"):
                yield "set", f"{one.source} {number}", measure, getattr(one, measure)
        for found in self.exposures:
            when = "before" if found in self.before else "last"
            place = f"{found.source}: {' by '.join(found.columns)}"
            yield "exposure", place, f"{found.kind}, {when}", f"{found.low} to {found.high}"
        for cell in self.withheld:
            yield "withheld", cell.table, cell.rule, cell.cells
        for section, names in (
            ("waiting", self.waiting),
            ("rounded", self.rounded),
            ("not attacked", self.left_out),
            ("public", self.public),
        ):
            yield from ((section, name, "", "") for name in names)


def attack_study(folder: Path, *, prompt: Prompt | None) -> Attacked:
    """Return how an attack on everything that left a study goes.

    It reads the ledger and computes no estimate: what was released is what a reader has.

    Raises
    ------
    UsageError
        When nothing was released yet.
    StoreError
        When the study cannot be opened.
    """
    with open_session(folder, prompt=prompt) as session:
        store, plan = session.store, session.plan
        lines = [line for line in store.ledger() if line.kind == "table"]
        if not lines:
            raise UsageError.because(
                "an attack is on what was released", "nothing that was", "run `handrail build` first"
            )
        surveys = {
            survey.id: read
            for survey in plan.survey
            if (read := store.result(f"read:{survey.id}")) is not None
        }
        kept = read_ledger(store, surveys)
        limits = limits_of(plan)
    newest = documents_release(lines)
    now = {line.name: line for line in lines if line.release == newest}
    last, earlier = _parted(kept.ledger.tables, now)
    found = attack(last, earlier, limits)
    return Attacked(
        releases=len({line.release for line in lines}),
        sets=found.sources,
        exposures=tuple(dict.fromkeys(found.exposures)),
        before=attack(earlier, (), limits).exposures,
        withheld=tuple(
            Withheld(table.name, rule, cells)
            for table in last
            for rule, cells in Counter(cell.withheld for cell in table.cells if cell.withheld).items()
        ),
        waiting=tuple(name for name, line in now.items() if line.facts.get("stands")),
        rounded=tuple(table.name for table in last if ROUNDED in table.notes),
        public=tuple(name for name, line in now.items() if line.facts.get("public")),
        limit=limits.smallest_cell,
    )


def _parted(tables: Iterable[Table], now: Collection[str]) -> tuple[tuple[Table, ...], tuple[Table, ...]]:
    """Return the tables of the last release, and those of earlier ones that it does not show."""
    last: dict[str, Table] = {}
    earlier: list[Table] = []
    for table in tables:
        before = last.get(table.name)
        if before is not None:
            earlier.append(before)
        last[table.name] = table
    earlier += [table for name, table in last.items() if name not in now]
    return tuple(table for name, table in last.items() if name in now), tuple(earlier)
