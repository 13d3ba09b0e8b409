"""Kills: run a piece of work in a process of its own, kill it at a random moment, look at what it left.

A nursery imports what the work needs and forks a child for each run, so that a child starts at once and a
kill falls into the work and not into imports. The child says "ready", acknowledges on the nursery's pipe what
it has been told is kept, and says "done". A module with scenarios has them in a tuple ``SCENARIOS``.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REOPENED_WITHIN = 5.0
"""Seconds within which a study must open again."""

Acknowledge = Callable[[str], None]


@dataclass(frozen=True)
class Scenario:
    """A piece of work that may be killed.

    Attributes
    ----------
    name
        As the table shows it.
    prepare
        Fills an empty folder; done once, and copied for each run.
    work
        Works in the folder and acknowledges each thing that it was told is kept.
    check
        Looks at the folder, given what was acknowledged in order; returns the seconds that reopening took
        and raises AssertionError for anything that is lost, half there, or damaged.
    """

    name: str
    prepare: Callable[[Path], None]
    work: Callable[[Path, Acknowledge], None]
    check: Callable[[Path, Sequence[str]], float]


@dataclass(frozen=True)
class Run:
    """One run of a scenario's work.

    Attributes
    ----------
    acknowledged
        In order.
    done
        It came to its end.
    seconds
        From ready to its end.
    failed
        The type of an exception that ended it, or empty.
    """

    acknowledged: tuple[str, ...]
    done: bool
    seconds: float
    failed: str = ""

    @property
    def when(self) -> str:
        """Return whether a kill came ``before``, ``while`` or ``after`` things were acknowledged."""
        return "after" if self.done else "while" if self.acknowledged else "before"


@dataclass
class Tally:
    """A row of the table."""

    name: str
    kills: int = 0
    before: int = 0
    during: int = 0
    after: int = 0
    slowest: float = 0.0
    losses: int = 0
    first_loss: str = ""


class Nursery:
    """A process that forks one child at a time for scenarios of some modules."""

    def __init__(self, modules: Sequence[str]) -> None:
        here = str(Path(__file__).parent)
        path = os.pathsep.join([here, *(place for place in sys.path if place)])
        self._process = subprocess.Popen(
            [sys.executable, __file__, *modules],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": path},
        )
        assert self._expect("nursery") == {"nursery": True}

    def start(self, module: str, scenario: str, folder: Path) -> int:
        """Start a scenario's work and return its process id once it is ready."""
        assert self._process.stdin is not None
        order = {"module": module, "scenario": scenario, "folder": str(folder)}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        pid: int = self._expect("ready")["ready"]
        return pid

    def finish(self, started: float) -> Run:
        """Wait for the child's end and return what it said."""
        acknowledged: list[str] = []
        done, failed, seconds = False, "", 0.0
        while True:
            said = self._line()
            if "ack" in said:
                acknowledged.append(said["ack"])
            elif "failed" in said:
                failed = said["failed"]
            elif "done" in said:
                done, seconds = True, said["done"]
            elif "end" in said:
                return Run(tuple(acknowledged), done, seconds or time.monotonic() - started, failed)

    def run(self, module: str, scenario: str, folder: Path, *, kill_after: float | None = None) -> Run:
        """Run a scenario's work, to its end or until it is killed."""
        pid = self.start(module, scenario, folder)
        started = time.monotonic()
        if kill_after is not None:
            time.sleep(kill_after)
            with contextlib.suppress(ProcessLookupError):  # it may have ended before
                os.kill(pid, signal.SIGKILL)
        return self.finish(started)

    def close(self) -> None:
        """End the nursery."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _expect(self, name: str) -> dict[str, Any]:
        said = self._line()
        assert name in said, said
        return said

    def _line(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the nursery died"
        said: dict[str, Any] = json.loads(line)
        return said


@contextlib.contextmanager
def nursery(*modules: str) -> Iterator[Nursery]:
    """Yield a nursery and end it afterwards."""
    made = Nursery(modules)
    try:
        yield made
    finally:
        made.close()


def kill_often(
    nurse: Nursery, module: str, scenario: Scenario, kills: int, folder: Path, draw: random.Random
) -> Tally:
    """Kill a scenario's work at moments spread over its duration, check each time, and count."""
    prepared = folder / f"{scenario.name}-prepared"
    prepared.mkdir()
    scenario.prepare(prepared)
    tally = Tally(scenario.name)
    # How long it takes undisturbed: the middle of three, as the machine has other work too.
    durations = sorted(_run(nurse, module, scenario, prepared, folder, None, tally).seconds for _ in range(3))
    tally = Tally(scenario.name, losses=tally.losses, first_loss=tally.first_loss)
    for number in range(kills):
        # One moment in each equal stretch, a little past the end.
        moment = 1.1 * durations[1] * (number + draw.random()) / kills
        run = _run(nurse, module, scenario, prepared, folder, moment, tally)
        tally.kills += 1
        tally.before += run.when == "before"
        tally.during += run.when == "while"
        tally.after += run.when == "after"
    shutil.rmtree(prepared)
    return tally


