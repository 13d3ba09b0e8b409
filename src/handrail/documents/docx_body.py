"""The body of the Word file: each block of a laid-out document as styled paragraphs and tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from dataclasses import replace

from handrail.documents.docx_card import fit_side
from handrail.documents.docx_lines import Lines, Place, alter
from handrail.documents.docx_measure import text_height, width_of
from handrail.documents.docx_numbered import Numbered
from handrail.documents.docx_styles import BOX, INK, LISTS, TERM
from handrail.documents.docx_xml import Element, field, runs, w
from handrail.documents.laid_out import Node, direction_of

_FEW = 6
"""Terms that stay on one page together."""

_AFTER_TERMS = 200
"""Twips below a list of terms."""


class Setter:
    """Sets blocks one after the other.

    Attributes
    ----------
    lines, numbered
        What makes the paragraphs, and the tables and figures.
    counted
        How many lists count from 1.
    """

    def __init__(self, laid: Node) -> None:
        self.laid = laid
        self.lines = Lines()
        self.numbered = Numbered(self.lines, rtl=laid["direction"] == "rtl")
        self.counted = 0
        self._setters: dict[str, Callable[[Node, Place], list[Element]]] = {
            "paragraph": self._paragraph,
            "heading": self._heading,
            "bullets": self._list,
            "numbered": self._list,
            "quotation": self._quotation,
            "definitions": self._definitions,
            "table": self.numbered.table,
            "words": self.numbered.table,
            "figure": self.numbered.figure,
            "callout": self._callout,
            "details": self._details,
            "card": self._card,
            "evidence": self._evidence,
            "section": self._section,
        }

    def body(self) -> list[Element]:
        """Return every paragraph and table of the document, in reading order."""
        laid = self.laid
        said = (
            ("Title", laid["title"]),
            ("Subtitle", laid["subtitle"]),
            ("Authors", ", ".join(laid["authors"])),
        )
        lines = [(style, words) for style, words in said if words]
        rule = w("pBdr", w("bottom", val="single", sz=12, space=12, color=INK))
        made = [
            self.lines.say(style, words, Place(), rule if at == len(lines) else None)
            for at, (style, words) in enumerate(lines, 1)
        ]
        made += self.blocks(laid["front"], Place(listed=False))
        if not any(block["type"] == "card" for block in laid["front"]):
            # The question, the findings and what to do share the first page, as in the PDF.
            fit_side(made, text_height(laid["banner"]))
        if laid["contents"] and not laid["short"]:
            made.append(self._contents())
            self.lines.new_page = True
        made += self.blocks(laid["sections"], Place())
        return made + self.blocks(laid["footer"], Place("Colophon", listed=False))

    def blocks(self, blocks: Iterable[Node], place: Place) -> list[Element]:
        """Return blocks set one after the other."""
        return [element for block in blocks for element in self._setters[block["type"]](block, place)]

    # Words ----------------------------------------------------------------------------------------------

    def _paragraph(self, block: Node, place: Place) -> list[Element]:
        return [self.lines.line(place.text, block["inlines"], place)]

    def _heading(self, block: Node, place: Place) -> list[Element]:
        return [self.lines.heading(block["level"], block["text"], block["anchor"], place)]

    def _quotation(self, block: Node, place: Place) -> list[Element]:
        said = self.lines.say("Quote", block["text"], place, anchor=block["anchor"])
        return [said, self.lines.say("QuoteLabel", block["label"], place)]

    def _callout(self, block: Node, place: Place) -> list[Element]:
        box = "Warning" if block["kind"] == "warning" else "Callout"
        inner = replace(place, text=box, left=place.left + BOX, box=box)
        title = self.lines.say(f"{box}Title", block["title"], place)
        return [title, *self.blocks(block["blocks"], inner)]

    def _details(self, block: Node, place: Place) -> list[Element]:
        return [self.lines.say("DetailsTitle", block["summary"], place), *self.blocks(block["blocks"], place)]

    def _definitions(self, block: Node, place: Place) -> list[Element]:
        items = block["items"]
        made = [part for item in items for part in self._definition(item, place, last=item is items[-1])]
        if len(items) <= _FEW:
            for part in made[:-1]:
                alter(part, w("keepNext"))
        if made:
            alter(made[-1], w("spacing", after=_AFTER_TERMS))
        return made

    # Parts ----------------------------------------------------------------------------------------------

    def _section(self, block: Node, place: Place) -> list[Element]:
        head = []
        if block["kicker"]:
            head.append(self.lines.say("Kicker", block["kicker"], place))
        title = block["level"], block["title"], block["anchor"], place
        head.append(self.lines.heading(*title, *(_under_kicker() if block["kicker"] else ())))
        inner = block["blocks"]
        # Words before the first card share its side, as in the PDF.
        first = next((at for at, part in enumerate(inner) if part["type"] == "card"), None)
        if first is None or any(part["type"] != "paragraph" for part in inner[:first]):
            return head + self.blocks(inner, place)
        alter(head[0], w("pageBreakBefore"))
        led = head + self.blocks(inner[:first], place)
        return self._card(inner[first], place, led=led) + self.blocks(inner[first + 1 :], place)

    def _card(self, block: Node, place: Place, *, led: Sequence[Element] = ()) -> list[Element]:
        self.lines.new_page = False
        stays = w("pageBreakBefore", val=0) if led else None
        side = [
            *led,
            self.lines.say("CardKicker", block["audience"], place, stays),
            self.lines.heading(
                block["level"], block["title"], block["anchor"], place, *_under_kicker(), size=15
            ),
            *self.blocks(block["blocks"], place),
        ]
        fit_side(side, text_height(self.laid["banner"]))
        self.lines.new_page = True
        return side

    def _evidence(self, block: Node, place: Place) -> list[Element]:
        inner = replace(place, text="EvidenceText", listed=False)
        kicker = [*runs(block["kind"]), *runs("\u2003" + block["node"], style="Node")]
        made = [
            self.lines.put("EvidenceKicker", kicker, block["kind"], place, anchor=block["anchor"]),
            self.lines.heading(block["level"], block["title"], "", inner),
            *self.blocks(block["blocks"], inner),
        ]
        for group in block["links"]:
            content = runs(group["label"], style="Term", size=9)
            for link in group["links"]:
                content += [*runs("\u2003"), *self.lines.inline(link, "ltr")]
            made.append(self.lines.put("EvidenceLinks", content, group["label"], place))
        return made

    def _definition(self, item: Node, place: Place, *, last: bool) -> list[Element]:
        inner = replace(place, text="DefinitionText", left=place.left + TERM)
        first, *rest = item["blocks"] or [None]
        beside = first is not None and first["type"] == "paragraph"
        if first is None or not beside or width_of(item["term"], 10.5) > TERM:
            own = w("keepNext"), w("spacing", after=40)
            term = self.lines.put("Definition", runs(item["term"], style="Term"), item["term"], place, *own)
            return [term, *self.blocks(item["blocks"], inner)]
        base = direction_of(item["term"])
        content = [*runs(item["term"], base=base, style="Term"), w("r", w("tab"))]
        content += self.lines.inlines(first["inlines"], base)
        style = "DefinitionEnd" if last and not rest else "Definition"
        return [self.lines.put(style, content, item["term"], place), *self.blocks(rest, inner)]

    def _list(self, block: Node, place: Place) -> list[Element]:
        if block["type"] == "bullets":
            return [self.lines.line("ListBullet", item, place) for item in block["items"]]
        self.counted += 1
        number = len(LISTS) + self.counted
        own = w("numPr", w("ilvl", val=0), w("numId", val=number))
        return [self.lines.line("ListNumber", item, place, deepcopy(own)) for item in block["items"]]

    # Contents -------------------------------------------------------------------------------------------

    def _contents(self) -> Element:
        words = self.laid["words"]["contents"]
        entries = [
            (level, entry["title"], entry["anchor"])
            for outer in self.laid["contents"]
            for level, entry in [(1, outer), *((2, inner) for inner in outer["inner"])]
        ]
        lines = []
        for level, title, anchor in entries:
            content = runs(title, base=direction_of(title))
            if anchor:
                content = [w("hyperlink", *content, anchor=self.lines.name_of(anchor), history=1)]
            lines.append((f"TOC{level}", content, title))
        # The field begins in the first line and ends in the last: what stands between is its result.
        begin, instruction, separate, end = field('TOC \\o "1-2" \\h', "")
        lines[0] = (lines[0][0], [begin, instruction, separate, *lines[0][1]], lines[0][2])
        lines[-1][1].append(end)
        gallery = w("docPartObj", w("docPartGallery", val="Table of Contents"), w("docPartUnique"))
        title_line = self.lines.say("ContentsTitle", words, Place())
        return w(
            "sdt",
            w("sdtPr", gallery),
            w("sdtContent", title_line, *(self.lines.put(*line, Place()) for line in lines)),
        )


def _under_kicker() -> tuple[Element, Element]:
    # The kicker brought the space above and the rule.
    return w("spacing", before=60), w("pBdr", w("top", val="nil"))
