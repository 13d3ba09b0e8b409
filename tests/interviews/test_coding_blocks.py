"""What is written into a team's file is read again as it was, whatever stands in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handrail.interviews import Approval, Code, Coding, read_codebook, read_codings
from handrail.interviews.coding_blocks import code_block, coding_block

LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\r\0")
WORDS = st.text(LETTERS, min_size=1, max_size=40).filter(lambda words: bool(words.strip()))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=WORDS, memo=WORDS, role=st.none() | WORDS, flagged=st.booleans())
def test_a_coding_survives_being_written_and_read(
    tmp_path: Path, *, words: str, memo: str, role: str | None, flagged: bool
) -> None:
    approval = Approval("A. Lead", date(2026, 3, 1), False, False, True, ("sector",), role)
    coding = Coding(
        "c-1", "p01.txt", 3, 3 + len(words), words, "waiting", "AB", memo.strip(),
        ("distressing",) if flagged else (), approval if flagged else None,
    )  # fmt: skip
    path = tmp_path / "codings-ab.toml"
    path.write_text(f'coder = "AB"\n\n{coding_block(coding)}', "utf-8", newline="")
    (entry,) = read_codings(path).entries
    assert (entry.id, entry.document, entry.code, entry.start, entry.end) == (
        "c-1", "p01.txt", "waiting", 3, 3 + len(words),
    )  # fmt: skip
    assert (entry.quotation, entry.memo, entry.flags) == (words, coding.memo, coding.flags)
    if flagged:
        assert entry.approval == approval


def test_a_code_survives_being_written_and_read(tmp_path: Path) -> None:
    codes = (
        Code("contact", 'What "contact" is\nhere', None, "guide", "messages", "post"),
        Code("waiting", "Waiting", "contact"),
    )
    path = tmp_path / "codebook.toml"
    path.write_text("\n".join(code_block(code) for code in codes), "utf-8")
    assert read_codebook(path).codes == codes
