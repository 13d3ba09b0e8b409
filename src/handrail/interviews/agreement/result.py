"""Agreement as a result that can leave: numbers about the coding, and no coder's name."""

from __future__ import annotations

import string
from collections.abc import Iterator
from importlib.metadata import version

from handrail.interviews.agreement.resampling import LEVEL, RULE
from handrail.interviews.agreement.rows import AgreementRow, CodeAgreement
from handrail.interviews.methods import METHODS
from handrail.values import Cell, Result, Table

FEW_PASSAGES = 3
"""Passages of all coders together below which a note says that alpha is unstable, and names no code."""
FEW_DOCUMENTS = 3
"""Documents coded by two below which their number is not given."""

_WORDS = {"topic": "Topic", "code": "Code"}
_TOGETHER = {"topic": "All topics together", "code": "All codes together"}
_LABELS = {"level": "Level", "code": "Topic or code", "alpha": "Krippendorff's alpha"}
_ORDER = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_UNITS = {"character": "Characters", "sentence": "Sentences", "turn": "Turns", "document": "Documents"}


def agreement_result(agreement: CodeAgreement, *, name: str, title: str, source: str) -> Result:
    """Return agreement as a result with one table.

    Codes that no coder used are left out of the table and counted in a note. Shares are of the units of the
    documents that the coder and another coded, 0 to 100, under ``share_a``, ``share_b`` and so on; ``n`` of
    each cell is the number of documents that two coded, 0 where there are fewer than 3.

    Parameters
    ----------
    agreement
        From :func:`handrail.interviews.agreement.code_agreement`.
    name, title, source
        The node, what the numbers are in a reader's words, and the strand's id.

    Examples
    --------
    >>> rows = tuple(AgreementRow("code", code, 0.6, None, None, 0.6, 0.9, (120, 100), 80, 7, 2)
    ...              for code in (None, "training"))
    >>> found = CodeAgreement(("AB", "CD"), ("p01.txt", "p02.txt"), (), "character", 800, (800, 800), rows,
    ...                       (), "few documents", None)
    >>> result = agreement_result(found, name="agreement:talks", title="Agreement", source="talks")
    >>> [(cell.group["code"], cell.n, cell.value("share_a")) for cell in result.tables[0].cells]
    [('All codes together', 0, 15.0), ('training', 0, 15.0)]
    """
    used = [row for row in agreement.rows if any(row.marked)]
    table = Table(
        name=name,
        title=title,
        measure="diagnostic",
        dimensions=("level", "code"),
        cells=tuple(_cell(row, agreement) for row in used),
        source=source,
        variable="agreement",
        notes=tuple(_notes(agreement, used)),
        labels={
            **_LABELS,
            **{
                share_name(at): f"Per cent of the text coded by {_coder_words(at)}"
                for at in range(len(agreement.coders))
            },
        },
    )
    return Result(
        tables=(table,),
        base=_documents(agreement),
        weighted_base=None,
        left_out=(),
        method=METHODS["interviews.code_agreement"],
        rules={
            "unit": agreement.unit_words,
            "all codes together": "sets of codes, as far apart as the codes that are in one of them only",
            "interval": agreement.no_interval or RULE.format("documents"),
        },
        seed=agreement.seed,
        software={"numpy": version("numpy")},
    )


def share_name(at: int) -> str:
    """Return the value's name of a coder's share: ``share_a`` of the first, ``share_27`` of the 27th."""
    return f"share_{string.ascii_lowercase[at]}" if at < len(string.ascii_lowercase) else f"share_{at + 1}"


def _coder_words(at: int) -> str:
    return f"the {_ORDER[at]} coder" if at < len(_ORDER) else f"coder {at + 1}"


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
            **{
                share_name(at): 100 * marked / coded if coded else None
                for at, (marked, coded) in enumerate(zip(row.marked, agreement.coded, strict=True))
            },
        },
    )


def _documents(agreement: CodeAgreement) -> int:
    documents = len(agreement.documents)
    return documents if documents >= FEW_DOCUMENTS else 0


def _notes(agreement: CodeAgreement, used: list[AgreementRow]) -> Iterator[str]:
    two = len(agreement.coders) == 2
    both = "both" if two else "two or more"
    unit = agreement.unit_words.partition(",")[0]
    yield (
        f"Unit: each {unit}, in the code or not, over the whole text of the documents that {both} coded; "
        "text that nobody coded and the interviewer's words are part of it."
        + (
            ""
            if agreement.unit == "character"
            else f" A {agreement.unit} that a coder marked in part counts."
        )
    )
    yield (
        f"All together: the value of a {agreement.unit} is the set of codes on it, and two sets differ by "
        "the codes that are in one of them only; topics count each code as the topmost code above it."
    )
    if not two:
        yield f"Coders: {len(agreement.coders)}. Who marked nothing in a document has not coded it."
    once = len(agreement.coded_once)
    yield (
        f"Documents coded by {both}: {_documents(agreement) or f'fewer than {FEW_DOCUMENTS} documents'}"
        + (f"; coded by one only, and left out: {once}" if once else "")
        + (f". {_UNITS[agreement.unit]}: {agreement.units:,}." if agreement.unit != "document" else ".")
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
            f"Some codes rest on fewer than {FEW_PASSAGES} passages by {'both' if two else 'all'} coders "
            "together: their alpha is unstable."
        )
    unused = sum(row.code is not None and row not in used for row in agreement.rows if row.level == "code")
    if unused:
        yield (
            f"Codes that {'neither' if two else 'no'} coder used in these documents, and that are left out: "
            f"{unused}."
        )


def _listed(rows: list[AgreementRow]) -> str:
    words = [
        f"some codes with fewer than {FEW_PASSAGES} passages"
        if row.passages < FEW_PASSAGES
        else row.code or _TOGETHER[row.level].lower()
        for row in rows
    ]
    return ", ".join(dict.fromkeys(words))
