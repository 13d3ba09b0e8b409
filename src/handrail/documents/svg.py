"""SVG: the pen that every figure is drawn with.

The finished drawing holds real text, no script, no identifiers but those given, and no colour of its own on
screen: ink, rules and marks are CSS variables, so that one drawing serves light and dark. In print it has
fixed colours and the font of the PDF. No letter is measured, so that every computer draws the same.
"""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from typing import Literal

Layout = Literal["wide", "narrow", "print"]
Colour = Literal["ink", "soft", "rule", "paper", "mark", "mark-2"]
Align = Literal["start", "middle", "end"]
Shape = Literal["circle", "square", "triangle", "diamond", "cross", "dash"]

SVG = "http://www.w3.org/2000/svg"
BODY, SMALL, SMALLEST = 13.5, 12.5, 12.0
"""Sizes of words in pixels; nothing is smaller."""

LINE = 15.0
"""From one line of words to the next."""

_PRINT: Mapping[Colour, str] = {
    "ink": "#14232b",
    "soft": "#4c5b63",
    "rule": "#d5dbdd",
    "paper": "#ffffff",
    "mark": "#0b5569",
    "mark-2": "#9a4a00",
}
_FONTS: Mapping[Layout, str] = {
    "wide": "system-ui, sans-serif",
    "narrow": "system-ui, sans-serif",
    "print": "Libertinus Serif",
}
# Characters that XML 1.0 has no way to write.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MARGIN = 2.0
_STROKE = 1.8


class Pen:
    """Draws lines, marks and words, and gives back the finished drawing.

    Parameters
    ----------
    layout
        ``wide`` and ``narrow`` for a screen, ``print`` for paper.

    Examples
    --------
    >>> pen = Pen("print")
    >>> pen.text(0, 10, "R&D")
    >>> svg = pen.finish(100, 20, "A title", "A description", "figure-1")
    >>> "R&amp;D" in svg, 'aria-labelledby="figure-1-title figure-1-desc"' in svg
    (True, True)
    """

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._drawn: list[ET.Element] = []

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, colour: Colour = "rule", thick: float = 1
    ) -> None:
        """Draw a straight line."""
        self._add("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=self._colour(colour), stroke_width=thick)

    def bar(  # noqa: PLR0917 - a corner, a size and how it is filled
        self, x: float, y: float, width: float, height: float, colour: Colour = "mark", strength: float = 1
    ) -> None:
        """Draw a filled rectangle from its upper left corner; at a strength of 1 nothing shines through."""
        own = {} if strength >= 1 else {"fill_opacity": strength}
        self._add("rect", x=x, y=y, width=width, height=height, fill=self._colour(colour), **own)

    def ribbon(
        self, start: tuple[float, float], end: tuple[float, float], thick: float, strength: float
    ) -> None:
        """Draw a band of equal height from one upper corner at the left to another at the right."""
        (x1, y1), (x2, y2) = start, end
        middle = _number((x1 + x2) / 2)

        def bend(from_: float, to: float, x: float) -> str:
            return f"C{middle} {_number(from_)} {middle} {_number(to)} {_number(x)} {_number(to)}"

        path = (
            f"M{_number(x1)} {_number(y1)}{bend(y1, y2, x2)}"
            f"L{_number(x2)} {_number(y2 + thick)}{bend(y2 + thick, y1 + thick, x1)}Z"
        )
        self._add("path", d=path, fill=self._colour("mark"), fill_opacity=strength)

    def mark(
        self, shape: Shape, x: float, y: float, size: float, *, colour: Colour = "mark", filled: float = 1
    ) -> None:
        """Draw a mark around a point.

        Parameters
        ----------
        size
            From the middle to the edge.
        filled
            How much of it is filled: 0 for an open mark, 1 for a full one. A circle fills like a clock; any
            other shape is open, half or full.
        """
        outer = _outline(shape, x, y, size)
        part = outer if filled >= 1 else _part(shape, x, y, size, filled)
        if part != outer:
            ground, edge = self._colour("paper"), self._colour(colour)
            self._add("path", d=outer, fill=ground, stroke=edge, stroke_width=_STROKE)
        if part:
            self._add("path", d=part, fill=self._colour(colour))

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = BODY,
        colour: Colour = "ink",
        align: Align = "start",
        bold: bool = False,
    ) -> None:
        """Draw one line of words whose middle stands at a height."""
        weight = {"font_weight": "bold"} if bold else {}
        # A third of the size below the middle is where letters stand; not every reader knows baselines.
        element = self._add(
            "text",
            x=x,
            y=y + 0.35 * size,
            font_size=size,
            fill=self._colour(colour),
            text_anchor=align,
            **weight,
        )
        element.text = _sayable(words)

    def lines(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        *,
        size: float = BODY,
        colour: Colour = "ink",
        align: Align = "start",
        bold: bool = False,
    ) -> None:
        """Draw lines of words, the first at a height and each other below it."""
        for position, words in enumerate(lines):
            self.text(x, y + LINE * position, words, size=size, colour=colour, align=align, bold=bold)

    def finish(self, width: float, height: float, title: str, alt: str, identifier: str) -> str:
        """Return the drawing as SVG with its accessible name and description.

        Parameters
        ----------
        width, height
            The room that was drawn on, in pixels.
        title, alt
            The accessible name and description.
        identifier
            Makes the ids of title and description unique in a page.
        """
        whole = (width + 2 * _MARGIN, height + 2 * _MARGIN)
        box = f"{_number(-_MARGIN)} {_number(-_MARGIN)} {_number(whole[0])} {_number(whole[1])}"
        # Without a size of its own the drawing takes the width that the page gives it.
        size = {"width": _number(whole[0]), "height": _number(whole[1])} if self.layout == "print" else {}
        names = {"role": "img", "aria-labelledby": f"{identifier}-title {identifier}-desc"}
        root = ET.Element(
            f"{{{SVG}}}svg", {"viewBox": box, **size, "font-family": _FONTS[self.layout], **names}
        )
        for tag, words in (("title", title), ("desc", alt)):
            element = ET.SubElement(root, f"{{{SVG}}}{tag}", {"id": f"{identifier}-{tag}"})
            element.text = _sayable(words)
        root.extend(self._drawn)
        ET.register_namespace("", SVG)
        return ET.tostring(root, encoding="unicode")

    def _colour(self, colour: Colour) -> str:
        return _PRINT[colour] if self.layout == "print" else f"var(--{colour}, {_PRINT[colour]})"

    def _add(self, tag: str, **attributes: str | float) -> ET.Element:
        named = {
            key.replace("_", "-"): value if isinstance(value, str) else _number(value)
            for key, value in attributes.items()
        }
        element = ET.Element(f"{{{SVG}}}{tag}", named)
        self._drawn.append(element)
        return element