def _run(
    nurse: Nursery,
    module: str,
    scenario: Scenario,
    prepared: Path,
    folder: Path,
    moment: float | None,
    tally: Tally,
) -> Run:
    place = folder / f"{scenario.name}-run"
    shutil.copytree(prepared, place)
    run = nurse.run(module, scenario.name, place, kill_after=moment)
    try:
        assert run.failed == "", f"the work itself failed: {run.failed}"
        assert moment is not None or run.done
        tally.slowest = max(tally.slowest, scenario.check(place, run.acknowledged))
    except Exception as wrong:
        tally.losses += 1
        reason = f"{run.when} at {moment}: {type(wrong).__name__}: {wrong}"
        tally.first_loss = tally.first_loss or reason.splitlines()[0]
    shutil.rmtree(place)
    return run


def table(tallies: Sequence[Tally]) -> str:
    """Return the tallies as lines of text, with a total."""
    lines = [
        f"{'scenario':<22}{'kills':>6}{'before':>8}{'while':>7}{'after':>7}{'slowest s':>11}{'losses':>8}"
    ]
    total = Tally("total")
    for one in tallies:
        for name in ("kills", "before", "during", "after", "losses"):
            setattr(total, name, getattr(total, name) + getattr(one, name))
        total.slowest = max(total.slowest, one.slowest)
    for one in (*tallies, total):
        lines.append(
            f"{one.name:<22}{one.kills:>6}{one.before:>8}{one.during:>7}{one.after:>7}"
            f"{one.slowest:>11.2f}{one.losses:>8}"
        )
        if one.first_loss:
            lines.append(f"    first loss: {one.first_loss}")
    return "\n".join(lines)


def _serve(modules: Sequence[str]) -> None:
    """Be the nursery: read an order a line, fork a child for it, say when it ended."""
    loaded = {name: importlib.import_module(name) for name in modules}

    def say(**what: Any) -> None:
        # One write below the size that a pipe keeps together, from either process.
        os.write(1, (json.dumps(what) + "\n").encode())

    say(nursery=True)
    for line in sys.stdin:
        order = json.loads(line)
        scenario = next(one for one in loaded[order["module"]].SCENARIOS if one.name == order["scenario"])
        child = os.fork()
        if child == 0:
            say(ready=os.getpid())
            started = time.monotonic()
            try:
                scenario.work(Path(order["folder"]), lambda what: say(ack=what))
                say(done=time.monotonic() - started)
            except BaseException as wrong:
                say(failed=f"{type(wrong).__name__}: {wrong}"[:300])
            os._exit(0)
        os.waitpid(child, 0)
        say(end=True)


if __name__ == "__main__":
    _serve(sys.argv[1:])
