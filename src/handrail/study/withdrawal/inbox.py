"""Inbox: find what was withdrawn in ``sources/`` by its tombstones, and take it out.

A file of the team's own loses what is about the one who withdrew and keeps every other byte; an original goes
whole, since the store holds what may stay of it. The same walk, without writing, is the dry run.
"""

from __future__ import annotations

import io
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from handrail.interviews.returned import KINDS
from handrail.interviews.transcript import plain_label
from handrail.store import write_atomically
from handrail.study.session import Session
from handrail.study.withdrawal.come_back import (
    withdrawn_coding,
    withdrawn_decision,
    withdrawn_row,
    withdrawn_thing,
)
from handrail.study.withdrawal.csv_rows import rows_of, text_of, without
from handrail.study.withdrawal.inbox_survey import without_respondents
from handrail.study.withdrawal.leftovers import base_of
from handrail.study.withdrawal.still_named import still_named
from handrail.study.withdrawal.tombstones import Tombstones
from handrail.study.withdrawal.toml_blocks import without_blocks, without_names
from handrail.study.withdrawal.touched import Cleaned, Swept, Touched
from handrail.values import HandrailError

TRANSCRIPTS = (".docx", ".odt", ".txt", ".md", ".pdf", ".srt", ".vtt")
SURVEYS = (".csv", ".tsv", ".parquet", ".sav", ".zsav", ".por", ".dta", ".sas7bdat", ".xpt")
_TEMPORARY = ".handrail-"
_Take = Callable[[str], tuple[str, int] | None]


