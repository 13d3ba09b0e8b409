"""The parts of the Word file that hold its styles and its lists."""

from __future__ import annotations

from copy import deepcopy

from handrail.documents.docx_styles import (
    ACCENT,
    ALL_STYLES,
    BODY,
    COMPLEX_FONT,
    FONT,
    INK,
    LISTS,
    RULE,
    SOFT,
    STYLES,
    Border,
    Style,
)
from handrail.documents.docx_xml import Element, properties, w

_WORDS_OWN = ("Heading", "Caption", "TOC", "Header", "Footer")
"""Styles whose names Word keeps in small letters."""


def box_properties(style: str) -> tuple[Element | None, Element | None]:
    """Return the border and the shade of a box's style, for what stands in it in a style of its own."""
    borders = _borders(STYLES[style])
    if borders is not None:
        # Each side is inherited by itself: a rule between paragraphs would cut the box.
        borders.append(w("between", val="nil"))
    return borders, _shade(STYLES[style])


def styles_part(language: str, direction: str) -> Element:
    """Return the part of the file that holds every style."""
    own = {"val": language, **({"bidi": language} if direction == "rtl" else {})}
    fonts = w("rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=COMPLEX_FONT)
    defaults = w(
        "docDefaults",
        w("rPrDefault", properties("rPr", fonts, *_sized(BODY), w("color", val=INK), w("lang", **own))),
        w("pPrDefault"),
    )
    return w(
        "styles",
        defaults,
        *(_paragraph_style(style) for style in ALL_STYLES),
        _letters("Default Paragraph Font", default=True),
        _letters("Hyperlink", w("color", val=ACCENT), w("u", val="single", color="7DA5B0")),
        _letters("Strong", w("b"), w("bCs")),
        _letters("Emphasis", w("i"), w("iCs")),
        _letters("Term", w("b"), w("bCs"), w("color", val=SOFT), *_sized(9.5)),
        _letters("Number", w("color", val=ACCENT)),
        _letters("Node", w("b", val=0), w("bCs", val=0), w("color", val=SOFT), *_sized(8)),
        _letters("Note Mark", w("vertAlign", val="superscript")),
        _letters("Withheld", w("i"), w("iCs"), w("color", val=SOFT)),
        *_table_styles(),
        w("style", w("name", val="No List"), w("semiHidden"), type="numbering", default=1, styleId="NoList"),
    )


def numbering_part(numbered: int) -> Element:
    """Return the part that holds the lists: bullets, and one numbering for each list that counts from 1."""
    own = [w("num", w("abstractNumId", val=number - 1), numId=number) for number in LISTS.values()]
    counted = [
        w(
            "num",
            w("abstractNumId", val=1),
            w("lvlOverride", w("startOverride", val=1), ilvl=0),
            numId=len(own) + number,
        )
        for number in range(1, numbered + 1)
    ]
    return w(
        "numbering", _kind(0, "ListBullet", "bullet", "•"), _kind(1, "ListNumber", "decimal", "%1."), *own,
        *counted,
    )  # fmt: skip


def _kind(number: int, style: str, form: str, text: str) -> Element:
    held = STYLES[style]
    level = w(
        "lvl",
        w("start", val=1),
        w("numFmt", val=form),
        w("pStyle", val=style),
        w("lvlText", val=text),
        w("lvlJc", val="left"),
        properties("pPr", w("ind", left=held.left, hanging=held.hanging)),
        properties("rPr", w("color", val=ACCENT)),
        ilvl=0,
    )
    return w("abstractNum", w("multiLevelType", val="singleLevel"), level, abstractNumId=number)


def _sized(size: float) -> tuple[Element, Element]:
    return w("sz", val=round(2 * size)), w("szCs", val=round(2 * size))


def _borders(style: Style) -> Element | None:
    order = ("top", "left", "bottom", "right", "between")
    if style.based.startswith("Heading"):
        return w("pBdr", w("top", val="nil"))
    drawn = sorted(style.borders, key=lambda border: order.index(border.side))
    return w("pBdr", *(_line(border) for border in drawn)) if drawn else None


def _shade(style: Style) -> Element | None:
    return w("shd", val="clear", color="auto", fill=style.shade) if style.shade else None


def _paragraph_style(style: Style) -> Element:
    lists = LISTS.get(style.identifier)
    held = properties(
        "pPr",
        w("keepNext") if style.with_next else None,
        w("keepLines") if style.whole else None,
        w("pageBreakBefore") if style.new_page else None,
        w("widowControl"),
        w("numPr", w("numId", val=lists)) if lists else None,
        _borders(style),
        _shade(style),
        w("tabs", *(w("tab", val=kind, pos=place) for kind, place in style.tabs)) if style.tabs else None,
        w("spacing", before=round(20 * style.before), after=round(20 * style.after),
          line=round(240 * style.line), lineRule="auto"),
        w("ind", left=style.left, hanging=style.hanging) if style.left else None,
        w("jc", val="right") if style.right else None,
        w("outlineLvl", val=style.outline - 1) if style.outline else None,
    )  # fmt: skip
    letters = properties(
        "rPr",
        *((w("b"), w("bCs")) if style.bold else ()),
        *((w("i"), w("iCs")) if style.italic else ()),
        w("color", val=style.colour),
        *_sized(style.size),
    )
    known = style.name.startswith(_WORDS_OWN)
    made = w(
        "style",
        w("name", val=style.name.lower() if known else style.name),
        *([w("basedOn", val=style.based)] if style.based else []),
        *([w("next", val=style.following)] if style.following else []),
        w("uiPriority", val=1 if style.name.startswith(("Normal", "Title", "Heading", "List")) else 9),
        w("qFormat"),
        held,
        letters,
        type="paragraph",
        styleId=style.identifier,
    )
    if style.name == "Normal":
        made.set(f"{{{made.nsmap['w']}}}default", "1")
    elif style.name not in ("Title", "Subtitle", "List Bullet", "List Number", "Quote") and not known:
        made.set(f"{{{made.nsmap['w']}}}customStyle", "1")
    return made


def _letters(name: str, *held: Element, default: bool = False) -> Element:
    own = {"default": 1} if default else {}
    known = default or name in ("Hyperlink", "Strong", "Emphasis")
    return w(
        "style",
        w("name", val=name),
        *([] if default else [w("basedOn", val="DefaultParagraphFont")]),
        *([w("semiHidden")] if default else []),
        *([properties("rPr", *held)] if held else []),
        type="character",
        styleId=name.replace(" ", ""),
        **own,
        **({} if known else {"customStyle": 1}),
    )


def _table_styles() -> list[Element]:
    """Return the styles of the two kinds of table: a rule under the head, a thin one under each row."""
    plain = w(
        "style",
        w("name", val="Normal Table"),
        w("semiHidden"),
        properties("tblPr", w("tblInd", w=0, type="dxa"), _margins(108, 108)),
        type="table",
        default=1,
        styleId="TableNormal",
    )
    lines = w(
        "tblBorders", *(w(side, val="single", sz=4, space=0, color=RULE) for side in ("bottom", "insideH"))
    )
    under = w("tcBorders", w("bottom", val="single", sz=7, space=0, color=INK))
    head = w("tblStylePr", properties("tcPr", under, w("vAlign", val="bottom")), type="firstRow")
    named = w("tblStylePr", properties("rPr", w("b"), w("bCs")), type="firstCol")
    made = [plain]
    for name in ("Numbers Table", "Words Table"):
        made.append(
            w(
                "style",
                w("name", val=name),
                w("basedOn", val="TableNormal"),
                properties("tblPr", deepcopy(lines), _margins(0, 150)),
                deepcopy(head),
                *([named] if name == "Words Table" else []),
                type="table",
                customStyle=1,
                styleId=name.replace(" ", ""),
            )
        )
    return made


def _margins(left: int, right: int) -> Element:
    return w("tblCellMar", w("left", w=left, type="dxa"), w("right", w=right, type="dxa"))


def _line(border: Border) -> Element:
    return w(border.side, val="single", sz=border.weight, space=border.space, color=border.colour)
