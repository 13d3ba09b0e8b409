"""Identifiers: raw transcripts and projects in, pseudonymised ones and an encrypted key out.

Between the two a person decides. Nothing here touches a study's store: raw transcripts do not belong into it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from handrail.interviews import (
    Candidate,
    Decision,
    Item,
    RosterName,
    Transcript,
    decisions_text,
    find_with_names,
    open_candidates,
    parse_decisions,
    read_decisions,
    read_roster,
    read_transcript,
    spacy_entities,
    suggest,
)
from handrail.interviews.decisions import decided
from handrail.interviews.reading import FORMATS
from handrail.store import find_pseudonym_passphrase, read_pseudonyms, write_pseudonyms
from handrail.study.labelled import labelled_text
from handrail.study.raw_codings import RawCodings, read_raw_codings
from handrail.study.raw_projects import PROJECT, RawProject, read_raw_project
from handrail.values import UsageError

_PLAN = "study.toml"
_ENDINGS = frozenset({*(f".{one}" for one in FORMATS), PROJECT})


@dataclass(frozen=True)
class Desk:
    """Raw transcripts and projects on the desk of the person who decides.

    Attributes
    ----------
    texts
        Document name to the transcript's text with its speaker labels; of a project every text of it, by
        keys of its own (see ``RawProject``).
    candidates
        Document name or key to what may identify somebody.
    roster
        Names that the study knows of.
    decisions
        What was decided so far.
    projects, codings
        File name to the project, and to a coder's codings of the transcripts.
    """

    texts: Mapping[str, str] = field(repr=False)
    candidates: Mapping[str, tuple[Candidate, ...]]
    roster: tuple[RosterName, ...] = ()
    decisions: tuple[Decision, ...] = field(default=(), repr=False)
    projects: Mapping[str, RawProject] = field(default_factory=dict)
    codings: Mapping[str, RawCodings] = field(default_factory=dict)

    @cached_property
    def transcripts(self) -> tuple[str, ...]:
        """Return the names of the transcripts."""
        others = {key for one in self._others for key in one.keys}
        return tuple(name for name in self.texts if name not in others)

    @property
    def _others(self) -> list[RawProject | RawCodings]:
        return [*self.projects.values(), *self.codings.values()]

    def items(self) -> tuple[Item, ...]:
        """Return what is to decide: one for each kind and words, with a suggestion."""
        return suggest(self.texts, self.candidates, roster=self.roster, decided=self.decisions)

    def open(self) -> dict[str, int]:
        """Return how many candidates of each document are open."""
        return open_candidates(self.texts, self.candidates, self.decisions)

    def is_open(self, item: Item) -> bool:
        """Return whether any place of an item is open."""
        return any(decision is None for decision in self.about(item))

    def about(self, item: Item) -> list[Decision | None]:
        """Return the decision about each place of an item."""
        return [self._by_place[place] for place in item.places]

    @cached_property
    def _by_place(self) -> dict[tuple[str, int], Decision | None]:
        told = decided(self.texts, self.candidates, self.decisions)
        return {(name, one.start): decision for name, pairs in told.items() for one, decision in pairs}

    def context(self, document: str, start: int, length: int, around: int = 40) -> tuple[str, str, str]:
        """Return the words before a place, at it and after it, on one line; for the person's eyes only."""
        text = self.texts[document]
        end = start + length
        parts = (text[max(0, start - around) : start], text[start:end], text[end : end + around])
        before, words, after = (re.sub(r"\s", " ", part) for part in parts)
        return before, words, after

    def counts(self) -> dict[str, Any]:
        """Return counts for scripts and logs: no word of a transcript."""
        told = decided(self.texts, self.candidates, self.decisions)
        rows = {name: name for name in self.transcripts}
        for one in self._others:
            rows |= one.rows()
        documents: dict[str, dict[str, Any]] = {}
        kinds: dict[str, int] = {}
        for name, pairs in told.items():
            for candidate, _ in pairs:
                kinds[candidate.kind] = kinds.get(candidate.kind, 0) + 1
            row = documents.setdefault(
                rows[name], {"document": rows[name], "words": 0, "candidates": 0, "open": 0, "kept": 0}
            )
            row["words"] += len(self.texts[name].split())
            row["candidates"] += len(pairs)
            row["open"] += sum(decision is None for _, decision in pairs)
            row["kept"] += sum(decision is not None and decision.choice == "keep" for _, decision in pairs)
        return {
            "transcripts": list(documents.values()),
            "kinds": dict(sorted(kinds.items())),
            "open": sum(self.open().values()),
        }


