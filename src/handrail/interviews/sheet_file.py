"""Sheet file: a sheet as csv, xlsx, docx or html, for the team."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import cast

from handrail.interviews.sheet import Sheet
from handrail.values import UsageError
from handrail.values.own_file import write_own

_WRITERS: Mapping[str, str] = {".csv": "csv", ".docx": "docx", ".html": "html", ".xlsx": "xlsx"}
FORMATS = tuple(_WRITERS)


def sheet_bytes(sheet: Sheet, ending: str) -> bytes:
    r"""Return a sheet in a format; the same sheet gives the same bytes.

    Parameters
    ----------
    sheet
        What is written.
    ending
        ``.csv``, ``.xlsx``, ``.docx`` or ``.html``.

    Raises
    ------
    UsageError
        For another ending.
    DataError
        When the format cannot hold so much.

    Examples
    --------
    >>> sheet_bytes(Sheet("Passages", ("passage",), (("=1+1",),)), ".csv")
    b'"passage"\n"\'=1+1"\n'
    """
    kind = _WRITERS.get(ending.casefold())
    if kind is None:
        raise UsageError.because(
            "a table is written in a known format",
            f"'{ending}'" if ending else "a name without an ending",
            f"end with {', '.join(FORMATS)}",
        )
    module = import_module(f"handrail.interviews.sheet_{kind}")
    return cast("Callable[[Sheet], bytes]", getattr(module, f"{kind}_of"))(sheet)


def write_sheet(sheet: Sheet, path: Path) -> None:
    """Write a sheet to a file, in the format that its ending says; whole, or not at all.

    Only the owner may read it: it holds what participants said.

    Raises
    ------
    UsageError
        For another ending.
    DataError
        When the format cannot hold so much, or the file cannot be written.
    DiskFull
        When there is no room.
    """
    write_own(path, sheet_bytes(sheet, path.suffix))
