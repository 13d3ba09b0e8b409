"""Time the qualitative strand at the size of a large study, beside Taguette in the same run.

    python -m venv peer && peer/bin/pip install taguette==1.5.2
    OMP_NUM_THREADS=2 .venv/bin/python benchmarks/interviews.py --peer peer/bin/python

It makes 200 transcripts of 8,000 words with 60 codes and 50,000 codings by three coders, writes them into a
study's encrypted store and into Taguette's own database, and exports all codings from both. Ours is timed
with opening and reading the store, Taguette's from its open database. What has a goal and no peer is timed
alone. Nothing here passes or fails.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from interviews_project import Size

from handrail import interviews
from handrail.study.project import read_project
from handrail.study.session import open_session

Row = tuple[str, float, str]


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--peer", type=Path, help="The Python of an environment that has taguette.")
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--codings", type=int, default=50_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        # In a process of its own, so that this one's memory is that of the work.
        maker = Path(__file__).with_name("interviews_study.py")
        subprocess.run(  # noqa: S603 - our own file
            [sys.executable, maker, folder, str(given.documents), str(given.codings)], check=True
        )
        given_to_peer = folder / "project.json"
        ours = dict(_time_exports(folder))
        _say(f"{given.documents} transcripts of {Size().words:,} words, {given.codings:,} codings")
        _say(f"Handrail {version('handrail')}, Python {platform.python_version()}, {platform.machine()}")
        if given.peer is not None:
            peer = _peer(given.peer, given_to_peer, folder)
            _say(f"Taguette {peer['version']}: {peer['rows']:,} rows, {peer['memory']} MB")
            for name in ("csv", "xlsx"):  # on both sides the least of three runs, the modules loaded
                _say(
                    f"all codings to {name:<6}{ours[name]:7.2f} s  Taguette {peer[name]:7.2f} s  "
                    f"ratio {peer[name] / ours[name]:6.1f}"
                )
        for name in ("csv", "xlsx"):
            _say(f"{f'all codings to {name}, from a closed study':<44}{ours[name]:7.3f} s")
        _say(f"{'the command that writes csv, its start too':<44}{ours['shell']:7.3f} s")
        for name, seconds, goal in _others(folder):
            _say(f"{name:<44}{seconds:7.3f} s  {goal}")
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        _say(f"memory, everything above: {memory} MB  goal 400")
    return 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _seconds(work: Callable[[], object], times: int = 3) -> float:
    """Return the least of some runs: what else the machine does only adds."""
    taken = []
    for _ in range(times):
        before = time.perf_counter()
        work()
        taken.append(time.perf_counter() - before)
    return min(taken)


def _time_exports(folder: Path) -> Iterator[tuple[str, float]]:
    """Yield the seconds from a closed study to a written file, for each kind of file, and from the shell."""

    def export(kind: str) -> None:
        project = read_project(folder / "study", prompt=None)
        interviews.write_sheet(interviews.passages_table(project), folder / f"all.{kind}")

    for kind in ("csv", "xlsx"):
        yield kind, _seconds(lambda kind=kind: export(kind))  # type: ignore[misc]
    command = [sys.executable, "-c", "from handrail.cli import main; main()", "interviews", "codings"]
    command += [str(folder / "study"), "--to", str(folder / "all.csv")]
    yield "shell", _seconds(lambda: subprocess.run(command, check=True, capture_output=True))  # noqa: S603


def _peer(python: Path, given: Path, folder: Path) -> dict[str, Any]:
    done = subprocess.run(  # noqa: S603 - the peer that the person named
        [python, Path(__file__).with_name("taguette_peer.py"), given, folder],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _others(folder: Path) -> Iterator[Row]:
    """Yield what has a goal and no peer."""
    study = folder / "study"

    def opened() -> None:
        with open_session(study, prompt=None):
            pass

    yield "opening the study", _seconds(opened), "goal 0.5"
    before = time.perf_counter()
    project = read_project(study, prompt=None)
    yield "reading all of it as a project", time.perf_counter() - before, ""

    def table(ending: str) -> None:
        interviews.write_sheet(interviews.passages_table(project), folder / f"again{ending}")

    for ending in (".csv", ".xlsx", ".docx", ".html"):
        yield f"all codings to {ending}, from the project", _seconds(lambda ending=ending: table(ending)), ""  # type: ignore[misc]
    yield "writing .qdpx", _seconds(lambda: interviews.write_refi(project, folder / "all.qdpx")), "goal 5"
    yield "reading .qdpx", _seconds(lambda: interviews.read_refi(folder / "all.qdpx")), ""
    for unit in ("character", "sentence", "turn", "document"):
        seconds = _seconds(lambda unit=unit: interviews.code_agreement(project, unit=unit))  # type: ignore[misc]
        yield f"agreement of three coders by {unit}", seconds, "goal 3"
    queries: dict[str, Callable[[], object]] = {
        "search: a word": lambda: interviews.search(project, "training"),
        "search: a phrase and NEAR": lambda: interviews.search(
            project, '"by luck" AND police NEAR/10 report'
        ),
        "search: a prefix": lambda: interviews.search(project, "train*"),
        "codings, by code": lambda: interviews.retrieve(project, None),
        "codings: two codes of a sector, near": lambda: interviews.retrieve(
            project, 'code:"code 05" NEAR/20 code:"code 17" AND sector=police'
        ),
        "codes beside codes": lambda: interviews.co_occurrence(project),
        "codes by sector": lambda: interviews.crosstab(project, None, "sector"),
        "framework matrix": lambda: interviews.framework_matrix(project, [one.name for one in project.codes]),
        "word frequencies": lambda: interviews.word_frequencies(project),
    }
    for name, query in queries.items():
        yield name, _seconds(query), "goal 0.5"


if __name__ == "__main__":
    sys.exit(main())
