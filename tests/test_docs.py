"""The documentation's commands run, in order, and end as the page says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

BLOCK = re.compile(
    r"^```(?:console(?: exit=(?P<code>\d+))?|\w+ file=(?P<file>\S+))\n(?P<body>.*?)^```"
    r"|^<!-- copy: (?P<beside>\S+) (?P<into>\S+) -->$",
    re.DOTALL | re.MULTILINE,
)
"""A page's commands, and the files that it has its reader write or copy, in the order of the page."""


DEMO = re.compile(r"\$ handrail demo(?: (?P<into>\S+))?")
FIRST_PAGE = "first-study.md"
"""The page whose demonstration the command makes; on the others the same study, built once, is copied."""


def pages(root: Path) -> list[Path]:
    return [path for path in sorted((root / "docs").glob("*.md")) if BLOCK.search(path.read_text("utf-8"))]


@pytest.mark.parametrize("name", [path.name for path in pages(Path(__file__).parents[1])])
def test_the_commands_of_a_page_run_in_order(
    name: str,
    tmp_path: Path,
    pytestconfig: pytest.Config,
    copy_demonstration: Callable[[Path], Path],
) -> None:
    page = (pytestconfig.rootpath / "docs" / name).read_text("utf-8")
    ran = 0
    for block in BLOCK.finditer(page):
        if block["beside"]:
            shutil.copytree(
                pytestconfig.rootpath / "docs" / block["beside"], tmp_path / block["into"], dirs_exist_ok=True
            )
            continue
        if block["file"]:
            (tmp_path / block["file"]).write_text(block["body"], "utf-8")
            continue
        for line in block["body"].splitlines():
            assert line.startswith("$ handrail "), line
            made = DEMO.fullmatch(line)
            if made and name != FIRST_PAGE:
                copy_demonstration(tmp_path / (made["into"] or "demo"))
                ran += 1
                continue
            words = line.removeprefix("$ handrail ").split()
            done = subprocess.run(
                [sys.executable, "-c", "from handrail.cli import main; main()", *words],
                cwd=tmp_path,
                capture_output=True,
                text=True,
                encoding="utf-8",
                env={**os.environ, "PYTHONIOENCODING": "utf-8"},
                check=False,
            )
            assert done.returncode == int(block["code"] or 0), f"{line}\n{done.stderr}"
            ran += 1
    assert ran > 0


def test_the_drawing_of_the_rooms_is_the_code_s_own(pytestconfig: pytest.Config) -> None:
    drawn = subprocess.run(
        [sys.executable, "-c", "import draw_rooms, sys; sys.stdout.write(draw_rooms.draw())"],
        cwd=pytestconfig.rootpath / "tools",
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert drawn.stdout == (pytestconfig.rootpath / "docs/rooms.svg").read_text("utf-8")


def test_the_manual_builds_without_a_warning(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "html", "docs", str(tmp_path)],
        cwd=pytestconfig.rootpath,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "index.html").exists()
