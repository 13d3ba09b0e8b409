"""Rehearsal: a statistics package's file is read by another process first, which may die of it.

The readers of these formats are in C, and a damaged or hostile file can end the process that reads it. Where
that happens to a process of its own, the study goes on with a message. The rehearsal keeps nothing: it reads
and ends.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from handrail.survey.packaged import ENDINGS
from handrail.values.errors import DataError

LONGEST = 300
"""Seconds: a hundred times what a large survey takes."""

_READ = (
    "import sys; from pathlib import Path; from handrail.survey.packaged import read_packaged\n"
    "from handrail.values.errors import HandrailError\n"
    "try: read_packaged(Path(sys.argv[1]), sys.argv[2])\n"
    "except HandrailError: pass"
)


def rehearse(path: Path) -> None:
    """Let another process read a survey file, and return when it lived.

    Files of other formats than those of statistics packages need none.

    Raises
    ------
    DataError
        When the process died or did not end. A file that can merely not be read raises where it is read.

    Examples
    --------
    >>> rehearse(Path("adults.csv"))
    """
    ending = path.suffix.lower().removeprefix(".")
    if ending not in ENDINGS:
        return
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and our own words; the path is an argument
            [sys.executable, "-c", _READ, str(path), ending],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=LONGEST,
            check=False,
        )
        lived = done.returncode == 0
    except subprocess.TimeoutExpired:
        lived = False
    if not lived:
        raise DataError.because(
            "a survey file can be read to its end",
            f"a .{ending} file at which the reader broke down",
            "open it in the program that made it and save it again, or save it as csv",
            file=path.name,
        )
