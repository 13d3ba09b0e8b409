"""Figures: estimates with their intervals, one row a group, read without colour.

The finished SVG holds real text, no script, no identifiers but those given, and no colour of its own on
screen: ink, rules and marks are CSS variables, so that one drawing serves light and dark. In print it has
fixed colours and the font of the PDF. Nothing in it depends on the day, on chance or on the network.
"""

from __future__ import annotations

import math
import textwrap
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from handrail.documents import numbers
from handrail.documents.grid import row_label
from handrail.documents.tree import Figure
from handrail.values import Cell, Table

Layout = Literal["wide", "narrow", "print"]
SVG = "http://www.w3.org/2000/svg"

# Stand-ins that the chart is drawn with; each becomes a CSS variable on screen and a fixed colour in print.
_INK, _SOFT, _RULE, _MARK = "#010101", "#020202", "#030303", "#040404"
_SCREEN = {
    _INK: "var(--ink, #14232b)",
    _SOFT: "var(--soft, #4c5b63)",
    _RULE: "var(--rule, #d5dbdd)",
    _MARK: "var(--mark, #0b5569)",
}
_PRINT = {_INK: "#14232b", _SOFT: "#4c5b63", _RULE: "#d5dbdd", _MARK: "#0b5569"}


@dataclass(frozen=True)
class _Shape:
    """Measures of a layout in pixels: the columns for labels, drawing and values."""

    label: int
    plot: int
    value: int
    row: int
    wrap: int
    font: str

    @property
    def narrow(self) -> bool:
        """Whether a row's words stand above its line, for want of room beside it."""
        return self.label == 0


_LINE = 15

_SHAPES: Mapping[Layout, _Shape] = {
    "wide": _Shape(label=214, plot=316, value=150, row=34, wrap=26, font="system-ui, sans-serif"),
    "narrow": _Shape(label=0, plot=334, value=0, row=50, wrap=24, font="system-ui, sans-serif"),
    "print": _Shape(label=200, plot=330, value=138, row=30, wrap=30, font="Libertinus Serif"),
}


def interval_figure(
    table: Table,
    *,
    title: str,
    alt: str,
    unit: str,
    level: float = 0.95,
    layout: Layout = "wide",
    identifier: str = "figure",
) -> str:
    """Return an SVG with a point for each estimate and a line for its interval.

    Parameters
    ----------
    table
        A released table of shares or means.
    title, alt
        The accessible name and description.
    unit
        The axis' title; for shares "Per cent".
    level
        The level of the intervals, named in the axis' title.
    layout
        ``wide`` and ``narrow`` for a screen, ``print`` for paper.
    identifier
        Makes the ids of title and description unique in a page.

    Raises
    ------
    ValueError
        For a table of counts or words, which has no intervals.

    Examples
    --------
    >>> cells = (Cell({"sex": "Female"}, None, 4441, 400, {"estimate": 0.093, "low": 0.08, "high": 0.107}),)
    >>> table = Table("estimate:v", "V", "share", ("sex",), cells, "s", "v")
    >>> svg = interval_figure(table, title="V by sex", alt="One group.", unit="Per cent")
    >>> svg.startswith("<svg"), "Female" in svg, "4,441" in svg
    (True, True, True)
    """
    import vl_convert

    if table.measure not in ("share", "mean"):
        raise ValueError(f"intervals are drawn of shares and means; received a table of {table.measure}")
    shape = _SHAPES[layout]
    drawn = vl_convert.vegalite_to_svg(_chart(table, shape, unit, level))
    return _finished(drawn, title, alt, layout, identifier)


def axis_title(figure: Figure, table: Table) -> str:
    """Return the words under a figure's axis: per cent for shares, the variable's unit for a mean."""
    if table.measure == "share":
        return "Per cent"
    return figure.unit or table.labels.get(table.variable, "Mean")


