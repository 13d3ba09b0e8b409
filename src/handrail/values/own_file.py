"""Own file: a file that holds what participants said, written whole or not at all, for its owner alone."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from handrail.values.errors import DataError, DiskFull

_NO_ROOM = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG}


def refuse_unwritable(path: Path) -> None:
    """Raise when a file cannot be written for the sake of its place; nothing is written.

    Raises
    ------
    DataError
        When its folder is missing or may not be written, or a folder has its name.

    Examples
    --------
    >>> refuse_unwritable(Path("no-such-folder") / "passages.csv")
    Traceback (most recent call last):
        ...
    handrail.values.errors.DataError: passages.csv: the file can be written; received: a folder that is not \
there; make the folder, or name another
    """
    if path.is_dir():
        received, remedy = "the name of a folder", "name a file in it"
    elif not path.parent.is_dir():
        received, remedy = "a folder that is not there", "make the folder, or name another"
    elif not os.access(path.parent, os.W_OK):
        received, remedy = "a folder in which you may not write", "name another, or ask for the right"
    else:
        return
    raise DataError.because("the file can be written", received, remedy, file=path.name)


def write_own(path: Path, data: bytes, *, keep_mode: bool = False) -> None:
    """Write a file that its owner alone may read (mode 0600, where the system has modes).

    A file that is there is replaced, its mode too; with ``keep_mode`` its mode stays.

    Raises
    ------
    DiskFull
        When there is no room.
    DataError
        When the file cannot be written; an older one stands as it was.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "passages.csv"
    ...     write_own(file, b"a,b")
    ...     file.read_bytes(), [one.name for one in Path(folder).iterdir()]
    (b'a,b', ['passages.csv'])
    """
    neighbour = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        # Born with its final mode: nobody reads it in the moment before a chmod.
        with os.fdopen(os.open(neighbour, flags, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if keep_mode and path.exists():
            neighbour.chmod(stat.S_IMODE(path.stat().st_mode))
        os.replace(neighbour, path)
    except OSError as wrong:
        kind = DiskFull if wrong.errno in _NO_ROOM else DataError
        raise kind.because(
            "the file can be written",
            os.strerror(wrong.errno) if wrong.errno else "an error of the system",
            "check the folder, your rights and the room on the disk; nothing was changed",
            file=path.name,
        ) from None
    finally:
        with suppress(OSError):
            neighbour.unlink()
