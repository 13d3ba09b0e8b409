"""Fuzz one parser for a while: only a refusal or success is allowed, within ten seconds and a memory limit.

    python tools/fuzz_parsers.py transcript --seconds 600 --seed 1

Starts from ``tests/fuzz/corpus/PARSER``. Whatever ends otherwise is made smaller and put there as a file
``found-...``, which the suite reads again at every run. The parser works in a process of its own, so that a
fault in C code is a finding and not the end.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

FUZZ = Path(__file__).resolve().parents[1] / "tests/fuzz"
sys.path.insert(0, str(FUZZ))

from mutations import mutate  # noqa: E402
from parsers import PARSERS, digest  # noqa: E402
from worker import Outcome, Worker  # noqa: E402

TRIES_TO_SHRINK = 200


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class Campaign:
    """One parser, its seeds, and what was found."""

    def __init__(self, parser: str, seed: int, folder: Path) -> None:
        self.worker, self.folder = Worker(parser), folder
        self.draw = random.Random(seed)  # noqa: S311 - a seed to repeat, no secret
        self.corpus = FUZZ / "corpus" / parser
        self.seeds = [(path.name, path.read_bytes()) for path in sorted(self.corpus.iterdir())]
        self.outcomes: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.slowest = 0.0

    def try_(self, name: str, data: bytes) -> Outcome:
        """Return what the parser does with bytes under a name."""
        path = self.folder / name
        path.write_bytes(data)
        return self.worker.run(path)

    def one(self) -> None:
        """Change a seed and read it."""
        name, data = self.draw.choice(self.seeds)
        ending = name.rsplit(".", 1)[-1]
        alike = [other for other_name, other in self.seeds if other_name.endswith(ending)]
        data = mutate(data, self.draw, alike if self.draw.random() < 0.8 else [one for _, one in self.seeds])
        outcome = self.try_(name, data)
        self.outcomes[outcome.kind] += 1
        self.slowest = max(self.slowest, outcome.seconds)
        if outcome.fault:
            sort = f"{outcome.kind}: {outcome.where}"
            self.found[sort] += 1
            if self.found[sort] == 1:
                kept = self.keep(name, self.shrunk(name, data, outcome))
                say(f"FOUND {sort} -> {kept}")

    def shrunk(self, name: str, data: bytes, outcome: Outcome) -> bytes:
        """Cut pieces out for as long as the same fault remains."""
        tries = TRIES_TO_SHRINK if outcome.kind != "hang" else 8
        size = max(1, len(data) // 2)
        while size >= 1 and tries > 0:
            start = 0
            while start < len(data) and tries > 0:
                shorter = data[:start] + data[start + size :]
                tries -= 1
                again = self.try_(name, shorter)
                if (again.kind, again.where) == (outcome.kind, outcome.where):
                    data = shorter
                else:
                    start += size
            size //= 2
        return data

    def keep(self, name: str, data: bytes) -> Path:
        """Put a file into the corpus, named after the seed and what is in it."""
        stem, _, ending = name.rpartition(".")
        stem = stem.split("-found-")[0]
        path = self.corpus / f"{stem}-found-{digest(data)}.{ending}"
        path.write_bytes(data)
        return path


def main() -> int:
    """Run a campaign; return 1 when something was found."""
    parse = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parse.add_argument("parser", choices=sorted(PARSERS))
    parse.add_argument("--seconds", type=float, default=600)
    parse.add_argument("--seed", type=int, default=1)
    given = parse.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        campaign = Campaign(given.parser, given.seed, Path(folder))
        while time.monotonic() - began < given.seconds:
            campaign.one()
        campaign.worker.close()
    counts = ", ".join(f"{count} {kind}" for kind, count in sorted(campaign.outcomes.items()))
    files, worker = sum(campaign.outcomes.values()), campaign.worker
    say(f"{given.parser}: {time.monotonic() - began:.0f} s, seed {given.seed}, {files} files: {counts}")
    say(
        f"  {worker.late_deaths} deaths after an answer; slowest {campaign.slowest:.1f} s; "
        f"{len(campaign.found)} different findings"
    )
    for sort, times in campaign.found.most_common():
        say(f"  {times} x {sort}")
    return 1 if campaign.found else 0


if __name__ == "__main__":
    sys.exit(main())
