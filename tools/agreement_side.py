"""The side of ``compare_agreement.py`` that runs in the oracles' own environment: JSON in, JSON out.

For each table of ratings it gives what ``krippendorff`` and ``irrCAC`` compute, None where either stops or
gives no finite number.
"""

from __future__ import annotations

import json
import math
import os
import sys
import warnings
from collections.abc import Callable

LEVELS = ("nominal", "ordinal", "interval", "ratio")
WEIGHTS = ("identity", "linear", "quadratic", "ordinal", "radical")


def attempt(work: Callable[[], float]) -> float | None:
    """Return a number, or None where there is none."""
    try:
        found = float(work())
    except (ArithmeticError, IndexError, KeyError, TypeError, ValueError):
        return None
    return found if math.isfinite(found) else None


def main() -> None:
    """Read tables from standard input, and write the oracles' numbers to standard output."""
    tables = json.load(sys.stdin)
    real = os.dup(1)
    os.dup2(2, 1)  # whatever they print; only the answer goes to standard output
    warnings.simplefilter("ignore")
    import krippendorff
    import numpy as np
    import pandas as pd
    from irrCAC import raw, table

    def compute(given: dict[str, list[list[float | None]]]) -> dict[str, float | None]:
        ratings = np.array(given["ratings"], dtype=float)

        def alpha(level: str) -> float | None:
            return attempt(lambda: krippendorff.alpha(ratings, level_of_measurement=level))

        def of_ratings(weights: str, method: str, part: str = "coefficient_value") -> float | None:
            frame = pd.DataFrame(ratings.T)
            return attempt(lambda: getattr(raw.CAC(frame, weights=weights, digits=15), method)()["est"][part])

        def of_table(weights: str, method: str, part: str = "coefficient_value") -> float | None:
            frame = pd.DataFrame(given["square"])
            return attempt(
                lambda: getattr(table.CAC(frame, weights=weights, digits=15), method)()["est"][part]
            )

        return {
            **{f"krippendorff alpha {level}": alpha(level) for level in LEVELS},
            "irrCAC alpha nominal": of_ratings("identity", "krippendorff"),
            "irrCAC alpha interval": of_ratings("quadratic", "krippendorff"),
            "irrCAC alpha ordinal": of_ratings("ordinal", "krippendorff"),
            "irrCAC fleiss": of_ratings("identity", "fleiss"),
            "irrCAC brennan-prediger": of_ratings("identity", "bp"),
            "irrCAC ac1 se": of_ratings("identity", "gwet", "se"),
            "irrCAC cohen variance": attempt(lambda: of_table("identity", "cohen", "se") ** 2),
            "irrCAC scott": of_table("identity", "scott"),
            **{f"irrCAC gwet {weights}": of_ratings(weights, "gwet") for weights in WEIGHTS},
            **{f"irrCAC cohen {weights}": of_table(weights, "cohen") for weights in WEIGHTS},
        }

    out = [compute(given) for given in tables]
    with os.fdopen(real, "w", encoding="utf-8") as answer:
        json.dump(out, answer)


if __name__ == "__main__":
    main()
