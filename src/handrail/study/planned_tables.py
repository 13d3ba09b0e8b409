"""Planned tables: one step for each table of codes that a strand's plan names."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from handrail.store import ResultRecord
from handrail.study.code_tables import CodeTables
from handrail.study.displays import DISPLAYS, Display, display_name
from handrail.study.frameworks import Frameworks
from handrail.study.place import Strand
from handrail.study.runner import Runner
from handrail.values import PlanError


def planned_tables(strand: Strand, runner: Runner) -> Iterator[tuple[str, ResultRecord | None]]:
    """Make what is planned of a placed strand; yield the steps' names and results."""
    tables = CodeTables(runner)
    make: dict[Display, Callable[[Strand, ResultRecord], ResultRecord | None]] = {
        "cooccurrence": tables.together,
        "crosstab": tables.crosstab,
        "framework": Frameworks(runner).step,
    }
    codebook = strand.imported.result("codebook", strand.plan.codebook)
    people = strand.imported.result("participants", strand.plan.participants)
    for kind in DISPLAYS:
        if getattr(strand.plan, kind) is None:
            continue
        name = display_name(kind, strand.plan.id)
        if codebook is None or people is None or None in strand.placed.values() or strand.decisions.failed:
            runner.fail(name)
            continue
        try:
            yield name, make[kind](strand, codebook)
        except PlanError as wrong:
            runner.fail(name, wrong)
