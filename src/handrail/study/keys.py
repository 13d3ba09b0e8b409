"""Keys: who can open a study, and another data key for it. They work past the study's expiry too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handrail.store import (
    KeyRow,
    Rotation,
    add_key,
    change_passphrase,
    find_new_passphrase,
    find_passphrase,
    list_keys,
    make_recovery_code,
    remove_key,
    rotate_key,
)
from handrail.study.read_plan import read_plan
from handrail.study.session import Prompt


@dataclass(frozen=True)
class KeyReport:
    """The keys that open a study.

    Attributes
    ----------
    keys
        One row for each.
    """

    keys: tuple[KeyRow, ...]

    def rows(self) -> list[tuple[str, str, str]]:
        """Return name, what opens it, and the day on which it was made."""
        words = {"passphrase": "a passphrase", "recovery": "a code on paper", "second": "a passphrase"}
        return [(row.name, words[row.kind], row.made_at[:10] or "not noted") for row in self.keys]

    def as_json(self) -> dict[str, Any]:
        """Return plain values for ``--json``."""
        return {"keys": [vars(row) for row in self.keys]}


def study_keys(folder: Path) -> KeyReport:
    """Return the keys that open a study; this needs none of them.

    Raises
    ------
    StoreError
        When there is no key file, or it is damaged.
    """
    return KeyReport(list_keys(folder))


def change_key(folder: Path, *, prompt: Prompt | None) -> str:
    """Change the passphrase that opens the study, and return whose it is.

    Raises
    ------
    UsageError, PlanError
        When there is no plan, or the plan breaks a rule.
    StoreError
        When the study cannot be opened, or the new passphrase is too short or in use.
    """
    secret, minimal = _secret(folder, prompt)
    return change_passphrase(folder, secret, find_new_passphrase(prompt), allow_minimal=minimal)


def new_recovery_code(folder: Path, *, prompt: Prompt | None) -> str:
    """Return a new recovery code, to be shown once; an older one opens the study no more.

    Raises
    ------
    UsageError, PlanError, StoreError
        As ``change_key``.
    """
    secret, minimal = _secret(folder, prompt)
    return make_recovery_code(folder, secret, allow_minimal=minimal)


def add_second_key(folder: Path, name: str, *, prompt: Prompt | None) -> None:
    """Let the passphrase of another person open the study too.

    Raises
    ------
    UsageError, PlanError, StoreError
        As ``change_key``, and when the name is taken.
    """
    secret, minimal = _secret(folder, prompt)
    asks: Callable[[str], str] | None = (
        None if prompt is None else lambda question: prompt(question.replace("New", f"{name}: new"))
    )
    add_key(folder, secret, name, find_new_passphrase(asks), allow_minimal=minimal)


def remove_second_key(folder: Path, name: str, *, prompt: Prompt | None) -> None:
    """Let a key open the study no more; the last one stays.

    Raises
    ------
    UsageError, PlanError, StoreError
        As ``change_key``, and when there is no such key or it is the last.
    """
    secret, minimal = _secret(folder, prompt)
    remove_key(folder, secret, name, allow_minimal=minimal)


def rotate_study_key(folder: Path, *, prompt: Prompt | None) -> Rotation:
    """Encrypt the study anew under a new data key, which the key used now opens and no other.

    Raises
    ------
    UsageError, PlanError, StoreError
        As ``change_key``, and when another process has the study open.
    DiskFull
        When there is no room; the study is as it was.
    """
    secret, minimal = _secret(folder, prompt)
    return rotate_key(folder, secret, allow_minimal=minimal)


def _secret(folder: Path, prompt: Prompt | None) -> tuple[str, bool]:
    """Return what opens the study now, and whether its key derivation may be weak."""
    synthetic = read_plan(folder).study.synthetic
    asks = None if prompt is None else lambda: prompt("Passphrase or recovery code of this study: ")
    secret = find_passphrase(demonstration=synthetic, study_id=folder.resolve().name, prompt=asks)
    return secret, synthetic
