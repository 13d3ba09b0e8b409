"""Demonstration: a whole build in a temporary folder, heard for sockets, against the shipped figures."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

from handrail.store.passphrase import ENVIRONMENT_NAME
from handrail.study.build import build_study
from handrail.study.demo import demonstration
from handrail.study.runner import Progress
from handrail.study.self_test.check import Check, says

FIGURES = "demonstration.json"
ONE_DIGIT = 1.5e-5
"""Numbers are shipped with six significant digits. Another processor may add in another order, which can turn
the last of them by one: at most 1e-5 of the number, and half of that again for the rounding of both."""

_TODAY = date(2026, 5, 1)
_LOCAL = 1
"""AF_UNIX: a socket inside this computer, by which a keyring is asked."""


class _Inside:
    """Shows the steps of a build under one step of the self-test."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def total(self, steps: int) -> None:
        """Keep the total of the self-test."""

    def start(self, step: str) -> None:
        """Name the step."""
        self._progress.start(f"demonstration, {step}")

    def done(self, step: str) -> None:
        """Count nothing: the build is one step of the self-test."""


class _Ear:
    """Hears of every network socket that this process opens, looks up or connects, while it listens."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self._listens = self._hooked = False

    @contextmanager
    def listening(self) -> Iterator[list[str]]:
        """Yield the list of what is heard until the end."""
        if not self._hooked:
            sys.addaudithook(self._hear)  # Python has no way to take one off again
            self._hooked = True
        self.heard, self._listens = [], True
        try:
            yield self.heard
        finally:
            self._listens = False

    def _hear(self, event: str, about: tuple[Any, ...]) -> None:
        # The computer's own name is asked for without a socket.
        if not self._listens or not event.startswith("socket.") or event == "socket.gethostname":
            return
        family_or_address = about[1] if len(about) > 1 else None
        if family_or_address != _LOCAL and not isinstance(family_or_address, str | bytes):
            self.heard.append(event)


_EAR = _Ear()


def demonstration_build(progress: Progress) -> list[Check]:
    """Return checks that the demonstration builds here, opens no socket and gives the shipped figures."""
    with _EAR.listening() as control:
        sys.audit("socket.connect", None, ("192.0.2.1", 80))
        hears = len(control) == 1
    with tempfile.TemporaryDirectory(prefix="handrail-verify-") as folder, _own_passphrase():
        study = Path(folder) / "demonstration"
        demonstration(study)
        with _EAR.listening() as heard:
            report = build_study(study, prompt=None, progress=_Inside(progress), today=_TODAY)
        built = report.error is None
        results = (
            json.loads((study / "outputs/results.json").read_text("utf-8")) if built else {"results": []}
        )
    same, cells, other = compare_figures(shipped_figures(), figures_of(results))
    return [
        says("the demonstration study builds", "the whole way from transcripts to documents", expected=True,
             got=built),
        says("the build opens no network socket", "nothing leaves by the network", expected=0,
             got=len(heard)),
        says("a socket would have been heard", "the check before this one can fail", expected=True,
             got=hears),
        Check(
            "its tables hold the shipped figures",
            "counts equal, numbers to one unit of the last of six digits",
            f"{cells} of {cells} cells",
            f"{same} of {cells} cells" + (f", first in {other}" if other else ""),
            passed=same == cells and not other,
        ),
    ]  # fmt: skip


@contextmanager
def _own_passphrase() -> Iterator[None]:
    """Keep the person's passphrase away from the throw-away study, whose key is weak and published."""
    kept = os.environ.pop(ENVIRONMENT_NAME, None)
    try:
        yield
    finally:
        if kept is not None:
            os.environ[ENVIRONMENT_NAME] = kept


def figures_of(results: Mapping[str, Any]) -> dict[str, list[list[Any]]]:
    """Return a build's released cells, table by table, as they are shipped."""
    return {
        one["id"]: [
            [
                sorted(cell["group"].items()),
                cell["category"],
                cell["n"],
                cell["withheld"] is not None,
                {
                    name: value
                    for name, value in sorted(cell.items())
                    if name not in ("group", "category", "n", "withheld", "printed") and value is not None
                },
            ]
            for cell in one["table"]
        ]
        for one in results["results"]
    }


def shipped_figures() -> dict[str, list[list[Any]]]:
    """Return the figures that came with the program."""
    text = resources.files("handrail.study.self_test").joinpath(FIGURES).read_text("utf-8")
    figures: dict[str, list[list[Any]]] = json.loads(text)
    return figures


def compare_figures(
    shipped: Mapping[str, list[list[Any]]], found: Mapping[str, list[list[Any]]]
) -> tuple[int, int, str]:
    """Return how many shipped cells were found again, how many there are, and the first table that differs.

    Examples
    --------
    >>> shipped = {"estimate:e": [[[], None, 40, False, {"estimate": 0.123456}]]}
    >>> compare_figures(shipped, {"estimate:e": [[[], None, 40, False, {"estimate": 0.123457}]]})
    (1, 1, '')
    >>> compare_figures(shipped, {"estimate:e": [[[], None, 40, False, {"estimate": 0.12346}]]})
    (0, 1, 'estimate:e')
    """
    same, other = 0, ""
    for name in sorted(shipped.keys() | found.keys()):
        left, right = shipped.get(name, []), found.get(name, [])
        equal = sum(_same(one, two) for one, two in zip(left, right, strict=False))
        same += equal
        if not other and (equal != len(left) or len(left) != len(right)):
            other = name
    return same, sum(len(cells) for cells in shipped.values()), other


def _same(one: list[Any], two: list[Any]) -> bool:
    *where, numbers = one
    *there, others = two
    # A pair of a group's name and level is a list in JSON and a tuple in memory.
    if json.dumps(where) != json.dumps(there) or numbers.keys() != others.keys():
        return False
    return all(_near(numbers[name], others[name]) for name in numbers)


def _near(one: object, two: object) -> bool:
    if isinstance(one, int | float) and isinstance(two, int | float):
        return abs(one - two) <= ONE_DIGIT * max(abs(one), abs(two)) + 1e-12
    return one == two
