"""What is wrong with a cell by its own numbers: too few, a whole group in one category, too much of one.

Three kinds of number, three kinds of rule. Counts: the cell, its base and its complement reach the limit.
Sums (means and totals): no respondent or two may make up nearly all of it. Figures: no bin under the limit,
no quantile with few beyond it, no extreme point, which is one respondent's answer.
"""

from __future__ import annotations

from handrail.disclosure.limits import Limits
from handrail.disclosure.marks import Mark
from handrail.values import WHOLE, Cell, Table

SHARES = ("share", "probability", *WHOLE)
"""Measures whose complement is as telling as the cell."""

CLASS_RULE = "class disclosure, everyone of the group is in one category"
DOMINANCE_RULE = "one or two respondents make up most of the sum"
BEYOND_RULE = "fewer than {limit} respondents lie beyond the quantile"
EXTREME_RULE = "an extreme point is one respondent's answer"
EXTREMES = ("minimum", "maximum")

_ABOUT_CODING = ("agreement:", "saturation:")
"""Results over interviews: they are few, so what makes these tables keeps out numbers of them under three."""


def primary_rule(cell: Cell, table: Table, limit: int) -> str | None:
    """Return the rule of counts that withholds a cell by its own numbers, or None.

    Class disclosure (a group whose members are all in one category, or none of them) needs no rule of its
    own: such a cell has nobody outside it, or nobody in it. Its name is told to the team alone
    (:func:`own_mark`), for a reader who is told it knows the cell.

    Examples
    --------
    >>> few = Cell({}, None, 400, 6, {"estimate": 0.015})
    >>> table = Table("estimate:t", "T", "share", (), (few,), "s", "v")
    >>> primary_rule(few, table, 10)
    'fewer than 10 respondents in the cell'
    >>> primary_rule(Cell({}, None, 400, 396, {}), table, 10)
    'fewer than 10 respondents outside the cell'
    """
    if is_exempt(table):
        return None
    if cell.n < limit:
        return f"fewer than {limit} respondents in the base"
    if cell.count is not None and cell.count < limit:
        return f"fewer than {limit} respondents in the cell"
    two_sided = table.measure in SHARES or is_of_model(table)
    if cell.count is not None and two_sided and cell.n - cell.count < limit:
        return f"fewer than {limit} respondents outside the cell"
    return None


def is_exempt(table: Table) -> bool:
    """Return whether a table is not about respondents who must be protected.

    Words, published data, numbers about coders and numbers of codes are not.
    """
    return table.measure == "text" or table.public_use or table.node.startswith(_ABOUT_CODING)


def is_of_model(table: Table) -> bool:
    """Return whether a table is a model's coefficients, or says what it was fitted to.

    Measures of a model are made of the same counts as its coefficients, and are judged by them.
    """
    return table.measure in WHOLE or table.fit is not None


def own_mark(cell: Cell, table: Table, limits: Limits) -> Mark | None:
    """Return why a cell is withheld by its own numbers, or None.

    Examples
    --------
    >>> all_of_them = Cell({"sex": "F"}, None, 40, 40, {"estimate": 1.0})
    >>> table = Table("estimate:t", "T", "share", ("sex",), (all_of_them,), "s", "v")
    >>> own_mark(all_of_them, table, Limits()).told
    'class disclosure, everyone of the group is in one category'
    >>> mean = Cell({}, None, 40, None, {"estimate": 3.0}, largest=(0.8, 0.15))
    >>> own_mark(mean, Table("estimate:m", "M", "mean", (), (mean,), "s", "v"), Limits()).rule
    'one or two respondents make up most of the sum'
    """
    rule = primary_rule(cell, table, limits.smallest_cell)
    if rule is not None:
        whole = (
            table.measure in ("share", "probability")
            and cell.n >= limits.smallest_cell
            and cell.count in (0, cell.n)
        )
        return Mark(rule, told=CLASS_RULE if whole else "")
    if is_exempt(table):
        return None
    if cell.largest is not None and is_dominated(cell.largest, limits):
        return Mark(DOMINANCE_RULE, "join groups, or give a share above a threshold instead of a mean")
    return _figure_mark(cell, table, limits.smallest_cell)


def is_dominated(largest: tuple[float, float], limits: Limits) -> bool:
    """Return whether one or two respondents make up so much of a sum that it tells their answers."""
    first, second = largest
    rest = 1.0 - first - second
    return first + second > limits.two_largest or rest < limits.p_percent * first


def _figure_mark(cell: Cell, table: Table, limit: int) -> Mark | None:
    if any(cell.value(name) is not None for name in EXTREMES):
        return Mark(EXTREME_RULE, "show a quantile with enough respondents beyond it instead")
    share = cell.value("p") if table.measure == "quantile" else None
    # A share such as 0.05 of 200 is 10 respondents, whatever binary fractions make of it.
    if share is not None and round(min(share, 1.0 - share) * cell.n, 6) < limit:
        return Mark(BEYOND_RULE.format(limit=limit), "ask for a quantile nearer to the middle")
    return None
