"""Writing a survey file for another program, and saying what its format did not carry."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pyreadstat

from handrail.survey.carried import changed_answers, not_carried
from handrail.survey.labelled import Survey, Variable
from handrail.survey.parquet import to_parquet
from handrail.survey.reading import read_survey
from handrail.survey.response_records import with_response_sets
from handrail.values.errors import DataError, did_you_mean
from handrail.values.own_file import refuse_unwritable, write_own


@dataclass(frozen=True)
class WrittenSurvey:
    """A survey file that was written.

    Attributes
    ----------
    path
        Where.
    not_carried
        A sentence for each thing that the file does not give back, with the columns; empty when it gives
        back everything. The answers are always given back.
    """

    path: Path
    not_carried: tuple[str, ...]


def write_survey(survey: Survey, path: Path | str) -> WrittenSurvey:
    """Write a survey file of one row a respondent, for its owner alone (mode 0600).

    The file is read again before it is put in its place, and what came back is compared: the report is what
    was found, not what a format is said to carry.

    Parameters
    ----------
    survey
        All its columns are written, declared missing codes as codes.
    path
        A .sav, .zsav, .dta, .xpt, .csv or .parquet file that is not there yet.

    Returns
    -------
    WrittenSurvey
        With what the format did not carry.

    Raises
    ------
    DataError
        For another ending, a file that is there, a column that the format cannot hold (its name, or its
        answers: an identifier of twenty digits is no number in SPSS), and a folder that cannot be written to.
        Nothing is written then.
    DiskFull
        When there is no room.

    Examples
    --------
    >>> frame = pl.DataFrame({"q": [1, 2, 9]})
    >>> told = Variable("q", "Told someone?", value_labels={1: "Yes", 2: "No"}, missing_values=(9,))
    >>> with TemporaryDirectory() as folder:
    ...     written = write_survey(Survey("s.csv", frame, (told,), "csv"), Path(folder, "s.sav"))
    ...     again = read_survey(written.path)
    >>> again.variable("q").missing_values, dict(again.variable("q").value_labels), written.not_carried
    ((9.0,), {1.0: 'Yes', 2.0: 'No'}, ())
    """
    path = Path(path)
    ending = path.suffix.lower().removeprefix(".")
    if ending not in WRITERS:
        raise DataError.because(
            "a survey is written in a known format",
            f"'.{ending}'" if ending else "no ending",
            did_you_mean(ending, WRITERS),
            file=path.name,
        )
    refuse_unwritable(path)
    if path.exists():
        raise DataError.because(
            "a written survey replaces no file", "a file that is there", "give another name", file=path.name
        )
    _refuse_names(survey, path, ending)
    # Beside the file and for its owner alone: no answer lies anywhere else than where it was asked for.
    with TemporaryDirectory(prefix=f".{path.stem}-", dir=path.parent) as folder:
        draft = Path(folder, f"{secrets.token_hex(4)}.{ending}")
        try:
            WRITERS[ending](survey, draft)
            again = read_survey(draft)
        except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, pl.exceptions.PolarsError) as error:
            raise _cannot_hold(path, f"columns that it refuses ({type(error).__name__})") from None
        changed = (
            changed_answers(survey, again)
            if again.frame.width == survey.frame.width
            else ["another number of columns"]
        )
        if changed:
            raise _cannot_hold(path, f"{len(changed)} columns that come back otherwise: {_some(changed)}")
        data = draft.read_bytes()
    write_own(path, data)
    return WrittenSurvey(path, tuple(not_carried(survey, again)))


def _refuse_names(survey: Survey, path: Path, ending: str) -> None:
    rule = _NAMES.get(ending)
    wrong = [] if rule is None else [one for one in survey.frame.columns if not re.fullmatch(rule, one)]
    if wrong:
        raise DataError.because(
            f"a column of a {path.suffix} file has a name that the format allows",
            f"{len(wrong)} others: {_some(wrong)}",
            "rename them, or write .parquet or .csv; nothing was written",
            file=path.name,
        )


def _cannot_hold(path: Path, received: str) -> DataError:
    return DataError.because(
        f"a {path.suffix} file can hold every column",
        received,
        "rename or recode them, or write .parquet, which holds everything; nothing was written",
        file=path.name,
    )


def _some(names: list[str]) -> str:
    return ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")


def _plain(survey: Survey) -> pl.DataFrame:
    """Return the frame in types that the statistics packages have."""
    casts: dict[str, pl.DataType] = {}
    for name, dtype in survey.frame.schema.items():
        if dtype in (pl.Categorical, pl.Enum):
            casts[name] = pl.String()
        elif dtype in (pl.Boolean, pl.Null) or dtype.is_decimal() or dtype.is_unsigned_integer():
            casts[name] = pl.Float64()
        elif isinstance(dtype, pl.Datetime):
            casts[name] = pl.Datetime("us")
    return survey.frame.with_columns(pl.col(name).cast(dtype) for name, dtype in casts.items())


def _labels_of(survey: Survey, of_file: int, of_column: int) -> dict[str, Any]:
    return {
        "file_label": _cut(survey.label, of_file),
        "column_labels": {one.name: _cut(one.label, of_column) for one in survey.variables if one.label},
    }


def _cut(label: str, most: int) -> str:
    """Return as much of a label as a format has bytes for."""
    return label.encode()[:most].decode(errors="ignore")


def _value_labels(survey: Survey, *, whole: bool) -> dict[str, dict[Any, str]]:
    """Return value labels of the columns' own types; Stata labels whole numbers only."""
    found: dict[str, dict[Any, str]] = {}
    for one in survey.variables:
        labels = {code: label for code, label in one.value_labels.items() if _fits(one, code, whole=whole)}
        if labels:
            found[one.name] = {
                int(code) if whole else code: label if whole else _cut(label, 120)
                for code, label in labels.items()
            }
    return found


