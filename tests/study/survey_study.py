"""A study of one survey in three countries: an analysis of every measure, and the files beside a survey."""

from __future__ import annotations

from pathlib import Path

from small_study import HEAD

PLAN = (
    HEAD.replace('title = "T"', 'title = "Three countries"\nsynthetic = true')
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
country = "country"
country_weight = "as_given"
codebook = "codebook.toml"
translations = "translations.toml"
flow = "flow.toml"
[[survey.variable]]
name = "country"
from = "c"
label = "Country"
geography = "country"
categories = { 1 = "Ireland", 2 = "Spain", 3 = "Poland" }
[[survey.variable]]
name = "sex"
from = "sex"
label = "Sex"
categories = { 1 = "Female", 2 = "Male" }
[[survey.variable]]
name = "told"
from = "told"
label = "Told someone"
yes = [1]
no = [2]
[[survey.variable]]
name = "platform"
from = "platform"
label = "Where it began"
categories = { 1 = "Game", 2 = "Messenger", 3 = "Social network" }
[[survey.variable]]
name = "hours"
from = "hours"
label = "Hours online a day"
[[survey.variable]]
name = "asked"
from = "v1"
label = "Asked for a picture"
nature = "risk"
yes = [1]
no = [2]
[[survey.variable]]
name = "pressed"
from = "v2"
label = "Pressed to meet"
nature = "risk"
yes = [1]
no = [2]
[[survey.variable]]
name = "followed"
from = "v3"
label = "Followed to other accounts"
nature = "risk"
yes = [1]
no = [2]
[[survey.variable]]
name = "trust"
from = "s1"
label = "I can trust the people around me"
[[survey.variable]]
name = "listen"
from = "s2"
label = "Somebody listens"
[[survey.variable]]
name = "help"
from = "s3"
label = "I know where help is"
[[analysis]]
id = "told-by-country"
title = "Told someone"
survey = "youth"
measure = "proportion"
variable = "told"
by = ["country"]
[[analysis]]
id = "hours"
title = "Hours online"
survey = "youth"
measure = "quantile"
variable = "hours"
q = [0.25, 0.5, 0.9]
by = ["sex"]
[[analysis]]
id = "platform-by-sex"
title = "Where it began, by sex"
survey = "youth"
measure = "crosstab"
variable = "platform"
by = ["sex"]
[[analysis]]
id = "told-difference"
title = "Told someone, countries compared"
survey = "youth"
measure = "difference"
variable = "told"
by = ["country"]
between = ["Spain", "Ireland"]
[[analysis]]
id = "support"
title = "Support"
survey = "youth"
measure = "scale"
items = ["trust", "listen", "help"]
coefficients = ["alpha", "omega"]
[[analysis]]
id = "types"
title = "Types of approach"
survey = "youth"
measure = "polyvictimisation"
items = ["asked", "pressed", "followed"]
minimum_answered = 2
top_from = 2
by = ["sex"]
"""
)

HEADER = "c,stratum,school,w,sex,told,platform,hours,v1,v2,v3,s1,s2,s3"

FLOW = """[[stage]]
name = "invited"
number = 2000
left = [{ reason = "no answer", number = 740 }, { reason = "broke off", number = 60 }]
[[stage]]
name = "analysed"
number = 1200
"""

TRANSLATIONS = "".join(
    [
        """[[translation]]
instrument = "Contacts"
language = "es"
country = "ES"
version = "1.0"
source = "English 1.0"
""",
        *(
            f'[[translation.step]]\nstep = "{step}"\nrole = "{role}"\nday = 2024-0{at}-01\n{more}\n'
            for at, (step, role, more) in enumerate(
                (
                    ("translation", "translator A", "independent = true"),
                    ("translation", "translator B", "independent = true"),
                    ("review", "reviewer", ""),
                    ("adjudication", "adjudicator", ""),
                    ("pretest", "interviewer", "people = 12"),
                ),
                1,
            )
        ),
    ]
)


def codebook(columns: str = "c,sex,told,platform,hours,v1,v2,v3,s1,s2,s3") -> str:
    """Return a codebook with an entry for each planned column."""
    return "".join(
        f'[[variable]]\nname = "{name}"\nwording = "Question {name}?"\ninstrument = "Own question"\n'
        for name in columns.split(",")
    )


def rows(n: int = 1200) -> list[list[object]]:
    """Return respondents whose answers are spread evenly, and go together as far as the measures need."""
    made: list[list[object]] = []
    for i in range(n):
        country, school = 1 + i % 3, 1 + i // 3 % 40
        stratum = 10 * country + school % 4
        mixed = (i * 7919) % 1000 / 1000
        other, third, fourth = ((i * step) % 997 / 997 for step in (613, 401, 271))
        weight = round(0.5 + (i * 37 % 211) / 140, 4)
        told = 1 if mixed < 0.3 + 0.1 * country else 2
        kinds = [1 if part < 0.25 + 0.35 * (mixed < 0.3) else 2 for part in (other, third, fourth)]
        support = [
            max(1, min(5, round(1 + 4 * (0.7 * mixed + 0.3 * part)))) for part in (other, third, fourth)
        ]
        hours = round(1 + 9 * (0.6 * other + 0.4 * third), 1)
        made.append(
            [
                country,
                stratum,
                school,
                weight,
                1 + (i // 3) % 2,
                told,
                1 + (i * 5 // 7) % 3,
                hours,
                *kinds,
                *support,
            ]
        )
    return made


def write_study(folder: Path, plan: str = PLAN, values: list[list[object]] | None = None) -> Path:
    """Write the study with its files, and return its folder."""
    (folder / "sources").mkdir(parents=True, exist_ok=True)
    (folder / "study.toml").write_text(plan, encoding="utf-8")
    lines = [HEADER, *(",".join(str(value) for value in row) for row in values or rows())]
    (folder / "sources/youth.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "sources/codebook.toml").write_text(codebook(), encoding="utf-8")
    (folder / "sources/translations.toml").write_text(TRANSLATIONS, encoding="utf-8")
    (folder / "sources/flow.toml").write_text(FLOW, encoding="utf-8")
    return folder
