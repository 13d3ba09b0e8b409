"""Figure: which drawing a figure gets, out of what disclosure review released."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from handrail.disclosure import Released
from handrail.documents.calibration_chart import draw_calibration
from handrail.documents.crosstab_chart import draw_crosstab
from handrail.documents.difference_chart import draw_differences
from handrail.documents.forest_chart import draw_forest
from handrail.documents.interval_chart import draw_intervals
from handrail.documents.matrix_chart import draw_matrix
from handrail.documents.paired_chart import draw_pairs
from handrail.documents.part_chart import draw_parts
from handrail.documents.profile_chart import draw_profiles
from handrail.documents.reach_chart import draw_reach
from handrail.documents.specification_chart import draw_specifications
from handrail.documents.svg import Layout, Pen
from handrail.documents.tree import Figure
from handrail.values import Table


def draw_figure(
    figure: Figure, released: Released, layout: Layout = "wide", identifier: str = "figure"
) -> str:
    """Return a figure's drawing as SVG, read without colour.

    Parameters
    ----------
    figure
        What is drawn: its kind, the tables' names, title and description.
    released
        What disclosure review let out, the figure's tables among it.
    layout
        ``wide`` and ``narrow`` for a screen, ``print`` for paper.
    identifier
        Makes the ids of title and description unique in a page.

    Raises
    ------
    TypeError
        When ``released`` was not made by disclosure review.
    ValueError
        When the table is not of the kind that the figure draws.

    Examples
    --------
    >>> from handrail.disclosure import Ledger, review
    >>> from handrail.values import Cell
    >>> cells = (Cell({"sex": "Female"}, None, 4441, 400, {"estimate": 0.093, "low": 0.08, "high": 0.107}),)
    >>> table = Table("estimate:v", "V", "share", ("sex",), cells, "s", "v")
    >>> released = review([table], [], Ledger()).released
    >>> svg = draw_figure(Figure("estimate:v", "V by sex", "One group.", ""), released)
    >>> svg.startswith("<svg"), "Female" in svg, "4,441" in svg
    (True, True, True)
    """
    if not isinstance(released, Released):
        raise TypeError("a figure is drawn only from what disclosure review released")
    return drawing(figure, released.tables, layout, identifier)


def drawing(figure: Figure, tables: Mapping[str, Table], layout: Layout, identifier: str) -> str:
    """Return a figure's drawing; only :func:`draw_figure` and a document's writers hand it out."""
    pen = Pen(layout)
    width, height = _drawn(pen, figure, tables)
    return pen.finish(width, height, figure.title, figure.alt, identifier)


def _drawn(pen: Pen, figure: Figure, tables: Mapping[str, Table]) -> tuple[float, float]:
    table = tables[figure.name]
    match figure.kind:
        case "intervals":
            return draw_intervals(pen, table, axis_title(figure, table), figure.level)
        case "forest":
            return draw_forest(pen, table, figure.level)
        case "profiles":
            return draw_profiles(pen, table, figure.across, tables.get(figure.beside))
        case "matrix":
            return draw_matrix(pen, table, figure.across)
        case "paired" | "differences" | "crosstab":
            return _beside(pen, figure, table, tables.get(figure.beside))
        case "parts" | "calibration" | "reach" | "specifications":
            return _OF_A_RISK[figure.kind](pen, table, figure.level)


def _beside(pen: Pen, figure: Figure, table: Table, other: Table | None) -> tuple[float, float]:
    """Draw a table with the one beside it; of a crosstab there can be none."""
    if figure.kind == "crosstab" or other is None:
        return draw_crosstab(pen, table, other)
    if figure.kind == "paired":
        return draw_pairs(pen, table, other, figure.level)
    return draw_differences(pen, table, other, axis_title(figure, table), figure.level)


_OF_A_RISK: Mapping[str, Callable[[Pen, Table, float], tuple[float, float]]] = {
    "parts": lambda pen, table, _: draw_parts(pen, table),
    "calibration": draw_calibration,
    "reach": draw_reach,
    "specifications": draw_specifications,
}


def axis_title(figure: Figure, table: Table) -> str:
    """Return the words under a figure's axis: per cent for shares, else the variable's unit."""
    if table.measure == "share":
        return "Per cent"
    return figure.unit or table.labels.get(table.variable, "Mean")
