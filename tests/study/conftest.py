"""Studies to build in a test: the demonstration, and a small one made of text alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from handrail.study.build import BuildReport, build_study
from handrail.study.runner import Silent

TODAY = date(2026, 11, 1)

PLAN = """format = 1
[study]
title = "A small study"
question = "What helps?"
purpose = "prevention"
expires = 2030-01-01
authors = ["A. Author"]
synthetic = true
[ethics]
reference = "1"
body = "Committee"
safeguarding_lead = "Lee Lead"
limits_of_confidentiality = "c"
distress_protocol = "d"
coder_welfare = "w"
[[survey]]
id = "adults"
title = "Survey of adults"
file = "adults.csv"
who = "adults"
sample = "convenience"
selection = "Those who chose to answer are like those who did not, within age."
id_column = "respondent"
strata = "stratum"
clusters = "cluster"
[[survey.variable]]
name = "contact"
from = "q1"
label = "Unwanted contact"
yes = [1]
no = [2]
[[survey.variable]]
name = "sex"
from = "q2"
label = "Sex"
categories = { "1" = "Female", "2" = "Male" }
[[analysis]]
id = "contact-by-sex"
title = "Unwanted contact"
survey = "adults"
measure = "proportion"
variable = "contact"
by = ["sex"]
"""


def rows(n: int = 120) -> list[list[object]]:
    """Return respondents: number, q1, q2, stratum, cluster."""
    return [[i, 1 + (i * 7 % 3 != 0), 1 + i % 2, 1 + i % 2, 1 + i // 6] for i in range(n)]


def write_rows(
    folder: Path, values: list[list[object]], header: str = "respondent,q1,q2,stratum,cluster"
) -> None:
    text = "\n".join([header, *(",".join(str(value) for value in row) for row in values)])
    (folder / "sources/adults.csv").write_text(text + "\n", encoding="utf-8")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return a study with one survey of 120 respondents."""
    folder = tmp_path / "small"
    (folder / "sources").mkdir(parents=True)
    (folder / "guideline").mkdir()
    (folder / "study.toml").write_text(PLAN, encoding="utf-8")
    write_rows(folder, rows())
    return folder


@pytest.fixture
def demonstration_folder(tmp_path: Path) -> Path:
    """Return a copy of the demonstration study, not built."""
    folder = tmp_path / "demonstration"
    with resources.as_file(resources.files("handrail.study").joinpath("demonstration")) as source:
        shutil.copytree(source, folder)
    return folder


Builder = Callable[..., BuildReport]


@pytest.fixture
def build() -> Builder:
    """Return a function that builds a folder without a terminal."""

    def run(folder: Path, *, today: date = TODAY, text_only: tuple[str, ...] = ()) -> BuildReport:
        return build_study(folder, prompt=None, progress=Silent(), today=today, text_only=text_only)

    return run
