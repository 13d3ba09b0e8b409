"""Decisions: what a person decided about each candidate.

A file of them holds the originals and what stands for them: it is the key to the people. It belongs into the
encrypted file that ``handrail.store.pseudonyms`` writes, under a passphrase of its own, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, cast

from handrail.interviews.candidates import KINDS, Candidate
from handrail.interviews.words import fold
from handrail.values import (
    DataError,
    DisclosureRefused,
    Problem,
    TomlFile,
    did_you_mean,
    parse_toml,
    read_toml,
)
from handrail.values.toml import quoted
from handrail.values.toml_tables import Shape, read_tables

Choice = Literal["accept", "keep", "replace"]
"""The suggestion stands; the words stay; the person's own words stand."""

CHOICES: tuple[Choice, ...] = ("accept", "keep", "replace")
LONGEST_REPLACEMENT = 80
_DECISION = Shape(
    "a decision",
    {
        **dict.fromkeys(("kind", "words", "choice", "replacement", "by", "document"), str),
        "on": date,
        "start": int,
    },
    ("kind", "words", "choice", "by", "on"),
)


@dataclass(frozen=True)
class Decision:
    """What a person decided about some words: wherever they stand, in one document, or at one place.

    Attributes
    ----------
    kind
        The candidate's kind.
    words
        The original.
    choice
        ``accept``, ``keep`` or ``replace``.
    replacement
        What stands for it; empty when it is kept.
    by, on
        Who decided, and when.
    document, start
        Where it holds; empty and None: wherever the words stand.
    """

    kind: str
    words: str = field(repr=False)
    choice: Choice
    replacement: str
    by: str
    on: date
    document: str = ""
    start: int | None = None


class _Table:
    """Decisions by what they are about; made once for many look-ups."""

    def __init__(self, decisions: Iterable[Decision]) -> None:
        self._by = {(one.kind, fold(one.words), one.document, one.start): one for one in decisions}

    def look_up(self, candidate: Candidate, text: str, document: str) -> Decision | None:
        words = fold(text[candidate.start : candidate.end])
        for where in ((document, candidate.start), (document, None), ("", None)):
            found = self._by.get((candidate.kind, words, *where))
            if found is not None:
                return found
        return None


def decided(
    texts: Mapping[str, str], candidates: Mapping[str, Sequence[Candidate]], decisions: Iterable[Decision]
) -> dict[str, list[tuple[Candidate, Decision | None]]]:
    """Return each candidate by document with the decision about it, or None while it is open.

    A decision for one place goes before one for the document, and that before one for the study; of
    several the last stands. Decisions hold for their own kind.

    Examples
    --------
    >>> day = date(2026, 5, 1)
    >>> known = [Decision("person", "May", "accept", "[Name 1]", "AB", day),
    ...          Decision("person", "May", "keep", "", "AB", day, "p.txt", 12)]
    >>> found = {"p.txt": (Candidate("person", 0, 3, ""), Candidate("person", 12, 15, ""))}
    >>> [decision.choice for _, decision in decided({"p.txt": "May left in May"}, found, known)["p.txt"]]
    ['accept', 'keep']
    """
    table = _Table(decisions)
    return {
        document: [(one, table.look_up(one, texts[document], document)) for one in found]
        for document, found in candidates.items()
    }


def open_candidates(
    texts: Mapping[str, str], candidates: Mapping[str, Sequence[Candidate]], decisions: Iterable[Decision]
) -> dict[str, int]:
    """Return how many candidates of each document are open; documents without any are left out.

    Examples
    --------
    >>> found = {"p01.txt": (Candidate("person", 0, 4, ""),)}
    >>> open_candidates({"p01.txt": "Anna"}, found, ())
    {'p01.txt': 1}
    """
    counts = {
        document: sum(decision is None for _, decision in pairs)
        for document, pairs in decided(texts, candidates, decisions).items()
    }
    return {document: count for document, count in counts.items() if count}


def require_decided(counts: Mapping[str, int]) -> None:
    """Raise while a person has still to decide about anything.

    Parameters
    ----------
    counts
        Open candidates by document, as ``open_candidates`` gives them.

    Raises
    ------
    DisclosureRefused
        With the counts, and never a word of a transcript.

    Examples
    --------
    >>> require_decided({})
    """
    waiting = {document: count for document, count in counts.items() if count}
    if not waiting:
        return
    total = sum(waiting.values())
    many = "" if total == 1 else "s"
    transcripts = "1 transcript" if len(waiting) == 1 else f"{len(waiting)} transcripts"
    raise DisclosureRefused.because(
        "a person decides about every word that may identify somebody before anything leaves",
        f"{total} open candidate{many} in {transcripts}",
        "decide with `handrail interviews identifiers --decide`",
    )


