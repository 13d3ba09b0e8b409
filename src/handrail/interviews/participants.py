"""Participants: who was interviewed, as which speaker of which document, and what they agreed to."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal, cast

from handrail.interviews.transcript import plain_label
from handrail.values import DataError, Problem, did_you_mean
from handrail.values.naming import named

Tier = Literal["none", "unattributed", "attributed", "named-role"]
"""How a participant may be quoted."""

TIERS: tuple[Tier, ...] = ("none", "unattributed", "attributed", "named-role")
COLUMNS = (
    "participant",
    "document",
    "speaker",
    "consent_form",
    "consent_date",
    "cut_off",
    "analysis",
    "quotation",
    "archiving",
    "recontact",
)
"""Columns that every participants file has; every other column is a declared attribute."""

_DATE_LIKE = re.compile(r"[\d./\- ]{1,12}")
_MAY_BE_EMPTY = "speaker"


@dataclass(frozen=True)
class Consent:
    """What a participant agreed to, when, and until when it can be taken back.

    Attributes
    ----------
    form
        The version of the consent form.
    date, cut_off
        When it was signed, and the last day on which data can be withdrawn.
    analysis, archiving, recontact
        What was agreed to.
    quotation
        How the participant may be quoted.
    """

    form: str
    date: datetime.date
    cut_off: datetime.date
    analysis: bool
    quotation: Tier
    archiving: bool
    recontact: bool


@dataclass(frozen=True)
class Participant:
    """A participant in one document.

    Attributes
    ----------
    name
        The study's pseudonym.
    document
        File name of the transcript.
    speaker
        The label used in it; empty when every turn that is not the interviewer's is theirs.
    attributes
        Declared attributes: name to level.
    consent
        What they agreed to.
    """

    name: str
    document: str
    speaker: str
    attributes: Mapping[str, str]
    consent: Consent

    def __post_init__(self) -> None:
        object.__setattr__(self, "attributes", MappingProxyType(dict(self.attributes)))


def read_participants(path: Path, attributes: Sequence[str] = ()) -> tuple[Participant, ...]:
    r"""Read a participants file: UTF-8, commas, one row a participant and document.

    Parameters
    ----------
    path
        The csv file (RFC 4180).
    attributes
        The columns that the plan declares as attributes; each must be there.

    Raises
    ------
    DataError
        With every unknown or missing column, doubled row, bad date, tier or answer, by line. Cells are never
        repeated; dates and the names of columns and documents aside.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "participants.csv"
    ...     head = ",".join((*COLUMNS, "sector"))
    ...     row = "P01,p01.txt,P01,v2,2026-03-01,2026-09-01,yes,attributed,no,no,police"
    ...     _ = file.write_text(f"{head}\n{row}\n")
    ...     [one] = read_participants(file, ["sector"])
    >>> one.name, one.attributes["sector"], one.consent.quotation
    ('P01', 'police', 'attributed')
    """
    rows = _rows(path)
    line, header = next(rows, (1, []))
    header = [name.strip() for name in header]
    problems = list(_header_problems(header, attributes, path.name, line))
    if problems:
        raise DataError(*problems)
    found: list[tuple[int, Participant]] = []
    for line, cells in rows:
        if len(cells) != len(header):
            received = f"{len(cells)} cells under {len(header)} columns"
            problems.append(
                _wrong("a row has a cell a column", received, "quote cells that hold a comma", path, line)
            )
            continue
        row = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
        wrong = list(_row_problems(row, path, line))
        problems += wrong
        if not wrong:
            found.append((line, _participant(row, attributes)))
    problems += _together(found, path)
    if not found and not problems:
        problems.append(_wrong("a participants file has participants", "no row", "add a row each", path, 1))
    if problems:
        raise DataError(*sorted(problems, key=lambda problem: problem.line or 0))
    return tuple(participant for _, participant in found)


def _wrong(rule: str, received: str, remedy: str, path: Path, line: int) -> Problem:
    return Problem(rule, received, remedy, path.name, line)


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not blank with the line on which it begins."""
    try:
        data = path.read_bytes()
    except OSError:
        raise DataError.because(
            "the participants file can be read",
            "no such file, or no leave to read it",
            "check the name",
            file=path.name,
        ) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise DataError.because(
            "the participants file is UTF-8",
            "bytes that are not UTF-8",
            "save it as UTF-8",
            file=path.name,
            line=line,
        ) from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise DataError.because(
                "the participants file is csv",
                "a row that cannot be read",
                "look at the quotes from this line on",
                file=path.name,
                line=begins,
            ) from None
        if any(cell.strip() for cell in cells):
            yield begins, cells
        begins = reader.line_num + 1