def axis_of(table: Table) -> tuple[float, float, float]:
    """Return the axis' start, end and step: shares start at 0 and are in per cent.

    Examples
    --------
    >>> cells = (Cell({}, None, 400, 60, {"estimate": 0.093, "low": 0.08, "high": 0.107}),)
    >>> axis_of(Table("estimate:v", "V", "share", (), cells, "s", "v"))
    (0.0, 12.0, 2.0)
    """
    times = 100 if table.measure == "share" else 1
    ends = [
        times * value
        for cell in table.cells
        for name in ("low", "estimate", "high")
        if cell.withheld is None and (value := cell.value(name)) is not None and math.isfinite(value)
    ]
    if not ends:
        return (0.0, 100.0, 20.0) if table.measure == "share" else (0.0, 1.0, 0.2)
    low = 0.0 if table.measure == "share" else min(ends)
    high = max(ends)
    spread = max(high - low, abs(high) * 0.02, 1e-6)
    power = 10.0 ** math.floor(math.log10(spread / 5))
    factors = (1, 2, 2.5, 5, 10, 20)
    step = next(power * factor for factor in factors if spread / (power * factor) <= 6.0 + 1e-9)
    start = 0.0 if table.measure == "share" else math.floor(low / step) * step
    end = math.ceil(high / step - 1e-9) * step
    if table.measure == "share":
        end = min(end, 100.0)
    return (round(start, 9), round(max(end, start + step), 9), round(step, 9))


def _row(cell: Cell, table: Table, shape: _Shape) -> dict[str, Any]:
    # The base keeps to one line: its spaces do not break.
    base = "" if cell.withheld is not None else f" (n\u00a0=\u00a0{numbers.count(cell.n)})"
    lines = textwrap.wrap(row_label(cell, table) + base, shape.wrap)
    value, between = numbers.estimate(cell, table.measure), numbers.interval(cell, table.measure)
    row: dict[str, Any] = {
        "label": "\n".join(lines),
        "lines": len(lines),
        "height": shape.row + _LINE * (len(lines) - 1),
        "shown": f"{value} ({between})" if between else value,
        "whole": not cell.group,
    }
    times = 100 if table.measure == "share" else 1
    for key in ("estimate", "low", "high"):
        found = cell.value(key)
        if cell.withheld is None and found is not None and math.isfinite(found):
            row[key] = times * found
    return row


def _chart(table: Table, shape: _Shape, unit: str, level: float) -> dict[str, Any]:
    import altair as alt

    rows = [_row(cell, table, shape) for cell in table.cells]
    height = 0
    for row in rows:
        # In the narrow layout a row's words stand above its line, so the line lies low in its band.
        row["top"], row["middle"] = height + 12, height + row["height"] / 2
        row["y"] = height + row["height"] - 12 if shape.narrow else row["middle"]
        height += row["height"]
    start, end, tick = axis_of(table)
    scale = alt.Scale(domain=[start, end], nice=False, zero=False)
    axis = _axis((start, end, tick), f"{unit}, with {numbers.level(level)} interval", shape)
    down = alt.Scale(domain=[0, height], range=[0, height], nice=False, zero=False)

    def layer(chosen: list[dict[str, Any]], at: str = "y") -> Any:
        return alt.Chart(alt.InlineData(values=chosen)).encode(y=alt.Y(f"{at}:Q", axis=None, scale=down))

    known = [row for row in rows if "estimate" in row]
    ranged = [row for row in known if "low" in row and "high" in row]
    groups, wholes = ([row for row in known if row["whole"] is whole] for whole in (False, True))
    from_, to = alt.X("from:Q", scale=scale, axis=axis), "to:Q"
    low, at = alt.X("low:Q", scale=scale, axis=axis), alt.X("estimate:Q", scale=scale, axis=axis)
    track = [{"y": row["y"], "from": start, "to": end} for row in rows]
    dot: dict[str, Any] = {"filled": True, "opacity": 1}
    line: dict[str, Any] = {"strokeCap": "butt"}
    layers = [
        # The track keeps the axis when every row is withheld; it shows only where there is no grid.
        layer(track)
        .mark_rule(color=_RULE, strokeWidth=1 if shape.narrow else 0, **line)
        .encode(x=from_, x2=to),
        layer(ranged).mark_rule(color=_MARK, strokeWidth=2.5, **line).encode(x=low, x2="high:Q"),
        layer(groups).mark_point(shape="circle", size=95, color=_MARK, **dot).encode(x=at),
        # The whole differs in shape as well as in colour: it reads in black and white.
        layer(wholes).mark_point(shape="diamond", size=150, color=_INK, **dot).encode(x=at),
    ]
    # One layer for labels of one height and weight: a multi-line label is centred by lifting its first line.
    for lines, whole in sorted({(row["lines"], row["whole"]) for row in rows}):
        alike = [row for row in rows if (row["lines"], row["whole"]) == (lines, whole)]
        words = layer(alike, "top" if shape.narrow else "middle")
        style: dict[str, Any] = {
            "baseline": "middle",
            "color": _INK,
            "fontSize": 13.5,
            "fontWeight": "bold" if whole and len(rows) > 1 else "normal",
            "lineBreak": "\n",
            "lineHeight": _LINE,
        }
        left, right = alt.value(-shape.label), alt.value(shape.plot + shape.value)
        label = words.mark_text(**style, align="left", dy=0 if shape.narrow else -_LINE / 2 * (lines - 1))
        value = words.mark_text(**style, align="right")
        layers += [label.encode(text="label:N", x=left), value.encode(text="shown:N", x=right)]
    chart = alt.layer(*layers).properties(
        width=shape.plot, height=max(height, shape.row), padding=2, background="transparent"
    )
    spec: dict[str, Any] = chart.configure_view(stroke=None).configure(font=shape.font).to_dict()
    return spec


