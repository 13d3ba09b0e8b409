"""Review many random tables, and attack each with an attacker that shares no code with Handrail.

Run ``OMP_NUM_THREADS=1 python tools/attack_random_tables.py --tables 10000 --jobs 2``. Half of the tables
have two margins and half have three; in half of them some gave no answer to a grouping. It prints unsafe
cells, cells withheld beyond them, and what the attacker gets back; of every tenth table also what he gets
back when the unsafe cells alone are withheld, and when the linear program alone withholds more. It ends with
an error when he gets anything back.

A cell is unsafe when its base, its count or its complement is under ten. The attacker must not place any of
these, nor any withheld number, within less than ten.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from multiprocessing import get_context

import numpy as np
from random_tables import NOBODY, People, SlowAttacker, draw_people, regions_of, tabulate

from handrail.disclosure import Ledger, Limits, attack, review
from handrail.disclosure.cells import own_mark
from handrail.disclosure.marks import Marks, blanked
from handrail.disclosure.protect import protect
from handrail.disclosure.regions import with_coverage
from handrail.values import Table

LIMITS = Limits()
WAYS = ("review", "linear program only", "unsafe cells only")
COUNTED = ("tables", "cells", "unsafe", "withheld", "beyond unsafe", "numbers tried", "placed in <10")


def draw(seed: int) -> tuple[People, Table]:
    """Return respondents and a table of them: two margins for even seeds, three for odd ones."""
    rng = np.random.default_rng(seed)
    levels = {"a": int(rng.integers(2, 4)), "b": int(rng.integers(2, 4))}
    if seed % 2:
        levels["c"] = 2
    n = int(rng.integers(80, 2500))
    people = draw_people(rng, {**levels, "v": 2}, n, missing=float(rng.choice([0.0, 0.03])))
    return people, tabulate(people, tuple(levels), "v")


def exposed(people: People, truth: Table, released: Table) -> tuple[int, int]:
    """Return how many numbers must be protected, and how many of them the slow attacker gets back."""
    answered = frozenset(column for column, codes in people.items() if NOBODY not in codes)
    slow = SlowAttacker(people, tuple(sorted(people)), (released,), answered)
    tried = found = 0
    for true, cell in zip(truth.cells, released.cells, strict=True):
        numbers = {"base": true.n, "inside": true.count or 0, "outside": true.n - (true.count or 0)}
        wanted = {what for what, number in numbers.items() if number < LIMITS.smallest_cell}
        wanted |= {"inside", "outside"} if cell.withheld is not None else set()
        regions = regions_of(truth, true, people)
        for what in wanted:
            tried += 1
            found += not slow.is_wide(regions[what], LIMITS.smallest_cell)
    return tried, found


def judge(seed: int) -> Counter[str]:
    """Return the counts of one table."""
    people, table = draw(seed)
    unsafe: Marks = {}
    for c, cell in enumerate(table.cells):
        mark = own_mark(cell, table, LIMITS)
        if mark is not None:
            unsafe[0, c] = mark
    outcome = review([table], [], Ledger(), limits=LIMITS)
    (released,) = outcome.remembered
    told = _told("review", people, table, released, len(unsafe))
    told["reported"] = len(outcome.attack.exposures)
    if seed % 20 < 2:  # one with two margins and one with three
        told["reported"] += len(attack([released], (), LIMITS).exposures)
        alone = dict(unsafe)
        protect((with_coverage(table),), (), alone, LIMITS)
        for way, marks in (("unsafe cells only", unsafe), ("linear program only", alone)):
            (left,) = blanked((table,), marks)
            told += _told(way, people, table, left, len(unsafe))
    return told


def _told(way: str, people: People, truth: Table, released: Table, unsafe: int) -> Counter[str]:
    tried, found = exposed(people, truth, released)
    withheld = sum(cell.withheld is not None for cell in released.cells)
    counts = (1, len(truth.cells), unsafe, withheld, withheld - unsafe, tried, found)
    return Counter({f"{way}: {what}": number for what, number in zip(COUNTED, counts, strict=True)})


def main() -> int:
    """Print the table of counts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--tables", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    total: Counter[str] = Counter()
    with get_context("spawn").Pool(given.jobs) as pool:
        for told in pool.imap_unordered(judge, range(given.seed, given.seed + given.tables), chunksize=20):
            total.update(told)
            done = total["review: tables"]
            if done % 1000 == 0:
                found = total["review: placed in <10"]
                sys.stderr.write(
                    f"{done:,} tables, {total['review: numbers tried']:,} tried, {found} placed\n"
                )
    lines = ["".join([f"{'':22}", *(f"{what:>15}" for what in COUNTED)])]
    for way in WAYS:
        lines.append("".join([f"{way:22}", *(f"{total[f'{way}: {what}']:>15,}" for what in COUNTED)]))
    lines.append(f"exposures that the review itself reports: {total['reported']:,}")
    sys.stdout.write("\n".join(lines) + "\n")
    found = sum(total[f"{way}: placed in <10"] for way in ("review", "linear program only"))
    return int(bool(found + total["reported"]))


if __name__ == "__main__":
    sys.exit(main())
