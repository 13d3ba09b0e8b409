"""The glossary: terms of the study in alphabetical order, with every slip named by its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from handrail.guideline import read_glossary, read_guideline
from handrail.values import PlanError

TWO = """[[term]]
term = "Handover"
meaning = "The moment when talk moves to another service."
[[term]]
term = "first account"
meaning = "What police hear when they are first told."
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "glossary.toml"
    path.write_text(text, "utf-8")
    return path


def test_terms_come_back_in_alphabetical_order(tmp_path: Path) -> None:
    write(tmp_path, TWO)
    assert [one.term for one in read_guideline(tmp_path).glossary] == ["first account", "Handover"]


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        (TWO.replace('meaning = "The', 'means = "The'), "only known keys stand here", 3),
        (TWO.replace("first account", "handover"), "a term stands once", 4),
        (
            TWO.replace("What police hear when they are first told.", "Told"),
            "a meaning is a full sentence",
            4,
        ),
        ("terms = 1\n", "glossary.toml holds [[term]] only", 1),
    ],
)
def test_a_slip_is_named_with_its_line(tmp_path: Path, text: str, rule: str, line: int) -> None:
    with pytest.raises(PlanError) as wrong:
        read_glossary(write(tmp_path, text))
    assert (wrong.value.problems[0].rule, wrong.value.problems[0].line) == (rule, line)
