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


_SHAPES: Mapping[Layout, _Shape] = {
    "wide": _Shape(label=212, plot=330, value=138, row=34, wrap=30, font="system-ui, sans-serif"),
    "narrow": _Shape(label=0, plot=334, value=0, row=52, wrap=30, font="system-ui, sans-serif"),
    "print": _Shape(label=200, plot=330, value=130, row=30, wrap=32, font="Libertinus Serif"),
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
    >>> "Female (n = 4,441)" in svg, svg.startswith("<svg")
    (True, True)
    """
    import vl_convert

    if table.measure not in ("share", "mean"):
        raise ValueError(f"intervals are drawn of shares and means; received a table of {table.measure}")
    shape = _SHAPES[layout]
    drawn = vl_convert.vegalite_to_svg(_chart(table, shape, unit, level))
    return _finished(drawn, title, alt, layout, identifier)


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
    step = next(
        power * times_ for times_ in (1, 2, 2.5, 5, 10, 20) if spread / (power * times_) <= 6.0 + 1e-9
    )
    start = 0.0 if table.measure == "share" else math.floor(low / step) * step
    end = math.ceil(high / step - 1e-9) * step
    if table.measure == "share":
        end = min(end, 100.0)
    return (round(start, 9), round(max(end, start + step), 9), round(step, 9))


def _row(cell: Cell, table: Table, position: int, shape: _Shape) -> dict[str, Any]:
    times = 100 if table.measure == "share" else 1
    base = "" if cell.withheld is not None else f" (n = {numbers.count(cell.n)})"
    name = row_label(cell, table)
    label = name + base
    if len(label) > shape.wrap:
        lines = textwrap.wrap(name, shape.wrap) or [name]
        if len(lines) > 1 or base:
            lines = [*lines, base.strip()] if base else lines
        label = "\n".join(lines)
    value = numbers.estimate(cell, table.measure)
    between = numbers.interval(cell, table.measure)
    shown = f"{value} ({between})" if between else value
    row: dict[str, Any] = {"row": position, "label": label, "shown": shown, "whole": not cell.group}
    for key in ("estimate", "low", "high"):
        found = cell.value(key)
        if cell.withheld is None and found is not None and math.isfinite(found):
            row[key] = times * found
    return row


def _chart(table: Table, shape: _Shape, unit: str, level: float) -> dict[str, Any]:
    import altair as alt

    rows = [_row(cell, table, position, shape) for position, cell in enumerate(table.cells)]
    lines = max((row["label"].count("\n") + 1 for row in rows), default=1)
    narrow = shape.label == 0
    step = shape.row + 15 * (lines - 1)
    # In the narrow layout a row's words stand above its line, so the line lies in the lower part of its band.
    shift = 15 if narrow else 0
    start, end, tick = axis_of(table)
    ticks = [round(start + tick * i, 9) for i in range(round((end - start) / tick) + 1)]
    scale = alt.Scale(domain=[start, end], nice=False, zero=False)
    axis = alt.Axis(
        values=ticks,
        title=f"{unit}, with {numbers.level(level)} interval",
        format=",~r" if tick < 1 else ",~g",
        grid=True,
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
        labelFlush=narrow,
    )
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0), sort=None)
    base = alt.Chart(alt.Data(values=rows)).encode(y=y)
    known, whole = "isValid(datum.estimate)", "datum.whole"
    x = alt.X("estimate:Q", scale=scale, axis=axis)
    place = {"yOffset": shift}
    layers: list[Any] = [
        base.transform_filter("isValid(datum.low) && isValid(datum.high)")
        .mark_rule(color=_MARK, strokeWidth=2.5, strokeCap="butt", yOffset=shift, y2Offset=shift)
        .encode(x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q"),
        base.transform_filter(f"{known} && !{whole}")
        .mark_point(shape="circle", filled=True, size=95, color=_MARK, opacity=1, **place)
        .encode(x=x),
        base.transform_filter(f"{known} && {whole}")
        .mark_point(shape="diamond", filled=True, size=150, color=_INK, opacity=1, **place)
        .encode(x=x),
    ]
    text = {"fontSize": 13.5, "lineBreak": "\n", "lineHeight": 15}
    # A multi-line label is centred on its row by moving its first line up.
    lift = -7.5 * (lines - 1) if not narrow else 0.0
    for position, row in enumerate(rows):
        own = alt.Chart(alt.Data(values=[row])).encode(
            y=alt.Y("row:O", axis=None, scale=alt.Scale(domain=list(range(len(rows))), padding=0), sort=None)
        )
        height = row["label"].count("\n")
        up = -(step / 2) + 12 if narrow else -7.5 * height
        weight = "bold" if row["whole"] and len(rows) > 1 else "normal"
        label = {**text, "align": "left", "baseline": "middle", "color": _INK, "fontWeight": weight}
        left = 0 if narrow else -shape.label
        right = shape.plot if narrow else shape.plot + shape.value
        layers += [
            own.mark_text(**label, dy=up).encode(text="label:N", x=alt.value(left)),
            own.mark_text(
                **{**label, "align": "right"}, fontStyle="normal", dy=up if narrow else 0
            ).encode(text="shown:N", x=alt.value(right)),
        ]
        del position
    del lift
    chart = alt.layer(*layers).properties(
        width=shape.plot,
        height=step * max(len(rows), 1),
        padding={"left": 2, "right": 2, "top": 2, "bottom": 2},
        background="transparent",
    )
    configured = chart.configure_view(stroke=None).configure(font=shape.font)
    spec: dict[str, Any] = configured.to_dict()
    return spec


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
            if name.startswith("aria-") or name in ("role", "class", "pointer-events", "id", "stroke-miterlimit"):
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
