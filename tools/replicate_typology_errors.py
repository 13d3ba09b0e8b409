"""Linearised standard errors of latent classes beside 3,000 Rao-Wu replicates; the tests take 300.

    python tools/replicate_typology_errors.py [REPLICATES]

Sixty clusters, five a stratum, weights, two planted classes of six items, all of them away from 0 and 1; each
replicate begins at the estimate. Prints the ratios, and ends with 1 where their median is outside .97 to 1.03
or one is outside .92 to 1.08.
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "typology"))

from rao_wu import clustered, in_order_of_replicates, replicated

from handrail.typology import LatentClasses


def main() -> int:
    """Print the ratios, and return whether they are out of bounds."""
    replicates = int(sys.argv[1]) if len(sys.argv) > 1 else 3_000
    frame, stratum, cluster, weights = clustered()
    model = LatentClasses(2, starts=5, seed=1).fit(frame, weights, stratum, cluster)
    spread = replicated(frame, stratum, cluster, weights, replicates, seed=11)
    ratio = in_order_of_replicates(model.standard_errors_) / spread
    median = float(np.median(ratio))
    sys.stdout.write(
        f"{replicates:,} replicates: linearised over replicated, median {median:.3f}, "
        f"lowest {ratio.min():.3f}, highest {ratio.max():.3f}\n"
    )
    return int(not (0.97 <= median <= 1.03 and ratio.min() >= 0.92 and ratio.max() <= 1.08))


if __name__ == "__main__":
    raise SystemExit(main())