def lay_out(
    paths: Sequence[Path],
    *,
    roster: Path | None = None,
    language: str = "en",
    model: str | None = None,
    decisions: Sequence[Decision] = (),
    text_only: Collection[str] = (),
    codings: Sequence[Path] = (),
) -> Desk:
    """Read raw transcripts and projects, and find what may identify somebody.

    Parameters
    ----------
    paths
        Transcripts and .qdpx files, or folders: of a folder each in it, of a study those in its ``sources/``.
    roster, language, model
        See ``read_roster``, ``find_candidates`` and ``spacy_entities``.
    decisions
        Those of before.
    text_only
        Names of files at whose pictures a person has looked.
    codings
        Coders' files about these transcripts.

    Raises
    ------
    UsageError
        When there is no transcript, or two have one name.
    DataError
        When a file cannot be read.
    """
    files = list(_files(paths))
    called = [path.name for path in (*files, *codings)]
    doubled = next((name for name in called if called.count(name) > 1), None)
    if not files or doubled is not None:
        raise UsageError.because(
            "raw transcripts are given, each with a name of its own",
            "none" if doubled is None else "two of one name",
            f"give files of the formats {', '.join(sorted(one[1:] for one in _ENDINGS))}, or their folder",
        )
    texts: dict[str, str] = {}
    names: set[str] = set()
    projects: dict[str, RawProject] = {}
    transcripts: dict[str, Transcript] = {}
    for path in files:
        if _ending(path) == PROJECT:
            projects[path.name] = project = read_raw_project(path)
            texts |= project.texts
            names |= project.names
        else:
            transcripts[path.name] = one = read_transcript(path, text_only=path.name in text_only)
            texts[path.name] = labelled_text(one)
    coded = {path.name: read_raw_codings(path, transcripts) for path in codings}
    for coder in coded.values():
        texts |= coder.texts
        names |= coder.names
    known = () if roster is None else read_roster(roster)
    entities = None if model is None else spacy_entities(model)
    found = find_with_names(texts, names, roster=known, language=language, entities=entities)
    return Desk(texts, found, known, tuple(decisions), projects, coded)


def _files(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        folder = path / "sources" if (path / _PLAN).exists() else path
        yield from sorted(one for one in folder.iterdir() if one.is_file() and _ending(one) in _ENDINGS)


def _ending(path: Path) -> str:
    return path.suffix.casefold()


def read_key(path: Path, *, prompt: Callable[[str], str] | None) -> tuple[tuple[Decision, ...], str]:
    """Return the decisions of a key file with its passphrase; of a file that is not there yet, none.

    Raises
    ------
    UsageError
        When it lies in a study's folder, where whoever copies the study takes it along.
    StoreError
        When the passphrase does not open it, or it is damaged.
    """
    _refuse_inside_study(path)
    if not path.exists():
        return (), ""
    passphrase = find_pseudonym_passphrase(prompt, new=False)
    return parse_decisions(read_pseudonyms(path, passphrase), path.name), passphrase


def write_key(
    path: Path, decisions: Iterable[Decision], passphrase: str, *, prompt: Callable[[str], str] | None
) -> str:
    """Write decisions into their encrypted file; return its passphrase. Raises as ``write_pseudonyms``."""
    _refuse_inside_study(path)
    passphrase = passphrase or find_pseudonym_passphrase(prompt, new=not path.exists())
    write_pseudonyms(path, decisions_text(decisions), passphrase)
    return passphrase


def _refuse_inside_study(path: Path) -> None:
    folder = path.resolve().parent
    if any((above / _PLAN).exists() for above in (folder, *folder.parents)):
        raise UsageError.because(
            "the key to the pseudonyms lies apart from the study",
            "a place inside a study's folder",
            "give --key a file elsewhere, best on another medium",
        )


def with_decisions(decisions: Iterable[Decision], path: Path | None) -> tuple[Decision, ...]:
    """Return decisions with those of a file after them, which stand where both are about one thing."""
    return (*decisions, *(() if path is None else read_decisions(path)))
