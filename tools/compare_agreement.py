"""Give the same tables of ratings to Handrail and to two published programs, and print how far they differ.

``krippendorff`` (GPL) and ``irrCAC`` run in an environment of their own and never beside Handrail:
``python3 -m venv oracles && oracles/bin/pip install krippendorff==0.9.0 irrCAC==0.4.4``, then
``python tools/compare_agreement.py --oracles oracles/bin/python --tables 1000``.

A table has 2 to 6 coders, 1 to 40 units, 2 to 6 categories with numbers that are not equally far apart, and
none to half of its ratings missing. Some have one category only, or no unit that two coders rated.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from handrail.interviews.agreement import (
    brennan_prediger,
    cohen_kappa,
    cohen_kappa_se,
    fleiss_kappa,
    gwet_ac1,
    gwet_ac1_se,
    gwet_ac2,
    krippendorff_alpha,
    scott_pi,
    weighted_kappa,
)

Given = dict[str, Any]
SAME = 1e-9
"""Above this two numbers differ in more than rounding."""


@dataclass
class Line:
    """What one coefficient came to; ``oracle`` is its name there, ``note`` what is done otherwise here."""

    oracle: str
    compute: Callable[[Given], float]
    note: str = ""
    compared: int = 0
    largest: float = 0.0
    apart: int = 0
    neither: int = 0
    only_ours: int = 0
    only_theirs: int = 0

    def add(self, ours: float, theirs: float | None) -> None:
        """Count one table."""
        here = math.isfinite(ours)
        if here and theirs is not None:
            self.compared += 1
            self.largest = max(self.largest, abs(ours - theirs))
            self.apart += abs(ours - theirs) > SAME
        elif here:
            self.only_ours += 1
        elif theirs is not None:
            self.only_theirs += 1
        else:
            self.neither += 1


def draw(seed: int) -> Given:
    """Return one table: ratings of coders by units, and the square table of the first two coders."""
    rng = np.random.default_rng(seed)
    coders, units, size = int(rng.integers(2, 7)), int(rng.integers(1, 41)), int(rng.integers(2, 7))
    values = np.sort(rng.choice(np.arange(1, 13), size, replace=False))
    shares = rng.dirichlet(np.full(size, 0.7))
    truth = rng.choice(size, units, p=shares)
    places = np.where(
        rng.random((coders, units)) < rng.random(),
        truth,
        rng.choice(size, (coders, units), p=shares),
    )
    missing = rng.random((coders, units)) < rng.choice([0.0, 0.1, 0.5])
    if missing.all():
        missing[:, 0] = False
    square = np.zeros((size, size), dtype=int)
    both = ~missing[0] & ~missing[1]
    np.add.at(square, (places[0, both], places[1, both]), 1)
    ratings = np.where(missing, np.nan, values[places].astype(float))
    return {
        "ratings": [[None if math.isnan(one) else one for one in row] for row in ratings.tolist()],
        "square": square.tolist(),
    }


def paired(given: Given) -> list[list[float | None]]:
    """Return ratings without the units that fewer than two coders rated."""
    columns = list(zip(*given["ratings"], strict=True))
    kept = [unit for unit in columns if sum(one is not None for one in unit) > 1]
    return [list(row) for row in zip(*kept, strict=True)] or [[] for _ in given["ratings"]]


def lines() -> list[Line]:
    """Return what is compared."""
    found = [
        Line(
            f"krippendorff alpha {level}",
            lambda given, level=level: krippendorff_alpha(given["ratings"], level),
        )
        for level in ("nominal", "ordinal", "interval", "ratio")
    ]
    found += [
        Line("irrCAC alpha nominal", lambda given: krippendorff_alpha(given["ratings"])),
        Line("irrCAC alpha interval", lambda given: krippendorff_alpha(given["ratings"], "interval")),
        Line("irrCAC fleiss", lambda given: fleiss_kappa(given["ratings"])),
        Line("irrCAC brennan-prediger", lambda given: brennan_prediger(given["ratings"])),
        Line("irrCAC gwet identity", lambda given: gwet_ac1(given["ratings"])),
        Line("irrCAC ac1 se", lambda given: gwet_ac1_se(given["ratings"])),
    ]
    for scheme in ("linear", "quadratic", "ordinal", "radical"):
        found.append(
            Line(f"irrCAC gwet {scheme}", lambda given, scheme=scheme: gwet_ac2(given["ratings"], scheme))
        )
    found += [
        Line("irrCAC cohen identity", lambda given: cohen_kappa(given["square"])),
        # Near full agreement the root of what rounding left is no longer small: variances are compared.
        Line("irrCAC cohen variance", lambda given: cohen_kappa_se(given["square"]) ** 2),
        Line("irrCAC scott", lambda given: scott_pi(given["square"])),
    ]
    for scheme in ("linear", "quadratic", "ordinal", "radical"):
        found.append(
            Line(
                f"irrCAC cohen {scheme}", lambda given, scheme=scheme: weighted_kappa(given["square"], scheme)
            )
        )
    return found


def known() -> list[Line]:
    """Return what is known to differ, and is no fault of either."""
    left_out = ", units without a pair left out here"
    return [
        Line(
            "irrCAC alpha ordinal",
            lambda given: krippendorff_alpha(given["ratings"], "ordinal"),
            ", other weights than Krippendorff's",
        ),
        Line("irrCAC fleiss", lambda given: fleiss_kappa(paired(given)), left_out),
        Line("irrCAC gwet identity", lambda given: gwet_ac1(paired(given)), left_out),
    ]


def main() -> int:
    """Compare, print two tables, and return 1 when anything differs that should not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--oracles", required=True, help="python of the environment that holds them")
    parser.add_argument("--tables", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    tables = [draw(options.seed * 1_000_000 + at) for at in range(options.tables)]
    side = Path(__file__).with_name("agreement_side.py")
    done = subprocess.run(  # noqa: S603 - the user names the program
        [options.oracles, str(side)],
        input=json.dumps(tables),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    answers = json.loads(done.stdout)
    compared, differing = lines(), known()
    for given, answer in zip(tables, answers, strict=True):
        for line in (*compared, *differing):
            line.add(line.compute(given), answer[line.oracle])
    say(f"{options.tables} tables, seed {options.seed}", compared)
    say("Known to differ", differing)
    wrong = [line.oracle for line in compared if line.apart]
    if wrong:
        sys.stdout.write(f"\nDiffer though they should not: {', '.join(wrong)}\n")
    return 1 if wrong else 0


def say(title: str, found: list[Line]) -> None:
    """Print lines as a Markdown table."""
    sys.stdout.write(f"\n{title}\n\n| oracle | compared | largest difference | more than 1e-9 | ")
    sys.stdout.write("undefined in both | defined here only | defined there only |\n")
    sys.stdout.write("|---|---:|---:|---:|---:|---:|---:|\n")
    for line in found:
        sys.stdout.write(
            f"| {line.oracle}{line.note} | {line.compared} | {line.largest:.1e} | {line.apart} | "
            f"{line.neither} | {line.only_ours} | {line.only_theirs} |\n"
        )


if __name__ == "__main__":
    raise SystemExit(main())