class Inbox:
    """Looks through ``sources/``.

    Parameters
    ----------
    session
        The open study.
    tombstones
        What to look for.
    look_only
        Change nothing.
    """

    def __init__(self, session: Session, tombstones: Tombstones, *, look_only: bool) -> None:
        self.session, self.tombstones, self.look_only = session, tombstones, look_only
        self.folder = session.folder / "sources"
        # A document of that name may stay: only its exact bytes or words are then taken for what went.
        self._staying = {document.name for document in session.store.documents()}
        self._touched: list[Touched] = []
        self._by_hand: list[Touched] = []

    def sweep(self) -> Swept:
        """Take out what was withdrawn, and say which files were touched and which need a person."""
        if not self.tombstones or not self.folder.is_dir():
            return Swept((), ())
        if not self.look_only:
            for left in self.folder.glob(f"{_TEMPORARY}*"):
                shutil.rmtree(left, ignore_errors=True)
        files = [path for path in sorted(self.folder.rglob("*")) if path.is_file() or path.is_symlink()]
        leftovers = [path for path in files if base_of(path.name)]
        bases: set[str] = set()
        for path in files:
            if path not in leftovers and self._file(path):
                bases.add(path.name)
        for path in leftovers:
            base = base_of(path.name)
            theirs = base in bases or self._is_theirs(base) or self._leftover(path)
            if theirs:
                self._apply(path, Cleaned(None, "left by an editor: removed"))
        return Swept(tuple(self._touched), tuple(self._by_hand))

    def _file(self, path: Path) -> bool:
        """Clean one file; return whether it held anything."""
        if path.is_symlink():
            if self._is_theirs(path.name):
                self._say_by_hand(path, "a link to a file elsewhere: that file is not reached")
            return False
        try:
            cleaned = self.cleaned(path.name, path.read_bytes(), path)
        except HandrailError as wrong:
            if path.suffix.lower() in (".qdpx", ".zip"):
                self._say_by_hand(path, f"could not be looked into ({wrong.problems[0].received})")
            return False
        if cleaned is None or cleaned.data:
            left = path.read_bytes() if cleaned is None or cleaned.data is None else cleaned.data
            for why in still_named(
                self.tombstones, self.session.plan, path.name, left, untouched=cleaned is None
            ):
                self._say_by_hand(path, why)
        if cleaned is None:
            return False
        if cleaned.data == b"":
            self._say_by_hand(path, cleaned.what)
            return False
        self._apply(path, cleaned)
        return True

    def _say_by_hand(self, path: Path, what: str) -> None:
        self._by_hand.append(Touched(path.relative_to(self.session.folder).as_posix(), what))

    def _apply(self, path: Path, cleaned: Cleaned) -> None:
        self._touched.append(Touched(path.relative_to(self.session.folder).as_posix(), cleaned.what))
        if self.look_only:
            return
        if cleaned.data is None:
            path.unlink()
        else:
            write_atomically(path, cleaned.data)

    # -- one file, whether it lies in the inbox or in a zip file there -----------------------------

    def cleaned(self, name: str, data: bytes, path: Path | None = None) -> Cleaned | None:
        """Return a file without what was withdrawn, or None when it holds nothing of it.

        Empty bytes stand for a file that a person must look at.
        """
        ending = PurePosixPath(name).suffix.lower()
        if self.tombstones.file(data):
            return Cleaned(None, "the original: removed")
        found: Cleaned | None = None
        if ending == ".qdpx":
            found = self._project(name, data)
        elif ending == ".zip":
            found = self._zip(name, data)
        elif ending == ".toml":
            found = self._toml(data)
        elif ending in SURVEYS:
            found = self._participants(data) if ending in (".csv", ".tsv") else None
            if found is None:
                with self._as_file(name, data, path) as place:
                    found = without_respondents(self.session, self.tombstones, place, name)
        elif ending in TRANSCRIPTS:
            found = self._transcript(name, data, path)
        elif self.tombstones.said(_loose(data), name):
            found = Cleaned(b"", "holds their words")
        return found

    def _is_theirs(self, name: str) -> bool:
        tombstones = self.tombstones
        return tombstones.document(name) or (name not in self._staying and tombstones.stem(name))

    def _transcript(self, name: str, data: bytes, path: Path | None) -> Cleaned | None:
        if self._is_theirs(name):
            return Cleaned(None, "the transcript: removed")
        text, speakers = self._read(name, data, path)
        if self.tombstones.said(text, name):
            return Cleaned(None, "holds their words: removed; the store keeps what may stay of it")
        if any(self.tombstones.speaker(name, label) for label in speakers):
            return Cleaned(None, "they speak in it: removed; the store keeps what others said")
        return None

    def _read(self, name: str, data: bytes, path: Path | None) -> tuple[str, set[str]]:
        from handrail.interviews import read_transcript

        with self._as_file(name, data, path) as place:
            try:
                found = read_transcript(place, text_only=True)
            except HandrailError:
                return _loose(data), set()
        speaking = {plain_label(turn.speaker) for turn in found.turns if turn.speaker}
        return found.text, speaking

    def _participants(self, data: bytes) -> Cleaned | None:
        """Take rows out of a participants file: one that has their two columns, whatever its name."""
        text, encoding = text_of(data)
        header: list[str] = []
        # A copy that Excel wrote has semicolons or tabs: a build refuses it, and it names them all the same.
        for delimiter in (",", ";", "\t"):
            rows = rows_of(text, delimiter)
            header = (
                [cell.strip().removeprefix("ï»¿").removeprefix("\ufeff") for cell in rows[0].cells]
                if rows
                else []
            )
            if {"participant", "document"} <= set(header):
                break
        else:
            return None
        going = [
            row
            for row in rows[1:]
            if withdrawn_row(self.session, self.tombstones, header, row.cells, encoding)
        ]
        if not going:
            return None
        left = without(text, going).encode(encoding, "surrogatepass")
        return Cleaned(left, f"{_many(len(going), 'row')} taken out")

    def _toml(self, data: bytes) -> Cleaned | None:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return None
        mark = data[:3] if data.startswith(b"\xef\xbb\xbf") else b""
        left, said = text, list[str]()
        for take, worded in self._of_the_team():
            taken = take(left)
            if taken is None:
                by_hand = Cleaned(b"", "could not be rewritten: take out what is theirs by hand")
                return by_hand if self.tombstones.said(text) else None
            left, count = taken
            said += [worded(count)] if count else []
        return Cleaned(mark + left.encode(), f"{' and '.join(said)} taken out") if said else None

    def _of_the_team(self) -> Iterator[tuple[_Take, Callable[[int], str]]]:
        """Yield what takes each kind of thing out of a team's file, and the words for how many went."""
        tombstones = self.tombstones

        def blocks(key: str, theirs: Callable[[Mapping[str, object]], bool]) -> _Take:
            return lambda text: without_blocks(text, theirs, key)

        yield blocks("coding", lambda one: withdrawn_coding(tombstones, one)), lambda n: _many(n, "coding")
        yield (
            lambda text: without_names(text, tombstones.coding),
            lambda n: f"{_many(n, 'mention')} in themes",
        )
        yield blocks("decision", self._is_kept_of_theirs), lambda n: _many(n, "decision")
        yield (
            blocks("adjudication", lambda one: withdrawn_decision(tombstones, one)),
            lambda n: _many(n, "adjudication"),
        )
        yield blocks("summary", self._is_summary_of_theirs), _summaries
        yield self._returned, lambda n: _many(n, "thing") + " that came back"

    def _is_summary_of_theirs(self, summary: Mapping[str, object]) -> bool:
        passages, case = summary.get("passages"), str(summary.get("case", ""))
        named = [str(name) for name in passages] if isinstance(passages, list) else []
        strands = [part.id for part in self.session.plan.interviews]
        return any(map(self.tombstones.coding, named)) or any(
            self.tombstones.person(strand, case) for strand in strands
        )

    def _returned(self, text: str) -> tuple[str, int] | None:
        """Take out what other programs made of what was withdrawn; a set loses documents and stays."""
        count = 0
        for kind in KINDS:
            left = without_blocks(
                text,
                lambda one, kind=kind: withdrawn_thing(self.session, self.tombstones, kind, one),  # type: ignore[misc]
                kind,
            )
            if left is None:
                return None
            text, count = left[0], count + left[1]
        left = without_names(text, self.tombstones.document, "set", ("documents",))
        return None if left is None else (left[0], count + left[1])

    def _is_kept_of_theirs(self, decision: Mapping[str, object]) -> bool:
        return self._is_theirs(str(decision.get("document", "")))

    def _project(self, name: str, data: bytes) -> Cleaned | None:
        from handrail.interviews.project_removal import without_sources

        def theirs(source: str, text: str) -> bool:
            return self._is_theirs(source) or self.tombstones.said(text, source)

        strands = [part.id for part in self.session.plan.interviews]
        removal = without_sources(
            data,
            name,
            source=theirs,
            case=lambda case: any(self.tombstones.person(strand, case) for strand in strands),
        )
        if removal.data == data:
            return None
        said = f"{_many(removal.sources, 'source')} and {_many(removal.cases, 'case')} taken out"
        return Cleaned(removal.data, said)

    def _zip(self, name: str, data: bytes) -> Cleaned | None:
        from handrail.interviews.archives import member_bytes, opened

        changed: dict[str, Cleaned] = {}
        with opened(io.BytesIO(data), name) as archive:
            kept: list[tuple[zipfile.ZipInfo, bytes]] = []
            for member in archive.infolist():
                inner = b"" if member.is_dir() else member_bytes(archive, member.filename, name)
                cleaned = None if member.is_dir() else self._member(member.filename, inner)
                if cleaned is not None:
                    changed[member.filename] = cleaned
                if cleaned is None or cleaned.data is not None:
                    kept.append((member, inner if cleaned is None or not cleaned.data else cleaned.data))
        if not changed:
            return None
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as written:
            for member, inner in kept:
                written.writestr(member, inner, compress_type=member.compress_type)
        return Cleaned(out.getvalue(), f"{_many(len(changed), 'file')} in it cleaned or removed")

    def _member(self, filename: str, data: bytes) -> Cleaned | None:
        name = PurePosixPath(filename.replace("\\", "/")).name
        base = base_of(name)
        if base and (self._is_theirs(base) or self.cleaned(base, data) is not None):
            return Cleaned(None, "left by an editor")
        try:
            cleaned = self.cleaned(name, data)
        except HandrailError:
            return None
        return None if cleaned is not None and cleaned.data == b"" else cleaned

    def _leftover(self, path: Path) -> bool:
        """Return whether what an editor left holds anything that was withdrawn."""
        data = path.read_bytes()
        try:
            held = self.cleaned(base_of(path.name), data) is not None
        except HandrailError:
            held = False
        return held or self.tombstones.said(_loose(data), base_of(path.name))

    @contextmanager
    def _as_file(self, name: str, data: bytes, path: Path | None) -> Iterator[Path]:
        """Give bytes out of a zip file a place for the readers, in the inbox itself and gone afterwards."""
        if path is not None and path.name == name:
            yield path
            return
        with tempfile.TemporaryDirectory(prefix=_TEMPORARY, dir=self.folder) as folder:
            place = Path(folder) / name
            place.write_bytes(data)
            yield place


def _loose(data: bytes) -> str:
    """Return the words of any file that may be text, for looking only."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


def _summaries(count: int) -> str:
    return "1 summary that rests on theirs" if count == 1 else f"{count} summaries that rest on theirs"


def _many(count: int, what: str) -> str:
    """Return a count in words.

    Examples
    --------
    >>> _many(1, "row"), _many(2, "row")
    ('1 row', '2 rows')
    """
    return f"{count} {what}{'' if count == 1 else 's'}"
