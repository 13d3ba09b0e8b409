"""What the Word file numbers: tables and figures with their captions, kept with what they caption."""

from __future__ import annotations

from handrail.documents.docx_lines import Lines, Place, base_of, text_of
from handrail.documents.docx_measure import TEXT_WIDTH
from handrail.documents.docx_picture import drawn
from handrail.documents.docx_styles import STYLES
from handrail.documents.docx_tables import SHORT, Columns, columns_of_numbers, columns_of_words, table_of
from handrail.documents.docx_xml import Element, field, runs, w
from handrail.documents.laid_out import Node, direction_of
from handrail.documents.picture import Picture, picture_of


class Numbered:
    """Sets tables and figures.

    Parameters
    ----------
    lines
        What makes their paragraphs.
    rtl
        Whether a table's first column is at the right.

    Attributes
    ----------
    pictures
        The drawings in reading order.
    """

    def __init__(self, lines: Lines, *, rtl: bool) -> None:
        self.lines = lines
        self.rtl = rtl
        self.pictures: list[Picture] = []

    def table(self, block: Node, place: Place) -> list[Element]:
        """Return a table of numbers or of words, with its caption above and its notes below."""
        made = []
        described = ""
        if block["number"]:
            described = f"{block['number']} {block['caption']}"
            made.append(self._caption(block, block["caption"], place))
        if block["type"] == "table":
            return made + self._grid(block["grid"], described, place)
        kept = 3 * len(block["rows"]) <= SHORT
        width = TEXT_WIDTH - place.left
        last = len(block["rows"])
        head = [self._cell("TableHead", runs(words), words) for words in block["header"]]
        if block["anchor"] and not block["number"]:
            self.lines.mark(head[0], block["anchor"])
        rows = [
            [
                self._cell(
                    "TableText", self.lines.inlines(cell, base_of(cell)), text_of(cell), kept and at < last
                )
                for cell in row
            ]
            for at, row in enumerate(block["rows"], 1)
        ]
        columns = columns_of_words(block["weights"], width)
        made.append(self._set_table("WordsTable", columns, [head, *rows], described, place))
        return [*made, self.lines.say("TableEnd", "", Place())]

    def _grid(self, grid: Node, described: str, place: Place) -> list[Element]:
        columns = columns_of_numbers(grid, TEXT_WIDTH - place.left)
        size = 0.0 if columns.size == STYLES["TableText"].size else columns.size
        notes = [(note["mark"], f" {note['text']}") for note in grid["footnotes"]]
        notes += [("", note) for note in grid["notes"]]
        short = len(grid["rows"]) <= SHORT
        heads, last = grid["heads"], len(grid["rows"])
        rows = [
            [
                self._cell(
                    "TableHead",
                    runs(words, base=direction_of(words), size=size),
                    words,
                    True,
                    at >= heads and not grid["words"],
                )
                for at, words in enumerate(grid["header"])
            ]
        ]
        for number, row in enumerate(grid["rows"], 1):
            kept = short and (number < last or bool(notes))
            cells = []
            for at, cell in enumerate(row):
                base = direction_of(cell["text"])
                style = "Withheld" if cell["mark"] else ""
                content = runs(cell["text"], base=base, style=style, size=size)
                content += runs(cell["mark"], style="NoteMark", size=size)
                name = "TableText" if at < heads or grid["words"] else "TableNumber"
                cells.append(self._cell(name, content, cell["text"], kept))
            rows.append(cells)
        made = [self._set_table("NumbersTable", columns, rows, described, place)]
        for at, (mark, words) in enumerate(notes, 1):
            content = [*runs(mark, style="NoteMark"), *runs(words, base=direction_of(words))]
            kept_note = w("keepNext") if short and at < len(notes) else None
            made.append(self.lines.put("TableNote", content, words, place, kept_note))
        return [*made, self.lines.say("TableEnd", "", Place())]

    def _set_table(
        self, style: str, columns: Columns, rows: list[list[Element]], described: str, place: Place
    ) -> Element:
        return table_of(style, columns, rows, indent=place.left, description=described, rtl=self.rtl)

    def _words(self, cell: list[Node], kept: bool) -> Element:
        return self._cell("TableText", self.lines.inlines(cell, base_of(cell)), text_of(cell), kept)

    def _cell(
        self, style: str, content: list[Element], text: str, kept: bool = False, right: bool = False
    ) -> Element:
        more = (w("keepNext") if kept else None, w("jc", val="right") if right else None)
        return self.lines.put(style, content, text, Place(), *more)

    def figure(self, block: Node, place: Place) -> list[Element]:
        """Return a drawing with its caption, and the numbers that it draws as a table."""
        picture = picture_of(block)
        self.pictures.append(picture)
        name = block["number"].rstrip(".")
        run = drawn(picture, len(self.pictures), name, block["title"], block["alt"])
        return [
            self._caption(block, block["title"], place),
            self.lines.put("Figure", [run], "", place),
            self.lines.say("FigureText", block["caption"], place),
            self.lines.say("NumbersTitle", block["summary"], place),
            *self._grid(block["grid"], f"{block['number']} {block['summary']}", place),
        ]

    def _caption(self, block: Node, words: str, place: Place) -> Element:
        label, _, number = block["number"].rstrip(".").partition(" ")
        content = [
            *runs(f"{label} ", style="Number"),
            *field(f"SEQ {label} \\* ARABIC", number, "Number"),
            *runs(".", style="Number"),
            *runs(f" {words}", base=direction_of(words)),
        ]
        return self.lines.put("Caption", content, words, place, anchor=block["anchor"])
