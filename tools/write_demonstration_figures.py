"""Write the figures with which `handrail verify` compares a build of the demonstration study.

Run it after a change that is meant to move a released number of the demonstration, and look at the diff:

    python tools/write_demonstration_figures.py
"""

from __future__ import annotations

import json
import tempfile
from datetime import date
from pathlib import Path

from handrail.study.build import build_study
from handrail.study.demo import demonstration
from handrail.study.runner import Silent
from handrail.study.self_test.demonstration import FIGURES, figures_of

TARGET = Path(__file__).parents[1] / "src/handrail/study/self_test" / FIGURES


def main() -> None:
    """Build the demonstration and write its figures, a line for each cell."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "demonstration"
        demonstration(folder)
        report = build_study(folder, prompt=None, progress=Silent(), today=date(2026, 5, 1))
        if report.error is not None:
            raise report.error
        figures = figures_of(json.loads((folder / "outputs/results.json").read_text("utf-8")))
    tables = [
        f"{json.dumps(table)}: [\n"
        + ",\n".join(json.dumps(cell, ensure_ascii=False, separators=(",", ":")) for cell in cells)
        + "\n]"
        for table, cells in sorted(figures.items())
    ]
    TARGET.write_text("{\n" + ",\n".join(tables) + "\n}\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
