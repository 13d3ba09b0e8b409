"""Open a study: its plan, its files and its store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from handrail.store import DATABASE_FILE, KEY_FILE, Store, find_passphrase
from handrail.study.locate import Locator
from handrail.study.plan import Plan
from handrail.study.read_plan import read_plan
from handrail.values import PlanError, StoreError

Prompt = Callable[[str], str]
"""Asks the person at the terminal for a passphrase; receives the question."""


@dataclass(frozen=True)
class Session:
    """An open study.

    Attributes
    ----------
    folder, plan, locator, store
        The study's folder, its plan, where its files are, and its open store.
    """

    folder: Path
    plan: Plan
    locator: Locator
    store: Store


@contextmanager
def open_session(folder: Path, *, prompt: Prompt | None, create: bool = False) -> Iterator[Session]:
    """Yield an open study and close its store afterwards.

    Parameters
    ----------
    folder
        The study folder.
    prompt
        Asks for the passphrase when neither the environment nor a keyring has it.
    create
        Make the store when there is none yet.

    Raises
    ------
    UsageError, PlanError
        When there is no plan, or the plan breaks a rule.
    StoreError
        When the store is missing, locked or damaged, or the key is wrong.
    """
    plan = read_plan(folder)
    exists = (folder / DATABASE_FILE).exists()
    if not exists and not create:
        raise StoreError.because(
            "a study has a store before it is read", f"no {DATABASE_FILE}", "run `handrail build` first"
        )
    synthetic = plan.study.synthetic
    question = (
        "Passphrase of this study: " if exists else "Choose a passphrase for this study (keep it safe): "
    )
    asks = (
        None
        if prompt is None
        else (lambda: prompt(question))
        if exists
        else (lambda: _twice(prompt, question))
    )
    passphrase = find_passphrase(demonstration=synthetic, study_id=folder.resolve().name, prompt=asks)
    if exists:
        store = Store.open(folder, passphrase, allow_minimal=synthetic)
    else:
        if (folder / KEY_FILE).exists():
            raise StoreError.because(
                f"{DATABASE_FILE} and {KEY_FILE} belong together",
                f"{KEY_FILE} without {DATABASE_FILE}",
                f"restore {DATABASE_FILE} from a backup, or move {KEY_FILE} away to begin anew",
            )
        store = Store.create(folder, passphrase, minimal=synthetic)
    try:
        yield Session(folder, plan, Locator(folder), store)
    finally:
        store.close()


def _twice(prompt: Prompt, question: str) -> str:
    """Ask for a new passphrase twice: a slip would lock the study for good."""
    chosen = prompt(question)
    if prompt("The same passphrase again: ") != chosen:
        raise StoreError.because(
            "a new passphrase is typed twice alike", "two different ones", "run the command again"
        )
    return chosen


def discard_store(folder: Path) -> None:
    """Remove a store that a first build made and could not fill: nothing of the study is in it yet."""
    for name in (DATABASE_FILE, f"{DATABASE_FILE}-wal", f"{DATABASE_FILE}-shm", KEY_FILE):
        (folder / name).unlink(missing_ok=True)


def refuse_when_expired(plan: Plan, today: date) -> None:
    """Raise when the plan's date is past: the study is then read-only.

    Raises
    ------
    PlanError
        After the plan's ``expires``.
    """
    if today > plan.study.expires:
        raise PlanError.because(
            "past its expiry a study is read-only",
            f"expires = {plan.study.expires.isoformat()}",
            "read and trace it, or have the extension approved and change the date",
            file="study.toml",
        )
