"""Raw codings: a coder's file of codings of raw transcripts, moved along when these are pseudonymised."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from handrail.interviews import (
    Code,
    Codebook,
    Coding,
    Pseudonymised,
    Transcript,
    place_codings,
    read_codings,
)
from handrail.interviews.coding_blocks import coding_block
from handrail.interviews.plain_names import are_initials
from handrail.study.labelled import in_labelled_text
from handrail.values import DataError
from handrail.values.toml import quoted

CODINGS = ".toml"
_NO_ID = re.compile(r"[^A-Za-z0-9._-]+")
_BETWEEN = re.compile(r"[._-]")


@dataclass(frozen=True)
class MovedCodings:
    """A coder's file as it may go on.

    Attributes
    ----------
    text
        The file.
    approvals
        How many approvals went, because the words that were approved are others now.
    """

    text: str = field(repr=False)
    approvals: int = 0


@dataclass(frozen=True)
class RawCodings:
    """A coder's codings, placed.

    Attributes
    ----------
    file, coder
        The file's name, and who coded.
    codings
        With positions in the labelled texts of their transcripts.
    texts
        What a coder may have written a name into, by a key that says where it stands.
    """

    file: str
    coder: str = field(repr=False)
    codings: tuple[Coding, ...] = field(repr=False)
    texts: Mapping[str, str] = field(repr=False)

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the keys of its texts."""
        return tuple(self.texts)

    @property
    def names(self) -> frozenset[str]:
        """Return which texts are what somebody is called."""
        return frozenset() if are_initials(self.coder) else frozenset({f"{self.file}: coder"})

    def rows(self) -> dict[str, str]:
        """Return for each text the line of an overview that it counts in."""
        return dict.fromkeys(self.texts, self.file)

    def moved(
        self,
        rewrite: Callable[[str], str],
        transcripts: Mapping[str, Pseudonymised],
        called: Mapping[str, str],
    ) -> MovedCodings:
        """Return the file for the pseudonymised transcripts.

        A coding that touches a replacement covers it whole. An id that held a name gets another one.

        Parameters
        ----------
        rewrite
            A key to what stands there now.
        transcripts
            Name of a raw transcript to its new text.
        called
            Name of a raw transcript to that of its new file.

        Raises
        ------
        DataError
            When a code is to be called otherwise: the codebook and every coder's file name it.
        """
        ids = {one.name for one in self.codings}
        blocks: list[str] = []
        approvals = 0
        for i, old in enumerate(self.codings, start=1):
            new = transcripts[old.document].move_coding(old)
            code = rewrite(self._key("code", i))
            if code != old.code:
                raise DataError.because(
                    "a code is renamed in the codebook and in every coder's file at once",
                    f"a decision to replace words in the code of coding {i}",
                    "rename it in them first, or keep it",
                    file=self.file,
                )
            lost = old.approval is not None and new.quotation != old.quotation
            approvals += lost
            approval = None if lost else old.approval
            if approval is not None:
                role = None if approval.role is None else rewrite(self._key("role", i))
                approval = replace(approval, by=rewrite(self._key("approver", i)), role=role)
            new = replace(
                new,
                name=_id(old.name, rewrite(self._key("id", i)), ids),
                document=called[old.document],
                memo=rewrite(self._key("memo", i)),
                approval=approval,
            )
            blocks.append(coding_block(new))
        coder = rewrite(f"{self.file}: coder")
        return MovedCodings("\n".join((f"coder = {quoted(coder)}\n", *blocks)), approvals)

    def _key(self, what: str, i: int) -> str:
        return f"{self.file}: {what} of coding {i}"


def _id(old: str, rewritten: str, taken: set[str]) -> str:
    """Return a coding's id: its own, or one that is made of what stands for the name in it."""
    if rewritten == _spaced(old):
        return old
    stem = _NO_ID.sub("-", rewritten).strip("-._")[:70] or "coding"
    number, name = 1, stem
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    taken.add(name)
    return name


def _spaced(name: str) -> str:
    return _BETWEEN.sub(" ", name)


def read_raw_codings(path: Path, transcripts: Mapping[str, Transcript]) -> RawCodings:
    """Return a coder's file, each coding held against its raw transcript.

    Raises
    ------
    DataError
        When it cannot be read, or a quotation does not stand in a transcript that was given.
    """
    file = read_codings(path)
    # The codebook is not at hand here: each code that is used is one of it.
    codes = Codebook(tuple(Code(name, "…") for name in dict.fromkeys(one.code for one in file.entries)))
    placed = place_codings([file], transcripts, codes)
    codings = []
    for one in placed:
        start, end = in_labelled_text(transcripts[one.document], one)
        codings.append(replace(one, start=start, end=end))
    texts = {f"{path.name}: coder": file.coder}
    for i, one in enumerate(codings, start=1):
        texts |= {f"{path.name}: {what} of coding {i}": text for what, text in _texts(one)}
    return RawCodings(path.name, file.coder, tuple(codings), texts)


def _texts(one: Coding) -> Iterator[tuple[str, str]]:
    yield "id", _spaced(one.name)
    yield "code", one.code
    yield "memo", one.memo
    if one.approval is not None:
        yield "approver", one.approval.by
        if one.approval.role is not None:
            yield "role", one.approval.role
