"""Time latent classes beside StepMix, on the same simulated answers in the same run.

    python -m venv peer && peer/bin/pip install stepmix==3.0.0
    export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 POLARS_MAX_THREADS=1
    .venv/bin/python benchmarks/typology.py --peer peer/bin/python

Twelve yes/no items of four classes (shares .4, .3, .2 and .1) at two degrees of separation, twenty starts,
each followed until a step changes the total log-likelihood by less than 1e-6; and a step over 100,000 rows of
twenty items with four categories, where no two rows are equal. Ours is the whole of ``LatentClasses.fit``:
reading the frame, the starts, Newton's polish, identification and the tables. All times are CPU seconds of
one process, all its threads together; compiling and importing are not timed on either side.

"clear": a class's probability of yes is drawn evenly from .05 to .3 or from .6 to .95, either with chance
1/2. "blurred": its log-odds are the item's (normal, mean -1, sd .7) and the class's own for that item
(normal, mean 0, sd 1). Both are drawn once, with seed 1, and not chosen by what they give.

A row counts where both reach the same top within 1e-5. Where the peer stops short of it, it is run again
with a tenth of the tolerance and so on, which is printed, and the ratio keeps its first, shorter time. From a
million rows on the peer follows one start, and its time is multiplied; there the tolerance goes down a
hundredfold at once, since a run takes minutes. Nothing here passes or fails.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from handrail.typology import LatentClasses
from handrail.typology.layout import lay_out
from handrail.typology.parameters import random_start
from handrail.typology.patterns import Floats, read_patterns
from handrail.typology.search import em_step

CLASSES, ITEMS, STARTS, TOLERANCE, SEED = 4, 12, 20, 1e-6, 1
SAME_TOP = 1e-5
_ANOTHER_TOP = 1.0  # so far below is no matter of tolerance
SEPARATIONS = ("clear", "blurred")
_SHARES = (0.4, 0.3, 0.2, 0.1)
_ONE_START_FROM = 1_000_000
_ITERATIONS = 10
_REPEATS = 3


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--peer", type=Path, help="The Python of an environment that has stepmix.")
    parser.add_argument("--rows", type=int, nargs="*", default=[1_000, 10_000, 1_000_000])
    given = parser.parse_args()
    _say(f"Python {platform.python_version()}, numpy {np.__version__}, numba {version('numba')}")
    LatentClasses(2, starts=1).fit(pl.DataFrame({"a": [0, 0, 1, 1], "b": [0, 1, 1, 1]}))
    line = "{:<20} {:>9} {:>9} {:>12} {:>12} {:>9} {:>10} {:>12}"
    _say(line.format("answers", "rows", "entropy", "ours s", "peer s", "ratio", "peer tol", "peer - ours"))
    with tempfile.TemporaryDirectory() as folder:
        _say(line.format(*_step_row(Path(folder), given.peer)))
        for separation in SEPARATIONS:
            for rows in given.rows:
                _say(line.format(*_row(Path(folder), given.peer, separation, rows)))
    return 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def simulated(separation: str, rows: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return answers 0 and 1 (rows x 12) of four classes."""
    chance = np.random.default_rng(SEED)
    if separation == "clear":
        high = chance.random((CLASSES, ITEMS)) < 0.5
        where = chance.random((CLASSES, ITEMS))
        yes = np.where(high, 0.6 + 0.35 * where, 0.05 + 0.25 * where)
    else:
        log_odds = chance.normal(-1, 0.7, ITEMS) + chance.normal(0, 1, (CLASSES, ITEMS))
        yes = 1 / (1 + np.exp(-log_odds))
    of = chance.choice(CLASSES, size=rows, p=_SHARES)
    return (chance.random((rows, ITEMS)) < yes[of]).astype(np.int64)


def _row(folder: Path, peer: Path | None, separation: str, rows: int) -> tuple[str, ...]:
    answers = simulated(separation, rows)
    frame = pl.DataFrame(answers, schema=[f"item_{j}" for j in range(ITEMS)])
    times = []
    for _ in range(_REPEATS):
        before = time.process_time()
        model = LatentClasses(CLASSES, starts=STARTS, seed=SEED, tolerance=TOLERANCE).fit(frame)
        times.append(time.process_time() - before)
    ours = float(np.median(times))
    start = (separation, f"{rows:,}", f"{model.entropy_:.2f}", f"{ours:.4f}")
    if peer is None:
        return (*start, "", "", "", "")
    one = rows >= _ONE_START_FROM
    task = {"measurement": "binary", "starts": 1 if one else STARTS}
    first = found = _peer(folder, peer, answers, task, TOLERANCE)
    tolerance = TOLERANCE
    while model.log_likelihood_ - _ANOTHER_TOP < found["best"] < model.log_likelihood_ - SAME_TOP:
        if tolerance < 1e-9:
            break
        tolerance /= 100 if one else 10
        found = _peer(folder, peer, answers, task, tolerance)
    theirs = first["seconds"] * (STARTS if one else 1)
    gap = found["best"] - model.log_likelihood_
    return (
        *start, f"{theirs:.2f}{'*' if one else ''}", f"{theirs / ours:,.0f}", f"{tolerance:g}", f"{gap:.1e}",
    )  # fmt: skip


def _step_row(folder: Path, peer: Path | None) -> tuple[str, ...]:
    rows, items = 100_000, 20
    chance = np.random.default_rng(SEED)
    shares: Floats = chance.dirichlet(np.ones(4), (CLASSES, items))
    of = chance.choice(CLASSES, size=rows, p=_SHARES)
    steps = shares[of].cumsum(axis=2)
    answers = np.minimum((chance.random((rows, items, 1)) > steps).sum(axis=2), 3)
    layout = lay_out(read_patterns(pl.DataFrame(answers, schema=[f"item_{j}" for j in range(items)])))
    now = random_start(layout, CLASSES, SEED, 0)
    times = []
    for _ in range(_REPEATS):
        before = time.process_time()
        for _ in range(_ITERATIONS):
            now, _ = em_step(layout, now)
        times.append((time.process_time() - before) / _ITERATIONS)
    ours = float(np.median(times))
    patterns = len(layout.patterns.weight)
    start = ("20 items, one step", f"{rows:,}", f"{patterns:,} p", f"{ours:.5f}")
    if peer is None:
        return (*start, "", "", "", "")
    task = {"measurement": "categorical", "starts": 1, "iterations": _ITERATIONS}
    theirs = _peer(folder, peer, answers, task, 1e-300)["seconds"]
    return (*start, f"{theirs:.3f}", f"{theirs / ours:,.0f}", "", "")


def _peer(
    folder: Path, peer: Path, answers: np.ndarray[Any, Any], task: dict[str, Any], tolerance: float
) -> dict[str, Any]:
    place = folder / "answers.npy"
    np.save(place, answers)
    whole = {"classes": CLASSES, "seed": SEED, "iterations": 0, "most": 1_000_000, **task}
    script = Path(__file__).with_name("typology_stepmix_peer.py")
    done = subprocess.run(  # noqa: S603 - the peer that the person named
        [str(peer), str(script), str(place), json.dumps({**whole, "tolerance": tolerance})],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": ""},
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    sys.exit(main())
