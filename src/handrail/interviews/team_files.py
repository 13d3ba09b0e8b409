"""Team files: what holds participants' words is written whole or not at all, for its owner's eyes alone."""

from __future__ import annotations

import errno
import os
import secrets
from contextlib import suppress
from pathlib import Path

from handrail.values import DataError, DiskFull

_NO_ROOM = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG})


def write_for_owner(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; only its owner may read it, where the system has modes.

    Raises
    ------
    DataError, DiskFull
        When it cannot be written; a file that was there stands as it was.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "passages.csv"
    ...     write_for_owner(file, b"passage")
    ...     oct(file.stat().st_mode & 0o077), [one.name for one in file.parent.iterdir()]
    ('0o0', ['passages.csv'])
    """
    neighbour = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        # Born with its mode: it is readable by nobody else for no moment.
        with open(neighbour, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
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
