"""Editions: the change log says that evidence was revised, by day, and never why or how many."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import html as lxml_html
from pypdf import PdfReader
from small_study import TODAY
from test_sign import edit, open_store, sign

from handrail.store import LedgerRecord
from handrail.study.build import BuildReport, build_study
from handrail.study.editions import edition_changes
from handrail.study.runner import Silent

Builder = Callable[..., BuildReport]
BARRED = re.compile(r"withdr[ae]w|participant|erase|person|people|because|\d+ (of|passages)", re.I)


def left(release: str, at: str, **said: str) -> list[LedgerRecord]:
    return [
        LedgerRecord(
            release, at, "recommendation", f"recommendation:{name}", {"content": what, "words": what[-1]}
        )
        for name, what in said.items()
    ]


def test_a_day_s_last_edition_is_compared_with_the_last_of_the_day_before() -> None:
    ledger = [
        *left("1", "2026-03-01T08:00:00+00:00", a="x1", b="x1", c="x1"),
        *left("2", "2026-04-01T08:00:00+00:00", a="y1", b="x1", c="x1"),
        *left("3", "2026-04-01T18:00:00+00:00", a="x1", b="x2", d="x1"),
        *left("4", "2026-05-01T18:00:00+00:00", a="x1", b="x2", d="x1"),
        *left("5", "2026-06-01T18:00:00+00:00", a="z1", b="x2", d="x1"),
    ]
    first, second = edition_changes(ledger)
    # a moved and came back on one day: nobody who reads both days' editions sees a change.
    assert (first.on.isoformat(), first.revised, first.reworded, first.new, first.gone) == (
        "2026-04-01",
        ("recommendation:b",),
        ("recommendation:b",),
        ("recommendation:d",),
        ("recommendation:c",),
    )
    assert (second.on.isoformat(), second.revised, second.reworded) == (
        "2026-06-01",
        ("recommendation:a",),
        (),
    )


def test_other_lines_of_the_ledger_are_no_edition() -> None:
    ledger = [
        LedgerRecord("1", "2026-03-01T08:00:00", "table", "estimate:e", {}),
        *left("2", "2026-04-01", a="x"),
    ]
    assert edition_changes(ledger) == ()


@pytest.fixture(scope="module")
def revised(thin_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a study whose last edition differs from an earlier one in every way; tests only read it."""
    thin_built = tmp_path_factory.mktemp("revised") / "thin"
    shutil.copytree(thin_once, thin_built)
    with open_store(thin_built) as store:
        now = [entry for entry in store.ledger() if entry.kind == "recommendation"]
        earlier = [
            LedgerRecord("f" * 16, "2026-03-01T08:00:00+00:00", "recommendation", entry.name, entry.facts)
            for entry in now
            if entry.name not in ("recommendation:own-the-handover", "recommendation:fund-what-lasts")
        ]
        earlier += left("f" * 16, "2026-03-01T08:00:00+00:00", **{"a-former-one": "x1"})
        with store.transaction():
            store.put_ledger(earlier)
    sign(thin_built)
    edit(thin_built / "guideline/half-a-day.md", 'strength = "strong"', 'strength = "conditional"')
    path = thin_built / "sources/codings-ab.toml"
    parts = path.read_text("utf-8").split("[[coding]]")
    gone = [part for part in parts if 'code = "silence of children"' in part and "told-nobody" not in part]
    path.write_text("[[coding]]".join(part for part in parts if part not in gone), "utf-8")
    report = build_study(thin_built, prompt=None, progress=Silent(), today=TODAY)
    assert report.error is None
    return thin_built


def section_of(folder: Path) -> str:
    page = lxml_html.document_fromstring((folder / "outputs/guideline.html").read_bytes())
    [section] = page.xpath("//section[@id='changes'] | //*[@id='changes']/parent::section")
    return " ".join(section.text_content().split())


def test_the_documents_say_which_recommendations_changed_and_nothing_else(revised: Path) -> None:
    said = section_of(revised)
    assert "Changes since earlier editions" in said
    assert re.search(r"Worded anew by the team: .*recommendation:half-a-day", said)
    assert re.search(r"The evidence was revised of .*recommendation:half-a-day", said)
    assert "New: " in said
    assert "recommendation:own-the-handover" in said
    assert "No longer part of the guideline: recommendation:a-former-one." in said
    assert not BARRED.search(said), BARRED.search(said)


def test_the_change_log_reads_the_same_in_all_three_documents(revised: Path) -> None:
    from docx import Document

    outputs = revised / "outputs"
    sheets = PdfReader(outputs / "guideline.pdf").pages
    paper = re.sub(r"\s", "", "".join(sheet.extract_text() for sheet in sheets))
    body = Document(io.BytesIO((outputs / "guideline.docx").read_bytes())).element.body
    word = re.sub(r"\s", "", "".join(body.itertext()))
    for line in (
        "No longer part of the guideline: recommendation:a-former-one.",
        "Worded anew by the team:",
        "The evidence was revised after it was signed off.",
    ):
        squeezed = re.sub(r"\s", "", line)
        assert squeezed in paper
        assert squeezed in word


def test_a_first_edition_has_no_change_log_and_an_equal_one_adds_no_line(
    thin_built: Path, build: Builder
) -> None:
    (thin_built / "outputs/results.json").unlink()
    assert build(thin_built).ran == ["documents"]
    assert "Changes since earlier editions" not in (thin_built / "outputs/guideline.html").read_text("utf-8")


def test_the_digests_of_an_edition_never_leave(revised: Path) -> None:
    with open_store(revised) as store:
        digests = {digest for entry in store.ledger() if entry.kind == "recommendation"
                   for digest in entry.facts.values() if len(digest) == 40}  # fmt: skip
    written = b"".join(path.read_bytes() for path in (revised / "outputs").rglob("*") if path.is_file())
    assert digests
    assert not [digest for digest in digests if digest[:16].encode() in written]
