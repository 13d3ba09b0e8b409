"""Passphrase: where a study's passphrase is looked for, in a fixed order."""

from __future__ import annotations

import os
from collections.abc import Callable

from handrail.values import StoreError

ENVIRONMENT_NAME = "HANDRAIL_KEY"
KEYRING_SERVICE = "handrail"

DEMONSTRATION_PASSPHRASE = "synthetic data, no secret"  # noqa: S105 - it protects invented people
"""Opens every demonstration study: its data is synthetic, and whoever tries it should type nothing."""


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