def _sayable(words: str) -> str:
    return _NO_XML.sub("\ufffd", words)


def _number(value: float) -> str:
    return f"{round(value, 2) + 0.0:g}" if abs(value) < 1e4 else f"{value:.0f}"


def _outline(shape: Shape, x: float, y: float, size: float) -> str:
    if shape == "circle":
        left, right, round_ = _number(x - size), _number(x + size), f"A{_number(size)} {_number(size)} 0 1 1"
        return f"M{left} {_number(y)}{round_} {right} {_number(y)}{round_} {left} {_number(y)}Z"
    return _polygon(_corners(shape, x, y, size))


def _corners(shape: Shape, x: float, y: float, size: float) -> list[tuple[float, float]]:
    if shape == "cross":
        thin = 0.3 * size
        quarter = [(0.0, thin), (size - thin, size), (size, size - thin), (thin, 0.0)]
        turned = [*quarter, *((px, -py) for px, py in quarter[-2::-1])]
        return [(x + px, y + py) for px, py in (*turned, *((-px, py) for px, py in turned[-2:0:-1]))]
    spread = {
        "square": [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
        "triangle": [(0.0, -1.1), (1.1, 0.9), (-1.1, 0.9)],
        "diamond": [(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)],
        "dash": [(-1.0, -0.2), (1.0, -0.2), (1.0, 0.2), (-1.0, 0.2)],
    }[shape]
    return [(x + size * px, y + size * py) for px, py in spread]


def _part(shape: Shape, x: float, y: float, size: float, filled: float) -> str:
    if filled <= 0:
        return ""
    if shape == "circle":
        turn = 2 * math.pi * filled
        end = f"{_number(x + size * math.sin(turn))} {_number(y - size * math.cos(turn))}"
        large = int(filled > 0.5)
        return (
            f"M{_number(x)} {_number(y)}L{_number(x)} {_number(y - size)}"
            f"A{_number(size)} {_number(size)} 0 {large} 1 {end}Z"
        )
    # The left half: whatever lies right of the middle is drawn back to it.
    return _polygon([(min(px, x), py) for px, py in _corners(shape, x, y, size)])


def _polygon(corners: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_number(px)} {_number(py)}" for px, py in corners) + "Z"
