"""Verify report: what the self-test found, a file for a person and one for a program, and its signature."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handrail.store import write_atomically
from handrail.study.self_test.check import Check
from handrail.study.session import Prompt, open_session
from handrail.values import Digester, StoreError, UsageError

ACTION = "verify"
JSON_FILE, TEXT_FILE = "verify-report.json", "verify-report.txt"
FORMAT = 1

UNSIGNED = "Not signed: it was made without a study, and anybody could have written it."
SIGNED = (
    "Signed with a digest under the secret of the study, and noted in the study's audit log. It proves that "
    "somebody who could open the study ran the self-test and that this report was not altered since; not who "
    "it was, nor that the computer told the truth."
)


@dataclass(frozen=True)
class VerifyReport:
    """What the self-test found.

    Attributes
    ----------
    made_at, seconds
        ISO date and time, and how long it took.
    computer, software
        The operating system and processor; names and versions.
    study, audit_head
        The study's random id and the head of its log before this run; empty without a study.
    checks
        The part of the self-test that each belongs to, and the check.
    signature
        Empty without a study.
    """

    made_at: str
    seconds: float
    computer: str
    software: Mapping[str, str]
    study: str
    audit_head: str
    checks: tuple[tuple[str, Check], ...]
    signature: str = ""

    @property
    def failed(self) -> tuple[tuple[str, Check], ...]:
        """The checks that failed."""
        return tuple(one for one in self.checks if not one[1].passed)

    def body(self) -> dict[str, Any]:
        """Return everything that is signed, as plain values."""
        return {
            "format": FORMAT,
            "made_at": self.made_at,
            "seconds": self.seconds,
            "computer": self.computer,
            "software": dict(self.software),
            "study": self.study,
            "audit_head": self.audit_head,
            "passed": len(self.checks) - len(self.failed),
            "failed": len(self.failed),
            "checks": [{"part": part, **vars(check)} for part, check in self.checks],
        }

    def signed_with(self, digester: Digester) -> str:
        """Return the signature under a study's secret."""
        return _signature(self.body(), digester)

    def as_json(self) -> dict[str, Any]:
        """Return plain values, with the signature and what it proves."""
        proves = SIGNED if self.signature else UNSIGNED
        return {**self.body(), "signature": self.signature or None, "proves": proves}

    def text(self) -> str:
        """Return the report for a person."""
        with_ = [f"{name} {one}" for name, one in self.software.items() if name != "handrail"]
        lines = [
            f"Self-test of Handrail {self.software['handrail']}",
            f"Made {self.made_at} in {self.seconds} seconds on {self.computer}.",
            f"With {', '.join(with_)}.",
        ]
        if self.study:
            lines.append(f"Study {self.study}; head of its audit log before this run: {self.audit_head}.")
        lines.append(f"{len(self.checks) - len(self.failed)} of {len(self.checks)} checks passed.")
        part = ""
        for here, check in self.checks:
            if here != part:
                lines += ["", here[0].upper() + here[1:]]
                part = here
            lines.append(f"  {'passed' if check.passed else 'FAILED'}  {check.name} ({check.holds})")
            lines.append(f"          expected {check.expected}; got {check.got}")
        proves = f"Signature: {self.signature}\n{SIGNED}" if self.signature else UNSIGNED
        return "\n".join([*lines, "", proves, ""])


def _signature(body: Mapping[str, Any], digester: Digester) -> str:
    # Its own first word: no other digest of the study can be passed off as a signature.
    return digester.of(["verify-report", dict(body)])


def write_report(report: VerifyReport, folder: Path) -> tuple[Path, Path]:
    """Write both files and return the readable one first.

    Raises
    ------
    DiskFull
        When there is no room.
    """
    text, data = folder / TEXT_FILE, folder / JSON_FILE
    write_atomically(data, (json.dumps(report.as_json(), ensure_ascii=False, indent=1) + "\n").encode())
    write_atomically(text, report.text().encode())
    return text, data


@dataclass(frozen=True)
class ReportCheck:
    """That a report is this study's own and unaltered: when it was made, its counts, the log's line."""

    made_at: str
    passed: int
    failed: int
    line: int

    def as_json(self) -> dict[str, Any]:
        """Return plain values for ``--json``."""
        return vars(self).copy()


def check_report(path: Path, folder: Path, *, prompt: Prompt | None) -> ReportCheck:
    """Check the signature of a report and find it in the study's audit log.

    Parameters
    ----------
    path
        A ``verify-report.json``.
    folder
        The study that it was made with.
    prompt
        Asks for the passphrase when needed.

    Raises
    ------
    UsageError
        When the file is no report, or an unsigned one.
    StoreError
        When the signature is not this study's, the report was altered, or the log does not note it.
    """
    value = _read(path)
    signature = value.pop("signature")
    value.pop("proves", None)
    if not signature:
        raise UsageError.because(
            "a report that was made with a study is signed",
            "an unsigned one",
            "run `handrail verify DIR` with the study's folder",
        )
    with open_session(folder, prompt=prompt) as session:
        store = session.store
        store.verify_audit()
        right = hmac.compare_digest(_signature(value, store.digester), str(signature))
        noted = [
            line.seq
            for line in store.audit_entries()
            if line.action == ACTION and line.facts.get("report") == signature
        ]
        if not right or not noted:
            found = (
                "a signature that its text does not give"
                if not right
                else "a report that the log does not note"
            )
            raise StoreError.because(
                "a report carries the signature of its study, and the audit log notes it",
                found,
                "see that it is this study's; if it is, report or log were altered: run the self-test again",
            )
        return ReportCheck(str(value["made_at"]), int(value["passed"]), int(value["failed"]), noted[-1])


def _read(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_bytes())
    except (OSError, ValueError):
        value = None
    if (
        not isinstance(value, dict)
        or not {"signature", "made_at", "passed", "failed", "checks"} <= value.keys()
    ):
        raise UsageError.because(
            f"--report names a {JSON_FILE}", "another file, or none", f"give the path of a {JSON_FILE}"
        )
    return value
