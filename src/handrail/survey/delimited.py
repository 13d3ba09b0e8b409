"""Delimited text (csv, tsv): encoding, delimiter and types from the whole file, nothing guessed silently."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import polars as pl
from charset_normalizer import from_bytes

from handrail.survey.labelled import Survey, Variable, kind_of
from handrail.values.errors import DataError

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
_NO_ANSWER = ("NA", "N/A", "#N/A", "NaN", "nan", "NULL", "null", ".")
# What spreadsheets and survey programs write; the detector knows rarer ones and takes short files for them.
_ENCODINGS = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874"),
    *("utf_16_le", "utf_16_be", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "mac_roman", "koi8_r"),
)
_WHOLE = r"^[+-]?\d+$"
_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$"
_LEADING_ZERO = r"^[+-]?0\d"
_DECIMAL_COMMA = r"^[+-]?\d*,\d+$"
_ISO_DATE = r"^\d{4}-\d{2}-\d{2}$"
# Excel's first line where the list separator is not a comma.
_SEPARATOR_LINE = re.compile(r"sep=([,;\t])\n")
_FEW = 0.5
"""Below this share of other answers, a text column was probably meant to be numbers."""


def read_delimited(path: Path, ending: str) -> Survey:
    """Read delimited text; see :func:`handrail.survey.reading.read_survey`."""
    text, notes = _decode(path.read_bytes(), path.name)
    if not text.strip():
        raise DataError.because("a survey file has content", "blank lines", "export it again", file=path.name)
    declared = _SEPARATOR_LINE.match(text)
    if declared:
        text = text[declared.end() :]
    delimiter = declared[1] if declared else "\t" if ending == "tsv" else _delimiter(text)
    names = _header(text, delimiter, path.name, notes)
    _check_lengths(text, delimiter, len(names), path.name)
    try:
        raw = pl.read_csv(
            io.BytesIO(text.encode("utf-8")),
            separator=delimiter,
            infer_schema=False,
            has_header=True,
            new_columns=names,
            raise_if_empty=False,
        )
    except pl.exceptions.PolarsError as error:
        raise DataError.because(
            "a csv file is a table",
            f"text that cannot be split into columns ({type(error).__name__})",
            "export it again; put text that contains quotes or line breaks in double quotes",
            file=path.name,
        ) from None
    if len(names) > 1:
        # A blank line is no respondent.
        kept = raw.filter(~pl.all_horizontal(pl.all().is_null()))
        if kept.height < raw.height:
            notes.append(f"{raw.height - kept.height} blank rows were left out")
        raw = kept
    marks: dict[str, list[str]] = {"number": [], "date": [], "text": []}
    frame = pl.DataFrame([_typed(raw[name], notes, marks) for name in names])
    read = marks["number"] + marks["date"]
    if read:
        notes.append(f"a mark such as NA is read as no answer in {_list(read)}")
    if marks["text"]:
        notes.append(
            f"a mark such as NA is kept as text in {_list(marks['text'])}: recode it if it is no answer"
        )
    variables = tuple(Variable(name, kind=kind_of(dtype) or "text") for name, dtype in frame.schema.items())
    return Survey(path.name, frame, variables, ending, tuple(notes))


def _decode(data: bytes, name: str) -> tuple[str, list[str]]:
    """Return the text and a note where its encoding is a guess."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            try:
                return _unix(data.decode(encoding)), []
            except UnicodeDecodeError:
                raise _mixed(name, "its first bytes name an encoding that the rest does not keep") from None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if "\x00" in text:
            raise DataError.because(
                "a csv file is text", "zero bytes", "export it again as UTF-8 text", file=name
            )
        return _unix(text), []
    right, wrong, first_wrong = _lines_by_encoding(data)
    if right and right >= 0.05 * (right + wrong):
        raise _mixed(name, f"{right} lines in UTF-8 and {wrong} in another encoding", first_wrong)
    guess = from_bytes(data, cp_isolation=list(_ENCODINGS)).best()
    if guess is None or "\x00" in str(guess):
        raise DataError.because(
            "a csv file is text in a known encoding",
            "bytes that no encoding explains",
            "export it again as UTF-8",
            file=name,
        )
    return _unix(str(guess)), [
        f"the file names no encoding: read as {guess.encoding}; check its accents, or save it as UTF-8"
    ]


