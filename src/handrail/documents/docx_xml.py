"""WordprocessingML by hand: elements, properties in the order that the standard demands, and runs of words.

Word is stricter than other readers: properties out of order make it offer to repair a file. The order is
written down here once (ISO/IEC 29500-1, CT_PPrBase, EG_RPrBase, CT_TblPr and CT_TcPr), for the properties
that a publication uses.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import TypeAlias

from lxml import etree

from handrail.documents.laid_out import direction_of

Element: TypeAlias = etree._Element

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XML = "http://www.w3.org/XML/1998/namespace"
NAMESPACES = {"w": W, "r": R}

_ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs bidi spacing ind "
    "contextualSpacing jc outlineLvl rPr",
    "rPr": "rStyle rFonts b bCs i iCs noProof color sz szCs u vertAlign rtl lang",
    "tblPr": "tblStyle bidiVisual tblW jc tblInd tblBorders tblLayout tblCellMar tblLook tblCaption "
    "tblDescription",
    "tcPr": "tcW tcBorders vAlign",
}
_PLACE = {tag: {name: place for place, name in enumerate(names.split())} for tag, names in _ORDER.items()}
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def w(name: str, /, *children: Element | str, **attributes: str | int) -> Element:
    """Return an element of WordprocessingML with its attributes in the same namespace.

    Examples
    --------
    >>> etree.tostring(w("jc", val="right")).decode().split(" xmlns")[0], w("t", "words").text
    ('<w:jc', 'words')
    """
    element = etree.Element(f"{{{W}}}{name}", nsmap=NAMESPACES)
    for key, value in attributes.items():
        element.set(f"{{{W}}}{key}", writable(str(value)))
    for child in children:
        if isinstance(child, str):
            element.text = writable(child)
        else:
            element.append(child)
    return element


def properties(tag: str, *children: Element | None) -> Element:
    """Return a block of properties with its children in the standard's order; None is left out.

    Raises
    ------
    KeyError
        For a property whose place is not written down above.

    Examples
    --------
    >>> [child.tag.split("}")[1] for child in properties("pPr", w("jc", val="left"), w("keepNext"))]
    ['keepNext', 'jc']
    """
    place = _PLACE[tag]
    given = [child for child in children if child is not None]
    return w(tag, *sorted(given, key=lambda child: place[etree.QName(child).localname]))


def writable(text: str) -> str:
    r"""Return text in which each character that XML 1.0 cannot hold is U+FFFD.

    Examples
    --------
    >>> writable("a\x00b\ud800c\td")
    'a\ufffdb\ufffdc\td'
    """
    return _FORBIDDEN.sub("\ufffd", text)


def runs(
    text: str, *, base: str = "ltr", style: str = "", bold: bool = False, size: float = 0
) -> list[Element]:
    """Return text as runs, each in one direction; a line break stays one.

    Parameters
    ----------
    text
        What a reader sees.
    base
        The direction of the paragraph, ``ltr`` or ``rtl``.
    style
        The id of a character style, or nothing.
    bold
        Whether the words have weight of their own.
    size
        Points, where the size of the paragraph's style does not hold; or 0.
    """
    made = []
    for words, direction in _directed(text, base):
        half_points = round(2 * size)
        made_properties = properties(
            "rPr",
            w("rStyle", val=style) if style else None,
            w("b") if bold else None,
            w("bCs") if bold else None,
            w("sz", val=half_points) if size else None,
            w("szCs", val=half_points) if size else None,
            w("rtl") if direction == "rtl" else None,
        )
        run = w("r", *([made_properties] if len(made_properties) else []))
        run.extend(_pieces(words))
        made.append(run)
    return made


def _pieces(words: str) -> Iterator[Element]:
    for piece in re.split("(\r\n|\r|\n|\t)", words):
        if piece == "\t":
            yield w("tab")
        elif piece in ("\r\n", "\r", "\n"):
            yield w("br")
        elif piece:
            written = w("t", piece)
            written.set(f"{{{XML}}}space", "preserve")
            yield written


def _directed(text: str, base: str) -> list[tuple[str, str]]:
    # Word takes a run's direction for its punctuation too: what stands between letters that run against the
    # paragraph goes with them, and all other punctuation goes with the paragraph.
    against = ("R", "AL") if base == "ltr" else ("L",)
    parts: list[tuple[str, str]] = []
    start = end = None
    done = 0
    for place, letter in enumerate(text):
        kind = unicodedata.bidirectional(letter)
        if kind in against:
            start = place if start is None else start
            end = place + 1
        elif kind in ("L", "R", "AL") and start is not None and end is not None:
            parts += [(text[done:start], base), (text[start:end], "ltr" if base == "rtl" else "rtl")]
            done, start = end, None
    if start is not None and end is not None:
        parts += [(text[done:start], base), (text[start:end], "ltr" if base == "rtl" else "rtl")]
        done = end
    parts.append((text[done:], base))
    return [(words, direction) for words, direction in parts if words]


def field(instruction: str, shown: str, style: str = "") -> list[Element]:
    """Return a field that already shows what it will be worked out to, such as a caption's number.

    Parameters
    ----------
    instruction
        What is worked out, such as ``PAGE``.
    shown
        The result until then.
    style
        The id of a character style, or nothing.
    """
    # Word takes the result's look from the result, others take it from the field's first sign.
    signs = [w("r", w("fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end")]
    begin, separate, end = signs
    made = [begin, w("r", _instruction(instruction)), separate, *runs(shown, style=style), end]
    for sign in signs:
        if style:
            sign.insert(0, properties("rPr", w("rStyle", val=style)))
    return made


def _instruction(words: str) -> Element:
    made = w("instrText", f" {words} ")
    made.set(f"{{{XML}}}space", "preserve")
    return made


def paragraph_of(style: str, content: list[Element], text: str, *more: Element | None) -> Element:
    """Return a paragraph in a style, turned to the direction of its first letter.

    Parameters
    ----------
    style
        The id of a paragraph style.
    content
        Runs, links and fields.
    text
        The words, for the direction.
    more
        Properties that differ from the style's.
    """
    turned = w("bidi") if direction_of(text) == "rtl" else None
    named = None if style == "Normal" else w("pStyle", val=style)
    held = properties("pPr", named, turned, *more)
    return w("p", *([held] if len(held) else []), *content)
