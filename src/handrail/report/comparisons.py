"""Differences and crosstabs in the report: each has a drawing of its own where what it needs was released."""

from __future__ import annotations

from collections.abc import Mapping

from handrail.documents import Figure, TableBlock
from handrail.documents.crosstab_chart import RESIDUAL, can_be_stacked
from handrail.documents.difference_chart import difference_label
from handrail.documents.grid import level_words
from handrail.documents.numbers import estimate, gap, known
from handrail.report.story import ResultFacts
from handrail.report.words import anchor, listed
from handrail.values import Cell, Table

_NUMBERS_BELOW = "The same numbers stand in the tables below."


def compared_figure(
    one: ResultFacts, tables: Mapping[str, Table], level: float, said_above: tuple[str, ...]
) -> Figure | None:
    """Return the figure of a difference or a crosstab, or None for what is neither or cannot be drawn."""
    table = tables[one.node]
    differences = tables.get(f"{one.node}.differences")
    if differences is not None and _is_shown(differences):
        sentence = difference_headline(table, differences)
        described = "Above, each group with its interval; below, each difference beside a line at 0."
        return Figure(
            name=one.node,
            beside=differences.name,
            kind="differences",
            title=sentence,
            alt=f"{sentence} {described} {_NUMBERS_BELOW}",
            caption=f"{described} Sources: {one.node}, {differences.name}.",
            anchor=f"figure-{anchor(one.node)}",
            unit=table.labels.get(table.variable, "") if table.measure == "mean" else "",
            level=level,
            said_above=said_above,
        )
    if f"{one.node}.test" not in tables or not can_be_stacked(table):
        return None
    found = tables.get(f"{one.node}.residuals")
    residuals = found if found is not None and _is_shown(found) else None
    sentence = crosstab_headline(table, residuals)
    described = "Each bar is a group, cut into its answers in the order of the key."
    return Figure(
        name=one.node,
        beside="" if residuals is None else residuals.name,
        kind="crosstab",
        title=sentence,
        alt=f"{sentence} {described} {_NUMBERS_BELOW}",
        caption=f"{described} Intervals stand in the table. Source: {one.node}.",
        anchor=f"figure-{anchor(one.node)}",
        level=level,
        said_above=said_above,
    )


def beside_block(
    name: str, tables: Mapping[str, Table], node: str, level: float, said_above: tuple[str, ...]
) -> TableBlock:
    """Return a table beside a result; differences of shares are told in percentage points."""
    table = tables[name]
    points = tables[node].measure == "share" and name == f"{node}.differences"
    return TableBlock(
        name=name,
        caption=f"{table.title}, in percentage points" if points else table.title,
        anchor=f"table-{anchor(name)}",
        level=level,
        points=points,
        said_above=said_above,
    )


def difference_headline(groups: Table, differences: Table) -> str:
    """Return the widest difference that is clear of nothing, or that none is.

    Examples
    --------
    >>> values = {"estimate": 0.0951, "low": 0.079, "high": 0.111}
    >>> cell = Cell({"sex": "Girls", "reference": "Boys"}, None, 800, None, values)
    >>> table = Table("d.differences", "D", "comparison", ("sex", "reference"), (cell,), "s", "v")
    >>> difference_headline(Table("d", "Bullied online", "share", ("sex",), (), "s", "v"), table)
    'Bullied online: +9.5 percentage points (7.9 to 11.1) for Girls compared with Boys.'
    """
    shares = groups.measure == "share"
    clear = [cell for cell in differences.cells if _is_clear(cell)]
    if not clear:
        return f"{groups.title}: no difference between groups is clear of 0."
    widest = max(clear, key=lambda cell: abs(known(cell, "estimate") or 0.0))
    times = 100 if shares else 1
    low, at, high = (known(widest, name) or 0.0 for name in ("low", "estimate", "high"))
    between = f"{gap(low, times, plus=False)} to {gap(high, times, plus=False)}"
    unit = " percentage points" if shares else ""
    return f"{groups.title}: {gap(at, times)}{unit} ({between}) for {difference_label(widest, differences)}."


def crosstab_headline(table: Table, residuals: Table | None) -> str:
    """Return the group that departs most in each answer with a marked cell, or that no cell is marked.

    Examples
    --------
    >>> cells = [Cell({"sex": s}, "yes", 400, 9, {"estimate": at}) for s, at in (("F", 0.3), ("M", 0.1))]
    >>> marks = [Cell({"sex": s, "category": "yes"}, None, 800, None, {"residual": at})
    ...          for s, at in (("F", 4.0), ("M", -4.0))]
    >>> marked = Table("c.residuals", "C", "comparison", ("sex", "category"), tuple(marks), "s", "v")
    >>> said = crosstab_headline(Table("c", "Told", "share", ("sex",), tuple(cells), "s", "v"), marked)
    >>> said.replace("\u202f", " ")
    'Told: “yes” is commoner than without association for F (30.0 %).'
    """
    if residuals is None:
        return f"{table.title}: each group's answers."
    name = table.dimensions[0]
    shares = {(cell.group.get(name), cell.category): cell for cell in table.cells}
    more = [cell for cell in residuals.cells if (known(cell, RESIDUAL) or 0.0) > 0]
    if not more:
        return f"{table.title}: no answer is clearly commoner in any group than without association."

    def rank(cell: Cell) -> tuple[float, float]:
        own = shares.get((cell.group[name], cell.group["category"]))
        return known(cell, RESIDUAL) or 0.0, -(0.0 if own is None else known(own, "estimate") or 0.0)

    # One answer in a sentence: of those that depart as far, the rarest.
    answer = max(more, key=rank).group["category"]
    groups = [
        f"{level_words(cell, name, table)} ({estimate(shares[cell.group[name], answer], 'share')})"
        for cell in more
        if cell.group["category"] == answer and (cell.group[name], answer) in shares
    ]
    return f"{table.title}: “{answer}” is commoner than without association for {listed(groups)}."


def _is_shown(table: Table) -> bool:
    return all(cell.withheld is None for cell in table.cells)


def _is_clear(cell: Cell) -> bool:
    low, high = known(cell, "low"), known(cell, "high")
    return low is not None and high is not None and (low > 0 or high < 0)
