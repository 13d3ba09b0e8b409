"""Publish: put the outputs in place, and know them again."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from handrail.store import write_atomically
from handrail.study.locate import OUTPUT_FILES
from handrail.values import Digester, StoreError

FOLDER = "outputs"


def publish(folder: Path, made: Mapping[str, bytes]) -> list[Path]:
    """Write all files beside their places, then rename them in, and remove tables that are no more.

    Returns
    -------
    list of Path
        Where to look first.

    Raises
    ------
    DiskFull
        When there is no room: the files in place are the old ones.
    StoreError
        When a file cannot be replaced, for one because a program has it open. The next build notices and
        writes it again.
    """
    outputs = folder / FOLDER
    try:
        (outputs / "tables").mkdir(parents=True, exist_ok=True)
        parts = {name: outputs / f"{name}.part" for name in made}
        try:
            for name, part in parts.items():
                write_atomically(part, made[name])
            for name, part in parts.items():
                os.replace(part, outputs / name)
        finally:
            for part in parts.values():
                part.unlink(missing_ok=True)
        for stray in (outputs / "tables").glob("*.csv"):
            if f"tables/{stray.name}" not in made:
                stray.unlink()
    except OSError as wrong:
        raise StoreError.because(
            "the files in outputs/ can be replaced",
            f"{type(wrong).__name__} for a file or folder there",
            "close the programs that show them, see that outputs is a folder, and build again",
        ) from None
    return [outputs / name for name in OUTPUT_FILES]


def digests(made: Mapping[str, bytes], digester: Digester) -> dict[str, str]:
    """Return the digest of each file, to know it again."""
    return {name: digester.of_bytes(data) for name, data in made.items()}


def in_place(folder: Path, known: Mapping[str, str], digester: Digester) -> bool:
    """Return whether every file is there as it was written."""
    return bool(known) and all(
        (folder / FOLDER / name).is_file() and digester.of_file(folder / FOLDER / name) == digest
        for name, digest in known.items()
    )
