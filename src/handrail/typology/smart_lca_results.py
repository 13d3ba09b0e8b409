"""SMART-LCA, items 11 to 14: what a study knows of its results, tests, figures and what followed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from handrail.typology.reporting_facts import (
    TypologyFacts,
    by_number,
    class_shares,
    fitted,
    listed,
    sentence,
    titles,
)
from handrail.values.checklist import Known
from handrail.values.table import Table

INTERVALS = ("interval",)
FOLLOWING = ("covariates", "outcome")


def _table_of_fit(facts: TypologyFacts) -> Known:
    tables = facts.tables("comparison")
    return f"{titles(tables)} {fitted(facts)}".strip(), bool(tables)


def _entropies(facts: TypologyFacts) -> Known:
    known = by_number(facts, "entropy", "Relative entropy", ".2f")
    return known, bool(known)


def _smallest(facts: TypologyFacts) -> Known:
    known = by_number(facts, "smallest", "Share of the smallest class", ".1%")
    untold = any(cell.value("smallest") is None for cell in facts.compared.values())
    return f"{known} {'The others are not shown.' if known and untold else ''}".strip(), bool(known)


def _shares(facts: TypologyFacts) -> Known:
    known = class_shares(facts)
    return known or titles(facts.tables("shares")), bool(known)


def with_intervals(facts: TypologyFacts, *parts: str) -> tuple[Table, ...]:
    """Return the tables of parts that hold intervals: of few draws none are told."""
    return tuple(
        table for table in facts.tables(*parts) if any(cell.value("low") is not None for cell in table.cells)
    )


def _parameters(facts: TypologyFacts) -> Known:
    bounds = titles(with_intervals(facts, *INTERVALS))
    whole = bool(with_intervals(facts, "intervals"))
    if not bounds:
        shares = any(cell.value("low") is not None for one in facts.tables("shares") for cell in one.cells)
        lack = "Only shares have intervals." if shares else "They hold no intervals."
        return f"{titles((facts.profiles, *facts.tables('shares')))} {lack}", False
    rules = facts.rules("stability", *INTERVALS)
    how = "; ".join(rules[name] for name in ("draws", "interval") if name in rules)
    return f"{bounds} {sentence(how)}".strip(), whole


def _probabilities(facts: TypologyFacts) -> Known:
    if not facts.categorical:
        return "", False
    return f"Probabilities are what is estimated. {titles((facts.profiles,))}", True


def _names(facts: TypologyFacts) -> Known:
    if not facts.names:
        return "Nobody has named the classes yet.", False
    short = "A class is a pattern in answers and not a kind of person; names describe experiences."
    return f"{listed([one.name for one in facts.names])}. {short}", True


def _meaning(facts: TypologyFacts) -> Known:
    tests = [table for table in facts.tables(*FOLLOWING) if table.name.endswith(".tests")]
    if not tests:
        return "No test that a probability or a share is zero is printed.", True
    return f"{titles(tuple(tests))} No test that a probability or a share is zero is printed.", False


def _no_raw(facts: TypologyFacts) -> Known:  # noqa: ARG001
    return "Answers of single respondents are not drawn: nothing of a person leaves the study.", False


def _drawn(facts: TypologyFacts) -> Known:
    return f"The documents draw '{facts.profiles.title}', class by class.", True


def _bounds(facts: TypologyFacts) -> Known:
    return titles(with_intervals(facts, *INTERVALS)), False


def _corrected(facts: TypologyFacts) -> Known:
    later = facts.tables(*FOLLOWING)
    if not later:
        return "Not applicable: nothing was analysed by class, and nobody is assigned to one.", True
    rules = facts.rules(*FOLLOWING)
    how = "; ".join(f"{name}: {rules[name]}" for name in ("method", "errors") if name in rules)
    return f"{titles(later)} {sentence(how)} Nobody is assigned to a class.", bool(how)


RESULTS_KNOWN: Mapping[str, Callable[[TypologyFacts], Known]] = {
    "11a": _table_of_fit,
    "11b": _entropies,
    "11c": _smallest,
    "11d": _shares,
    "11e": _parameters,
    "11f": _probabilities,
    "11g": _names,
    "12a": _meaning,
    "13a": _no_raw,
    "13b": _drawn,
    "13c": _bounds,
    "14a": _corrected,
}
"""Point to what a study knows of it, and whether that is all that is asked."""
