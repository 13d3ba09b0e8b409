"""Manifest: which files an edition consists of, and the head of the audit log that vouches for them.

A csv keeps to what every reader of csv expects, so that it cannot say which log it belongs to: the manifest
says it for every file, by its SHA-256 (FIPS 180-4), and the audit log notes the manifest's own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handrail.store import AuditEntry, Store
from handrail.study.publish import FOLDER

MANIFEST = "manifest.json"
ACTION = "outputs"


def manifest_of(made: Mapping[str, bytes], *, title: str, edition: str | None, audit_head: str) -> bytes:
    """Return the manifest of an edition's files.

    Examples
    --------
    >>> found = json.loads(manifest_of({"a.csv": b"n"}, title="T", edition=None, audit_head="9f"))
    >>> found["audit_head"], found["files"]["a.csv"]["sha256"][:8]
    ('9f', '1b16b1df')
    """
    value = {
        "study": title,
        "edition": edition,
        "audit_head": audit_head,
        "files": {
            name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
            for name, data in sorted(made.items())
        },
    }
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def note_manifest(store: Store, made: Mapping[str, bytes]) -> None:
    """Write the manifest's digest into the audit log, in the transaction that makes the edition."""
    store.audit(ACTION, manifest=hashlib.sha256(made[MANIFEST]).hexdigest(), files=len(made) - 1)


@dataclass(frozen=True)
class OutputsReport:
    """How the files in ``outputs/`` compare with their manifest and with the audit log.

    Attributes
    ----------
    noted
        The log's line that notes this manifest, or None.
    files
        How many files the manifest lists.
    differ
        Names of files that are missing or not as the manifest says.
    unlisted
        Names of files in the folder that the manifest does not know.
    """

    noted: int | None
    files: int
    differ: tuple[str, ...]
    unlisted: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Return whether the log vouches for the manifest, and each file that it lists is as it says.

        Other files in the folder are somebody's own; they are named, and nothing vouches for them.
        """
        return self.noted is not None and not self.differ

    def as_json(self) -> dict[str, Any]:
        """Return plain values for ``--json``."""
        parts = {name: list(getattr(self, name)) for name in ("differ", "unlisted")}
        return {"whole": self.whole, "noted": self.noted, "files": self.files, **parts}


def compare_outputs(folder: Path, entries: tuple[AuditEntry, ...]) -> OutputsReport | None:
    """Return how the outputs of a study compare with their manifest; None where there is no manifest."""
    outputs = folder / FOLDER
    try:
        data = (outputs / MANIFEST).read_bytes()
    except OSError:
        return None
    digest = hashlib.sha256(data).hexdigest()
    noted = [line.seq for line in entries if line.action == ACTION and line.facts.get("manifest") == digest]
    listed = _listed(data)
    there = {path.relative_to(outputs).as_posix(): path for path in outputs.rglob("*") if path.is_file()}
    differ = [name for name, sha256 in listed.items() if name not in there or _sha256(there[name]) != sha256]
    unlisted = sorted(there.keys() - listed.keys() - {MANIFEST})
    return OutputsReport(noted[-1] if noted else None, len(listed), tuple(sorted(differ)), tuple(unlisted))


def _listed(data: bytes) -> dict[str, str]:
    """Return the digests that a manifest lists; none when somebody made it unreadable."""
    try:
        files = json.loads(data)["files"]
        return {str(name): str(one["sha256"]) for name, one in files.items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
