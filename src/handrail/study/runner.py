"""Runner: a step runs when its key changed, and passes on only its content.

The key is a digest of what the step was made from: its name, the method and its version, and the contents of
what it read. Steps are called in order; a later step's key holds earlier contents, never earlier keys, so a
change that alters nothing stops where it altered nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from handrail.store import ResultRecord, Store
from handrail.values import HandrailError, Method


class Progress(Protocol):
    """What long work tells the person who waits."""

    def total(self, steps: int) -> None:
        """Say how many steps there are."""

    def start(self, step: str) -> None:
        """Say that a step begins."""

    def done(self, step: str) -> None:
        """Say that a step ended, whether it ran or was fresh."""


class Silent:
    """A progress that says nothing."""

    def total(self, steps: int) -> None:
        """Ignore the number of steps."""

    def start(self, step: str) -> None:
        """Ignore the start."""

    def done(self, step: str) -> None:
        """Ignore the end."""


@dataclass(frozen=True)
class Outcome:
    """What a step made.

    Attributes
    ----------
    body
        JSON-like values that later steps and documents read.
    digested
        The part of it that is content; the whole body when None.
    software
        Names and versions of what computed it: recorded, never digested.
    """

    body: Mapping[str, Any]
    digested: object = None
    software: Mapping[str, str] = field(default_factory=dict)

    def content(self, store: Store) -> str:
        """Return the digest of what came out."""
        return store.digester.of(self.body if self.digested is None else self.digested, results=True)


def key_of(store: Store, name: str, method: Method, made_from: object) -> str:
    """Return the digest of what a step is made from."""
    return store.digester.of([name, method.name, method.version, made_from])


@dataclass
class Runner:
    """Runs or skips steps and remembers which.

    Attributes
    ----------
    store
        Where results are kept.
    progress
        Who is told.
    look_only
        Run nothing: stale steps are only listed.
    """

    store: Store
    progress: Progress
    look_only: bool = False
    ran: list[str] = field(default_factory=list)
    fresh: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    problems: list[HandrailError] = field(default_factory=list)

    def step(
        self,
        name: str,
        kind: str,
        method: Method,
        made_from: object,
        make: Callable[[], Outcome],
        *,
        again: bool = False,
    ) -> ResultRecord | None:
        """Return the step's result, or None when it failed (or is stale and only looked at).

        Parameters
        ----------
        name
            The step, such as ``estimate:contact-by-gender``.
        kind
            ``read``, ``place``, ``theme``, ``estimate`` or ``documents``.
        method
            Name and version enter the key.
        made_from
            Canonical values: parameters, and the contents of what is read.
        make
            Called when the key changed.
        again
            Run it whatever its key: what it made outside the store is gone.
        """
        key = key_of(self.store, name, method, made_from)
        have = self.store.result(name)
        if have is not None and have.key == key and not again:
            self.fresh.append(name)
            self.progress.done(name)
            return have
        if self.look_only:
            self.ran.append(name)
            return None
        self.progress.start(name)
        try:
            outcome = make()
        except HandrailError as wrong:
            self.fail(name, wrong)
            return None
        content = outcome.content(self.store)
        made = self.store.put_result(
            ResultRecord(
                step=name,
                key=key,
                content=content,
                kind=kind,
                body=dict(outcome.body),
                method={"name": method.name, "version": method.version},
                software=dict(outcome.software),
                made_at="",
            )
        )
        self.ran.append(name)
        self.progress.done(name)
        return made

    def all_of(self, name: str, made: Sequence[ResultRecord | None]) -> list[ResultRecord] | None:
        """Return the results of all parts of a whole; None where one is missing, and so is the whole."""
        done = [one for one in made if one is not None]
        if len(done) == len(made):
            return done
        if self.look_only:
            self.ran.append(name)
        else:
            self.fail(name)
        return None

    def keep(self, name: str) -> None:
        """Count a step as fresh whose file is gone from sources/: the store holds what it read."""
        self.fresh.append(name)
        self.progress.done(name)

    def fail(self, name: str, wrong: HandrailError | None = None) -> None:
        """Count a step as failed, with its own error or because of one before it."""
        self.failed.append(name)
        if wrong is not None:
            self.problems.append(wrong)
        self.progress.done(name)

    def error(self) -> HandrailError | None:
        """Return one error with every problem, or None; the first one's class gives the exit code."""
        if not self.problems:
            return None
        every = [problem for wrong in self.problems for problem in wrong.problems]
        return type(self.problems[0])(*every)

    def digest_of_file(self, path: Path) -> str:
        """Return the keyed digest of a file's bytes, read in pieces."""
        return self.store.digester.of_file(path)
