"""A rationale: what becomes a block, and what is refused."""

from __future__ import annotations

import pytest

from handrail.documents import Bullets, Emphasis, Numbered, Paragraph, Strong, Text
from handrail.report.markdown import markdown_blocks
from handrail.values import PlanError


def test_paragraphs_lists_and_emphasis_become_blocks() -> None:
    text = "One **strong**\nand *soft* word.\n\n- a\n- b\n\n1. first\n2. second\n"
    words, bullets, numbered = markdown_blocks(text, file="r.md")
    assert words == Paragraph(
        (Text("One "), Strong("strong"), Text(" "), Text("and "), Emphasis("soft"), Text(" word."))
    )
    assert bullets == Bullets(((Text("a"),), (Text("b"),)))
    assert numbered == Numbered(((Text("first"),), (Text("second"),)))


@pytest.mark.parametrize(
    "text",
    [
        "# Heading",
        "![a](b.png)",
        "[a](https://example.org)",
        "> quoted",
        "```\ncode\n```",
        "- a\n  - b",
        "`code`",
    ],
)
def test_what_has_no_one_meaning_in_every_format_is_refused(text: str) -> None:
    with pytest.raises(PlanError, match="simple lists") as caught:
        markdown_blocks(text, file="r.md")
    assert caught.value.problems[0].file == "r.md"


def test_html_is_words_and_never_markup() -> None:
    (block,) = markdown_blocks("a <script>alert(1)</script> b", file="r.md")
    assert isinstance(block, Paragraph)
    assert "".join(inline.text for inline in block.inlines) == "a <script>alert(1)</script> b"
