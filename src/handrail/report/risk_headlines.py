"""Headlines of a risk analysis: what its released tables show, claimed only as far as intervals do."""

from __future__ import annotations

from collections.abc import Mapping

from handrail.documents.numbers import per_cent
from handrail.report.headlines import NONE_LEFT, clear_words
from handrail.report.words import BACKGROUND, PROTECTIVE_BLOCK
from handrail.values import Cell, Table


def risk_headline(tables: Mapping[str, Table], node: str) -> str:
    """Return which block tells most, and whether what protects goes with less of the outcome.

    Parameters
    ----------
    tables
        The released tables of the analysis, by name.
    node
        The analysis.
    """
    odds, parts = tables[node], tables.get(f"{node}.dominance")
    if parts is None or any(cell.withheld for cell in (*odds.cells, *parts.cells)):
        return f"{odds.title}: {NONE_LEFT}."
    # Who answered is never the headline, and what protects has a sentence of its own.
    blocks = [cell for cell in parts.cells if cell.group["block"] not in (*BACKGROUND, PROTECTIVE_BLOCK)]
    first = max(blocks, key=_estimate, default=None)
    if first is None or first.value("share") is None:
        return f"{odds.title}. {_protects(odds)}"
    share = per_cent(first.value("share"))
    return (
        f"{odds.title}: {_lower(first.group['block'])} tells the most, {share} of the association that all "
        f"blocks tell together. {_protects(odds)}"
    )


def _protects(odds: Table) -> str:
    protective = [cell for cell in odds.cells if cell.group.get("kind") == PROTECTIVE_BLOCK]
    if not protective:
        return "Nothing that protects is among the factors."
    less = clear_words([cell for cell in protective if _estimate(cell) < 1])
    if less:
        return f"It was reported less often with {less}, each factor adjusted for the others."
    return "No factor that was declared as protective goes with clearly less of it."


def parts_headline(table: Table) -> str:
    """Return the largest part of an association, and its share of the whole."""
    first = max(table.cells, key=_estimate)
    share = first.value("share")
    told = "" if share is None else f": {per_cent(share)} of McFadden's R2"
    return f"Of the association that all blocks tell together, {_lower(first.group['block'])} has most{told}."


def calibration_headline(table: Table) -> str:
    """Return in how many groups the expected share lies within the interval of the observed one."""
    inside = sum(_holds(cell, "risk") for cell in table.cells)
    return (
        f"In {inside} of {len(table.cells)} groups of past answers the share that the model expects lies "
        "within the interval of the share observed."
    )


def reach_headline(table: Table) -> str:
    """Return from which threshold on an offer to groups gains clearly more than one to everybody."""
    better = [(cell.value("low") or 0.0) > (cell.value("everybody") or 0.0) for cell in table.cells]
    first = next((at for at in range(len(better)) if all(better[at:])), None)
    if first is None:
        return "An offer of a service to groups by the model gains no clearly more than one to everybody."
    threshold = per_cent(float(table.cells[first].group["threshold"]))
    return (
        f"From a threshold of {threshold} on, an offer of a service to groups by the model gains clearly "
        "more than an offer to everybody."
    )


def curve_headline(table: Table) -> str:
    """Return between which odds ratios all specifications lie."""
    odds = sorted(_estimate(cell) for cell in table.cells)
    named = table.title.partition("odds ratio of ")[2].partition(" under every")[0]
    whose = f" of {named}" if named else ""
    return (
        f"Over {len(odds)} ways of asking the question, the odds ratio{whose} lies between {odds[0]:.2f} and "
        f"{odds[-1]:.2f}."
    )


def _holds(cell: Cell, name: str) -> bool:
    low, value, high = cell.value("low"), cell.value(name), cell.value("high")
    return low is not None and value is not None and high is not None and low <= value <= high


def _estimate(cell: Cell) -> float:
    return cell.value("estimate") or 0.0


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
