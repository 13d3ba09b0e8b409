"""The styles of the Word file: what a person sees in the style gallery, and edits once for the whole text.

Names that Word knows keep its names ("Heading 1", "Caption", "Quote", "List Number"), because the navigation
pane, tables of contents, screen readers and other programs look for them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from handrail.documents.docx_measure import TEXT_WIDTH

FONT, FALLBACK = "Cambria", "Caladea"
"""Word has the first on every computer; LibreOffice brings the second, with letters of the same widths."""

COMPLEX_FONT = "Times New Roman"
"""For Arabic, Hebrew and other scripts that the first lacks."""

INK, SOFT, RULE, WASH = "14232B", "4C5B63", "C9D1D4", "F2F5F4"
ACCENT, WARN, WARN_WASH = "0B5569", "8C3213", "FBF1EC"

BODY = 10.5
TERM = 1985
"""Twips that a term's column takes: 35 millimetres."""

BOX = 240
"""Twips by which a box's words stand in."""

LISTS = {"ListBullet": 1, "ListNumber": 2}
"""The numbering that a list style has of its own."""


@dataclass(frozen=True)
class Border:
    """A line along one side of a paragraph: its weight in eighths of a point and its distance in points."""

    side: str
    weight: int
    colour: str
    space: int = 1


@dataclass(frozen=True)
class Style:
    """A paragraph style; sizes and spaces in points, indents in twips."""

    name: str
    size: float = BODY
    before: float = 0
    after: float = 6
    line: float = 1.15
    bold: bool = False
    italic: bool = False
    colour: str = INK
    left: int = 0
    hanging: int = 0
    borders: tuple[Border, ...] = ()
    shade: str = ""
    with_next: bool = False
    whole: bool = False
    new_page: bool = False
    right: bool = False
    outline: int = 0
    based: str = "Normal"
    following: str = ""
    tabs: tuple[tuple[str, int], ...] = ()

    @property
    def identifier(self) -> str:
        """The name without its spaces, as paragraphs refer to it."""
        return self.name.replace(" ", "")


_THIN = Border("top", 4, RULE, 5)
_TITLED = {"bold": True, "with_next": True, "whole": True, "line": 1.1}


def _heading(level: int) -> Style:
    size, before, after = {1: (15, 22, 8), 2: (12, 15, 5), 3: (BODY, 11, 3)}.get(level, (BODY, 9, 3))
    return Style(
        f"Heading {level}", size, before, after, 1.1, bold=True, with_next=True, whole=True, outline=level,
        following="Normal", borders=(Border("top", 5, INK, 8),) if level == 1 else (),
    )  # fmt: skip


def _unlisted(level: int) -> Style:
    # Screen readers and the navigation pane go by the outline level, a table of contents by the style: a
    # heading of the first page or of an entry of the evidence is found and not listed.
    listed = _heading(level)
    return replace(
        listed,
        name=f"Unlisted Heading {level}",
        based=listed.identifier,
        size=14 if level == 1 else 11,
        before=16 if level == 1 else 2,
        borders=(),
    )


def _boxed(name: str, colour: str, wash: str) -> tuple[Style, Style]:
    # Borders in the wash's own colour give the words room above and below.
    sides = (Border("top", 2, wash, 5), Border("left", 24, colour, 9), Border("bottom", 2, wash, 5))
    text = Style(name, left=BOX, borders=sides, shade=wash)
    return text, replace(
        text, name=f"{name} Title", size=9.5, before=10, after=3, bold=True, colour=colour, with_next=True,
        following=text.identifier,
    )  # fmt: skip


ALL_STYLES = (
    Style("Normal", based=""),
    Style("Title", 28, 10, 12, 1.0, bold=True, following="Subtitle"),
    Style("Subtitle", 14, 0, 10, colour=SOFT, following="Normal"),
    Style("Authors", 10, 0, 8, colour=SOFT),
    *(_heading(level) for level in range(1, 7)),
    *(_unlisted(level) for level in (1, 2)),
    Style("Contents Title", 15, 0, 10, bold=True, with_next=True, new_page=True),
    Style("TOC 1", 10.5, 7, 3, bold=True, tabs=(("right", TEXT_WIDTH),)),
    Style("TOC 2", 10, 0, 2, left=284, tabs=(("right", TEXT_WIDTH),)),
    Style("Kicker", 9, 20, 4, 1.1, bold=True, colour=ACCENT, with_next=True,
          borders=(Border("top", 12, ACCENT, 6),)),
    Style("Card Kicker", 9, 0, 4, 1.1, bold=True, colour=ACCENT, with_next=True, new_page=True,
          borders=(Border("top", 40, ACCENT, 9),)),
    Style("Evidence Kicker", 9, 12, 2, 1.1, bold=True, colour=ACCENT, with_next=True, borders=(_THIN,)),
    Style("Evidence Text", 9.5, after=5),
    Style("Evidence Links", 9, after=4),
    Style("List Bullet", after=4, left=340, hanging=340),
    Style("List Number", after=4, left=340, hanging=340),
    Style("Definition", after=5, left=TERM, hanging=TERM, tabs=(("left", TERM),),
          borders=(_THIN, replace(_THIN, side="between"))),
    Style("Definition End", after=10, left=TERM, hanging=TERM, tabs=(("left", TERM),),
          borders=(_THIN, replace(_THIN, side="bottom"))),
    Style("Definition Text", after=5, left=TERM),
    *_boxed("Callout", ACCENT, WASH),
    *_boxed("Warning", WARN, WARN_WASH),
    Style("Quote", 11, 10, 2, italic=True, left=BOX, with_next=True, whole=True, following="QuoteLabel",
          borders=(Border("left", 16, RULE, 9),)),
    Style("Quote Label", 9, 0, 10, colour=SOFT, left=BOX, following="Normal",
          borders=(Border("left", 16, RULE, 9),)),
    Style("Caption", 10, 14, 5, 1.1, bold=True, with_next=True, whole=True, following="Normal"),
    Style("Figure", after=5, before=2, line=1.0, with_next=True),
    Style("Figure Text", 9, after=6, colour=SOFT, with_next=True, line=1.1),
    Style("Numbers Title", 9, 6, 3, bold=True, colour=SOFT, with_next=True),
    Style("Table Head", 9, 3, 3, 1.05, bold=True, colour=SOFT, with_next=True),
    Style("Table Text", 9.5, 3, 3, 1.05),
    Style("Table Number", 9.5, 3, 3, 1.05, right=True),
    Style("Table Note", 8.5, 2, 2, 1.1, colour=SOFT),
    Style("Table End", 4, 0, 4, 1.0),
    Style("Details Title", before=9, after=4, bold=True, with_next=True),
    Style("Colophon", 9, after=5, colour=SOFT, borders=(Border("top", 12, INK, 8),)),
    Style("Header", 8.5, after=3, colour=SOFT, line=1.1),
    Style("Footer", 8.5, after=0, colour=SOFT, right=True),
    Style("Banner", 8.5, 0, 5, 1.1, bold=True, colour=WARN, shade=WARN_WASH,
          borders=(Border("top", 24, WARN_WASH, 1), Border("bottom", 5, WARN, 3))),
)  # fmt: skip

STYLES = {style.identifier: style for style in ALL_STYLES}