def _unix(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _lines_by_encoding(data: bytes) -> tuple[int, int, int]:
    """Count lines with non-ASCII bytes that are UTF-8 and that are not; number the first that is not."""
    right = wrong = first_wrong = 0
    for number, line in enumerate(data.splitlines(), start=1):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            wrong += 1
            first_wrong = first_wrong or number
        else:
            right += 1
    return right, wrong, first_wrong


def _mixed(name: str, received: str, line: int | None = None) -> DataError:
    return DataError.because(
        "a file has one encoding",
        received,
        "two exports were probably joined: save each as UTF-8 and join them again",
        file=name,
        line=line,
    )


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _delimiter(text: str) -> str:
    """Return the delimiter that splits the first rows evenly into most columns."""
    best, columns = ",", 1
    fallback, most = ",", 0
    for delimiter in _DELIMITERS:
        try:
            widths = [len(record) for record in islice(_records(text, delimiter), 50) if record]
        except csv.Error:
            continue
        if len(set(widths)) == 1 and widths[0] > columns:
            best, columns = delimiter, widths[0]
        if widths[0] > most:
            fallback, most = delimiter, widths[0]
    if columns == 1 and most > 1:
        # No delimiter is even: go on with the header's, so that the uneven row is named.
        return fallback
    return best


def _header(text: str, delimiter: str, name: str, notes: list[str]) -> list[str]:
    try:
        found = [field.strip() for field in next(record for record in _records(text, delimiter) if record)]
    except csv.Error:
        raise _broken_quotes(name, 1) from None
    if found[0] == "":
        # R writes row names under an empty header.
        found[0] = "row"
        notes.append("the first column has no name: read as 'row'")
    blank = sum(1 for field in found if not field)
    if blank:
        raise DataError.because(
            "every column has a name",
            f"{blank} columns without one",
            "name them in the first row",
            file=name,
            line=1,
        )
    twice = [place for place, field in enumerate(found, start=1) if found.count(field) > 1]
    if twice:
        # Their places and not their names: where the header row is missing, these are answers.
        raise DataError.because(
            "columns have names of their own",
            f"names used more than once, in columns {', '.join(map(str, twice[:8]))}",
            "rename them in the first row",
            file=name,
            line=1,
        )
    if all(re.match(_NUMBER, field) for field in found):
        # Not quoted in the message: these are answers.
        raise DataError.because(
            "the first row names the columns",
            "a first row of numbers only",
            "put a row of column names on top",
            file=name,
            line=1,
        )
    return found


def _check_lengths(text: str, delimiter: str, width: int, name: str) -> None:
    records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for record in records:
            if record and len(record) != width:
                raise DataError.because(
                    "every row has as many fields as the header",
                    f"{len(record)} instead of {width}, with the {_DELIMITERS[delimiter]} as delimiter",
                    "put text that contains the delimiter in double quotes, or export the file again",
                    file=name,
                    line=records.line_num,
                )
    except csv.Error:
        raise _broken_quotes(name, records.line_num) from None


def _broken_quotes(name: str, line: int) -> DataError:
    return DataError.because(
        "a quoted field ends with a quote",
        "a quote that is not closed, or text after a closing one",
        "double each quote inside quoted text, or export the file again",
        file=name,
        line=line,
    )


def _list(names: list[str]) -> str:
    shown = ", ".join(f"'{name}'" for name in names[:8])
    return shown if len(names) <= 8 else f"{shown} and {len(names) - 8} more columns"


def _typed(series: pl.Series, notes: list[str], marks: dict[str, list[str]]) -> pl.Series:
    """Return the column as numbers or dates where every answer is one, else as text."""
    name = series.name
    text = series.str.strip_chars()
    text = text.set(text == "", None)
    marked = text.is_in(_NO_ANSWER).fill_null(False)
    bare = text.set(marked, None)
    answers = bare.drop_nulls()
    if answers.is_empty():
        return pl.Series(name, [None] * len(series), dtype=pl.Float64)
    number = answers.str.contains(_NUMBER) & ~answers.str.contains(_LEADING_ZERO)
    if number.all():
        whole = bool(answers.str.contains(_WHOLE).all())
        numbers = bare.str.strip_prefix("+").cast(pl.Int64 if whole else pl.Float64, strict=False)
        if numbers.null_count() == bare.null_count() and numbers.is_finite().all():
            if marked.any():
                marks["number"].append(name)
            return numbers
        # Longer than any count: an identifier, whose digits a float would lose.
        notes.append(f"column '{name}' is read as text: its numbers are too long or too large")
        return series.set(text.is_null(), None)
    if answers.str.contains(_ISO_DATE).all():
        dates = bare.str.to_date("%Y-%m-%d", strict=False)
        if dates.null_count() == bare.null_count():
            if marked.any():
                marks["date"].append(name)
            return dates
    if marked.any():
        marks["text"].append(name)
    wrong = len(answers) - int(number.sum())
    comma = answers.str.contains(_DECIMAL_COMMA)
    if comma.any() and (comma | number).all():
        notes.append(f"column '{name}' is read as text: it looks like numbers with a decimal comma")
    elif wrong < _FEW * len(answers) and not answers.str.contains(_LEADING_ZERO).any():
        row = int((~bare.str.contains(_NUMBER)).fill_null(False).arg_max() or 0) + 1
        notes.append(
            f"column '{name}' is read as text: {wrong} of {len(answers)} answers are no number, "
            f"the first in data row {row}"
        )
    return series.set(text.is_null(), None)
