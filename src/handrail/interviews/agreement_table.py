"""Agreement as a result that can leave: numbers about the coding, and no coder's name."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version

from handrail.interviews.agreement import UNIT, AgreementRow, CodeAgreement
from handrail.interviews.methods import METHODS
from handrail.interviews.tallies import LEVEL, RESAMPLES
from handrail.values import Cell, Result, Table

FEW_PASSAGES = 3
"""Passages of both coders together below which a note says that alpha is unstable, and names no code."""
FEW_DOCUMENTS = 3
"""Documents coded by both below which their number is not given."""

_WORDS = {"topic": "Topic", "code": "Code"}
_TOGETHER = {"topic": "All topics together", "code": "All codes together"}
_LABELS = {
    "level": "Level",
    "code": "Topic or code",
    "alpha": "Krippendorff's alpha",
    "share_a": "Per cent of the text coded by the first coder",
    "share_b": "Per cent of the text coded by the second coder",
}


def agreement_result(agreement: CodeAgreement, *, name: str, title: str, source: str) -> Result:
    """Return agreement as a result with one table.

    Codes that neither coder used are left out of the table and counted in a note. Shares are of the
    characters of the documents that both coded, 0 to 1; ``n`` of each cell is the number of these documents,
    0 where there are fewer than 3.

    Parameters
    ----------
    agreement
        From :func:`handrail.interviews.agreement.code_agreement`.
    name, title, source
        The node, what the numbers are in a reader's words, and the strand's id.

    Examples
    --------
    >>> rows = (AgreementRow("code", None, 0.6, None, None, 120, 100, 80, 7, 2),
    ...         AgreementRow("code", "training", 0.6, None, None, 120, 100, 80, 7, 2))
    >>> found = CodeAgreement(("AB", "CD"), ("p01.txt", "p02.txt"), (), 800, rows, (), "few documents", None)
    >>> result = agreement_result(found, name="agreement:talks", title="Agreement", source="talks")
    >>> [(cell.group["code"], cell.n, cell.value("share_a")) for cell in result.tables[0].cells]
    [('All codes together', 0, 15.0), ('training', 0, 15.0)]
    """
    used = [row for row in agreement.rows if row.characters_a or row.characters_b]
    table = Table(
        name=name,
        title=title,
        measure="diagnostic",
        dimensions=("level", "code"),
        cells=tuple(_cell(row, agreement) for row in used),
        source=source,
        variable="agreement",
        notes=tuple(_notes(agreement, used)),
        labels=_LABELS,
    )
    return Result(
        tables=(table,),
        base=_documents(agreement),
        weighted_base=None,
        left_out=(),
        method=METHODS["interviews.code_agreement"],
        rules={
            "unit": UNIT,
            "all codes together": "sets of codes, as far apart as the codes that are in one of them only",
            "interval": agreement.no_interval
            or f"percentile bootstrap over documents, {RESAMPLES} resamples, PCG64, percentiles of type 8",
        },
        seed=agreement.seed,
        software={"numpy": version("numpy")},
    )


def _cell(row: AgreementRow, agreement: CodeAgreement) -> Cell:
    limits = {} if agreement.no_interval else {"low": row.low, "high": row.high}
    return Cell(
        group={"level": _WORDS[row.level], "code": _TOGETHER[row.level] if row.code is None else row.code},
        category=None,
        n=_documents(agreement),
        count=None,
        values={
            "alpha": row.alpha,
            **limits,
            "share_a": 100 * row.characters_a / agreement.characters,
            "share_b": 100 * row.characters_b / agreement.characters,
        },
    )


def _documents(agreement: CodeAgreement) -> int:
    documents = len(agreement.documents)
    return documents if documents >= FEW_DOCUMENTS else 0


def _notes(agreement: CodeAgreement, used: list[AgreementRow]) -> Iterator[str]:
    yield (
        f"Unit: each {UNIT}, in the code or not, over the whole text of the documents that both coded; "
        "text that nobody coded and the interviewer's words are part of it."
    )
    yield (
        "All together: the value of a character is the set of codes on it, and two sets differ by the codes "
        "that are in one of them only; topics count each code as the topmost code above it."
    )
    once = len(agreement.coded_once)
    yield (
        f"Documents coded by both: {_documents(agreement) or f'fewer than {FEW_DOCUMENTS} documents'}"
        + (f"; coded by one only, and left out: {once}" if once else "")
        + f". Characters: {agreement.characters:,}."
    )
    yield "Agreement is reported, not graded. Coders go by no names."
    if agreement.no_interval:
        yield f"There is no interval: {agreement.no_interval}."
    else:
        yield (
            f"{100 * LEVEL:g}% intervals resample whole documents; with few documents they are rough and "
            "rather too narrow."
        )
        bare = [row for row in used if row.low is None and row.alpha is not None]
        if bare:
            yield (
                f"There is no interval for {_listed(bare)}: more than 1 in 20 resamples had no document with "
                "the code."
            )
    if any(row.passages < FEW_PASSAGES for row in used):
        yield (
            f"Some codes rest on fewer than {FEW_PASSAGES} passages by both coders together: their alpha is "
            "unstable."
        )
    unused = sum(row.code is not None and row not in used for row in agreement.rows if row.level == "code")
    if unused:
        yield f"Codes that neither coder used in these documents, and that are left out: {unused}."


def _listed(rows: list[AgreementRow]) -> str:
    words = [
        f"some codes with fewer than {FEW_PASSAGES} passages"
        if row.passages < FEW_PASSAGES
        else row.code or _TOGETHER[row.level].lower()
        for row in rows
    ]
    return ", ".join(dict.fromkeys(words))
