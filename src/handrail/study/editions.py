"""Editions: what each release said of its recommendations, and the change log that documents print.

The log says which recommendations' evidence was revised, which are new or gone, and which the team wrote
anew. It never says why or how many: a reason or a number beside a date could point at a person. The digests
by which editions are compared stay in the store's ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from handrail.store import LedgerRecord, Store
from handrail.study.beneath import contents_beneath, evidence_digest
from handrail.values import Graph

KIND = "recommendation"


@dataclass(frozen=True)
class EditionChange:
    """How an edition differs from the one before: node ids of recommendations, each in order."""

    on: date
    revised: tuple[str, ...]
    reworded: tuple[str, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]


def record_edition(store: Store, graph: Graph, release: str) -> None:
    """Write into the ledger, in an open transaction, what this release's recommendations rest on."""
    rows = []
    for node in graph.nodes.values():
        if node.kind == KIND:
            contents = contents_beneath(graph, node.id)
            evidence = evidence_digest(contents, node.id, store.digester)
            facts = {"content": evidence, "words": node.content}
            rows.append(LedgerRecord(release, "", KIND, node.id, facts))
    store.put_ledger(rows)


def edition_changes(ledger: Iterable[LedgerRecord]) -> tuple[EditionChange, ...]:
    """Return what each day's last edition changed against the day before it, oldest first.

    Examples
    --------
    >>> def left(release, at, name, content):
    ...     return LedgerRecord(release, at, "recommendation", name, {"content": content, "words": "w"})
    >>> ledger = [left("1", "2026-03-01T09:00:00", "recommendation:a", "x"),
    ...           left("2", "2026-03-01T17:00:00", "recommendation:a", "y"),
    ...           left("3", "2026-04-01T09:00:00", "recommendation:a", "z")]
    >>> [(change.on.isoformat(), change.revised) for change in edition_changes(ledger)]
    [('2026-04-01', ('recommendation:a',))]
    """
    by_release: dict[str, dict[str, Mapping[str, str]]] = {}
    day_of: dict[str, date] = {}
    for entry in ledger:
        if entry.kind == KIND:
            by_release.setdefault(entry.release, {})[entry.name] = entry.facts
            day_of[entry.release] = date.fromisoformat(entry.at[:10])
    # A later release of a day takes the place of an earlier one.
    by_day = {day_of[release]: said for release, said in by_release.items()}
    days = sorted(by_day)
    changes = (_change(day, by_day[before], by_day[day]) for before, day in pairwise(days))
    return tuple(one for one in changes if one is not None)


def _change(
    day: date, before: Mapping[str, Mapping[str, str]], after: Mapping[str, Mapping[str, str]]
) -> EditionChange | None:
    kept = sorted(before.keys() & after.keys())
    change = EditionChange(
        day,
        revised=tuple(one for one in kept if before[one]["content"] != after[one]["content"]),
        reworded=tuple(one for one in kept if before[one]["words"] != after[one]["words"]),
        new=tuple(sorted(after.keys() - before.keys())),
        gone=tuple(sorted(before.keys() - after.keys())),
    )
    return change if change.revised or change.reworded or change.new or change.gone else None
