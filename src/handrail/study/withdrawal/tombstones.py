"""Tombstones: know again what was withdrawn, by keyed digests and never by a name.

An act of withdrawal keeps marks: digests of names, files, texts and of a few runs of words. The same marks
find what lies in ``sources/`` when the act is done, and stop what comes back after it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import PurePosixPath
from typing import Any

from handrail.interviews.transcript import plain_label
from handrail.store import ActRecord, Store
from handrail.values import DataError

RUN = 8
"""Words of a run by which a text is known again, where a turn is that long."""

FEWEST_ANYWHERE = 4
"""A struck passage of fewer words is looked for in its own document only: short runs are everybody's."""

ENOUGH_RUNS = 3
"""So many runs of one person in a text are no accident."""

Run = tuple[int, str, str, bool]
MASK = "█"
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"(-?)\+?0*(\d+)(?:\.0*)?")
_AGAIN = "take it out again with `handrail withdraw --again DIR`"
REMEDY = f"{_AGAIN}; a file in a shared folder must be taken out by hand"


def plain_words(text: str) -> list[str]:
    r"""Return a text's words as they are compared: capitals, punctuation and spacing aside.

    Examples
    --------
    >>> plain_words("By luck,\n  by LUCK.") == plain_words("by luck by luck")
    True
    """
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


def plain_id(value: object) -> str:
    """Return a respondent's number as it is compared, whether a file has it as a number or as text.

    Examples
    --------
    >>> {plain_id(one) for one in (7, 7.0, "007", " 7 ", "7.00")}, plain_id("R-7 "), plain_id(-7)
    ({'7'}, 'r-7', '-7')
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = " ".join(unicodedata.normalize("NFKC", str(value)).split()).casefold()
    number = _NUMBER.fullmatch(text)
    return number[1] + number[2] if number else text


def mask(text: str) -> str:
    """Return a text of the same length in which only line breaks and spaces are left.

    Examples
    --------
    >>> mask("By luck.")
    '██ █████'
    """
    return "".join(character if character.isspace() else MASK for character in text)


@dataclass(frozen=True)
class Marks:
    """What is known again of one withdrawal; digests are keyed with the store's secret.

    Attributes
    ----------
    documents, stems
        Names of documents that went whole, with and without their ending.
    speakers
        Document and speaker label, of everyone who withdrew in it.
    files, texts
        Bytes of the originals, and words of the documents that went whole.
    codings
        Names of the codings that went.
    runs
        Number of words, their digest, the document that they come from, and whether they are looked for in
        every text or only in that one.
    """

    documents: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    codings: tuple[str, ...] = ()
    runs: tuple[Run, ...] = ()

    def as_facts(self) -> dict[str, Any]:
        """Return plain values for the act."""
        return {one.name: list(getattr(self, one.name)) for one in fields(self) if getattr(self, one.name)}

    @classmethod
    def of(cls, act: ActRecord) -> Marks:
        """Return an act's marks."""
        parts = {one.name: tuple(act.facts.get(one.name, ())) for one in fields(cls)}
        parts["runs"] = tuple(tuple(run) for run in parts["runs"])
        return cls(**parts)

    def joined(self, other: Marks) -> Marks:
        """Return these marks with another's."""
        return Marks(
            **{
                one.name: tuple(sorted({*getattr(self, one.name), *getattr(other, one.name)}))
                for one in fields(self)
            }
        )


class Marker:
    """Makes the digests of marks.

    Parameters
    ----------
    store
        Has the secret.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def document(self, name: str) -> str:
        """Return the digest of a file's name; document names are unique over the study."""
        return self._store.name_digest("document", "", name)

    def stem(self, name: str) -> str:
        """Return the digest of a file's name without its ending."""
        return self._store.name_digest("document", "", f"stem {stem_of(name)}")

    def speaker(self, document: str, label: str) -> str:
        """Return the digest of a speaker's label in a document."""
        return self._store.name_digest("document", plain_label(label), document)

    def coding(self, name: str) -> str:
        """Return the digest of a coding's name, which is unique over the study."""
        return self._store.name_digest("passage", "", name)

    def text(self, words: Iterable[str]) -> str:
        """Return the digest of a whole text's words."""
        return self._store.digester.of_bytes(("text\x1f" + "\x1f".join(words)).encode())

    def run(self, words: Iterable[str]) -> str:
        """Return the digest of a run of words."""
        return self._store.digester.of_bytes(("run\x1f" + "\x1f".join(words)).encode())

    def windows(self, words: list[str], length: int) -> set[str]:
        """Return the digest of every run of so many words."""
        return {self.run(words[start : start + length]) for start in range(len(words) - length + 1)}


