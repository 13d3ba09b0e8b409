"""A process that reads file after file: a fault in C code ends it alone, and its memory has a limit."""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import subprocess
import sys
import time
import traceback
import warnings
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MEMORY = 4_000_000_000
"""Bytes of address space: the libraries take about 1.5 GB of it before they read anything."""

SECONDS = 10.0
HERE = Path(__file__).resolve()


@dataclass(frozen=True)
class Outcome:
    """What a parser did with a file: ``read``, ``refused``, or a fault with its place.

    ``rehearsed``: the reader in C died of it, and an import refuses it because its rehearsal dies as well.
    """

    kind: str
    where: str = ""
    seconds: float = 0.0

    @property
    def fault(self) -> bool:
        """Whether this may not happen."""
        return self.kind not in ("read", "refused", "rehearsed")


class Worker:
    """Runs one parser in a process of its own, and starts another when that one dies or hangs."""

    def __init__(self, parser: str) -> None:
        self.parser = parser
        self.late_deaths = 0
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, path: Path) -> Outcome:
        """Return what the parser does with a file."""
        began = time.monotonic()
        try:
            process = self._asked(path)
        except BrokenPipeError:  # it died after its last answer
            self.late_deaths += 1
            self.close()
            process = self._asked(path)
        assert process.stdout
        ready, _, _ = select.select([process.stdout], [], [], SECONDS)
        if not ready:
            self.close()
            return Outcome("hang", f"more than {SECONDS:.0f} s", SECONDS)
        line = process.stdout.readline()
        if not line:
            code = process.wait()
            self.close()
            name = signal.Signals(-code).name if code < 0 else f"exit {code}"
            kind = "rehearsed" if self.parser == "survey" and rehearsal_refuses(path) else "died"
            return Outcome(kind, name, time.monotonic() - began)
        said = json.loads(line)
        return Outcome(said["kind"], said["where"], time.monotonic() - began)

    def _asked(self, path: Path) -> subprocess.Popen[bytes]:
        process = self._started()
        assert process.stdin
        process.stdin.write(f"{path}\n".encode())
        process.stdin.flush()
        return process

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, str(HERE), self.parser],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "POLARS_MAX_THREADS": "2"},
            )
            assert self._process.stdout
            self._process.stdout.readline()  # it has loaded what it needs
        return self._process

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    with suppress(BrokenPipeError):
                        pipe.close()
            self._process.wait()
            self._process = None


def rehearsal_refuses(path: Path) -> bool:
    """Return whether an import would refuse a file at which the reader breaks down."""
    from handrail.survey.rehearsal import rehearse
    from handrail.values import DataError

    try:
        rehearse(path)
    except DataError:
        return True
    return False


def _place(wrong: BaseException) -> str:
    frames = [one for one in traceback.extract_tb(wrong.__traceback__) if "/handrail/" in one.filename]
    last = frames[-1] if frames else traceback.extract_tb(wrong.__traceback__)[-1]
    return f"{type(wrong).__name__} in {last.name} of {Path(last.filename).name}, line {last.lineno}"


def judge(parser: str, path: Path) -> dict[str, Any]:
    """Run a parser over a file in this process."""
    from parsers import PARSERS, said_too_much

    from handrail.values import HandrailError

    try:
        PARSERS[parser](path)
    except HandrailError as refused:
        leak = said_too_much(refused, parser, path)
        return (
            {"kind": "leak", "where": f"{leak}: {_place(refused)}"}
            if leak
            else {"kind": "refused", "where": ""}
        )
    except KeyboardInterrupt:
        raise
    except BaseException as wrong:
        return {"kind": "fault", "where": _place(wrong)}
    return {"kind": "read", "where": ""}


def main() -> None:
    """Answer each path on standard input with one line."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints is no answer
    sys.path.insert(0, str(HERE.parent))
    warnings.simplefilter("error")
    parser = sys.argv[1]
    seeds = sorted(path for path in (HERE.parent / "corpus" / parser).iterdir() if "found" not in path.name)
    for path in seeds[:3]:
        judge(parser, path)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        print(json.dumps(judge(parser, Path(line.rstrip("\n")))), file=answers, flush=True)


if __name__ == "__main__":
    main()
