"""Headlines: what a released table shows, as a sentence made of its own released numbers.

Nothing is claimed that the numbers do not show: a difference is named only as far as intervals lie apart,
and a direction only when it holds in every group.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from handrail.documents.grid import level_words
from handrail.documents.numbers import estimate, interval, per_cent
from handrail.report.words import listed, plural, whole
from handrail.values import Cell, Table

NONE_LEFT = "withheld, because groups are too small"


def headline(table: Table) -> str:
    """Return the finding of a table of shares or means, with its base.

    Examples
    --------
    >>> cells = (Cell({"sex": "F"}, None, 400, 60, {"estimate": 0.3, "low": 0.26, "high": 0.34}),
    ...          Cell({"sex": "M"}, None, 400, 60, {"estimate": 0.15, "low": 0.12, "high": 0.19}))
    >>> headline(Table("estimate:t", "Told", "share", ("sex",), cells, "s", "t")).replace("\u202f", " ")
    'Told: from 15.0 % (M) to 30.0 % (F), with intervals that lie apart.'
    """
    cell = whole(table)
    if cell is not None and not table.dimensions:
        return (
            f"{table.title}: {estimate(cell, table.measure)} "
            f"({interval(cell, table.measure)}; n\u00a0=\u00a0{cell.n:,})."
        )
    if all(cell.withheld for cell in table.cells):
        return f"{table.title}: {NONE_LEFT}."
    if table.measure == "comparison":
        return (
            f"{table.title}: {listed([f'{_group(one, table)} {_two(one)}' for one in shown_cells(table)])}."
        )
    return f"{table.title}: {_range(table)}."


def _two(cell: Cell) -> str:
    return estimate(cell, "mean")


def shown_cells(table: Table) -> list[Cell]:
    """Return the groups of a table that have a number."""
    return [
        cell
        for cell in table.cells
        if not cell.withheld and cell.value("estimate") is not None and (cell.group or cell.category)
    ]


def _range(table: Table) -> str:
    cells = sorted(shown_cells(table), key=_estimate)
    if not cells:
        return "no group can be estimated"
    low, high = cells[0], cells[-1]
    if low is high:
        return f"{estimate(low, table.measure)} ({_group(low, table)})"
    words = (
        f"from {estimate(low, table.measure)} ({_group(low, table)}) "
        f"to {estimate(high, table.measure)} ({_group(high, table)})"
    )
    top, bottom = low.value("high"), high.value("low")
    if top is None or bottom is None or low.category != high.category:
        return words
    return f"{words}, with intervals that {'lie apart' if top < bottom else 'overlap'}"


def _estimate(cell: Cell) -> float:
    return cell.value("estimate") or 0.0


def _group(cell: Cell, table: Table) -> str:
    parts = [level_words(cell, name, table) for name in cell.group]
    return ", ".join([*parts, *([cell.category] if cell.category else [])])


def gap_headline(first: Table, second: Table) -> str:
    """Return by how much the first of two tables exceeds the second, group by group."""
    name = first.dimensions[0]
    others = {cell.group[name]: cell for cell in shown_cells(second) if cell.group and not cell.category}
    pairs = {
        cell.group[name]: (cell, others[cell.group[name]])
        for cell in shown_cells(first)
        if cell.group and not cell.category and cell.group[name] in others
    }
    if not pairs:
        return f"{first.title}, and {_lower(second.title)}: {NONE_LEFT}."
    gaps = {group: _estimate(one) - _estimate(other) for group, (one, other) in pairs.items()}
    least, most = min(gaps, key=lambda group: gaps[group]), max(gaps, key=lambda group: gaps[group])
    span = f"{_points(gaps[least])} ({least}) to {_points(gaps[most])} points ({most})"
    if all(_apart(one, other) for one, other in pairs.values()):
        names = [table.labels.get(table.variable, table.title) for table in (first, second)]
        return f"“{names[0]}” is commoner than “{names[1]}” in every group shown, by {span}."
    return f"{first.title}, and {_lower(second.title)}: the difference runs from {span}."


def _apart(more: Cell, less: Cell) -> bool:
    """Return whether one interval lies wholly above another, so that a direction may be claimed."""
    low, high = more.value("low"), less.value("high")
    return low is not None and high is not None and low > high


def _points(difference: float) -> str:
    return f"{100 * difference:.0f}".replace("-", "\u2212")


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def clear_words(cells: Sequence[Cell]) -> str:
    """Return the factors of odds ratios whose interval excludes 1, the strongest first; empty for none."""
    clear = [cell for cell in cells if _excludes_one(cell)]
    clear.sort(key=lambda cell: abs(math.log(_estimate(cell))), reverse=True)
    return (
        listed(f"{factor_words(cell)} (odds ratio {_estimate(cell):.2f})" for cell in clear) if clear else ""
    )


def _excludes_one(cell: Cell) -> bool:
    low, high = cell.value("low"), cell.value("high")
    return low is not None and high is not None and (low > 1 or high < 1)


def factor_words(cell: Cell) -> str:
    """Return a compared level of a factor within a sentence; of a yes/no, the factor alone."""
    factor, level = cell.group.get("factor", ""), cell.group.get("level", "")
    words = _lower(factor)
    return words if level in ("", "Yes") else f"{words}: {level}"


def profiles_headline(title: str, shares: Table | None) -> str:
    """Return how many profiles there are and how common the largest and the smallest are."""
    cells = [] if shares is None else sorted(shown_cells(shares), key=_estimate)
    if shares is None or not cells:
        return f"{title}: {NONE_LEFT}."
    low, high = cells[0], cells[-1]
    ends = [f"“{_group(cell, shares)}” ({per_cent(_estimate(cell))})" for cell in (high, low)]
    span = f"from {ends[0]} to {ends[1]}"
    return f"{title}: {plural(len(cells), 'profile')}, {span}."


def spread_headline(table: Table, what: str = "theme") -> str:
    """Return how many themes, or topics, were heard in every group that can be told apart."""
    rows: dict[str, list[str]] = {}
    for cell in table.cells:
        rows.setdefault(cell.group[table.dimensions[0]], []).append(cell.category or "")
    everywhere = sum("not heard" not in words for words in rows.values())
    group = table.labels.get(table.dimensions[1], table.dimensions[1]).lower()
    if everywhere == len(rows):
        return f"Every {what} was heard in each {group} that can be told apart."
    return f"{everywhere} of {len(rows)} {what}s were heard in every {group} that can be told apart."


def together_headline(table: Table) -> str:
    """Return how many pairs of topics anybody spoke of together.

    Examples
    --------
    >>> cells = tuple(Cell({"topic": one, "with": two}, said, 6, None, {}) for one, two, said in (
    ...     ("luck", "luck", "most"), ("training", "luck", "a few"), ("training", "training", "some")))
    >>> together_headline(Table("cooccurrence:t", "T", "text", ("topic", "with"), cells, "t", "spoken"))
    'Pairs of topics that somebody spoke of together: 1 of 1.'
    """
    pairs = [cell for cell in table.cells if cell.group["topic"] != cell.group["with"]]
    heard = sum(cell.category != "not heard" for cell in pairs)
    return f"Pairs of topics that somebody spoke of together: {heard} of {len(pairs)}."


def joint_headline(readings: Sequence[str]) -> str:
    """Return on how many topics interviews and surveys agree.

    Examples
    --------
    >>> joint_headline(["agreement", "agreement", "dissonance", "silence"])
    'Of 4 topics, interviews and surveys agree on 2, contradict each other on 1, and one side is silent on 1.'
    """
    words = {
        "agreement": "agree on",
        "partial agreement": "agree in part on",
        "dissonance": "contradict each other on",
        "silence": "",
    }
    found = [
        f"{words[reading]} {count}"
        for reading in words
        if words[reading] and (count := readings.count(reading))
    ]
    silent = readings.count("silence")
    topics = plural(len(readings), "topic")
    if not found:
        return f"Of {topics}, one side is silent on {silent}."
    said = listed(found) if not silent else ", ".join([*found, f"and one side is silent on {silent}"])
    return f"Of {topics}, interviews and surveys {said}."
