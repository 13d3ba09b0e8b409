"""A study of one survey in two countries: an SPSS file, a csv with a codebook, and their table."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from small_study import HEAD

from handrail.survey import Survey, Variable, write_survey

PLAN = (
    HEAD.replace('title = "T"', 'title = "Two countries"\nsynthetic = true')
    + """
[[survey]]
id = "police"
title = "Survey of officers"
harmonisation = "harmonisation.toml"
who = "adults"
sample = "probability"
country = "country"
country_weight = "equal"
[[survey.part]]
country = "GB"
wave = "2024"
file = "gb.sav"
weights = "w"
clusters = "force"
id_column = "nr"
[[survey.part]]
country = "IE"
wave = "2024"
file = "ie.csv"
weights = "weight"
strata = "region"
id_column = "number"
codebook = "codebook-ie.toml"
[[survey.variable]]
name = "country"
from = "country"
label = "Country"
geography = "country"
categories = { GB = "Great Britain", IE = "Ireland" }
[[survey.variable]]
name = "trained"
from = "trained"
label = "Trained for online cases"
yes = ["Yes"]
no = ["No"]
[[survey.variable]]
name = "rank"
from = "rank"
label = "Rank"
[[survey.variable]]
name = "years"
from = "years"
label = "Years of service"
[[analysis]]
id = "trained"
title = "Trained"
survey = "police"
measure = "proportion"
variable = "trained"
by = ["country"]
[[analysis]]
id = "years"
title = "Years"
survey = "police"
measure = "mean"
variable = "years"
by = ["country"]
[[analysis]]
id = "ranks"
title = "Ranks in Ireland"
survey = "police"
measure = "proportion"
variable = "rank"
where = { country = ["Ireland"] }
"""
)

TABLE = """
[[rule]]
concept = "trained"
country = "GB"
wave = "2024"
item = "q12"
label = "Trained for online cases"
recode = { 1 = "Yes", 2 = "No" }
[[rule]]
concept = "trained"
country = "IE"
wave = "2024"
item = "f3"
wording = "Were you trained for cases online?"
recode = { Y = "Yes", N = "No" }
no_answer = ["DK"]
[[rule]]
concept = "rank"
country = "GB"
wave = "2024"
item = "q2"
label = "Rank"
recode = { 1 = "Officer", 2 = "Sergeant", 3 = "Staff" }
[[rule]]
concept = "rank"
country = "IE"
wave = "2024"
item = "f1"
wording = "What is your rank?"
recode = { 1 = "Officer", 2 = "Sergeant" }
[[rule]]
concept = "years"
country = "GB"
wave = "2024"
item = "q5"
label = "Years of service"
as_number = true
[[rule]]
concept = "years"
country = "IE"
wave = "2024"
item = "f5"
wording = "How many years have you served?"
as_number = true
"""

CODEBOOK = "".join(
    f'[[variable]]\nname = "{name}"\nwording = "{wording}"\n'
    for name, wording in (
        ("f1", "What is your rank?"),
        ("f3", "Were you trained for cases online?"),
        ("f5", "How many years have you served?"),
    )
)
BRITONS, IRISH = 360, 280


def britain() -> pl.DataFrame:
    """Return the British answers; nobody's, like all others here."""
    i = pl.int_range(BRITONS, eager=True)
    return pl.DataFrame(
        {
            "nr": (i + 1).cast(pl.Float64),
            "force": (i % 24).cast(pl.Float64),
            "w": 0.5 + (i * 37 % 211).cast(pl.Float64) / 140,
            "q12": 1.0 + ((i * 7919) % 1000 > 430).cast(pl.Float64),
            "q2": 1.0 + (i * 5 // 7 % 3).cast(pl.Float64),
            "q5": (i * 613 % 97 % 30).cast(pl.Float64),
            "spare": (i % 4).cast(pl.Float64),
        }
    )


def ireland() -> pl.DataFrame:
    """Return the Irish answers."""
    i = pl.int_range(IRISH, eager=True)
    told = pl.Series([("Y", "N", "Y", "DK", "N", "N", "Y")[one] for one in (i * 7919 % 1009 % 7).to_list()])
    return pl.DataFrame(
        {
            "number": i + 1,
            "region": i % 4,
            "weight": 0.5 + (i * 41 % 97).cast(pl.Float64) / 60,
            "f3": told,
            "f1": 1 + (i % 3 == 0).cast(pl.Int64),
            "f5": i * 401 % 89 % 30,
        }
    )


LABELS = {
    "q12": ("Trained for online cases", {1.0: "Yes", 2.0: "No"}),
    "q2": ("Rank", {1.0: "Officer", 2.0: "Sergeant", 3.0: "Staff"}),
    "q5": ("Years of service", {}),
}


def write_britain(folder: Path, frame: pl.DataFrame, labels: dict[str, tuple[str, dict[float, str]]]) -> None:
    """Write the British file with its labels."""
    variables = tuple(
        Variable(
            name, *(labels[name][:1] if name in labels else ("",)), value_labels=labels.get(name, ("", {}))[1]
        )
        for name in frame.columns
    )
    path = folder / "sources/gb.sav"
    path.unlink(missing_ok=True)
    write_survey(Survey("gb.sav", frame, variables, "sav"), path)


def write_study(folder: Path, plan: str = PLAN, table: str = TABLE) -> Path:
    """Write the study with its files, and return its folder."""
    (folder / "sources").mkdir(parents=True, exist_ok=True)
    (folder / "study.toml").write_text(plan, encoding="utf-8")
    write_britain(folder, britain(), LABELS)
    ireland().write_csv(folder / "sources/ie.csv")
    (folder / "sources/harmonisation.toml").write_text(table, encoding="utf-8")
    (folder / "sources/codebook-ie.toml").write_text(CODEBOOK, encoding="utf-8")
    return folder