def read_decisions(path: Path) -> tuple[Decision, ...]:
    r"""Read a file of decisions.

    Parameters
    ----------
    path
        A TOML file with ``[[decision]]`` tables.

    Raises
    ------
    DataError
        With every unknown key, kind and choice, missing and needless replacement, by line. No word is
        repeated.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "decisions.toml"
    ...     _ = file.write_text('[[decision]]\nkind = "person"\nwords = "Anna"\nchoice = "replace"\n'
    ...                         'replacement = "a colleague"\nby = "AB"\non = 2026-05-01\n')
    ...     [one] = read_decisions(file)
    >>> one.choice, one.replacement
    ('replace', 'a colleague')
    """
    return _from(read_toml(path))


def parse_decisions(text: str, name: str = "the key file") -> tuple[Decision, ...]:
    """Return the decisions of a text in the form of a file of them. Raises as ``read_decisions`` does."""
    return _from(parse_toml(text, name))


def _from(source: TomlFile) -> tuple[Decision, ...]:
    found: list[Decision] = []
    problems: list[Problem] = []
    for table, line in read_tables(source, "decision", _DECISION):
        if table["kind"] not in KINDS:
            remedy = did_you_mean(table["kind"], KINDS)
            problems.append(Problem("a kind is known", "another word", remedy, source.name, line))
        if table["choice"] not in CHOICES:
            remedy = did_you_mean(table["choice"], CHOICES)
            problems.append(Problem("a choice is known", "another word", remedy, source.name, line))
        wrong = replacement_problem(table["choice"], table.get("replacement", ""))
        if wrong:
            problems.append(Problem(*wrong, source.name, line))
        if "start" in table and "document" not in table:
            rule = "a decision for one place names its document"
            problems.append(Problem(rule, "a start alone", "add document = …", source.name, line))
        found.append(
            Decision(
                table["kind"],
                table["words"],
                cast(Choice, table["choice"]),
                table.get("replacement", ""),
                table["by"],
                table["on"],
                table.get("document", ""),
                table.get("start"),
            )
        )
    if problems:
        raise DataError(*problems)
    return tuple(found)


def replacement_problem(choice: str, replacement: str) -> tuple[str, str, str] | None:
    """Return what is wrong with a replacement: rule, what was received, what to do; None when nothing is.

    Examples
    --------
    >>> replacement_problem("keep", "") is None, replacement_problem("replace", "")[1]
    (True, 'none')
    """
    if choice == "keep":
        if replacement:
            return "words that are kept have no replacement", "one", "take it out, or choose replace"
        return None
    if not replacement.strip():
        return "what is replaced has a replacement", "none", "add replacement = …"
    if len(replacement) > LONGEST_REPLACEMENT or not replacement.isprintable():
        return (
            f"a replacement is one line of at most {LONGEST_REPLACEMENT} characters",
            "another text",
            "shorten it",
        )
    return None


def decisions_text(decisions: Iterable[Decision]) -> str:
    r"""Return decisions in the form of a file of them.

    Examples
    --------
    >>> one = Decision("person", "Anna \"Nan\" O'Neill", "accept", "[Name 1]", "AB", date(2026, 5, 1))
    >>> parse_decisions(decisions_text([one])) == (one,)
    True
    """
    lines: list[str] = []
    for one in decisions:
        lines.append("[[decision]]")
        for key in ("kind", "words", "choice", "replacement", "by"):
            if value := getattr(one, key):
                lines.append(f"{key} = {_quoted(value)}")
        lines.append(f"on = {one.on.isoformat()}")
        if one.document:
            lines.append(f"document = {_quoted(one.document)}")
        if one.start is not None:
            lines.append(f"start = {one.start}")
        lines.append("")
    return "\n".join(lines) + "\n" if lines else ""


def _quoted(value: str) -> str:
    # Half of a pair of surrogates cannot be written in UTF-8.
    return re.sub(r"[\ud800-\udfff]", "\ufffd", quoted(value))
