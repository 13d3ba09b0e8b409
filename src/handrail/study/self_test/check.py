"""Check: one thing that the program must do on this computer, and what it did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One check.

    Attributes
    ----------
    name
        What is tried.
    holds
        What it would mean if it failed, or where the expected value is from.
    expected, got
        In words or digits; never anything about a participant.
    passed
        Whether they agree.
    """

    name: str
    holds: str
    expected: str
    got: str
    passed: bool


Trial = Callable[[], list[Check]]
"""Makes a few checks that belong together."""


def close(name: str, holds: str, expected: float, got: float, relative: float) -> Check:
    """Return the check that a number agrees with a published one.

    Examples
    --------
    >>> close("a third", "arithmetic", 0.3333333, 1 / 3, 1e-6).passed
    True
    >>> close("a third", "arithmetic", 0.3333333, float("nan"), 1e-6).passed
    False
    """
    agrees = abs(got - expected) <= relative * abs(expected)
    wanted = f"{expected:.10g} within {relative:g} of itself"
    return Check(name, holds, wanted, f"{got:.10g}", bool(agrees))


def says(name: str, holds: str, *, expected: object, got: object) -> Check:
    """Return the check that something is exactly as it must be.

    Examples
    --------
    >>> says("two and two", "arithmetic", expected=4, got=2 + 2).passed
    True
    >>> says("it rains", "weather", expected=False, got=True).got
    'yes'
    """
    return Check(name, holds, _words(expected), _words(got), expected == got)


def _words(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def fell(name: str, wrong: BaseException) -> Check:
    """Return the failed check of a trial that stopped with an error, which is named and not quoted."""
    kind = type(wrong).__name__
    return Check(name, "the trial runs to its end", "no error", kind, passed=False)
