"""Leaving: what disclosure control and the reader of transcripts must stop, on this computer."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

from handrail.disclosure import Ledger, PassageApproval, QuotationRequest, Released, review
from handrail.study.self_test.check import Check, says
from handrail.values import Cell, MediaFound, Table

_SAID = "a sentence that nobody said, made up for this check"


def _release(small: int) -> Released:
    groups = (("A", 200, 40), ("B", 150, 30), ("C", 40, small))
    cells = [Cell({"group": name}, None, n, count, {"estimate": count / n}) for name, n, count in groups]
    n, count = sum(one.n for one in cells), sum(one.count or 0 for one in cells)
    cells.append(Cell({}, None, n, count, {"estimate": count / n}))
    table = Table("estimate:t", "T", "share", ("group",), tuple(cells), "s", "v")
    return review([table], [], Ledger()).released


def small_cells() -> list[Check]:
    """Return checks that a small cell is withheld and that no total gives it back."""
    cells = _release(4).tables["estimate:t"].cells
    groups, total = [cell for cell in cells if cell.group], cells[-1]
    open_groups = [cell for cell in groups if cell.withheld is None]
    # Whoever has the total and all groups but one subtracts: one more group, or the total, must be missing.
    given_back = total.withheld is None and len(open_groups) >= len(groups) - 1
    emptied = all(cell.count is None and not cell.values for cell in cells if cell.withheld is not None)
    whole = sum(cell.withheld is None for cell in _release(20).tables["estimate:t"].cells)
    return [
        says("a cell of four respondents is withheld", "smallest cell 10", expected=True,
             got=groups[-1].withheld is not None),
        says("its total does not give it back", "subtraction", expected=False, got=given_back),
        says("a withheld cell carries no number", "disclosure review", expected=True, got=emptied),
        says("a table without small cells leaves whole", "the checks before this one can fail",
             expected=len(cells), got=whole),
    ]  # fmt: skip


def _quoted(*, approved: bool) -> bool:
    approval = PassageApproval(
        "A", "2026-01-01", recognisable=False, third_party=False, operational_tactic=False
    )
    request = QuotationRequest(
        "passage:p", _SAID, "P01", consent_analysis=True, tier="unattributed", attributes={},
        approval=approval if approved else None,
    )  # fmt: skip
    return "passage:p" in review([], [request], Ledger(), participants=[{}] * 11).released.quotations


def quotations() -> list[Check]:
    """Return checks that only an approved quotation leaves."""
    return [
        says("a quotation that nobody approved is refused", "approval by a person", expected=False,
             got=_quoted(approved=False)),
        says("the same quotation leaves once approved", "the check before this one can fail", expected=True,
             got=_quoted(approved=True)),
    ]  # fmt: skip


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r" Target="word/document.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>'
    "</Relationships>"
)
_BODY = (
    f'<w:document xmlns:w="{_WORD}"><w:body><w:p><w:r><w:t>{_SAID}</w:t></w:r></w:p></w:body></w:document>'
)
_PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00"


def pictures() -> list[Check]:
    """Return checks that a picture inside a Word file stops it."""
    with tempfile.TemporaryDirectory(prefix="handrail-verify-") as folder:
        return [
            says("a picture inside a Word file stops it", "no picture is stored", expected="stopped",
                 got=_read(Path(folder) / "with.docx", {"word/media/innocent.xml": _PICTURE})),
            says("the same file without the picture is read", "the check before this one can fail",
                 expected="read", got=_read(Path(folder) / "without.docx", {})),
        ]  # fmt: skip


def _read(path: Path, more: dict[str, bytes]) -> str:
    from handrail.interviews import read_transcript

    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("_rels/.rels", _RELATIONS)
        archive.writestr("word/document.xml", _BODY)
        for name, data in more.items():
            archive.writestr(name, data)
    try:
        read = read_transcript(path)
    except MediaFound:
        return "stopped"
    return "read" if read.text == _SAID else "read otherwise"
