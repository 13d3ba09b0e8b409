"""Clear sources: delete the original transcripts and survey files that the store holds unchanged.

The participants file, the codebook, the codings and the themes are the team's own work, which it goes on
editing: they stay.
"""

from __future__ import annotations

from pathlib import Path

from handrail.study.session import Prompt, Session, open_session
from handrail.values import StoreError

ORIGINALS = ("transcript", "survey")
"""Kinds of source that hold what people said and answered."""


def clearable(folder: Path, *, prompt: Prompt | None) -> tuple[Path, ...]:
    """Return the files of ``sources/`` whose bytes are what the store last read."""
    with open_session(folder, prompt=prompt) as session:
        return _clearable(session)


def clear(folder: Path, files: tuple[Path, ...], *, prompt: Prompt | None) -> None:
    """Delete files that are still what the store last read, and log it.

    Raises
    ------
    StoreError
        When a file changed since it was listed; nothing is deleted then.
    """
    with open_session(folder, prompt=prompt) as session:
        if set(files) - set(_clearable(session)):
            raise StoreError.because(
                "only files that the store holds unchanged are deleted",
                "a file that changed meanwhile",
                "run `handrail build`, then try again",
            )
        for path in files:
            path.unlink()
        with session.store.transaction():
            session.store.audit("originals-deleted", files=len(files))


def _clearable(session: Session) -> tuple[Path, ...]:
    originals = [source for source in session.store.sources() if source.kind in ORIGINALS]
    digests = {source.file_digest for source in originals}
    inbox = session.folder / "sources"
    return tuple(
        path
        for path in sorted(inbox.rglob("*"))
        if path.is_file() and session.store.digester.of_file(path) in digests
    )
