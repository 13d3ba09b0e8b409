"""Outputs swept: remove from ``outputs/`` what rests on someone who withdrew; a build makes it anew."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from handrail.store import DATABASE_FILE, copies_of
from handrail.study.locate import OUTPUT_FILES
from handrail.study.manifest import MANIFEST
from handrail.study.publish import FOLDER
from handrail.study.session import Session
from handrail.study.withdrawal.touched import Touched


def sweep_outputs(session: Session, steps: Collection[str], *, look_only: bool) -> tuple[Touched, ...]:
    """Remove the documents, and each table except those of steps that do not read what goes.

    Parameters
    ----------
    session
        The open study.
    steps
        Results that hold or count what goes.
    look_only
        Change nothing.
    """
    outputs = session.folder / FOLDER
    others = {
        _file_of(table["name"])
        for result in session.store.results()
        if result.step not in steps
        for table in result.body.get("tables", ())
    }
    return _removed(
        session, (path for path in _files(outputs) if _name(outputs, path) not in others), look_only
    )


def sweep_restored_outputs(session: Session) -> tuple[Touched, ...]:
    """Remove every output that is not what the last build made: a backup may have brought it back."""
    outputs = session.folder / FOLDER
    made = session.store.result("documents")
    known = {} if made is None else made.body["outputs"]
    digest = session.store.digester.of_file
    strays = (path for path in _files(outputs) if known.get(_name(outputs, path)) != digest(path))
    return _removed(session, strays, look_only=False)


def sweep_copies(session: Session, *, look_only: bool) -> tuple[Touched, ...]:
    """Remove the copies of the store that migrations left."""
    return _removed(session, iter(copies_of(session.folder / DATABASE_FILE)), look_only)


def _file_of(table: str) -> str:
    return f"tables/{table.replace(':', '-')}.csv"


def _name(outputs: Path, path: Path) -> str:
    return path.relative_to(outputs).as_posix()


def _files(outputs: Path) -> Iterator[Path]:
    """Yield what a build makes, whole or in part; what a person put there is the person's."""
    for path in sorted(outputs.rglob("*")) if outputs.is_dir() else ():
        name = path.relative_to(outputs).as_posix()
        plain = name.removesuffix(".part")
        ours = plain in (*OUTPUT_FILES, MANIFEST) or plain.startswith("tables/") or name.endswith(".part")
        if path.is_file() and ours:
            yield path


def _removed(session: Session, paths: Iterator[Path], look_only: bool) -> tuple[Touched, ...]:
    touched = []
    for path in list(paths):
        touched.append(Touched(path.relative_to(session.folder).as_posix(), "removed"))
        if not look_only:
            path.unlink(missing_ok=True)
    return tuple(touched)
