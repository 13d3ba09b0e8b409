"""Markdown: a recommendation's rationale as blocks of the document tree.

Paragraphs, lists, strong and emphasised words; anything else (pictures, raw HTML, tables, headings) is
refused, because the document tree has one meaning for each block in every format.
"""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from handrail.documents import Block, Bullets, Emphasis, Inline, Numbered, Paragraph, Strong, Text
from handrail.values import PlanError


def markdown_blocks(text: str, *, file: str) -> tuple[Block, ...]:
    r"""Return the blocks of a Markdown text.

    Parameters
    ----------
    text
        The Markdown.
    file
        The file's name, for messages.

    Raises
    ------
    PlanError
        When the text holds something other than paragraphs, lists and emphasis.

    Examples
    --------
    >>> [type(block).__name__ for block in markdown_blocks("Because.\n\n- one\n- two", file="r.md")]
    ['Paragraph', 'Bullets']
    """
    parser = MarkdownIt("commonmark", {"html": False})
    return tuple(_blocks(parser.parse(text), file))


def _blocks(tokens: Sequence[Token], file: str) -> list[Block]:
    blocks: list[Block] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.type == "paragraph_open":
            blocks.append(Paragraph(tuple(_inlines(tokens[position + 1].children or [], file))))
            position += 3
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            end = _closing(tokens, position)
            items = tuple(_items(tokens[position + 1 : end], file))
            blocks.append(Bullets(items) if token.type == "bullet_list_open" else Numbered(items))
            position = end + 1
        else:
            raise _refused(token, file)
    return blocks


def _items(tokens: Sequence[Token], file: str) -> list[tuple[Inline, ...]]:
    items: list[tuple[Inline, ...]] = []
    for token in tokens:
        if token.type == "inline":
            items.append(tuple(_inlines(token.children or [], file)))
        elif token.type not in ("list_item_open", "list_item_close", "paragraph_open", "paragraph_close"):
            raise _refused(token, file)
    return items


def _closing(tokens: Sequence[Token], start: int) -> int:
    depth = 0
    for position in range(start, len(tokens)):
        if tokens[position].type.endswith(("_list_open", "_list_close")):
            depth += tokens[position].nesting
        if depth == 0:
            return position
    raise ValueError("an unclosed list")


def _inlines(tokens: Sequence[Token], file: str) -> list[Inline]:
    inlines: list[Inline] = []
    style: type[Strong] | type[Emphasis] | None = None
    for token in tokens:
        if token.type == "text":
            inlines.append(Text(token.content) if style is None else style(token.content))
        elif token.type in ("softbreak", "hardbreak"):
            inlines.append(Text(" "))
        elif token.type in ("strong_open", "em_open"):
            style = Strong if token.type == "strong_open" else Emphasis
        elif token.type in ("strong_close", "em_close"):
            style = None
        else:
            raise _refused(token, file)
    return [inline for inline in inlines if inline != Text("")]


def _refused(token: Token, file: str) -> PlanError:
    line = None if token.map is None else token.map[0] + 1
    return PlanError.because(
        "a rationale has paragraphs, simple lists, **strong** and *emphasised* words",
        f"{token.type.removesuffix('_open').replace('_', ' ')}"
        + (f" in line {line} of its text" if line else ""),
        "write it in words, without headings, pictures, links, tables or HTML",
        file=file,
    )
