"""Audit: who did what and when, in a chain that shows where it was broken.

Every line holds the digest of the line before and its own, over the number, time, actor, action and facts.
The digests are keyed with the store's secret, so that the head of the chain can be written down outside the
study (in a release, an ethics file) without giving anybody a way to guess what the lines say. Triggers keep
lines from being changed by mistake; whoever has the passphrase can take the triggers away, and the chain then
tells, unless they also compute it anew: only a head that was written down elsewhere shows that.
"""

from __future__ import annotations

import getpass
import os
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, select, update

from handrail.store import models
from handrail.store.database import Database
from handrail.store.records import AuditEntry, Fact
from handrail.store.rows import AUDIT
from handrail.store.shelf import Clock
from handrail.values import Digester, StoreError, UsageError

LONGEST_FACT = 200
"""Characters of a text in a fact: room for a name or a reason, not for an answer."""

SHORTEST_HEAD = 16
"""Hexadecimal digits of a head that are enough to find its line: nobody meets 64 bits by chance."""

_AHEAD = timedelta(days=1)
_ACTION = re.compile(r"[a-z][a-z0-9 -]{0,59}")
_FACT_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


class AuditLog:
    """The audit log of a store; lines are added inside a transaction that the caller opened."""

    def __init__(self, database: Database, digester: Digester, clock: Clock) -> None:
        self._database = database
        self._digester = digester
        self._clock = clock

    def add(self, action: str, facts: Mapping[str, Fact | Sequence[Fact]]) -> AuditEntry:
        """Add a line; a clock that was set back is taken as standing still.

        Raises
        ------
        StoreError
            When the action or a fact is not a short plain value.
        """
        if not _ACTION.fullmatch(action):
            raise _refused("an action of the audit log is a few small letters", "another text")
        plain = {name: _plain_fact(name, fact) for name, fact in sorted(facts.items())}
        last = self._last()
        now = self._clock().astimezone(UTC).isoformat(timespec="microseconds")
        entry = AuditEntry(
            seq=1 if last is None else last.seq + 1,
            at=now if last is None else max(last.at, now),
            actor=actor(),
            action=action,
            facts=plain,
            previous="" if last is None else last.digest,
            digest="",
        )
        row = AUDIT.row(entry) | {"digest": self._digest(entry)}
        self._database.execute(insert(models.audit), [row])
        length = update(models.meta).where(models.meta.c.key == "audit_length")
        self._database.execute(length.values(value=str(entry.seq)))
        return AUDIT.record(row)

    def entries(self) -> tuple[AuditEntry, ...]:
        """Return every line, oldest first."""
        rows = self._database.rows(select(models.audit).order_by(models.audit.c.seq))
        return tuple(AUDIT.record(row) for row in rows)

    def head(self) -> str:
        """Return the last line's digest, or an empty text before the first."""
        last = self._last()
        return "" if last is None else last.digest

    def entries_of(self, beginning: str) -> tuple[AuditEntry, ...]:
        """Return the lines whose action begins with some letters, oldest first."""
        table = models.audit
        query = select(table).where(table.c.action.startswith(beginning, autoescape=True))
        return tuple(AUDIT.record(row) for row in self._database.rows(query.order_by(table.c.seq)))

    def place(self, head: str) -> int | None:
        """Return the number of the line whose digest is, or begins with, a head; None when there is none.

        Raises
        ------
        UsageError
            When the head is shorter than 16 hexadecimal digits or no such digits.
        """
        plain = "".join(head.split()).lower()
        if not re.fullmatch(rf"[0-9a-f]{{{SHORTEST_HEAD},}}", plain):
            raise UsageError.because(
                f"an audit head is at least {SHORTEST_HEAD} hexadecimal digits",
                f"{len(plain)} characters",
                "copy it from the foot of a document or from results.json",
            )
        table = models.audit
        found = self._database.rows(select(table.c.seq).where(table.c.digest.startswith(plain)))
        return None if len(found) != 1 else int(found[0]["seq"])

    def ahead(self) -> str | None:
        """Return a sentence when the newest line is more than a day later than now."""
        last = self._last()
        if last is None:
            return None
        now = self._clock().astimezone(UTC)
        newest = datetime.fromisoformat(last.at)
        if newest - now <= _AHEAD:
            return None
        return (
            f"The newest line of the audit log is of {newest:%Y-%m-%d %H:%M} UTC, and this computer's clock "
            f"says {now:%Y-%m-%d %H:%M} UTC. One of the two is wrong: look at the clock. New lines carry the "
            "later time until then, so that the log stays in order."
        )

    def verify(self) -> None:
        """Check every line from the first.

        Raises
        ------
        StoreError
            That names the first line which is not as it was written, or is missing.
        """
        previous, earlier = "", ""
        length = select(models.meta.c.value).where(models.meta.c.key == "audit_length")
        with self._database.snapshot():
            entries = self.entries()
            noted = [row["value"] for row in self._database.rows(length)]
        for number, entry in enumerate(entries, start=1):
            if entry.seq != number:
                raise _broken(number, "is missing")
            if entry.previous != previous or entry.digest != self._digest(entry) or entry.at < earlier:
                raise _broken(number, "is not as it was written")
            previous, earlier = entry.digest, entry.at
        if noted != [str(len(entries))]:
            raise _broken(len(entries) + 1, "is missing")

    def _last(self) -> AuditEntry | None:
        rows = self._database.rows(select(models.audit).order_by(models.audit.c.seq.desc()).limit(1))
        return AUDIT.record(rows[0]) if rows else None

    def _digest(self, entry: AuditEntry) -> str:
        return self._digester.of(
            [entry.previous, entry.seq, entry.at, entry.actor, entry.action, entry.facts]
        )


def actor() -> str:
    """Return who acts: ``HANDRAIL_ACTOR``, else the name of the account, else ``unknown``.

    Examples
    --------
    >>> from unittest.mock import patch
    >>> with patch.dict(os.environ, {"HANDRAIL_ACTOR": "AB"}):
    ...     actor()
    'AB'
    """
    try:
        name = os.environ.get("HANDRAIL_ACTOR") or getpass.getuser()
    except (ImportError, KeyError, OSError):
        # Containers and services may run under an account without a name.
        name = "unknown"
    return " ".join(name.split())[:LONGEST_FACT] or "unknown"


def _plain_fact(name: str, fact: object) -> object:
    if not _FACT_NAME.fullmatch(name):
        raise _refused("a fact of the audit log is named in small letters", "another name")
    items = fact if isinstance(fact, list | tuple) else [fact]
    for item in items:
        if item is not None and not isinstance(item, str | int | float | bool):
            raise _refused("a fact is a text, a number, yes or no", f"{type(item).__name__} in '{name}'")
        if isinstance(item, float) and not abs(item) < float("inf"):
            raise _refused("a number in a fact is finite", f"one in '{name}' that is not")
        if isinstance(item, str) and (len(item) > LONGEST_FACT or len(item.splitlines()) > 1):
            raise _refused(
                f"a text in a fact is one line of at most {LONGEST_FACT} characters",
                f"{len(item)} characters in '{name}'",
            )
    return list(items) if isinstance(fact, list | tuple) else fact


def _refused(rule: str, received: str) -> StoreError:
    return StoreError.because(rule, received, "log ids, names and counts, never what a person said")


def _broken(number: int, what: str) -> StoreError:
    return StoreError.because(
        "the audit log is whole",
        f"line {number} {what}",
        "compare with a backup, and tell the study's lead",
    )