def _fits(variable: Variable, code: object, *, whole: bool) -> bool:
    if whole:
        return variable.kind == "number" and isinstance(code, int | float) and float(code).is_integer()
    return isinstance(code, str) == (variable.kind == "text")


def _spss(survey: Survey, path: Path) -> None:
    missing: dict[str, list[Any]] = {}
    for one in survey.variables:
        spans: list[Any] = [{"lo": low, "hi": high} for low, high in one.missing_ranges]
        # Three codes, or a range and a code: what SPSS has room for. What does not fit is told.
        if len(spans) <= 1 and len(spans) * 2 + len(one.missing_values) <= 3:
            missing[one.name] = [*spans, *one.missing_values]
    pyreadstat.write_sav(
        _padded(survey),
        path,
        **_labels_of(survey, 64, 255),
        compress=path.suffix == ".zsav",
        row_compress=path.suffix == ".sav",
        note=list(survey.documents) or None,
        variable_value_labels=_value_labels(survey, whole=False),
        missing_ranges={name: ranges for name, ranges in missing.items() if ranges},
        variable_display_width={one.name: one.width for one in survey.variables if one.width},
        variable_measure={one.name: one.measure for one in survey.variables},
        variable_format={one.name: one.format for one in survey.variables if _is_spss_format(survey, one)},
    )
    if survey.response_sets and path.suffix == ".sav":
        path.write_bytes(with_response_sets(path.read_bytes(), survey.response_sets))


def _padded(survey: Survey) -> pl.DataFrame:
    """Return the frame with the first answer of each text column padded to the width of the column.

    The library makes a text column as wide as its widest answer; SPSS pads answers with spaces anyway.
    """
    frame = _plain(survey)
    padded = []
    for one in survey.variables:
        width = _TEXT_WIDTH.fullmatch(one.format) if _is_spss_format(survey, one) else None
        if width and frame[one.name].dtype == pl.String and frame.height:
            first = frame[one.name][0] or ""
            room = int(width[1]) - len(first.encode())
            padded.append(frame[one.name].scatter(0, first + " " * max(room, 0)))
    return frame.with_columns(padded)


def _is_spss_format(survey: Survey, variable: Variable) -> bool:
    return bool(variable.format) and survey.format in ("sav", "zsav", "por", "parquet")


def _stata(survey: Survey, path: Path) -> None:
    pyreadstat.write_dta(
        _plain(survey),
        path,
        **_labels_of(survey, 80, 80),
        variable_value_labels=_value_labels(survey, whole=True),
        variable_format={
            one.name: one.format for one in survey.variables if one.format and survey.format == "dta"
        },
    )


def _sas(survey: Survey, path: Path) -> None:
    pyreadstat.write_xport(_plain(survey), path, **_labels_of(survey, 40, 255), file_format_version=8)


def _csv(survey: Survey, path: Path) -> None:
    # As text, in the words in which they are compared again.
    dates = [name for name, dtype in survey.frame.schema.items() if dtype.is_temporal() and dtype != pl.Date]
    yes_no = [name for name, dtype in survey.frame.schema.items() if dtype == pl.Boolean]
    survey.frame.with_columns(
        *(pl.col(name).cast(pl.String) for name in dates), *(pl.col(name).cast(pl.Int8) for name in yes_no)
    ).write_csv(path)


def _parquet(survey: Survey, path: Path) -> None:
    path.write_bytes(to_parquet(survey))


_TEXT_WIDTH = re.compile(r"A([0-9]{1,5})")
_SPSS_NAME = r"(?!(?:ALL|AND|BY|EQ|GE|GT|LE|LT|NE|NOT|OR|TO|WITH)$)[^\W\d][\w.$#@]{0,63}"
_NAMES = {
    "sav": _SPSS_NAME,
    "zsav": _SPSS_NAME,
    "dta": r"[^\W\d]\w{0,31}",
    "xpt": r"[A-Za-z_][A-Za-z0-9_]{0,31}",
}
WRITERS: dict[str, Callable[[Survey, Path], None]] = {
    "sav": _spss,
    "zsav": _spss,
    "dta": _stata,
    "xpt": _sas,
    "csv": _csv,
    "parquet": _parquet,
}
"""Ending to what writes it."""
