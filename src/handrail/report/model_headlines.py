"""Headlines of a model of any kind: its strongest clear associations, in words of what its numbers are."""

from __future__ import annotations

import math

from handrail.documents.numbers import AS_POINTS, estimate, one_decimal
from handrail.report.headlines import NONE_LEFT, factor_words, shown_cells
from handrail.report.words import BACKGROUND, CHANGEABLE
from handrail.values import DIFFERENCES, Cell, Table


def model_headline(table: Table) -> str:
    """Return a model's strongest associations in either direction, of those whose interval excludes none.

    What services can change and what protects leads: a headline points at what can be done. Only where
    none of these is clear are the other circumstances named; who answered never is.

    Examples
    --------
    >>> def cell(level, estimate, low, high, reference=None):
    ...     group = {"kind": "Exposure online", "factor": "Open account", "level": level}
    ...     values = {"estimate": estimate, "low": low, "high": high, "reference": reference}
    ...     return Cell(group, None, 400, None, values)
    >>> cells = (cell("No", 0.0, None, None, 1.0), cell("Yes", 0.61, 0.3, 0.9))
    >>> labels = {"estimate": "Difference", "below": "lower", "above": "higher"}
    >>> dimensions = ("kind", "factor", "level")
    >>> hours = Table("model:h", "Hours", "mean-difference", dimensions, cells, "s", "v", labels=labels)
    >>> model_headline(hours)
    'Hours: higher with open account (difference 0.61).'
    """
    if all(cell.withheld for cell in table.cells):
        return f"{table.title}: {NONE_LEFT}."
    clear = _told(table)
    more = [cell for cell in clear if _strength(cell, table) > 0]
    less = [cell for cell in clear if _strength(cell, table) < 0]
    parts = []
    if more:
        first = max(more, key=lambda cell: _strength(cell, table))
        parts.append(_words(first, table, "above", named=True))
    if less:
        first = min(less, key=lambda cell: _strength(cell, table))
        parts.append(_words(first, table, "below", named=not more))
    if not parts:
        others = any(_is_clear(cell, table) for cell in shown_cells(table))
        return (
            f"{table.title}: {'nothing but who answered' if others else 'no factor'} is clearly associated."
        )
    factors = {cell.group.get("factor") for cell in table.cells}
    adjusted = ", each adjusted for the others" if len(factors) > 1 else ""
    return f"{table.title}: {' and '.join(parts)}{adjusted}."


def standardised_headline(table: Table) -> str:
    """Return between which levels of a factor a standardised share or mean lies.

    Of an outcome with several categories: the category whose share differs most.

    Examples
    --------
    >>> cells = (Cell({"level": "No"}, None, 400, None, {"estimate": 1.2, "low": 1.0, "high": 1.4}),
    ...          Cell({"level": "Yes"}, None, 400, None, {"estimate": 2.4, "low": 2.1, "high": 2.7}))
    >>> standardised_headline(Table("m.s", "Standardised", "standardised-mean", ("level",), cells, "s", "v"))
    'Standardised: from 1.20 (no) to 2.40 (yes), with intervals that lie apart.'
    """
    answers: dict[str, list[Cell]] = {}
    for cell in sorted(shown_cells(table), key=_number):
        answers.setdefault(cell.group.get("outcome", ""), []).append(cell)
    if not answers:
        return f"{table.title}: {NONE_LEFT}."
    answer = max(answers, key=lambda one: _number(answers[one][-1]) - _number(answers[one][0]))
    low, high = answers[answer][0], answers[answer][-1]
    ends = [f"{estimate(cell, table.measure)} ({_level_words(cell)})" for cell in (low, high)]
    which = f"\u201c{answer}\u201d " if answer else ""
    top, bottom = low.value("high"), high.value("low")
    words = "lie apart" if top is not None and bottom is not None and top < bottom else "overlap"
    return f"{table.title}: {which}from {ends[0]} to {ends[1]}, with intervals that {words}."


def _number(cell: Cell) -> float:
    return cell.value("estimate") or 0.0


def _level_words(cell: Cell) -> str:
    words = cell.group.get("level", "")
    return words.lower() if words in ("Yes", "No") else words


_SIDES = {"above": "more often", "below": "less often"}


def _told(table: Table) -> list[Cell]:
    every = [cell for cell in shown_cells(table) if _is_clear(cell, table)]
    # One more of a number, or a point of a curve, has another scale than one group against another.
    every = [
        cell
        for cell in every
        if not cell.group.get("level", "").startswith("per ") and cell.value("at") is None
    ]
    clear = [cell for cell in every if cell.group.get("kind") in CHANGEABLE]
    return clear or [cell for cell in every if cell.group.get("kind") not in BACKGROUND]


def _words(cell: Cell, table: Table, side: str, *, named: bool) -> str:
    """Return one association: which way, with what, and how strong; what the number is, where it is new."""
    found = cell.value("estimate") or 0.0
    called = table.labels.get("estimate", "Odds ratio").lower()
    if table.measure == AS_POINTS:
        number = f"by {one_decimal(abs(found), 100)}" + (f" {called}" if named else "")
    else:
        number = f"{called} {found:.2f}" if named else f"{found:.2f}"
    answer = cell.group.get("outcome")
    which = f"\u201c{answer}\u201d " if answer else ""
    return f"{which}{table.labels.get(side, _SIDES[side])} with {factor_words(cell)} ({number})"


def _is_clear(cell: Cell, table: Table) -> bool:
    low, high = cell.value("low"), cell.value("high")
    none = 0.0 if table.measure in DIFFERENCES else 1.0
    return low is not None and high is not None and (low > none or high < none)


def _strength(cell: Cell, table: Table) -> float:
    found = cell.value("estimate") or 0.0
    if table.measure in DIFFERENCES:
        return found
    return math.log(found) if found > 0 else -math.inf
