"""Time design-based estimates beside svy and R's survey package, in one run and on the same rows.

    python -m venv peer && peer/bin/pip install svy==0.35.0
    apt install r-cran-survey
    OMP_NUM_THREADS=2 .venv/bin/python benchmarks/survey.py --svy peer/bin/python --r Rscript

It makes 13,677, 100,000 and 1,000,000 rows in 50 strata of 20 clusters, and asks each side for a mean, the
same by four groups, a cross-tabulation with its Rao-Scott test, a logistic regression on six factors, and (of
the smallest) 500 bootstrap replicates with one mean. A standard error of each answer is printed (of the test
its F), so that who is faster is known to answer the same. Nothing here passes or fails.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl
from survey_frame import make

from handrail.survey import Design

SIZES = (13_677, 100_000, 1_000_000)
WORDS = {
    "design": "the design itself",
    "mean": "mean",
    "by": "mean by four groups",
    "crosstab": "crosstab with its test",
    "logit": "logit on six factors",
    "replicates": "500 replicates and a mean",
}
Side = dict[str, Any]


def main() -> int:
    """Print a table for each size."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--svy", type=Path, help="The Python of an environment that has svy.")
    parser.add_argument("--r", help="Rscript, with the survey package.")
    parser.add_argument("--rows", type=int, nargs="*", default=SIZES)
    parser.add_argument("--times", type=int, default=5)
    given = parser.parse_args()
    _say(f"Handrail {version('handrail')}, Python {platform.python_version()}, {platform.machine()}")
    for rows in given.rows:
        with tempfile.TemporaryDirectory() as home:
            folder = Path(home)
            frame = make(rows)
            frame.write_parquet(folder / "frame.parquet")
            sides = {"Handrail": _ours(pl.read_parquet(folder / "frame.parquet"), given.times)}
            here = Path(__file__).parent
            if given.svy is not None:
                script = [given.svy, here / "survey_svy_peer.py", folder / "frame.parquet", str(given.times)]
                sides["svy"] = _peer(script)
            if given.r is not None:
                frame.write_csv(folder / "frame.csv")
                times = str(given.times if rows < 500_000 else 1)
                sides["R"] = _peer([given.r, here / "survey_r_peer.R", folder / "frame.csv", times])
            _table(rows, sides)
    return 0


def _ours(frame: pl.DataFrame, times: int) -> Side:
    def make_design() -> Design:
        return Design(frame, weights="weight", strata="stratum", clusters="cluster")

    design = make_design()
    work: dict[str, Callable[[], Any]] = {
        "design": make_design,
        "mean": lambda: design.mean("told").table["se"][0],
        "by": lambda: design.mean("told", by="region").table["se"][0],
        "crosstab": lambda: design.crosstab("identity", "told").f,
        "logit": lambda: design.logit("told ~ sex + identity + region + age + screen + age_met").table["se"][
            0
        ],
    }
    if frame.height < 50_000:
        work["replicates"] = lambda: (
            design.as_replicates("bootstrap", replicates=500, seed=1).mean("told").table["se"][0]
        )
    seconds, answers = {}, {}
    for name, one in work.items():
        taken = []
        for _ in range(times):
            before = time.perf_counter()
            answer = one()
            taken.append(time.perf_counter() - before)
        seconds[name] = min(taken)
        if name != "design":
            answers[name] = float(answer)
    return {"version": version("handrail"), "seconds": seconds, "answers": answers}


def _peer(command: list[Any]) -> Side:
    made = subprocess.run([str(one) for one in command], check=True, capture_output=True, text=True)  # noqa: S603
    side: Side = json.loads(made.stdout.strip().splitlines()[-1])
    return side


def _table(rows: int, sides: dict[str, Side]) -> None:
    named = ", ".join(f"{name} {side['version']}" for name, side in sides.items())
    _say(f"\n{rows:,} rows, seconds (ratio: peer / ours; least of several runs): {named}")
    ours = sides["Handrail"]
    for name, words in WORDS.items():
        if name not in ours["seconds"]:
            continue
        line = f"{words:<28}{ours['seconds'][name]:9.4f}"
        for peer, side in sides.items():
            if peer != "Handrail" and name in side["seconds"]:
                ratio = side["seconds"][name] / ours["seconds"][name]
                line += f"  {peer} {side['seconds'][name]:8.4f} ({ratio:6.1f})"
        said = "  ".join(f"{side['answers'][name]:.7g}" for side in sides.values() if name in side["answers"])
        _say(f"{line}   {said}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
