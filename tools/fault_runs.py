"""Try the store's faults at length and print what was counted; it ends with 1 when anything was lost.

Run ``python tools/fault_runs.py`` (about eight minutes on two cores). The code is that of ``tests/faults``,
which runs a few of each. ``--kills`` is how often work is killed in all, ``--only`` names one part.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/faults"))

from kills import kill_often, nursery, table


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def kills(folder: Path, modules: Sequence[str], number: int, draw: random.Random) -> bool:
    """Kill the work of every scenario; return whether nothing was lost."""
    scenarios = [(module, one) for module in modules for one in import_module(module).SCENARIOS]
    tallies = []
    with nursery(*modules) as nurse:
        for place, (module, scenario) in enumerate(scenarios):
            each = number // len(scenarios) + (place < number % len(scenarios))
            tallies.append(kill_often(nurse, module, scenario, each, folder, draw))
    _say(table(tallies))
    return not any(tally.losses for tally in tallies)


def full_disks(folder: Path) -> bool:
    """Fill the disk at 50 points."""
    module = import_module("full_disk")
    (folder / "pages").mkdir()
    said = [f"pages: {what}" for what in module.pages(folder / "pages", 25)]
    with nursery("full_disk") as nurse:
        said += module.limits(nurse, folder, 5)
    _say(f"full disk, {len(said)} points")
    for what, count in sorted(Counter(said).items()):
        _say(f"  {what:<26}{count:>5}")
    return True


def damages(folder: Path, draw: random.Random) -> bool:
    """Flip bytes and cut the log."""
    module = import_module("damage")
    for name, seen in (
        ("a flipped byte in every tenth page", module.flipped_bytes(folder / "pages-flipped", draw)),
        ("a write-ahead log that was cut", module.cut_logs(folder / "cut", 500)),
        ("a flipped byte in the write-ahead log", module.flipped_logs(folder / "log", draw, 200)),
    ):
        found = ", ".join(f"{what} {count}" for what, count in sorted(seen.items()))
        _say(f"{name}, {seen.total()} times: {found}; wrong rows 0")
    return True


def two(folder: Path) -> bool:
    """Let two processes write, a third read, and keys change meanwhile."""
    module = import_module("two_processes")
    for names in (("write_100", "write_200", "read"), ("write_100", "keys", "read")):
        said = module.together(folder / "-".join(names), *names)
        _say("at once: " + ", ".join(f"{name} kept {len(what)}" for name, what in said.items()) + "; lost 0")
    return True


def main() -> int:
    """Run the parts that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--only", choices=("kills", "full", "damage", "two"))
    parser.add_argument(
        "--modules", nargs="+", default=["store_scenarios", "study_scenarios"], help="modules with SCENARIOS"
    )
    given = parser.parse_args()
    draw = random.Random(given.seed)  # noqa: S311 - it chooses moments, no secrets
    parts: dict[str, Callable[[Path], bool]] = {
        "kills": lambda folder: kills(folder, given.modules, given.kills, draw),
        "full": full_disks,
        "damage": lambda folder: damages(folder, draw),
        "two": two,
    }
    sound = True
    for name, part in parts.items():
        if given.only in (None, name):
            started = time.monotonic()
            with tempfile.TemporaryDirectory() as folder:
                try:
                    sound &= part(Path(folder))
                except AssertionError as wrong:
                    _say(f"LOST: {wrong}")
                    sound = False
            _say(f"  {name}: {time.monotonic() - started:.0f} s\n")
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
