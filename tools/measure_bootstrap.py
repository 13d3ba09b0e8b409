"""Measure the bootstrap likelihood-ratio test: time and hit rate of seven tests, and how often it errs.

    python tools/measure_bootstrap.py tests --replicates 500 --memory finished.jsonl
    python tools/measure_bootstrap.py errors --n 300 --studies 200 --replicates 19 --memory finished.jsonl

It can be stopped at any time and goes on from the memory's file. Not part of the tests: it takes minutes.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl

from handrail.typology import LatentClasses
from handrail.typology.climb import Effort
from handrail.typology.executor import run
from handrail.typology.likelihood_ratio import bootstrap_test

SHARES = (0.40, 0.25, 0.20, 0.15)


def say(line: object) -> None:
    """Write a line at once: a run is long."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class FileMemory(dict):
    """A mapping whose lines are on disk as soon as they are put in."""

    def __init__(self, path: Path | None) -> None:
        super().__init__()
        self._path = path
        if path is not None and path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                key, value = json.loads(line)
                super().__setitem__(key, tuple(value))

    def __setitem__(self, key: str, value: tuple[float, float]) -> None:
        super().__setitem__(key, value)
        if self._path is not None:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps([key, value]) + "\n")


def planted(n: int, seed: int, classes: int = 4, items: int = 12) -> pl.DataFrame:
    """Return answers to yes/no items of three or four classes: none, the first half, the second half, all."""
    random = np.random.default_rng(seed)
    chances = np.full((4, items), 0.15)
    chances[1, : items // 2] = 0.75
    chances[2, items // 2 :] = 0.75
    chances[3] = 0.8
    shares = np.array(SHARES[:classes])
    own = random.choice(classes, n, p=shares / shares.sum())
    answers = (random.random((n, items)) < chances[own]).astype(np.int64)
    return pl.DataFrame(answers, schema=[f"item {j}" for j in range(items)])


def seven_tests(arguments: argparse.Namespace) -> None:
    """Print one row a test."""
    frame = planted(arguments.n, 5)
    memory = FileMemory(arguments.memory)
    effort = Effort(arguments.starts, arguments.agree, arguments.more, arguments.walk)
    say(effort)
    say("test   2 x LR    p      hit rate  CPU s a replicate  CPU s of the hit rate")
    for classes in arguments.classes:
        null, alternative = (LatentClasses(k, starts=50, seed=1).fit(frame) for k in (classes, classes + 1))

        def test(hits: int) -> tuple[object, float]:
            before, kept = time.process_time(), len(memory)
            found = bootstrap_test(
                null, alternative, replicates=arguments.replicates, effort=effort, seed=1,  # noqa: B023
                hit_replicates=hits, workers=arguments.workers, memory=memory,
            )  # fmt: skip
            fresh = len(memory) - kept
            return found, (time.process_time() - before) / max(fresh, 1) if fresh else float("nan")

        _, each = test(0)
        found, looked = test(arguments.hits)
        rate = "-" if found.hit_rate is None else f"{found.hit_rate:.2f} of {found.hits_of}"
        say(
            f"{classes} v {classes + 1}  {found.statistic:7.2f}  {found.p:.4f} {rate:>11}  {each:10.3f}"
            f"  {looked * found.hits_of:20.1f}   better by {found.better[0]:.3f}, {found.better[1]:.3f}"
        )


def errors(arguments: argparse.Namespace) -> None:
    """Print in how many studies the true number of three classes is rejected at 5 %."""
    memory = FileMemory(arguments.memory)
    effort = Effort(arguments.starts, arguments.agree, arguments.more, arguments.walk)

    def study(seed: int) -> tuple[float, float]:
        frame = planted(arguments.n, 1000 + seed, classes=3, items=6)
        three, four = (LatentClasses(k, starts=50, seed=seed).fit(frame) for k in (3, 4))
        found = bootstrap_test(
            three,
            four,
            replicates=arguments.replicates,
            seed=seed,
            effort=effort,
            hit_replicates=0,
            workers=1,
        )
        return found.p, found.statistic

    tasks = {
        f"study {seed}, n {arguments.n}, R {arguments.replicates}, {effort}": partial(study, seed)
        for seed in range(arguments.studies)
    }
    p = np.array([one for one, _ in run(tasks, workers=arguments.workers, memory=memory).values()])
    share = (p <= 0.05).mean()
    error = np.sqrt(0.05 * 0.95 / len(p))
    say(f"n {arguments.n}, R {arguments.replicates}: rejected {share:.3f} of {len(p)}")
    say(f"(0.05, with a standard error of {error:.3f})")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("tests", "errors"))
    parser.add_argument("--n", type=int, default=1000)
    parser.add_argument("--classes", type=int, nargs="*", default=range(1, 8))
    parser.add_argument("--replicates", type=int, default=500)
    parser.add_argument("--studies", type=int, default=200)
    parser.add_argument("--hits", type=int, default=25)
    parser.add_argument("--starts", type=int, default=Effort.starts)
    parser.add_argument("--agree", type=int, default=Effort.agree)
    parser.add_argument("--more", type=int, default=Effort.more)
    parser.add_argument("--walk", type=int, default=Effort.walk)
    parser.add_argument("--workers", type=int)
    parser.add_argument("--memory", type=Path)
    chosen = parser.parse_args()
    {"tests": seven_tests, "errors": errors}[chosen.what](chosen)
