"""Lines of the Word file: words as a paragraph in a style, where it stands, and what it links to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from handrail.documents.docx_style_parts import box_properties
from handrail.documents.docx_styles import STYLES
from handrail.documents.docx_xml import Element, R, paragraph_of, properties, runs, w
from handrail.documents.laid_out import Node, direction_of

_LETTERS = {"strong": "Strong", "emphasis": "Emphasis", "link": "Hyperlink"}
_BOOKMARK = 36


@dataclass(frozen=True)
class Place:
    """Where a block stands.

    Attributes
    ----------
    text
        The style of plain paragraphs there.
    left
        Twips by which everything there stands in.
    box
        The style of the box around it, or nothing.
    listed
        Whether headings there are listed in the contents.
    """

    text: str = "Normal"
    left: int = 0
    box: str = ""
    listed: bool = True


class Lines:
    """Makes paragraphs one after the other, and keeps what the other parts of the file need to know.

    Attributes
    ----------
    addresses
        Where links lead outside the document, in order of appearance.
    new_page
        Whether the next paragraph starts a page.
    """

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.new_page = False
        self._names: dict[str, str] = {}
        self._taken: set[str] = set()
        self._bookmarks = 0

    def heading(
        self, level: int, words: str, anchor: str, place: Place, *more: Element | None, size: float = 0
    ) -> Element:
        """Return a heading; the document's title is level 1, so that a part's title is "Heading 1"."""
        number = min(max(level - 1, 1), 6)
        style = f"Heading{number}" if place.listed or number > 2 else f"UnlistedHeading{number}"
        content = runs(words, base=direction_of(words), size=size)
        return self.put(style, content, words, place, *more, anchor=anchor)

    def line(self, style: str, inlines: list[Node], place: Place, *more: Element | None) -> Element:
        """Return a line of inlines as a paragraph."""
        return self.put(style, self.inlines(inlines, base_of(inlines)), text_of(inlines), place, *more)

    def say(self, style: str, words: str, place: Place, *more: Element | None, anchor: str = "") -> Element:
        """Return words as a paragraph."""
        return self.put(style, runs(words, base=direction_of(words)), words, place, *more, anchor=anchor)

    def put(
        self,
        style: str,
        content: list[Element],
        text: str,
        place: Place,
        *more: Element | None,
        anchor: str = "",
    ) -> Element:
        """Return content as a paragraph in a style, moved and boxed as its place demands.

        Parameters
        ----------
        style
            The id of a paragraph style.
        content
            Runs, links and fields.
        text
            The words, for the direction.
        place
            Where it stands.
        more
            Properties that differ from the style's.
        anchor
            What links to it call it, or nothing.
        """
        held = list(more)
        own = STYLES[style]
        # A box has one edge: only what hangs stands further in than its plain words.
        within = style == place.text or (place.box and not own.hanging)
        left = place.left + (0 if within else own.left)
        if left != own.left:
            held.append(w("ind", left=left, hanging=own.hanging))
            if own.tabs:
                gone = [w("tab", val="clear", pos=stop) for _, stop in own.tabs]
                held.append(w("tabs", *gone, w("tab", val="left", pos=left)))
        if place.box and style != place.box:
            held += box_properties(place.box)
        if self.new_page:
            held.append(w("pageBreakBefore"))
            self.new_page = False
        made = paragraph_of(style, content, text, *held)
        if anchor:
            self.mark(made, anchor)
        return made

    def inlines(self, inlines: list[Node], base: str) -> list[Element]:
        """Return a line of inlines as runs and links."""
        return [element for inline in inlines for element in self.inline(inline, base)]

    def inline(self, inline: Node, base: str) -> list[Element]:
        """Return one inline as runs or a link."""
        content = runs(inline["text"], base=base, style=_LETTERS.get(inline["type"], ""))
        if inline["type"] != "link":
            return content
        if not inline["external"]:
            return [w("hyperlink", *content, anchor=self.name_of(inline["target"]), history=1)]
        if inline["target"] not in self.addresses:
            self.addresses.append(inline["target"])
        link = w("hyperlink", *content, history=1)
        link.set(f"{{{R}}}id", f"rLink{self.addresses.index(inline['target']) + 1}")
        return [link]

    def mark(self, paragraph: Element, anchor: str) -> None:
        """Let links lead to a paragraph."""
        self._bookmarks += 1
        at = 0 if paragraph.find("{*}pPr") is None else 1
        paragraph.insert(at, w("bookmarkStart", id=self._bookmarks, name=self.name_of(anchor)))
        paragraph.append(w("bookmarkEnd", id=self._bookmarks))

    def name_of(self, anchor: str) -> str:
        """Return the bookmark's name for an anchor, the same each time it is asked for."""
        # Word's bookmarks hold letters, digits and underscores, 40 at most, and heed no capitals.
        if anchor not in self._names:
            plain = re.sub(r"[^A-Za-z0-9]", "_", anchor)[:_BOOKMARK]
            name, times = plain, 1
            while name.lower() in self._taken:
                times += 1
                name = f"{plain}_{times}"
            self._taken.add(name.lower())
            self._names[anchor] = name
        return self._names[anchor]


def alter(block: Element, *changes: Element) -> None:
    """Give a paragraph properties that differ from its style's; a table has none of them."""
    if etree.QName(block).localname != "p":
        return
    held = block.find("{*}pPr")
    new = {change.tag for change in changes}
    kept = [] if held is None else [part for part in held if part.tag not in new]
    if held is not None:
        block.remove(held)
    block.insert(0, properties("pPr", *kept, *changes))


def text_of(inlines: Iterable[Node]) -> str:
    """Return the words of a line."""
    return "".join(inline["text"] for inline in inlines)


def base_of(inlines: Iterable[Node]) -> str:
    """Return the direction of a line."""
    return direction_of(text_of(inlines))
