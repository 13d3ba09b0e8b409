"""Reading a drawing back: its words, its marks and where its lines stand."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import Any

from handrail.documents import Figure
from handrail.documents import figure as figures
from handrail.documents.svg import Layout
from handrail.values import Table

LAYOUTS: tuple[Layout, ...] = ("wide", "narrow", "print")


def drawing(kind: str, layout: Layout, *tables: Table, **named: Any) -> ET.Element:
    """Return a figure of a table, and of the one beside it where there are two, as parsed SVG."""
    return ET.fromstring(drawn(kind, layout, *tables, **named))


def drawn(kind: str, layout: Layout, *tables: Table, **named: Any) -> str:
    words = {"title": "T", "alt": "A", "caption": ""} | named
    beside = tables[1].name if len(tables) > 1 else ""
    figure = Figure(name=tables[0].name, kind=kind, beside=beside, **words)  # type: ignore[arg-type]
    return figures.drawing(figure, {table.name: table for table in tables}, layout, "f1")


def said(svg: ET.Element) -> list[str]:
    """Return the words of a drawing, a string for each line."""
    return [" ".join((node.text or "").split()) for node in svg.iter() if node.tag.endswith("}text")]


def text_of(svg: ET.Element) -> str:
    """Return the words of a drawing in one string."""
    return " ".join(said(svg))


def outlines(svg: ET.Element) -> list[tuple[str, str]]:
    """Return each mark's path, as if it stood at nought, and whether it is open or full."""
    return [
        (_moved(node.get("d", "")), "open" if node.get("stroke") else "full")
        for node in svg.iter()
        if node.tag.endswith("}path")
    ]


def _moved(path: str) -> str:
    first = re.match(r"M(-?[\d.]+) (-?[\d.]+)", path)
    assert first is not None
    x, y = (float(part) for part in first.groups())

    def shifted(at: re.Match[str]) -> str:
        return f"{at[1]}{float(at[2]) - x:.1f} {float(at[3]) - y:.1f}"

    # A point follows a letter, or the last flag of an arc.
    return re.sub(r"([ML]|\d 1 )(-?[\d.]+) (-?[\d.]+)(?=[LAZ])", shifted, path)


def rules(svg: ET.Element, thick: str) -> list[tuple[float, float]]:
    """Return from where to where the lines of a thickness run."""
    return [
        (float(node.get("x1", "0")), float(node.get("x2", "0")))
        for node in svg.iter()
        if node.tag.endswith("}line") and node.get("stroke-width") == thick
    ]
