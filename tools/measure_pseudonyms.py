"""Measure how many direct identifiers of invented interviews are found, and what is asked about in vain.

    python tools/measure_pseudonyms.py            the fresh seeds 200 to 259
    python tools/measure_pseudonyms.py 0 30       the seeds for tuning, with what was missed
    python tools/measure_pseudonyms.py 200 260 --misses

An identifier is found when every letter and digit of it lies in a candidate. Misses print invented words.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from interview_generator import DIRECT, FIRST_FRESH, FIRST_HELD_OUT, Invented, invent

from handrail.interviews import find_candidates

HELD_OUT = range(FIRST_HELD_OUT, FIRST_HELD_OUT + 60)
FRESH = range(FIRST_FRESH, FIRST_FRESH + 60)


@dataclass
class Recall:
    """What was found of what is there, by kind."""

    there: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    vain: int = 0
    words: int = 0
    missed: list[tuple[str, str]] = field(default_factory=list)

    def share(self, kinds: Iterable[str] = DIRECT) -> float:
        """Return the share found of some kinds."""
        chosen = list(kinds)
        return sum(self.found[kind] for kind in chosen) / sum(self.there[kind] for kind in chosen)

    @property
    def vain_per_thousand(self) -> float:
        """Return direct candidates that touch no identifier, for each 1,000 words."""
        return 1000 * self.vain / self.words


def measure(texts: Iterable[Invented]) -> Recall:
    """Return what the detector finds in invented transcripts."""
    recall = Recall()
    for one in texts:
        candidates = find_candidates(one.text)
        covered = bytearray(len(one.text))
        for candidate in candidates:
            covered[candidate.start : candidate.end] = bytes([1]) * (candidate.end - candidate.start)
        for gold in one.gold:
            recall.there[gold.kind] += 1
            whole = all(covered[i] or not one.text[i].isalnum() for i in range(gold.start, gold.end))
            recall.found[gold.kind] += whole
            if not whole:
                recall.missed.append(
                    (gold.kind, one.text[gold.start - 20 : gold.end + 20].replace("\n", " "))
                )
        recall.words += len(one.text.split())
        recall.vain += sum(
            candidate.direct
            and not any(gold.start < candidate.end and candidate.start < gold.end for gold in one.gold)
            for candidate in candidates
        )
    return recall


def rows(measured: Mapping[str, Recall]) -> Iterator[str]:
    """Yield the lines of the table: a column for each way in which the same interviews were read."""
    first = next(iter(measured.values()))
    yield f"{'kind':<14}{'there':>7}" + "".join(f"{name:>14}" for name in measured)
    for kind in DIRECT:
        if first.there[kind]:
            shares = "".join(f"{one.share([kind]):>14.1%}" for one in measured.values())
            yield f"{kind:<14}{first.there[kind]:>7}{shares}"
    yield f"{'all':<14}{first.there.total():>7}" + "".join(
        f"{one.share():>14.1%}" for one in measured.values()
    )
    vain = "".join(f"{one.vain_per_thousand:>14.1f}" for one in measured.values())
    yield f"{'in vain, for each 1,000':<21}{vain}  of {first.words} words"


def measure_all(seeds: Iterable[int]) -> dict[str, Recall]:
    """Return what is found with capitals, without, and without capitals and stops."""
    invented = [invent(seed) for seed in seeds]
    return {
        "capitals": measure(invented),
        "lower-cased": measure(one.lowered() for one in invented),
        "no stops": measure(one.spoken() for one in invented),
    }


def main(arguments: list[str]) -> None:
    """Print the table."""
    numbers = [int(one) for one in arguments if one.isdigit()]
    seeds = range(*numbers) if numbers else FRESH
    measured = measure_all(seeds)
    sys.stdout.write("\n".join(rows(measured)) + "\n")
    if "--misses" in arguments or max(seeds) < FIRST_HELD_OUT:
        for name, recall in measured.items():
            for kind, words in recall.missed:
                sys.stdout.write(f"missed, {name}: {kind}: {words}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
