"""A model leaves whole or not at all, with all that was computed from it; so does a comparison of groups.

Its odds ratios and their errors determine the counts that they are made of, so it is no safer than they: a
group too small with or without the outcome, a sum that one or two respondents make up, a model with as many
coefficients as patterns (it repeats the table of counts), one that foretells a group without exception, one
with few respondents to spare.
"""

from __future__ import annotations

from dataclasses import replace

from handrail.disclosure.cells import is_dominated, is_of_model, primary_rule
from handrail.disclosure.limits import Limits
from handrail.disclosure.marks import REMEDY, Mark, Marks, column_of
from handrail.values import Fit, Table

CELLS_RULE = "a group of the model has fewer than {limit} respondents with or without the outcome"
DOMINATED_RULE = "one or two respondents make up most of the outcome of a group of the model"
LINKED_RULE = "the model would give back a withheld cell of the same outcome"
TOGETHER_RULE = "the model it belongs to is withheld"
SPARE_RULE = "the model has fewer than {limit} residual degrees of freedom"
SATURATED = Mark(
    "the model is saturated: its coefficients repeat the table of counts",
    "leave out a factor, or join levels",
)
SEPARATED = Mark(
    "a factor of the model foretells the outcome of a group without exception",
    "leave out the factor, or join its levels",
)


def mark_models(tables: tuple[Table, ...], marks: Marks, limits: Limits) -> None:
    """Mark every cell of each model that may not leave, and of what was computed from it."""
    cells = dict(marks)
    told: set[str] = set()
    for table in tables:
        # The first of a node's tables that may not leave says why; the others that they belong to it.
        if not is_of_model(table) or table.public_use or table.node in told:
            continue
        mark = _model_mark(tables, table, cells, limits)
        if mark is not None:
            if table.measure == "comparison":
                mark = replace(mark, rule=mark.rule.replace("the model", "the comparison"))
            mark_whole(tables, table, mark, marks)
            told.add(table.node)


def mark_whole(tables: tuple[Table, ...], first: Table, mark: Mark, marks: Marks) -> None:
    """Mark every cell of a table, and of the other tables of its node as belonging to it.

    A model of a typology's classes is a part of it, and takes the other tables of that part: the profiles are
    made of the items alone, and give nothing of it back.
    """
    for t, table in enumerate(tables):
        if _belongs(table) == _belongs(first):
            own = mark if table is first else Mark(TOGETHER_RULE, mark.remedy)
            marks |= {(t, c): own for c in range(len(table.cells))}


def _belongs(table: Table) -> str:
    """Return what a table leaves with: its node, or of a typology the part of it.

    Examples
    --------
    >>> names = ("model:m.fit", "typology:t.who", "typology:t.who.tests", "typology:t")
    >>> [_belongs(Table(name, "T", "odds-ratio", (), (), "s", "v")) for name in names]
    ['model:m', 'typology:t.who', 'typology:t.who', 'typology:t']
    """
    return ".".join(table.name.split(".")[:2]) if table.node.startswith("typology:") else table.node


def _model_mark(tables: tuple[Table, ...], model: Table, cells: Marks, limits: Limits) -> Mark | None:
    limit = limits.smallest_cell
    if any(primary_rule(cell, model, limit) for cell in (*model.cells, *model.judged)):
        return Mark(CELLS_RULE.format(limit=limit))
    if any(one.largest is not None and is_dominated(one.largest, limits) for one in model.judged):
        return Mark(DOMINATED_RULE, "join levels, or ask for a share above a threshold")
    fitted = None if model.fit is None else _fit_mark(model.fit, limits)
    if fitted is not None:
        return fitted
    beside = (tables[t] for t, _ in cells)
    if any(one.source == model.source and column_of(one) == column_of(model) for one in beside):
        return Mark(LINKED_RULE, REMEDY)
    return None


def _fit_mark(fit: Fit, limits: Limits) -> Mark | None:
    if fit.separated:
        return SEPARATED
    if fit.parameters >= fit.patterns:
        return SATURATED
    if fit.residual_df < limits.residual_df:
        return Mark(SPARE_RULE.format(limit=limits.residual_df), "leave out factors, or join levels")
    return None
