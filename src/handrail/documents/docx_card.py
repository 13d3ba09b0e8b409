"""Card: how tall a card is on paper, about, and type small enough for one side of A4."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from handrail.documents.docx_lines import alter
from handrail.documents.docx_measure import LINE, TEXT_WIDTH, lines_of
from handrail.documents.docx_styles import STYLES
from handrail.documents.docx_xml import Element, W, properties, w

STEPS = (0.0, -0.5, -1.0, -1.5, -2.0)
"""Points by which type may differ from its style's: the smallest is that of the PDF's cards. Lines and spaces
close up with it."""

_LETTER_SIZES = {"Term": 9.5, "Node": 8.0}
_CELL_MARGIN = 150
_SIZES = (f"{{{W}}}sz", f"{{{W}}}szCs")


def fit_side(blocks: Sequence[Element], height: int) -> float:
    """Make a card's type as much smaller as one side needs, and return the step that was taken.

    Parameters
    ----------
    blocks
        The card's paragraphs and tables.
    height
        The height of the text on a page in twips.

    Notes
    -----
    Heights are estimates. A card that the PDF refuses because it is longer than a side runs on to a second
    page here.
    """
    tall = (step for step in STEPS if height_of(blocks, step) <= height)
    step = next(tall, STEPS[-1])
    if step:
        for block in blocks:
            for part in block.iter(f"{{{W}}}p"):
                _resize(part, step)
    return step


def height_of(blocks: Iterable[Element], step: float = 0, width: int = TEXT_WIDTH) -> float:
    """Return about how tall paragraphs and tables are in twips, in type that differs by ``step`` points."""
    return sum(
        _paragraph_height(block, step, width) if block.tag == f"{{{W}}}p" else _table_height(block, step)
        for block in blocks
    )


def _table_height(table: Element, step: float) -> float:
    rows = table.findall(f"{{{W}}}tr")
    widths = [int(column.get(f"{{{W}}}w", "0")) - _CELL_MARGIN for column in table.iter(f"{{{W}}}gridCol")]
    return sum(
        max(
            height_of(cell.findall(f"{{{W}}}p"), step, width)
            for cell, width in zip(row.findall(f"{{{W}}}tc"), widths, strict=True)
        )
        for row in rows
    )


def _paragraph_height(paragraph: Element, step: float, width: int) -> float:
    style = STYLES[_style_of(paragraph)]
    picture = sum(int(extent.get("cy", "0")) / 635 for extent in paragraph.iter("{*}extent"))
    size = max(_sizes(paragraph, step), default=style.size + step)
    indent = paragraph.find(f"{{{W}}}pPr/{{{W}}}ind")
    left = style.left if indent is None else int(indent.get(f"{{{W}}}left", "0"))
    text = "".join(
        "\n" if part.tag == f"{{{W}}}br" else part.text or ""
        for part in paragraph.iter(f"{{{W}}}t", f"{{{W}}}br")
    )
    # A term stands in the margin of its own text.
    lines = max(1, lines_of(text, size, width - left))
    space = _spacing(paragraph, step)
    return picture + space["before"] + space["after"] + 20 * lines * size * LINE * space["line"] / 240


def _spacing(paragraph: Element, step: float) -> dict[str, int]:
    style = STYLES[_style_of(paragraph)]
    whole = {"before": 20 * style.before, "after": 20 * style.after, "line": 240 * style.line}
    own = paragraph.find(f"{{{W}}}pPr/{{{W}}}spacing")
    if own is not None:
        whole |= {name: float(own.get(f"{{{W}}}{name}", value)) for name, value in whole.items()}
    closer = {"before": 1 + step / 4, "after": 1 + step / 4, "line": 1 + step / 20}
    return {name: round(value * closer[name]) for name, value in whole.items()}


def _style_of(paragraph: Element) -> str:
    named = paragraph.find(f"{{{W}}}pPr/{{{W}}}pStyle")
    return "Normal" if named is None else named.get(f"{{{W}}}val", "Normal")


def _sizes(paragraph: Element, step: float) -> list[float]:
    return [_size_of(run, paragraph) + step for run in paragraph.iter(f"{{{W}}}r")]


def _size_of(run: Element, paragraph: Element) -> float:
    own = run.find(f"{{{W}}}rPr/{{{W}}}sz")
    if own is not None:
        return int(own.get(f"{{{W}}}val", "0")) / 2
    letters = run.find(f"{{{W}}}rPr/{{{W}}}rStyle")
    name = "" if letters is None else letters.get(f"{{{W}}}val", "")
    return _LETTER_SIZES.get(name, STYLES[_style_of(paragraph)].size)


def _resize(paragraph: Element, step: float) -> None:
    # The paragraph's own sign has a size too: a list's bullet takes it.
    base = STYLES[_style_of(paragraph)].size
    own = w("spacing", **_spacing(paragraph, step), lineRule="auto")
    for run in paragraph.iter(f"{{{W}}}r"):
        size = _size_of(run, paragraph) + step
        held = run.find(f"{{{W}}}rPr")
        kept = [] if held is None else [part for part in held if part.tag not in _SIZES]
        if held is not None:
            run.remove(held)
        run.insert(0, properties("rPr", *kept, *_sized(size)))
    alter(paragraph, own, properties("rPr", *_sized(base + step)))


def _sized(size: float) -> tuple[Element, Element]:
    return w("sz", val=round(2 * size)), w("szCs", val=round(2 * size))
