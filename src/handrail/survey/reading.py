"""Reading a survey file: what it is by its ending, what it really is by its first bytes."""

from __future__ import annotations

from pathlib import Path

from handrail.survey.delimited import read_delimited
from handrail.survey.labelled import Survey
from handrail.survey.packaged import read_packaged
from handrail.survey.parquet import read_parquet_file
from handrail.values.errors import DataError, MediaFound, did_you_mean

_MEDIA = {
    b"\xff\xd8\xff": "a JPEG picture",
    b"\x89PNG\r\n\x1a\n": "a PNG picture",
    b"GIF8": "a GIF picture",
    b"II*\x00": "a TIFF picture",
    b"MM\x00*": "a TIFF picture",
    b"OggS": "a sound or film",
    b"ID3": "a sound",
    b"fLaC": "a sound",
    b"\x1aE\xdf\xa3": "a film",
}
_OTHERS = {
    b"PK\x03\x04": "a zip archive or an Office document",
    b"PK\x05\x06": "an empty zip archive",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a gzip archive",
    b"SQLite format 3": "a database",
    b"PAR1": "Parquet",
    b"$FL2": "an SPSS file",
    b"$FL3": "a compressed SPSS file",
    b"<stata_dta>": "a Stata file",
    b"HEADER RECORD*******": "a SAS transport file",
    b"\x00" * 12 + b"\xc2\xea\x81\x60": "a SAS file",
}
_EXPECTED: dict[str, tuple[bytes, ...]] = {
    "parquet": (b"PAR1",),
    "sav": (b"$FL2", b"$FL3"),
    "zsav": (b"$FL3", b"$FL2"),
    # Stata before version 13 begins with its release number.
    "dta": (b"<stata_dta>", *(bytes([release]) for release in range(102, 116))),
    "sas7bdat": (b"\x00" * 12 + b"\xc2\xea\x81\x60",),
    "xpt": (b"HEADER RECORD*******",),
}
FORMATS = ("csv", "tsv", "parquet", "sav", "zsav", "por", "dta", "sas7bdat", "xpt")
_SPREADSHEETS = ("xlsx", "xls", "xlsm", "ods", "numbers")


def read_survey(path: Path | str) -> Survey:
    r"""Read a survey file with its labels, value labels, missing codes and measurement levels.

    Parameters
    ----------
    path
        A .csv, .tsv, .parquet, .sav, .zsav, .por, .dta, .sas7bdat or .xpt file.

    Returns
    -------
    Survey
        Codes declared missing stay in its frame and are declared on its variables. Where Stata or SAS
        uses lettered missing values (.a to .z), the column has null there and a column
        ``<name>_missing`` beside it holds the letter.

    Raises
    ------
    DataError
        For a file that is missing, empty, without rows, damaged, or not what its ending says; for columns
        of one name, rows of different lengths, or more than one encoding.
    MediaFound
        For a picture, sound or film under a survey file's name.

    Notes
    -----
    csv and tsv: the delimiter (comma, semicolon or tab) and the encoding are detected. Every value is looked
    at: a column is a number only if all its answers are, so that one wrong value in the last of a million
    rows makes a text column and a note. Numbers with leading zeros stay text. A decimal comma is not guessed,
    but noted.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     place = Path(folder, "small.csv")
    ...     _ = place.write_text("id;age\n001;15\n002;16\n", encoding="utf-8")
    ...     survey = read_survey(place)
    >>> [(variable.name, variable.kind) for variable in survey.variables]
    [('id', 'text'), ('age', 'number')]
    """
    path = Path(path)
    ending = path.suffix.lower().removeprefix(".")
    if ending in _SPREADSHEETS:
        raise DataError.because(
            "a survey is a file of data, not a spreadsheet",
            f"a .{ending} file",
            "save the sheet as csv (UTF-8), one row a respondent",
            file=path.name,
        )
    if ending not in FORMATS:
        raise DataError.because(
            "a survey file has a known ending",
            f"'.{ending}'" if ending else "none",
            did_you_mean(ending, FORMATS),
            file=path.name,
        )
    _sniff(path, ending, _head(path))
    if ending in ("csv", "tsv"):
        survey = read_delimited(path, ending)
    elif ending == "parquet":
        survey = read_parquet_file(path)
    else:
        survey = read_packaged(path, ending)
    if survey.frame.is_empty():
        raise DataError.because(
            "a survey has respondents",
            f"no row and {survey.frame.width} columns",
            "export the data again, with its rows",
            file=path.name,
        )
    return survey


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(512)
    except FileNotFoundError:
        raise DataError.because(
            "a survey file exists", "no such file", "check the name and the folder", file=str(path)
        ) from None
    except OSError as error:
        raise DataError.because(
            "a survey file can be read",
            error.strerror or type(error).__name__,
            "check that it is a file and that you may read it",
            file=path.name,
        ) from None
    if not head:
        raise DataError.because(
            "a survey file has content", "an empty file", "export it again", file=path.name
        )
    return head


def _sniff(path: Path, ending: str, head: bytes) -> None:
    for magic, what in _MEDIA.items():
        if head.startswith(magic) or head[4:8] == b"ftyp" or (head[:4] == b"RIFF" and head[8:12] != b""):
            named = what if head.startswith(magic) else "a picture, sound or film"
            raise MediaFound.because(
                "a survey file holds answers, no media",
                f"{named} named .{ending}",
                "a person looks at what it is before anything else; it was not read",
                file=path.name,
            )
    expected = _EXPECTED.get(ending)
    if expected is None:
        right = ending != "por" or b"SPSS PORT FILE" in head
        # Text does not begin like any of the others.
        right = right and not any(head.startswith(magic) for magic in _OTHERS)
    else:
        right = head.startswith(expected)
    if not right:
        really = next((what for magic, what in _OTHERS.items() if head.startswith(magic)), "something else")
        raise DataError.because(
            "a file is what its ending says",
            f"{really}, named .{ending}",
            "give it its own ending, or export it again",
            file=path.name,
        )
