"""Let a tracker ask many filtered tables, each reviewed with all that left before; count what he recovers.

Run ``OMP_NUM_THREADS=1 python tools/attack_by_tracker.py --questions 1000``. It prints how many cells he was
given, how many groups of one to nine respondents there are (everybody who shares answers to any of the
columns), and how many of them he can place exactly, or within less than ten. It ends with an error when there
is one.
"""

from __future__ import annotations

import argparse
import sys
import time

from tracker import new_tracker


def main() -> int:
    """Print the counts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--respondents", type=int, default=1500)
    given = parser.parse_args()
    tracker = new_tracker(given.seed, n=given.respondents)
    start = time.monotonic()
    while tracker.asked < given.questions:
        tracker.ask(min(100, given.questions - tracker.asked))
        took = time.monotonic() - start
        small, found = tracker.recovered()
        exact = sum(low == high for _, low, high in found)
        sys.stdout.write(
            f"{tracker.asked:,} questions: {tracker.cells:,} cells asked for, {tracker.answered:,} answered; "
            f"{small:,} groups of 1 to 9, {exact} recovered exactly, {len(found)} within less than ten "
            f"({took:.0f} s)\n"
        )
        sys.stdout.flush()
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
