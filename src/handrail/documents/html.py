"""HTML: one self-contained, accessible page without script and without a request to anyone.

The page follows WCAG 2.2 at level AA: landmarks, a skip link, headings in order, table heads with a scope,
a description and the numbers for each figure, visible focus, and colours that hold in light and dark.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined
from jinja2.loaders import DictLoader
from markupsafe import Markup

from handrail.documents.document import Document
from handrail.documents.figure import drawing
from handrail.documents.laid_out import Node, lay_out
from handrail.documents.svg import Layout
from handrail.documents.tree import Figure
from handrail.values import Table

_TEMPLATES = ("page.html", "blocks.html")


def write_html(document: Document) -> bytes:
    """Return a document as one HTML file in UTF-8; the same document gives the same bytes.

    Raises
    ------
    TypeError
        When the document's numbers did not come from disclosure review.

    Examples
    --------
    >>> from handrail.disclosure import Ledger, review
    >>> from handrail.documents import Section, paragraph
    >>> part = Section("Methods", "methods", (paragraph("Codes & <themes>."),))
    >>> page = write_html(Document("G", "", "en", None, (), (part,), (), review([], [], Ledger()).released))
    >>> b"Codes &amp; &lt;themes&gt;." in page
    True
    """
    laid = lay_out(document, draw)
    style = _resource("style.css")
    if laid["banner"]:
        style += f"\n@page {{ @top-center {{ content: {css_string(laid['banner'])}; }} }}\n"
    page = _environment().get_template("page.html").render(document=laid, style=Markup(style))  # noqa: S704
    return page.encode()


def draw(figure: Figure, tables: Mapping[str, Table], identifier: str) -> Node:
    """Return a figure's two drawings, for wide and for narrow screens; the page shows one of them."""
    layouts: tuple[Layout, ...] = ("wide", "narrow")
    # The pen escapes every word that it puts into a drawing.
    return {
        layout: Markup(drawing(figure, tables, layout, f"{identifier}-{layout}"))  # noqa: S704
        for layout in layouts
    }


def css_string(text: str) -> str:
    r"""Return a CSS string in which every character that is not a letter or digit is an escape.

    Examples
    --------
    >>> css_string('a"b')
    '"a\\000022b"'
    """
    safe = "".join(char if char.isascii() and char.isalnum() else f"\\{ord(char):06x}" for char in text)
    return f'"{safe}"'


@cache
def _environment() -> Environment:
    return Environment(
        loader=DictLoader({name: _resource(name) for name in _TEMPLATES}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _resource(name: str) -> str:
    return (files("handrail.documents") / "templates" / name).read_text(encoding="utf-8")