class Tombstones:
    """Asks whether something was withdrawn. Only erased and struck things are: a stop lets the data stay.

    Parameters
    ----------
    store
        The open store.
    acts
        The acts to go by; all of the store's when None.
    """

    def __init__(self, store: Store, acts: Iterable[ActRecord] | None = None) -> None:
        self.mark = Marker(store)
        self._store = store
        known = store.acts() if acts is None else tuple(acts)
        self.acts = tuple(act for act in known if act.act != "stop")
        self._names = {(act.kind, act.digest) for act in self.acts}
        self._marks = tuple(Marks.of(act) for act in self.acts)
        # By act and document: a few runs of one document are enough, whatever else somebody said.
        by_document: dict[tuple[int, str], list[Run]] = {}
        for place, marks in enumerate(self._marks):
            for run in marks.runs:
                by_document.setdefault((place, run[2]), []).append(run)
        self._runs = tuple(by_document.values())
        every = Marks()
        for one in self._marks:
            every = every.joined(one)
        self._every: Mapping[str, frozenset[Any]] = {
            one.name: frozenset(getattr(every, one.name)) for one in fields(every)
        }

    def __bool__(self) -> bool:
        """Return whether anything was withdrawn."""
        return bool(self.acts)

    def person(self, strand: str, name: str) -> bool:
        """Return whether a participant was erased."""
        return ("participant", self._store.name_digest("participant", strand, name)) in self._names

    def respondent(self, survey: str, value: object) -> bool:
        """Return whether a respondent's row was erased."""
        return ("respondent", self._store.name_digest("respondent", survey, plain_id(value))) in self._names

    def has_respondents(self) -> bool:
        """Return whether any row of any survey was erased."""
        return any(act.kind == "respondent" for act in self.acts)

    def document(self, name: str) -> bool:
        """Return whether the document of a file name went whole."""
        return self.mark.document(name) in self._every["documents"]

    def stem(self, name: str) -> bool:
        """Return whether a document of that name went whole, whatever the ending."""
        return self.mark.stem(name) in self._every["stems"]

    def speaker(self, document: str, label: str) -> bool:
        """Return whether who speaks under a label in a document was erased."""
        return self.mark.speaker(document, label) in self._every["speakers"]

    def coding(self, name: str) -> bool:
        """Return whether a coding went."""
        return self.mark.coding(name) in self._every["codings"]

    def file(self, data: bytes) -> bool:
        """Return whether these are the bytes of an original that went."""
        return self._store.digester.of_bytes(data) in self._every["files"]

    def said(self, text: str, document: str = "") -> bool:
        """Return whether a text is, or holds a good part of, what was withdrawn.

        Parameters
        ----------
        text
            The text as it was read.
        document
            Its file name: a struck passage of few words is only looked for in its own document.
        """
        words = plain_words(text)
        if not words:
            return False
        if self.mark.text(words) in self._every["texts"]:
            return True
        here = self.mark.document(document)
        found: dict[int, set[str]] = {}
        for runs in self._runs:
            hits = 0
            for length, digest, source, anywhere in runs:
                if not anywhere and source != here:
                    continue
                if length not in found:
                    found[length] = self.mark.windows(words, length)
                hits += digest in found[length]
            if hits >= min(ENOUGH_RUNS, len(runs)):
                return True
        return False


def stem_of(name: str) -> str:
    """Return a file's name without its folder and ending."""
    plain = PurePosixPath(name.replace("\\", "/")).name
    return PurePosixPath(plain).stem if "." in plain else plain


def stopped_people(store: Store, strand: str) -> frozenset[str]:
    """Return the participants of a strand whose new use was stopped."""
    held = {act.digest for act in store.acts("participant") if act.act == "stop"}
    names = {one.name for one in store.participants(strand)} if held else set()
    return frozenset(name for name in names if store.name_digest("participant", strand, name) in held)


def silent_documents(store: Store, strand: str, stopped: Collection[str]) -> frozenset[str]:
    """Return the documents in which nobody speaks but people whose new use was stopped."""
    speaking: dict[str, set[str]] = {}
    for one in store.participants(strand) if stopped else ():
        speaking.setdefault(one.document, set()).add(one.name)
    return frozenset(document for document, names in speaking.items() if names <= set(stopped))


def unfinished(store: Store) -> int:
    """Return how many withdrawals were begun and are not finished."""
    return sum(act.state == "begun" for act in store.acts())


def refuse_unfinished(store: Store) -> None:
    """Stop what would use data that is half withdrawn.

    Raises
    ------
    DataError
        While a withdrawal is begun and not finished.
    """
    count = unfinished(store)
    if count:
        raise DataError.because(
            "a withdrawal that was begun is finished before anything is built",
            f"{count} that {'was' if count == 1 else 'were'} cut off",
            "run `handrail withdraw --again DIR`: it goes on where it stopped",
        )
