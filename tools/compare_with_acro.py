"""Give the same tables to acro and to Handrail, and attack what either would let out.

acro (MIT licence) is run in an environment of its own and never beside Handrail:
``python3 -m venv acro-venv && acro-venv/bin/pip install acro==1.0.2``, then
``python tools/compare_with_acro.py --acro acro-venv/bin/python --tables 150``.

A study is the cross table of two columns, and the table of each column alone, which are its row and column
totals: what a team commonly publishes. One attacker, who writes every combination of answers as an unknown of
its own, tries each combination of one to nine respondents, from acro's three tables with suppression and from
Handrail's.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from random_tables import People, Region, SlowAttacker, count, draw_people, facet

import handrail
from handrail.disclosure import Ledger, review
from handrail.values import Cell, Table

LIMIT = 10
Known = list[tuple[Region, int]]


def draw(seed: int) -> People:
    """Return respondents with two answers each; none is missing, for acro has no rule for that."""
    rng = np.random.default_rng(seed)
    levels = {"a": int(rng.integers(2, 5)), "b": int(rng.integers(2, 5))}
    return draw_people(rng, levels, int(rng.integers(150, 2500)))


def tables_of(people: People) -> list[Table]:
    """Return the cross table (answers b of each group of a) and the two totals, as Handrail has them."""
    facets = {"a": facet(people, "a"), "b": facet(people, "b")}

    def cells(column: str, group: dict[str, str], region: Region) -> list[Cell]:
        n = count(people, region)
        found = []
        for code in sorted(set(people[column].tolist())):
            number = count(people, {**region, column: frozenset({code})})
            found.append(Cell(group, str(code), n, number, {"estimate": number / n}))
        return found

    def made(name: str, column: str, by: tuple[str, ...], *groups: list[Cell]) -> Table:
        every = tuple(cell for group in groups for cell in group)
        return Table(f"estimate:{name}", name, "share", by, every, "s", column, facets=facets)

    codes = sorted(set(people["a"].tolist()))
    crossed = [cells("b", {"a": str(code)}, {"a": frozenset({code})}) for code in codes]
    return [
        made("b by a", "b", ("a",), *crossed, cells("b", {}, {})),
        made("a", "a", (), cells("a", {}, {})),
    ]


def known_from(tables: Iterable[Table]) -> Known:
    """Return what a reader of Handrail's tables knows."""
    known: Known = []
    for table in tables:
        for cell in table.cells:
            if cell.withheld is None and cell.count is not None and cell.category is not None:
                region = {name: frozenset({int(level)}) for name, level in cell.group.items()}
                known += [
                    (region, cell.n),
                    ({**region, table.variable: frozenset({int(cell.category)})}, cell.count),
                ]
    return known


def known_from_acro(tables: list[list[tuple[str, str, int | None]]]) -> Known:
    """Return what a reader of acro's tables knows: rows and columns are named by column and code."""
    return [
        (
            {word[0]: frozenset({int(word[1:])}) for word in (row, column) if word != "all"},
            number,
        )
        for table in tables
        for row, column, number in table
        if number is not None
    ]


def attacked(people: People, known: Known, told: Counter[str], who: str) -> None:
    """Count the combinations of one to nine respondents that are given back."""
    slow = SlowAttacker(people, ("a", "b"), (), answered=frozenset("ab"))
    slow.matrix = np.array([slow.vector(region) for region, _ in known], dtype=float)
    slow.values = np.array([number for _, number in known], dtype=float)
    given = given_exactly = False
    for first in sorted(set(people["a"].tolist())):
        for second in sorted(set(people["b"].tolist())):
            region = {"a": frozenset({first}), "b": frozenset({second})}
            if 0 < count(people, region) < LIMIT:
                low, high = slow.interval(region)
                told[f"{who}: unsafe"] += 1
                told[f"{who}: exactly"] += low == high
                told[f"{who}: within <10"] += high - low < LIMIT
                given |= high - low < LIMIT
                given_exactly |= low == high
    told[f"{who}: tables with one"] += given
    told[f"{who}: tables with one exactly"] += given_exactly


def main() -> int:
    """Print the two side by side."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--acro", required=True, help="the Python that has acro")
    parser.add_argument("--tables", type=int, default=150)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    everybody = [draw(seed) for seed in range(given.seed, given.seed + given.tables)]
    studies = [{name: codes.tolist() for name, codes in people.items()} for people in everybody]
    done = subprocess.run(  # noqa: S603 - the user names the program
        [given.acro, str(Path(__file__).with_name("acro_side.py"))],
        input=json.dumps(studies),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout)
    told: Counter[str] = Counter()
    for people, theirs in zip(everybody, answer["studies"], strict=True):
        attacked(people, known_from_acro(theirs), told, "acro")
        told["acro: withheld"] += sum(number is None for table in theirs for _, _, number in table)
        told["acro: cells"] += sum(len(table) for table in theirs)
        released = review(tables_of(people), [], Ledger()).released.tables.values()
        attacked(people, known_from(released), told, "handrail")
        told["handrail: withheld"] += sum(
            cell.withheld is not None for table in released for cell in table.cells
        )
        told["handrail: cells"] += sum(len(table.cells) for table in released)
    names = {"acro": f"acro {answer['version']}", "handrail": f"handrail {handrail.__version__}"}
    lines = [
        f"{given.tables} studies of three tables; unsafe: combinations of 1 to 9 respondents",
        f"{'':36}" + "".join(f"{name:>16}" for name in names.values()),
    ]
    for what in (
        "cells",
        "withheld",
        "unsafe",
        "exactly",
        "within <10",
        "tables with one exactly",
        "tables with one",
    ):
        label = {
            "exactly": "unsafe cells given back exactly",
            "within <10": "unsafe cells placed within <10",
            "tables with one exactly": "studies that give one back exactly",
            "tables with one": "studies that place one within <10",
        }.get(what, what)
        lines.append(f"{label:36}" + "".join(f"{told[f'{who}: {what}']:>16,}" for who in names))
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
