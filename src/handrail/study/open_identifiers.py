"""Open identifiers: what may identify somebody in the transcripts that a study reads, and nobody decided on.

A study reads pseudonymised transcripts. What is left in them that looks like a name, a place or a number is a
person's to keep: ``sources/identifiers.toml`` says so, by words that stand in the transcripts anyway. While
anything is open no document is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handrail.interviews.methods import METHODS
from handrail.store import ResultRecord
from handrail.study.place import Strand
from handrail.study.runner import Outcome, Runner
from handrail.values import DataError, DisclosureRefused

if TYPE_CHECKING:
    from handrail.interviews import Decision

KEPT_FILE = "identifiers.toml"


def identifiers_name(strand: str) -> str:
    """Return the step that looks through a strand's transcripts."""
    return f"identifiers:{strand}"


class OpenIdentifiers:
    """Looks through the transcripts of a strand."""

    def __init__(self, runner: Runner) -> None:
        self.runner = runner

    def step(self, strand: Strand) -> ResultRecord | None:
        """Return how many candidates there are, and how many of each document are open."""
        name = identifiers_name(strand.plan.id)
        names = strand.used_documents()
        read = [strand.imported.result("transcript", document) for document in names]
        if None in read:
            self.runner.fail(name)
            return None
        path = strand.session.locator.find(strand.plan.identifiers)
        have = strand.session.store.result(name)
        # A file that was taken out of sources/ was read before: what it said stands.
        before: Mapping[str, Any] = {"file": "", "kept": []} if have is None else have.body
        file = before["file"] if path is None else self.runner.digest_of_file(path)
        contents = [one.content for one in read if one is not None]
        return self.runner.step(
            name,
            "identifiers",
            METHODS["interviews.identifiers"],
            [contents, sorted(names), file],
            lambda: _look(strand, names, file, path or before["kept"]),
        )


def _look(strand: Strand, names: tuple[str, ...], file: str, stays: Path | list[list[str]]) -> Outcome:
    from handrail.study.convert import transcript_of

    if isinstance(stays, Path):
        kept = [[one.kind, one.words, one.document] for one in read_kept(stays)]
    else:
        kept = stays
    texts = {name: transcript_of(strand.session.store, name).text for name in names}
    opened = open_in(texts, [_keep(*one) for one in kept])
    return Outcome({"open": opened, "kept": kept, "file": file})


def open_in(texts: Mapping[str, str], kept: Iterable[Decision]) -> dict[str, int]:
    """Return how much of each transcript may identify somebody and was not decided on."""
    from handrail.interviews import find_in_study, open_candidates

    return open_candidates(texts, find_in_study(texts), kept)


def read_kept(path: Path) -> tuple[Decision, ...]:
    """Return the decisions of a study's own file: words that stay.

    Raises
    ------
    DataError
        When the file is no file of decisions, or holds an original with what stands for it.
    """
    from handrail.interviews import read_decisions

    decisions = read_decisions(path)
    if any(one.choice != "keep" for one in decisions):
        raise DataError.because(
            "a study's folder holds no key to the people: only words that stay are decided there",
            f"{sum(one.choice != 'keep' for one in decisions)} words with what stands for them",
            "run `handrail interviews identifiers --to DIR` on the raw transcripts, and read what it writes",
            file=path.name,
        )
    return decisions


def refuse_open(results: Mapping[str, ResultRecord]) -> None:
    """Raise while anything that may identify somebody is open; see :func:`require_decided`."""
    require_decided(
        {document: count for one in results.values() for document, count in one.body["open"].items()}
    )


def require_decided(counts: Mapping[str, int]) -> None:
    """Raise where any transcript has something open.

    Raises
    ------
    DisclosureRefused
        With the counts by transcript, and never a word.
    """
    if not counts:
        return
    most = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    listed = ", ".join(f"{document} {count}" for document, count in most[:5])
    more = f" and {len(most) - 5} more" if len(most) > 5 else ""
    raise DisclosureRefused.because(
        "a person decides about every word that may identify somebody before anything leaves",
        f"{sum(counts.values())} open in {len(counts)} transcript{'' if len(counts) == 1 else 's'}: "
        f"{listed}{more}",
        "see them with `handrail interviews identifiers`, replace them or write those that stay into "
        f"sources/{KEPT_FILE}",
    )


def _keep(kind: str, words: str, document: str) -> Decision:
    from datetime import date

    from handrail.interviews import Decision

    return Decision(kind, words, "keep", "", "", date.min, document)
