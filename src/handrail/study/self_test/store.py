"""Store: encryption, erasure and the audit log on this computer, each beside a try that has to fail."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from handrail.store import Store, ThrowAway, damage_of
from handrail.study.self_test.check import Check, says

NO_DAMAGE = "no damage"


def damage_words(store: Store) -> str:
    """Return which checks of a store's pages find damage."""
    return ", ".join(damage_of(store)) or NO_DAMAGE


@contextmanager
def _throw_away(*, encrypted: bool = True) -> Iterator[ThrowAway]:
    with tempfile.TemporaryDirectory(prefix="handrail-verify-") as folder:
        yield ThrowAway(Path(folder), encrypted=encrypted)


def encryption() -> list[Check]:
    """Return checks that a store's file gives nothing away and refuses other keys and changed bytes."""
    with _throw_away() as sealed, _throw_away(encrypted=False) as plain:
        checks = [
            says("what was said comes out of an encrypted store", "the store works",
                 expected=True, got=sealed.reads()),
            says("it does not lie in the bytes of the file", "encryption at rest",
                 expected=0, got=sealed.traces()),
            says("it does lie in the bytes of a plain file", "the check before this one can fail",
                 expected=True, got=plain.traces() > 0),
            says("another passphrase is refused", "the key", expected=True,
                 got=sealed.refuses("not the passphrase of this store")),
        ]  # fmt: skip
        with sealed.open() as store:
            checks.append(
                says(
                    "every page is authentic",
                    "SQLCipher's integrity check",
                    expected=NO_DAMAGE,
                    got=damage_words(store),
                )
            )
        checks.append(
            says("one changed byte is refused", "authentication of every page", expected=True,
                 got=sealed.refuses_a_changed_byte())
        )  # fmt: skip
        checks.append(
            says("one changed byte of a plain file is not noticed", "the check before this one can fail",
                 expected=False, got=plain.refuses_a_changed_byte())
        )  # fmt: skip
        return checks


def erasure() -> list[Check]:
    """Return checks that what was removed is in no byte of the file; only a plain file can show it."""
    with _throw_away(encrypted=False) as plain:
        before = plain.traces()
        plain.erase()
        return [
            says("what was said is found before", "the next check can fail", expected=True, got=before > 0),
            says(
                "it is found nowhere after it was removed",
                "erasure and purge",
                expected=0,
                got=plain.traces(),
            ),
        ]


def audit_log() -> list[Check]:
    """Return checks that a changed line of the audit log is found."""
    with _throw_away() as sealed:
        before = sealed.log_is_whole()
        sealed.tamper_with_the_log()
        return [
            says("an untouched audit log is whole", "the next check can fail", expected=True, got=before),
            says(
                "a changed line breaks its chain", "the audit log", expected=False, got=sealed.log_is_whole()
            ),
        ]
