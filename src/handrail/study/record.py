"""Record: what left the study and when, and what was done to it: the ledger and the audit log, to read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handrail.store import AuditEntry, LedgerRecord
from handrail.study.session import Prompt, open_session


@dataclass(frozen=True)
class Left:
    """One release, as the ledger has it.

    Attributes
    ----------
    release, at
        Its random id, and its ISO date and time.
    tables, anew, standing
        How many tables left, how many of them with numbers that had not left before, and how many as an
        earlier release had them because too few respondents moved since.
    quotations
        How many passages were quoted; ``withdrawn`` is how many of them are somebody's who withdrew since.
    names
        The nodes that left, in order. Passages go by random ids.
    """

    release: str
    at: str
    tables: int
    anew: int
    standing: int
    quotations: int
    withdrawn: int
    names: tuple[str, ...]

    def row(self) -> tuple[str, ...]:
        """Return a row of words."""
        numbers = (self.tables, self.anew, self.standing, self.quotations, self.withdrawn)
        return (self.at[:16].replace("T", " "), self.release, *(str(number) for number in numbers))


def read_releases(folder: Path, *, prompt: Prompt | None) -> tuple[Left, ...]:
    """Return every release of a study, oldest first; nobody who spoke is named.

    Raises
    ------
    StoreError
        When the study was never built, or cannot be opened.
    """
    with open_session(folder, prompt=prompt) as session:
        return releases_of(session.store.ledger())


def releases_of(lines: Iterable[LedgerRecord]) -> tuple[Left, ...]:
    """Return the ledger's lines, a release each.

    Examples
    --------
    >>> lines = [LedgerRecord("r1", "2026-05-01T09:00:00+00:00", "table", "estimate:e", {"table": {}}),
    ...          LedgerRecord("r1", "2026-05-01T09:00:00+00:00", "quotation", "passage:9f", {"shown": {}})]
    >>> [one.row() for one in releases_of(lines)]
    [('2026-05-01 09:00', 'r1', '1', '1', '0', '1', '0')]
    """
    by_release: dict[str, list[LedgerRecord]] = {}
    for line in lines:
        by_release.setdefault(line.release, []).append(line)
    found = []
    for release, those in by_release.items():
        tables = [line for line in those if line.kind == "table"]
        quotations = [line for line in those if line.kind == "quotation"]
        found.append(
            Left(
                release,
                those[0].at,
                tables=len(tables),
                anew=sum("table" in line.facts for line in tables),
                standing=sum(bool(line.facts.get("stands")) for line in tables),
                quotations=len(quotations),
                withdrawn=sum(bool(line.facts.get("withdrawn")) for line in quotations),
                names=tuple(line.name for line in (*tables, *quotations)),
            )
        )
    return tuple(found)


def read_log(folder: Path, *, prompt: Prompt | None) -> tuple[AuditEntry, ...]:
    """Return the audit log of a study, oldest line first, after its chain was checked.

    Raises
    ------
    StoreError
        When the study cannot be opened, or a line of the log is not as it was written.
    """
    with open_session(folder, prompt=prompt) as session:
        session.store.verify_audit()
        return session.store.audit_entries()


def log_row(entry: AuditEntry) -> tuple[str, ...]:
    """Return a line of the log as a row of words.

    Examples
    --------
    >>> log_row(AuditEntry(7, "2026-05-01T09:00:00+00:00", "AB", "documents", {"tables": 4}, "", "9f"))
    ('7', '2026-05-01 09:00', 'AB', 'documents', 'tables 4')
    """
    facts = ", ".join(f"{name} {_plain(value)}" for name, value in entry.facts.items())
    return (str(entry.seq), entry.at[:16].replace("T", " "), entry.actor, entry.action, facts)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
