"""The demonstration: made again from its script, complete, and what a newcomer runs first."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from handrail.guideline import AUDIENCES, READINGS, read_guideline
from handrail.study.build import BuildReport

Builder = Callable[..., BuildReport]


def test_the_script_makes_the_same_survey_again(
    demonstration_folder: Path, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    script = (
        "import json, sys; from pathlib import Path; import make_demonstration_survey as m\n"
        "m.write(m.draw(json.loads(m.TRUTH.read_text('utf-8'))), Path(sys.argv[1]))\n"
    )
    target = tmp_path / "again.csv"
    subprocess.run(
        [sys.executable, "-c", script, str(target)], cwd=pytestconfig.rootpath / "tools", check=True
    )
    kept = (demonstration_folder / "sources/young-adults.csv").read_bytes()
    assert target.read_bytes() == kept
    assert kept.count(b"\n") == 401


def test_it_covers_every_audience_and_every_reading(demonstration_folder: Path) -> None:
    guideline = read_guideline(demonstration_folder / "guideline")
    assert {audience for one in guideline.recommendations for audience in one.audience} == set(AUDIENCES)
    assert {row.reading for row in guideline.joint_display} == set(READINGS)
    assert len({row.silence for row in guideline.joint_display if row.silence}) >= 2
    assert any(one.dissent for one in guideline.recommendations)
    assert any(finding.challenges for finding in guideline.findings)


def test_each_card_is_one_printed_page(demonstration_folder: Path, build: Builder) -> None:
    build(demonstration_folder)
    reader = PdfReader(io.BytesIO((demonstration_folder / "outputs/guideline.pdf").read_bytes()))
    pages = [" ".join(page.extract_text().split()) for page in reader.pages]
    titles = [
        "For people who build products",
        "For legal and compliance teams",
        "For front-line police officers",
    ]
    titles += ["For police investigators", "For people who make policy"]
    places = []
    for title in titles:
        # A card's page holds its title and its actions; the contents list holds only titles.
        holding = [number for number, page in enumerate(pages) if title in page and "Who acts:" in page]
        assert len(holding) == 1, title
        places += holding
    assert len(set(places)) == len(titles)


def test_the_demonstration_refuses_a_folder_with_other_files(tmp_path: Path) -> None:
    from handrail.study.demo import demonstration
    from handrail.values import UsageError

    (tmp_path / "mine.txt").write_text("x", "utf-8")
    with pytest.raises(UsageError, match="new or empty folder"):
        demonstration(tmp_path)
