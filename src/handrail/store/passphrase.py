"""Passphrase: where a study's passphrase is looked for, in a fixed order, and what a new one must be."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable

from handrail.values import StoreError

ENVIRONMENT_NAME = "HANDRAIL_KEY"
NEW_ENVIRONMENT_NAME = "HANDRAIL_NEW_KEY"
KEYRING_SERVICE = "handrail"

DEMONSTRATION_PASSPHRASE = "synthetic data, no secret"  # noqa: S105 - it protects invented people
"""Opens every demonstration study: its data is synthetic, and whoever tries it should type nothing."""


SHORTEST = 12
"""Characters of a new passphrase of a real study: four words, or what a password manager makes."""


def find_passphrase(*, demonstration: bool, study_id: str, prompt: Callable[[], str] | None) -> str:
    """Return the passphrase: from ``HANDRAIL_KEY``, the OS keyring, the demonstration's own, or a prompt.

    Parameters
    ----------
    demonstration
        The study is the synthetic demonstration.
    study_id
        The user name under which the keyring holds it, for the service ``handrail``.
    prompt
        Asks the person, or None where nobody can be asked.

    Raises
    ------
    StoreError
        When there is none.

    Examples
    --------
    >>> from unittest.mock import patch
    >>> with patch.dict(os.environ, {"HANDRAIL_KEY": "from the environment"}):
    ...     find_passphrase(demonstration=False, study_id="officers", prompt=lambda: "typed")
    'from the environment'
    """
    given = os.environ.get(ENVIRONMENT_NAME) or _from_keyring(study_id)
    if given:
        return given
    if demonstration:
        return DEMONSTRATION_PASSPHRASE
    typed = prompt() if prompt is not None else ""
    if typed:
        return typed
    raise StoreError.because(
        "the passphrase opens the study",
        "none",
        f"type it when asked, set {ENVIRONMENT_NAME}, or keep it in the system's keyring",
    )


def find_new_passphrase(prompt: Callable[[str], str] | None) -> str:
    """Return a passphrase that is to open the study from now on: ``HANDRAIL_NEW_KEY``, or typed twice alike.

    Raises
    ------
    StoreError
        When there is none, or the two differ: a slip would lock the study.

    Examples
    --------
    >>> find_new_passphrase(lambda question: "four words or more")
    'four words or more'
    """
    given = os.environ.get(NEW_ENVIRONMENT_NAME)
    if given:
        return given
    if prompt is None:
        raise StoreError.because(
            "a new passphrase is typed twice", "nobody to ask", f"set {NEW_ENVIRONMENT_NAME}"
        )
    chosen = prompt("New passphrase (keep it safe): ")
    if prompt("The same passphrase again: ") != chosen:
        raise StoreError.because(
            "a new passphrase is typed twice alike", "two different ones", "run the command again"
        )
    return chosen


def refuse_unfit(passphrase: str, *, synthetic: bool) -> None:
    """Raise when a new passphrase is empty or, for a real study, short or published.

    Raises
    ------
    StoreError
        That does not repeat it.

    Examples
    --------
    >>> refuse_unfit("four words or more", synthetic=False)
    """
    if not passphrase:
        raise StoreError.because(
            "a study has a passphrase", "an empty one", "choose one, and keep it where the team can find it"
        )
    if synthetic:
        return
    characters = len(unicodedata.normalize("NFC", passphrase).strip())
    if characters < SHORTEST:
        raise StoreError.because(
            f"a new passphrase of a real study has at least {SHORTEST} characters: whoever copies the folder "
            "can try out short ones",
            f"{characters} characters",
            "take four or five words that nobody would guess together, or one from a password manager",
        )
    if passphrase == DEMONSTRATION_PASSPHRASE:
        raise StoreError.because(
            "a real study's passphrase is a secret",
            "the published one of the demonstration",
            "choose another",
        )


def _from_keyring(study_id: str) -> str | None:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return None
    try:
        found: str | None = keyring.get_password(KEYRING_SERVICE, study_id)
    except KeyringError:
        # No keyring on this machine, or a locked one: there are other ways to give the passphrase.
        return None
    return found