def _header_problems(
    header: Sequence[str], attributes: Sequence[str], file: str, line: int
) -> Iterator[Problem]:
    if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        yield Problem("columns are parted by commas", "semicolons or tabs", "save it with commas", file, line)
        return
    known = (*COLUMNS, *attributes)
    if not set(header) & set(COLUMNS):
        # Not quoted: without a header row these are a participant's own cells.
        rule = "a participants file has all ten columns"
        yield Problem(rule, "none of them in the first row", "put their names on top", file, line)
        return
    for name in dict.fromkeys(header):
        if header.count(name) > 1:
            yield Problem(
                "a column is there once",
                f"{named(name)} {header.count(name)} times",
                "remove one",
                file,
                line,
            )
        if name not in known:
            remedy = did_you_mean(name, set(known) - set(header))
            if not remedy.startswith("did"):
                remedy = "declare it under attributes in the plan, or take it out of the file"
            yield Problem(
                "a column is known or a declared attribute", f"column {named(name)}", remedy, file, line
            )
    for name in known:
        if name not in header:
            what = "a declared attribute" if name in attributes else "a participants file"
            rule = f"{what} has its column" if name in attributes else f"{what} has all ten columns"
            yield Problem(rule, f"no column '{name}'", "add the column", file, line)


def _row_problems(row: Mapping[str, str], path: Path, line: int) -> Iterator[Problem]:
    for name in COLUMNS:
        if not row[name] and name != _MAY_BE_EMPTY:
            yield _wrong(f"'{name}' is filled in", "an empty cell", "fill it in", path, line)
    for name in ("consent_date", "cut_off"):
        if row[name] and _date(row[name]) is None:
            shown = f"'{row[name]}'" if _DATE_LIKE.fullmatch(row[name]) else "text that is no date"
            yield _wrong(f"'{name}' is an ISO date", shown, "write it like 2026-05-31", path, line)
    signed, cut_off = _date(row["consent_date"]), _date(row["cut_off"])
    if signed and cut_off and cut_off < signed:
        received = f"cut_off {cut_off} before consent_date {signed}"
        yield _wrong(
            "the cut-off is not before the consent", received, "correct one of the dates", path, line
        )
    for name in ("analysis", "archiving", "recontact"):
        if row[name] and row[name].casefold() not in ("yes", "no"):
            yield _wrong(f"'{name}' is yes or no", "another word", "write yes or no", path, line)
    if row["quotation"] and row["quotation"] not in TIERS:
        remedy = did_you_mean(row["quotation"], TIERS)
        yield _wrong("'quotation' is a known tier", "another word", remedy, path, line)


def _date(cell: str) -> datetime.date | None:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell):
        return None
    try:
        return datetime.date.fromisoformat(cell)
    except ValueError:
        return None


def _participant(row: Mapping[str, str], attributes: Sequence[str]) -> Participant:
    consent = Consent(
        form=row["consent_form"],
        date=datetime.date.fromisoformat(row["consent_date"]),
        cut_off=datetime.date.fromisoformat(row["cut_off"]),
        analysis=row["analysis"].casefold() == "yes",
        quotation=cast(Tier, row["quotation"]),
        archiving=row["archiving"].casefold() == "yes",
        recontact=row["recontact"].casefold() == "yes",
    )
    levels = {name: row[name] for name in attributes}
    return Participant(row["participant"], row["document"], row["speaker"], levels, consent)


def _together(found: Sequence[tuple[int, Participant]], path: Path) -> Iterator[Problem]:
    """Yield what is wrong between rows: doubled rows, shared labels, attributes that differ."""
    first: dict[str, tuple[int, Participant]] = {}
    rows: dict[tuple[str, str], int] = {}
    labels: dict[tuple[str, str], int] = {}
    for line, one in found:
        key = (one.name, one.document)
        if key in rows:
            received = f"the participant of line {rows[key]} again, in {named(one.document)}"
            yield _wrong("a participant has one row a document", received, "remove one", path, line)
            continue
        rows[key] = line
        label = (one.document, plain_label(one.speaker))
        others = [number for (document, _), number in labels.items() if document == one.document]
        if label in labels:
            received = f"the speaker of line {labels[label]} again, in {named(one.document)}"
            yield _wrong(
                "a speaker label belongs to one participant", received, "give each their label", path, line
            )
        elif others and (not one.speaker or (one.document, "") in labels):
            received = f"{named(one.document)} also on line {others[0]}, and no label for one of them"
            yield _wrong("participants of one document have labels", received, "fill in speaker", path, line)
        labels.setdefault(label, line)
        before, same = first.setdefault(one.name, (line, one))
        different = sorted(name for name in one.attributes if one.attributes[name] != same.attributes[name])
        if different:
            received = f"another {', '.join(different)} than on line {before}"
            yield _wrong(
                "a participant's attributes are the same in every row", received, "correct one", path, line
            )
