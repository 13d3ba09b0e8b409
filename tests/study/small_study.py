"""A small study made of text alone, and the day on which tests are run."""

from __future__ import annotations

from datetime import date
from pathlib import Path

TODAY = date(2026, 11, 1)

HEAD = """format = 1
[study]
title = "T"
question = "Q?"
purpose = "prevention"
expires = 2030-01-01
authors = ["A"]
[ethics]
reference = "1"
body = "B"
safeguarding_lead = "L"
limits_of_confidentiality = "c"
distress_protocol = "d"
coder_welfare = "w"
"""
"""The first two parts of a plan, as short as they may be."""

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
