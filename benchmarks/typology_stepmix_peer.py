"""The peer's side of ``benchmarks/typology.py``: the same answers, classes and tolerance in StepMix.

It runs in an environment of its own that has stepmix and nothing of Handrail, and prints one line of JSON.
Importing and a first small fit are not timed. StepMix stops by its mean log-likelihood, so that the tolerance
of the total is divided by the rows.
"""

from __future__ import annotations

import json
import resource
import sys
import time
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np
from stepmix import StepMix


def main() -> int:
    """Print CPU seconds and the best log-likelihood of a fit, or CPU seconds an iteration."""
    answers = np.load(Path(sys.argv[1]))
    task = json.loads(sys.argv[2])
    warnings.simplefilter("ignore")
    _fit(answers[:200], task, starts=1, most=5)
    if task["iterations"]:
        times = []
        for most in (1, 1 + task["iterations"]):
            before = time.process_time()
            _fit(answers, task, starts=1, most=most)
            times.append(time.process_time() - before)
        result = {"seconds": (times[1] - times[0]) / task["iterations"]}
    else:
        before = time.process_time()
        model = _fit(answers, task, starts=task["starts"], most=task["most"])
        seconds = time.process_time() - before
        result = {
            "seconds": seconds,
            "best": float(model.lower_bound_) * len(answers),
            "tops": [float(top) for top in model.lower_bound_buffer_],
        }
    result["version"] = version("stepmix")
    result["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(json.dumps(result) + "\n")
    return 0


def _fit(answers, task, *, starts, most):  # type: ignore[no-untyped-def]
    return StepMix(
        n_components=task["classes"],
        measurement=task["measurement"],
        n_init=starts,
        max_iter=most,
        abs_tol=task["tolerance"] / len(answers),
        rel_tol=0.0,
        random_state=task["seed"],
        progress_bar=0,
    ).fit(answers)


if __name__ == "__main__":
    raise SystemExit(main())