def _axis(span: tuple[float, float, float], title: str, shape: _Shape) -> Any:
    import altair as alt

    start, end, tick = span
    decimals = len(f"{tick:.9f}".rstrip("0").partition(".")[2])
    return alt.Axis(
        values=[round(start + tick * position, 9) for position in range(round((end - start) / tick) + 1)],
        title=textwrap.wrap(title, 42),
        format=f",.{decimals}f",
        grid=not shape.narrow,
        gridColor=_RULE,
        domain=False,
        ticks=False,
        labelPadding=8,
        titlePadding=10,
        labelColor=_SOFT,
        titleColor=_SOFT,
        titleAnchor="start",
        titleFontWeight="normal",
        labelFontSize=12,
        titleFontSize=12.5,
        labelFlush=shape.narrow,
    )


def _finished(drawn: str, title: str, alt: str, layout: Layout, identifier: str) -> str:
    ET.register_namespace("", SVG)
    root = ET.fromstring(drawn)  # noqa: S314 - our own chart, drawn a line above
    colours = _PRINT if layout == "print" else _SCREEN
    for parent in list(root.iter()):
        for child in list(parent):
            empty_path = child.tag == f"{{{SVG}}}path" and child.get("class") in ("background", "foreground")
            if empty_path or child.get("fill") == "transparent":
                parent.remove(child)
    for element in root.iter():
        for name in list(element.attrib):
            if name.startswith("aria-") or name in (
                "role",
                "class",
                "pointer-events",
                "id",
                "stroke-miterlimit",
            ):
                del element.attrib[name]
            elif element.attrib[name] in colours:
                element.set(name, colours[element.attrib[name]])
    # Without a size of its own the drawing takes the width that the page gives it.
    if layout != "print":
        for name in ("width", "height"):
            root.attrib.pop(name, None)
    root.attrib.pop("version", None)
    root.set("role", "img")
    root.set("aria-labelledby", f"{identifier}-title {identifier}-desc")
    for position, (tag, words) in enumerate((("title", title), ("desc", alt))):
        element = ET.Element(f"{{{SVG}}}{tag}", {"id": f"{identifier}-{tag}"})
        element.text = words
        root.insert(position, element)
    return ET.tostring(root, encoding="unicode")
