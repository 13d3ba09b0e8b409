"""The ledger: what left in earlier releases, as review compares it, and what this release adds to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from handrail.disclosure import Ledger, Quoted, words_in
from handrail.store import LedgerRecord, ResultRecord, Store
from handrail.study.records import table_from_json, table_to_json
from handrail.study.told import Told, told_from_json, told_to_json
from handrail.values import Table
from handrail.values.table import MADE_OF

Origin = tuple[str, int]
"""A source's id and its revision."""

NOWHERE: Origin = ("", 0)
"""Of a table that is made of no survey."""

ROWS = ""
"""Stands among the columns for the number of rows."""

ASKED = "asked"
"""The fact of a line whose table left by a question of the team's, and not with the documents."""


def documents_release(lines: Iterable[LedgerRecord]) -> str:
    """Return the id of the last release of documents, or nothing where none was made.

    Examples
    --------
    >>> lines = [LedgerRecord("r1", "2026-05-01T09:00:00", "table", "estimate:e", {}),
    ...          LedgerRecord("r2", "2026-05-02T09:00:00", "table", "estimate:asked-e", {ASKED: True})]
    >>> documents_release(lines), documents_release([])
    ('r1', '')
    """
    return next((line.release for line in reversed(list(lines)) if ASKED not in line.facts), "")


@dataclass(frozen=True)
class Kept:
    """What the ledger holds, seen from the surveys as they are now.

    Attributes
    ----------
    ledger
        For review. The tables are new objects with revisions counted over all sources of a survey.
    told
        Node to what was last said of it.
    revisions
        Survey to the number of its present revision, counted the same way.
    """

    ledger: Ledger
    told: Mapping[str, Told]
    revisions: Mapping[str, int]
    _columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)
    _origins: Mapping[str, Origin] = field(default_factory=dict, repr=False)

    def facts(
        self, table: Table, remembered: Table | None, told: Told | None, *, stands: bool
    ) -> dict[str, Any]:
        """Return the facts of the ledger's line for a table that leaves: those that are not there yet.

        Parameters
        ----------
        table
            As it leaves.
        remembered
            What review wants to be remembered of it, or None when an earlier line has it.
        told
            What is said of its node, or None.
        stands
            It is the one that left before.
        """
        facts: dict[str, Any] = {}
        if remembered is not None:
            digests = self._columns.get(table.source, {})
            facts = {
                "table": table_to_json(remembered),
                "origin": list(self._origins.get(table.source, NOWHERE)),
                "columns": {column: digests.get(column) for column in sorted(_columns_of(remembered))},
            }
        if told is not None and table.name == table.node and told != self.told.get(table.node):
            facts["told"] = told_to_json(told)
        if stands:
            facts["stands"] = True
        if table.public_use:
            facts["public"] = True
        return facts


def read_ledger(store: Store, surveys: Mapping[str, ResultRecord]) -> Kept:
    """Return what left before.

    Two tables are about the same respondents and answers when the columns that they are made of are as they
    were, whatever else of the file changed: an earlier table is then given the present revision.

    Parameters
    ----------
    store
        The open store.
    surveys
        Survey id to the result of reading it.
    """
    sources = {source.id: source for source in store.sources()}
    now: dict[str, Origin] = {
        survey: (read.body["source"], sources[read.body["source"]].revision)
        for survey, read in surveys.items()
        if read.body["source"] in sources
    }
    columns = {
        survey: {**read.body["columns"], ROWS: str(read.body["rows"])} for survey, read in surveys.items()
    }
    entries = store.ledger()
    lines = [entry for entry in entries if entry.kind == "table"]
    numbers = _numbers(lines, now)
    tables = []
    changed: dict[str, set[str]] = {}
    for line in lines:
        if "table" in line.facts:
            table = table_from_json(line.facts["table"])
            have = columns.get(table.source, {})
            other = {
                column
                for column, digest in line.facts["columns"].items()
                if digest is None or have.get(column) != digest
            }
            changed.setdefault(table.source, set()).update(other)
            origin = tuple(line.facts["origin"]) if other or table.source not in now else now[table.source]
            tables.append(replace(table, revision=numbers[table.source, origin]))
    shown, quoted = _quotations(store, entries)
    return Kept(
        Ledger(
            shown,
            tuple(tables),
            quoted,
            {source: frozenset(names - {ROWS}) for source, names in changed.items()},
        ),
        {line.name: told_from_json(line.facts["told"]) for line in lines if "told" in line.facts},
        {survey: numbers[survey, origin] for survey, origin in now.items()},
        columns,
        now,
    )


def _numbers(lines: Iterable[LedgerRecord], now: Mapping[str, Origin]) -> dict[tuple[str, Any], int]:
    """Return a number for each survey, source and revision: another file begins at revision 1 again."""
    numbers: dict[tuple[str, Any], int] = {}
    met = [
        (line.facts["table"]["source"], tuple(line.facts["origin"]))
        for line in lines
        if "table" in line.facts
    ]
    for one in (*met, *now.items()):
        numbers.setdefault(one, 1 + sum(survey == one[0] for survey, _ in numbers))
    return numbers


def _columns_of(table: Table) -> set[str]:
    named = {facet.column for facet in table.facets.values()}
    named |= {table.column} if table.column and table.measure != "count" else set()
    return {column for column in named if not column.startswith(MADE_OF)} or {ROWS}


def _quotations(
    store: Store, entries: Iterable[LedgerRecord]
) -> tuple[dict[str, dict[str, str]], dict[str, Quoted]]:
    """Return the attributes shown of each participant, and what each quotation was.

    Lines of participants who withdrew are blank.
    """
    shown: dict[str, dict[str, str]] = {}
    quoted: dict[str, Quoted] = {}
    codings = {f"passage:{coding.id}": coding for coding in store.codings()}
    for entry in entries:
        if entry.kind != "quotation" or "participant" not in entry.facts:
            continue
        facts = entry.facts
        shown.setdefault(facts["participant"], {}).update(facts["shown"])
        coding = codings.get(entry.name)
        # Lines of earlier versions of Handrail have neither: the passage does, while it is there.
        strand = facts.get("strand", "" if coding is None else coding.strand)
        words = facts.get("words", 0 if coding is None else words_in(coding.quotation))
        before = quoted.get(entry.name)
        longest = max(words, 0 if before is None else before.words)
        quoted[entry.name] = Quoted(facts["participant"], strand, longest)
    return shown, quoted
