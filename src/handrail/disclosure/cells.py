"""Which cells of the tables that leave together are too small, and which margins would give them back.

Tables of one source and one variable are linked: a reader can subtract one from the other. So a margin
that covers a withheld cell is withheld too, in whichever table it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from handrail.disclosure.quotations import Refused
from handrail.values import Cell, Table

SHARES = ("share", "odds-ratio")
"""Measures whose complement is as telling as the cell."""

MODEL_RULE = "a group of the model has fewer than {limit} respondents with or without the outcome"
LINKED_RULE = "the model would give back a withheld cell of the same outcome"
TOGETHER_RULE = "the model it belongs to is withheld"
CRITERIA_RULE = "the criteria of one class would give back a withheld cell"


@dataclass(frozen=True)
class Limits:
    """The smallest things that may leave.

    Attributes
    ----------
    smallest_cell
        Unweighted respondents in a cell, and in its complement.
    smallest_group
        Participants who share the attributes shown with a quotation.
    participant_share, always_quoted
        The largest share of a strand's quotations that one participant may give, over all releases, and how
        many they may give whatever their share.
    longest_quotation
        Words of one quotation: a minute of speech.
    own_words_share, own_words_always
        The largest share of what a participant said that may be quoted, over all releases, and how many words
        may be whatever their share.
    """

    smallest_cell: int = 10
    smallest_group: int = 3
    participant_share: float = 0.25
    always_quoted: int = 3
    longest_quotation: int = 150
    own_words_share: float = 0.25
    own_words_always: int = 100


def primary_rule(cell: Cell, table: Table, limit: int) -> str | None:
    """Return the rule that withholds a cell by its own numbers, or None.

    Examples
    --------
    >>> few = Cell({}, None, 400, 6, {"estimate": 0.015})
    >>> table = Table("estimate:t", "T", "share", (), (few,), "s", "v")
    >>> primary_rule(few, table, 10)
    'fewer than 10 respondents in the cell'
    >>> primary_rule(Cell({}, None, 400, 396, {}), table, 10)
    'fewer than 10 respondents outside the cell'
    """
    if table.measure == "text" or table.public_use or table.node.startswith("agreement:"):
        return None  # words, published data, and numbers about coders
    if cell.n < limit:
        return f"fewer than {limit} respondents in the base"
    if cell.count is not None and cell.count < limit:
        return f"fewer than {limit} respondents in the cell"
    if cell.count is not None and table.measure in SHARES and cell.n - cell.count < limit:
        return f"fewer than {limit} respondents outside the cell"
    return None


def withhold(tables: Iterable[Table], limits: Limits) -> tuple[tuple[Table, ...], tuple[Refused, ...]]:
    """Return the tables with every unsafe cell withheld, and a refusal for each.

    Tables of shares, means and counts go through four passes: cells by their own numbers; the other
    categories of such a group, because shares add to one; totals whose groups leave a small rest (people who
    did not answer the grouping); margins over a withheld cell in all linked tables. Then what is made of
    whole tables: a model leaves whole or not at all, with all that was computed from it, and not beside a
    withheld cell of the same outcome; a typology with a withheld cell leaves without the criteria of its
    one-class model, which are made of the items' totals.
    """
    everything = tuple(tables)
    marks: dict[tuple[int, int], str] = {}
    models = [t for t, table in enumerate(everything) if table.measure == "odds-ratio"]
    for t, table in enumerate(everything):
        for c, cell in enumerate(table.cells):
            rule = None if t in models else primary_rule(cell, table, limits.smallest_cell)
            if rule is not None:
                marks[t, c] = rule
    _with_siblings(everything, marks)
    for t, table in enumerate(everything):
        for c, cell in enumerate(table.cells):
            if (t, c) in marks or t in models:
                continue
            if _remainder_rule(table, cell, limits.smallest_cell) is not None:
                marks[t, c] = "the total minus its groups would show too few respondents"
    _with_siblings(everything, marks)
    unsafe = [(everything[t], everything[t].cells[c]) for t, c in marks]
    for t, table in enumerate(everything):
        for c, cell in enumerate(table.cells):
            if (t, c) not in marks and any(_gives_back(table, cell, *bad) for bad in unsafe):
                marks[t, c] = "the total over a withheld cell would give it back"
    for t in models:
        rule = _model_rule(everything, t, marks, limits.smallest_cell)
        if rule is not None:
            marks |= _whole(everything, t, rule)
    _without_criteria(everything, marks)
    refusals = tuple(
        Refused(
            everything[t].name,
            f"{rule} ({_place(everything[t].cells[c])})",
            "join small groups, or drop the grouping",
        )
        for (t, c), rule in sorted(marks.items())
    )
    return tuple(
        _blank(table, {c: marks[i, c] for i, c in marks if i == t}) for t, table in enumerate(everything)
    ), refusals


def _model_rule(
    everything: tuple[Table, ...], model: int, marks: Mapping[tuple[int, int], str], limit: int
) -> str | None:
    """Return why a model may not leave, or None.

    Its odds ratios and their errors determine the counts that they are made of, so it is no safer than they.
    """
    table = everything[model]
    if table.public_use:
        return None
    if any(primary_rule(cell, table, limit) for cell in (*table.cells, *table.judged)):
        return MODEL_RULE.format(limit=limit)
    beside = (everything[t] for t, _ in marks)
    if any(one.source == table.source and _column(one) == _column(table) for one in beside):
        return LINKED_RULE
    return None


def _whole(everything: tuple[Table, ...], model: int, rule: str) -> dict[tuple[int, int], str]:
    """Return marks for every cell of a model and of what was computed from it."""
    node = everything[model].node
    return {
        (t, c): rule if t == model else TOGETHER_RULE
        for t, table in enumerate(everything)
        if table.node == node
        for c in range(len(table.cells))
    }


def _without_criteria(everything: tuple[Table, ...], marks: dict[tuple[int, int], str]) -> None:
    """Mark the one-class row of each comparison whose typology has a withheld cell.

    The log-likelihood of one class is a sum over the items' totals, so it gives a single unknown one back.
    """
    partly = {everything[t].node for t, _ in marks}
    for t, table in enumerate(everything):
        if table.node in partly and table.dimensions == ("classes",):
            for c, cell in enumerate(table.cells):
                if cell.group.get("classes") == "1":
                    marks.setdefault((t, c), CRITERIA_RULE)


def _gives_back(table: Table, cell: Cell, bad_table: Table, bad: Cell) -> bool:
    linked = table.source == bad_table.source and _column(table) == _column(bad_table)
    covers = len(cell.group) < len(bad.group) and all(bad.group.get(k) == v for k, v in cell.group.items())
    same = table is not bad_table and dict(cell.group) == dict(bad.group) and cell.category == bad.category
    return linked and not table.public_use and (covers or same)


def _column(table: Table) -> str:
    return table.column or table.variable


def _with_siblings(everything: tuple[Table, ...], marks: dict[tuple[int, int], str]) -> None:
    """Mark the other categories of every group in which one is marked: shares add up to one."""
    for t, c in list(marks):
        table, cell = everything[t], everything[t].cells[c]
        for other, sibling in enumerate(table.cells):
            if cell.category is not None and dict(sibling.group) == dict(cell.group):
                marks.setdefault((t, other), "the categories of a group add up to a withheld one")


def _remainder_rule(table: Table, margin: Cell, limit: int) -> str | None:
    """Return why the people in a margin but in none of its groups are too few to be shown by subtraction."""
    inside = [
        cell
        for cell in table.cells
        if len(cell.group) == len(table.dimensions) > len(margin.group)
        and cell.category == margin.category
        and all(cell.group.get(name) == level for name, level in margin.group.items())
    ]
    if not inside:
        return None
    rest = margin.n - sum(cell.n for cell in inside)
    if rest <= 0:
        return None
    count = None
    if margin.count is not None:
        count = margin.count - sum(cell.count or 0 for cell in inside)
    return primary_rule(Cell({}, None, rest, count, {}), table, limit)


def _place(cell: Cell) -> str:
    # Dimension names only: a level is an answer.
    return " by ".join(cell.group) if cell.group else "the whole"


def _blank(table: Table, marks: Mapping[int, str]) -> Table:
    cells = tuple(
        Cell(cell.group, cell.category, 0, None, {}, withheld=marks[c]) if c in marks else cell
        for c, cell in enumerate(table.cells)
    )
    return replace(table, cells=cells, judged=())
