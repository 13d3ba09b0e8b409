"""Check a head: whether this study's audit log is still the one that a printed head belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handrail.study.manifest import OutputsReport, compare_outputs
from handrail.study.session import Prompt, open_session
from handrail.values import StoreError, UsageError

_HEAD = re.compile(r"[0-9a-f]{16,40}")


@dataclass(frozen=True)
class HeadReport:
    """Where a head stands in the log, and how the outputs compare.

    Attributes
    ----------
    line, at, action
        The line whose digest the head is: its number, ISO date and time, and what was done.
    since
        How many lines came after it.
    outputs
        How ``outputs/`` compares with its manifest and the log; None where there is none.
    """

    line: int
    at: str
    action: str
    since: int
    outputs: OutputsReport | None

    def as_json(self) -> dict[str, Any]:
        """Return plain values for ``--json``."""
        outputs = None if self.outputs is None else self.outputs.as_json()
        return {
            "line": self.line,
            "at": self.at,
            "action": self.action,
            "since": self.since,
            "outputs": outputs,
        }


def check_head(folder: Path, head: str, *, prompt: Prompt | None) -> HeadReport:
    """Verify the audit log's chain and find a head in it.

    Parameters
    ----------
    folder
        The study folder.
    head
        16 to 40 hexadecimal digits, as an output prints them.
    prompt
        Asks for the passphrase when needed.

    Raises
    ------
    UsageError
        When the head is not such digits.
    StoreError
        When the chain is broken, or whole but without this head.
    """
    digits = head.strip().rstrip(".").lower()
    if not _HEAD.fullmatch(digits):
        raise UsageError.because(
            "the head of an audit log is 16 to 40 hexadecimal digits",
            f"{len(digits)} other characters" if not _is_hex(digits) else f"{len(digits)} digits",
            "copy it from the end of a document, from results.json or from manifest.json",
        )
    with open_session(folder, prompt=prompt) as session:
        session.store.verify_audit()
        entries = session.store.audit_entries()
        place = session.store.audit_place(digits)
        if place is None:
            raise StoreError.because(
                "an output's head is a line of its study's audit log",
                f"a whole log of {len(entries)} lines, none of which ends in this head",
                "see that this is the study that the output came from; if it is, the log was replaced or "
                "cut short after the output was made: tell the study's lead, and compare with a backup",
            )
        line = entries[place - 1]
        outputs = compare_outputs(folder, entries)
        return HeadReport(line.seq, line.at, line.action, len(entries) - line.seq, outputs)


def _is_hex(digits: str) -> bool:
    return bool(re.fullmatch(r"[0-9a-f]+", digits))
