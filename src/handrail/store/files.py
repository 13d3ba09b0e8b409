"""Files: write one whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
from pathlib import Path

from handrail.values import DiskFull, StoreError

# A full disk, a quota that is used up, and a limit on the size of one file.
_NO_ROOM = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG}


def write_atomically(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write a file so that a reader sees the old one or the new one, never a part.

    The bytes go to a neighbour that is synchronised and then renamed over the target, which POSIX and
    Windows do in one step within a folder.

    Parameters
    ----------
    path
        The file; its folder must exist.
    data
        The whole content.
    private
        Readable by its owner only (mode 0600), where the system has modes.

    Raises
    ------
    DiskFull
        When there is no room; the old file stands as it was.
    StoreError
        When the folder is missing or may not be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     target = Path(folder) / "results.json"
    ...     write_atomically(target, b"{}")
    ...     target.read_bytes(), [entry.name for entry in Path(folder).iterdir()]
    (b'{}', ['results.json'])
    """
    neighbour = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        # Born with its final mode: a key must not be readable even for the moment before a chmod.
        with os.fdopen(os.open(neighbour, flags, 0o600 if private else 0o666), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(neighbour, path)
    except OSError as wrong:
        if wrong.errno in _NO_ROOM:
            raise DiskFull.because(
                "a file is written whole or not at all",
                f"no room for {len(data)} bytes",
                "free some space and run it again; nothing was changed",
                file=path.name,
            ) from None
        raise StoreError.because(
            "the file can be written",
            os.strerror(wrong.errno) if wrong.errno else "an error of the system",
            "check that the folder exists, that you may write there, and that no program holds the file",
            file=path.name,
        ) from None
    finally:
        with contextlib.suppress(OSError):
            neighbour.unlink()
    synchronise_folder(path.parent)


def may_grow(path: Path) -> bool:
    """Return whether a file, and SQLite's log beside it, could be 64 KiB longer.

    SQLite tells a write that the disk, a quota or a limit refused no differently from a read of a damaged
    file; a neighbour that is written at the same place and removed again tells the two apart.
    """
    sizes = [0]
    for name in (path.name, f"{path.name}-wal"):
        with contextlib.suppress(OSError):
            sizes.append(path.with_name(name).stat().st_size)
    neighbour = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with neighbour.open("xb") as file:
            file.seek(max(sizes))
            file.write(bytes(65536))
            file.flush()
            os.fsync(file.fileno())
    except OSError as wrong:
        return wrong.errno not in _NO_ROOM
    finally:
        with contextlib.suppress(OSError):
            neighbour.unlink()
    return True


def refuse_without_room(folder: Path, needed: int, what: str) -> None:
    """Raise when a disk has not got the room for something, before it is begun.

    Parameters
    ----------
    folder
        Where it is to lie.
    needed
        Bytes.
    what
        What needs them, in a few words.

    Raises
    ------
    DiskFull
        That says how much is needed and how much there is.
    """
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise DiskFull.because(
            f"there is room for {what}",
            f"{free // 2**20} MB free, {needed // 2**20 + 1} MB needed",
            "free some space and run it again; nothing was changed",
        )


def synchronise_folder(folder: Path) -> None:
    """Make the rename itself durable, where a folder can be synchronised (not on Windows)."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
