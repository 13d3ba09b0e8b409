"""The side of svy in ``benchmarks/survey.py``: the same work on the same file, in an environment of its own.

It prints one line of JSON: seconds and a number of each answer, so that both sides can be seen to agree.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import polars as pl
import svy


def least(work: Callable[[], Any], times: int) -> tuple[float, Any]:
    """Return the least of some runs and the last answer."""
    taken, answer = [], None
    for _ in range(times):
        before = time.perf_counter()
        answer = work()
        taken.append(time.perf_counter() - before)
    return min(taken), answer


def main() -> int:
    """Print seconds and answers."""
    frame, times = pl.read_parquet(sys.argv[1]), int(sys.argv[2])
    # R's and our rule for a lone cluster is never met here.
    design = svy.Design(stratum="stratum", psu="cluster", wgt="weight")
    seconds, answers = {}, {}
    seconds["design"], sample = least(lambda: svy.Sample(frame, design), times)
    factors = [svy.Cat("sex"), svy.Cat("identity"), svy.Cat("region"), "age", "screen", "age_met"]
    work = {
        "mean": lambda: sample.estimation.mean("told").to_polars(),
        "by": lambda: sample.estimation.mean("told", by="region").to_polars(),
        "crosstab": lambda: sample.categorical.tabulate("identity", "told"),
        "logit": lambda: sample.glm.fit("told", x=factors, family="binomial").to_polars(),
    }
    for name, one in work.items():
        seconds[name], answer = least(one, times)
        answers[name] = _number(name, answer)

    def replicates() -> Any:
        made = sample.weighting.create_bs_wgts(500, rstate=1)
        return made.estimation.mean("told", method="replication").to_polars()

    if frame.height < 50_000:
        seconds["replicates"], answer = least(replicates, times)
        answers["replicates"] = _number("mean", answer)
    sys.stdout.write(json.dumps({"version": version("svy"), "seconds": seconds, "answers": answers}) + "\n")
    return 0


def _number(name: str, answer: Any) -> float:
    if name == "crosstab":
        return float(answer.stats.f.value)
    column = next(one for one in ("se", "std_err") if one in answer.columns)
    return float(answer[column][0])


if __name__ == "__main__":
    raise SystemExit(main())
