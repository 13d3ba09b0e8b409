"""Walk the study's state machine many times and count what was done; it ends with 1 when a promise broke.

Run ``python tools/study_walks.py --walks 60`` (some ten minutes); it walks ``tests/study/study_machine.py``.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/study"))

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from study_machine import StudyMachine

COUNTED = ("_build", "_built", "_sign", "_withdraw", "_status", "_interview", "_code", "_write_survey")


def main() -> int:
    """Walk, and print a table of what was done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--walks", type=int, default=60)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    done: Counter[str] = Counter()

    for name in COUNTED:
        inner = getattr(StudyMachine, name)

        def counted(
            self: StudyMachine, *given: Any, _inner: Any = inner, _name: str = name, **more: Any
        ) -> Any:
            done[_name.lstrip("_")] += 1
            return _inner(self, *given, **more)

        setattr(StudyMachine, name, counted)
    started, sound = time.monotonic(), True
    try:
        run_state_machine_as_test(
            seed(given.seed)(StudyMachine),
            settings=settings(
                max_examples=given.walks,
                stateful_step_count=given.steps,
                deadline=None,
                database=None,
                phases=(Phase.generate, Phase.shrink),
                suppress_health_check=list(HealthCheck),
                print_blob=False,
            ),
        )
    except AssertionError as wrong:
        sys.stdout.write(f"BROKEN: {wrong}\n")
        sound = False
    for name, count in sorted(done.items()):
        sys.stdout.write(f"{name:<12}{count:>7}\n")
    sys.stdout.write(
        f"{given.walks} walks of at most {given.steps} steps in {time.monotonic() - started:.0f} s\n"
    )
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
