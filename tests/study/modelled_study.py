"""A study with a model of every kind over one made-up survey; R computes the same figures from its rows.

The rows come from whole numbers alone, so that every machine makes the same. Run as a program it prints them
as csv, for ``tools/reference_models.R``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from small_study import HEAD

HEADER = "w,stratum,school,told,often,place,hours,times,open,home,sex,age,rare"

PLAN = (
    HEAD.replace('title = "T"', 'title = "Models"\nsynthetic = true')
    + """
[[survey]]
id = "youth"
title = "Survey of young adults"
file = "youth.csv"
who = "adults about childhood"
sample = "probability"
weights = "w"
strata = "stratum"
clusters = "school"
[[survey.variable]]
name = "told"
from = "told"
label = "Told someone"
yes = [1]
no = [2]
[[survey.variable]]
name = "often"
from = "often"
label = "How often it happened"
categories = { 1 = "Never", 2 = "Once or twice", 3 = "More often" }
[[survey.variable]]
name = "place"
from = "place"
label = "Where it began"
categories = { 1 = "Game", 2 = "Messenger", 3 = "Social network" }
[[survey.variable]]
name = "hours"
from = "hours"
label = "Hours online a day"
unit = "hours a day"
[[survey.variable]]
name = "times"
from = "times"
label = "Times that a stranger asked"
[[survey.variable]]
name = "rare"
from = "rare"
label = "Met a stranger"
yes = [1]
no = [2]
[[survey.variable]]
name = "open"
from = "open"
label = "Account open to everybody"
role = "service"
yes = [1]
no = [2]
[[survey.variable]]
name = "home"
from = "home"
label = "Talk at home"
role = "protective"
categories = { 1 = "Never", 2 = "Now and then", 3 = "Mostly" }
[[survey.variable]]
name = "sex"
from = "sex"
label = "Sex"
role = "background"
categories = { 1 = "Female", 2 = "Male" }
[[survey.variable]]
name = "age"
from = "age"
label = "Age then"
role = "background"
unit = "year"
"""
)

FACTORS = 'factors = ["open", "home", "age"]\n'


def model(name: str, kind: str, outcome: str, more: str = "") -> str:
    """Return one model of the plan."""
    head = f'[[model]]\nid = "{name}"\ntitle = "Model {name}"\nsurvey = "youth"\n'
    return f'{head}kind = "{kind}"\noutcome = "{outcome}"\n{more if "factors" in more else FACTORS + more}'


MODELS = "".join(
    (
        model("logit", "logit", "told", 'margins = true\nstandardised = ["open", "home"]\n'),
        model("linear", "linear", "hours", 'margins = true\nstandardised = ["home"]\n'),
        model("poisson", "poisson", "times", 'margins = true\nstandardised = ["open"]\n'),
        model("shares", "poisson", "told"),
        model("ordinal", "ordinal", "often", 'standardised = ["open"]\n'),
        model("multinomial", "multinomial", "place", 'standardised = ["open"]\n'),
        model("firth", "firth", "rare"),
        model("curve", "logit", "told", "splines = { age = 3 }\nmargins = true\n"),
    )
)


def rows(n: int = 900) -> Iterator[tuple[object, ...]]:
    """Yield respondents in 36 schools of 4 strata, whose answers go together with their circumstances."""
    state = 20191
    for i in range(n):
        draws = []
        for _ in range(10):
            state = (1103515245 * state + 12345) % 2**31
            draws.append(state // 2**11 / 2**20)
        school = i * 36 // n
        opened, home = draws[0] < 0.4, 1 + int(draws[1] * 3)
        age, sex = 12 + int(draws[2] * 6), 1 + (draws[3] < 0.5)
        push = 0.9 * opened - 0.5 * (home - 2) + 0.1 * (age - 14) + 0.3 * ((school * 7 % 5) - 2) / 2
        score = push + 3 * (draws[4] - 0.5)
        told = 1 if draws[5] < 0.35 + 0.1 * push else 2
        often = 1 if score < 0.2 else 2 if score < 1 else 3
        place = 1 + (draws[6] + 0.15 * opened > 0.4) + (draws[6] + 0.15 * opened > 0.8)
        hours = round(2 + push + 4 * draws[7], 1)
        times = math.floor(max(0.0, 1 + push) * draws[8] * 3)
        rare = 1 if draws[9] < 0.06 + 0.05 * opened else 2
        weight = 0.5 + (i * 37 % 211) / 140
        row = (f"{weight:.4f}", school // 9, school, told, often, place, hours, times)
        yield (*row, 1 if opened else 2, home, sex, age, rare)


def csv_text() -> str:
    """Return the rows as a survey's file."""
    lines = [",".join(str(value) for value in row) for row in rows()]
    return "\n".join([HEADER, *lines]) + "\n"


def write_study(folder: Path, plan: str = PLAN + MODELS) -> Path:
    """Write the study, and return its folder."""
    (folder / "sources").mkdir(parents=True, exist_ok=True)
    (folder / "study.toml").write_text(plan, encoding="utf-8")
    (folder / "sources/youth.csv").write_text(csv_text(), encoding="utf-8")
    return folder


if __name__ == "__main__":
    print(csv_text(), end="")
