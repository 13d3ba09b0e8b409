"""Key changes: another passphrase, a recovery code, a second key; the data key stays.

The audit line is kept first and names the id of the key file to come, then the file is written: a change that
was cut off in between leaves a line too many, never a change without one, and the next opening says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from handrail.store.keys import (
    KEY_FILE,
    MOST_SLOTS,
    PASSPHRASE,
    RECOVERY,
    KeyFile,
    Opened,
    new_file_id,
    read_key_file,
    write_key_file,
)
from handrail.store.passphrase import refuse_unfit
from handrail.store.recovery import new_code, plain_code
from handrail.store.shelf import Clock, now_in_utc
from handrail.store.slots import Slot, SlotKind, make_slot, open_slot
from handrail.store.store import Store
from handrail.values import StoreError, did_you_mean

_NAME = re.compile(r"\w[\w .'@-]{0,39}")


@dataclass(frozen=True)
class KeyRow:
    """One of the keys that open a study, as ``handrail key list`` shows it.

    Attributes
    ----------
    name
        ``passphrase``, ``recovery``, or the name of a second key.
    kind
        ``passphrase``, ``recovery`` or ``second``.
    made_at
        ISO date and time; empty when it was not noted.
    """

    name: str
    kind: SlotKind
    made_at: str


def list_keys(folder: Path) -> tuple[KeyRow, ...]:
    """Return the keys that open a study; it needs none of them, as their names are no secret.

    Raises
    ------
    StoreError
        When the key file is missing or damaged.
    """
    return tuple(
        KeyRow(slot.name, slot.kind, slot.made_at) for slot in read_key_file(folder / KEY_FILE).slots
    )


def change_passphrase(
    folder: Path, secret: str, new: str, *, allow_minimal: bool = False, clock: Clock = now_in_utc
) -> str:
    """Put a new passphrase in place of the one that opened the study, and return whose it is.

    Parameters
    ----------
    folder
        The study folder.
    secret
        Opens the study now. After the recovery code it is the study's own passphrase that is replaced.
    new
        Opens it from now on.
    allow_minimal
        Accept the weak key derivation of tests and the demonstration.
    clock
        Tells the time.

    Raises
    ------
    StoreError
        When the new one is too short, or opens the study already.
    DiskFull
        When there is no room; the key file stands as it was.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     folder = Path(name)
    ...     Store.create(folder, "the first one", minimal=True).close()
    ...     whose = change_passphrase(folder, "the first one", "the second one", allow_minimal=True)
    ...     Store.open(folder, "the second one", allow_minimal=True).close()
    >>> whose
    'passphrase'
    """

    def edit(opened: Opened, at: str) -> _Edit:
        refuse_unfit(new, synthetic=opened.slot.parameters.weak)
        _refuse_known(opened, new)
        own = opened.slot.kind == "second"
        name = opened.slot.name if own else PASSPHRASE
        kind: SlotKind = "second" if own else "passphrase"
        slot = make_slot(name, kind, new, opened.key, parameters=opened.slot.parameters, at=at)
        return _Edit("key-change", name, _with(_current(opened, secret, at), slot))

    return _change(folder, secret, edit, allow_minimal, clock)


def make_recovery_code(
    folder: Path, secret: str, *, allow_minimal: bool = False, clock: Clock = now_in_utc
) -> str:
    """Return a new recovery code, which is kept nowhere; an older one opens the study no more.

    Raises
    ------
    StoreError
        When the key file has no room for another key.
    DiskFull
        When there is no room; the key file stands as it was.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     folder = Path(name)
    ...     Store.create(folder, "the first one", minimal=True).close()
    ...     code = make_recovery_code(folder, "the first one", allow_minimal=True)
    ...     Store.open(folder, code.lower(), allow_minimal=True).close()
    """
    code = new_code()

    def edit(opened: Opened, at: str) -> _Edit:
        plain = plain_code(code) or code
        slot = make_slot(RECOVERY, "recovery", plain, opened.key, parameters=opened.slot.parameters, at=at)
        return _Edit("key-recovery", RECOVERY, _with(_current(opened, secret, at), slot))

    _change(folder, secret, edit, allow_minimal, clock)
    return code


def add_key(
    folder: Path, secret: str, name: str, new: str, *, allow_minimal: bool = False, clock: Clock = now_in_utc
) -> None:
    """Let another person's passphrase open the study too.

    Parameters
    ----------
    folder, secret, allow_minimal, clock
        As for ``change_passphrase``.
    name
        Whose it is, best a role such as ``data steward``: it is readable in the key file.
    new
        Their passphrase.

    Raises
    ------
    StoreError
        When the name is taken or no name, or the passphrase is too short or opens the study already.
    DiskFull
        When there is no room; the key file stands as it was.
    """
    if not _NAME.fullmatch(name) or name.casefold() in (PASSPHRASE, RECOVERY):
        raise StoreError.because(
            "a second key is named after a role: at most 40 letters, digits, blanks, . ' @ _ or -",
            "another name, or one that Handrail uses itself",
            "name it, for example, 'data steward'",
        )

    def edit(opened: Opened, at: str) -> _Edit:
        if name.casefold() in {slot.name.casefold() for slot in opened.file.slots}:
            raise StoreError.because(
                "each key has a name of its own",
                f"'{name}' twice",
                "remove the old one first, or take another name",
            )
        refuse_unfit(new, synthetic=opened.slot.parameters.weak)
        _refuse_known(opened, new)
        slot = make_slot(name, "second", new, opened.key, parameters=opened.slot.parameters, at=at)
        return _Edit("key-add", name, _with(_current(opened, secret, at), slot))

    _change(folder, secret, edit, allow_minimal, clock)


def remove_key(
    folder: Path, secret: str, name: str, *, allow_minimal: bool = False, clock: Clock = now_in_utc
) -> None:
    """Let a key open the study no more. Whoever kept a copy of the key file can still use it with a copy
    of the data, and has seen the data key: ``rotate_key`` changes that.

    Raises
    ------
    StoreError
        When there is no such key, or it is the last one.
    DiskFull
        When there is no room; the key file stands as it was.
    """  # noqa: D205

    def edit(opened: Opened, at: str) -> _Edit:
        names = [slot.name for slot in opened.file.slots]
        if name not in names:
            raise StoreError.because(
                "a key that is removed is there", f"no key '{name}'", did_you_mean(name, names)
            )
        if len(names) == 1:
            raise StoreError.because(
                "a study has at least one key: without any, nobody can read it again",
                f"the last one, '{name}'",
                "add another key first, or change this one with `handrail key change`",
            )
        left = tuple(slot for slot in _current(opened, secret, at) if slot.name != name)
        return _Edit("key-remove", name, left)

    _change(folder, secret, edit, allow_minimal, clock)


@dataclass(frozen=True)
class _Edit:
    action: str
    name: str
    slots: tuple[Slot, ...]


def _change(
    folder: Path, secret: str, edit: Callable[[Opened, str], _Edit], allow_minimal: bool, clock: Clock
) -> str:
    path = folder / KEY_FILE
    with Store.open(folder, secret, allow_minimal=allow_minimal, clock=clock) as store:
        opened = store.opened
        assert opened is not None  # noqa: S101 - it was opened with a secret
        edited = edit(opened, clock().astimezone(UTC).isoformat(timespec="seconds"))
        file = KeyFile(new_file_id(), edited.slots)
        with store.transaction():
            _refuse_moved(path, opened)
            store.audit(edited.action, key=edited.name, file=file.id)
        with store.transaction():  # one process at a time writes the key file
            _refuse_moved(path, opened)
            write_key_file(path, file, opened.key)
    return edited.name


def _refuse_moved(path: Path, opened: Opened) -> None:
    if opened.file.pending is not None or read_key_file(path) != opened.file:
        raise StoreError.because(
            "one process at a time changes the keys of a study",
            "a key file that changed meanwhile",
            "run `handrail key list`, then this again",
            file=path.name,
        )


def _refuse_known(opened: Opened, new: str) -> None:
    """Raise when a secret opens the study already: a key that two share is not gone when one is removed."""
    for slot in opened.file.slots:
        if open_slot(slot, new) is not None:
            raise StoreError.because(
                "each key of a study has a passphrase of its own",
                "one that opens the study already",
                "choose another",
            )


def _current(opened: Opened, secret: str, at: str) -> tuple[Slot, ...]:
    """Return the slots as format 2 has them: that of format 1 is made anew under the same secret."""
    if opened.file.id:
        return opened.file.slots
    return (
        make_slot(PASSPHRASE, "passphrase", secret, opened.key, parameters=opened.slot.parameters, at=at),
    )


def _with(slots: tuple[Slot, ...], new: Slot) -> tuple[Slot, ...]:
    """Return the slots with a new one, in place of that of its name."""
    if new.name in {slot.name for slot in slots}:
        return tuple(new if slot.name == new.name else slot for slot in slots)
    if len(slots) >= MOST_SLOTS:
        raise StoreError.because(
            f"a study has at most {MOST_SLOTS} keys: opening tries each", f"{MOST_SLOTS}", "remove one first"
        )
    return (*slots, new)
