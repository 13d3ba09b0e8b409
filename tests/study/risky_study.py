"""An invented survey of three countries, and risk analyses of it in a plan."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from small_study import PLAN

YES_NO = "yes = [1]\nno = [2]\n"


def variable(name: str, label: str, more: str = YES_NO) -> str:
    return f'[[survey.variable]]\nname = "{name}"\nfrom = "{name}"\nlabel = "{label}"\n{more}\n'


VARIABLES = "".join(
    [
        variable("left_out", "Left out at school"),
        variable("talks", "Somebody to talk to"),
        variable("filter", "Messages from strangers are filtered"),
        variable("hours", "Hours online", 'unit = "hour a day"'),
        variable(
            "land", "Country", 'categories = { "1" = "Ada", "2" = "Bor", "3" = "Cil" }\ngeography = "country"'
        ),
        variable("gay", "Gay or bisexual", YES_NO + 'special = "sexual orientation: identity"'),
    ]
)
RISK = """
[[risk]]
id = "contact"
title = "What goes together with contact"
survey = "adults"
outcome = "contact"
outcome_is = "risk"
time_order = "Filters were set before the year that was asked about, and so was who was left out."
country = "land"
country_weight = "equal"
interactions = ["land"]
reach = [0.2, 0.3, 0.4]
[[risk.block]]
kind = "demographic"
factors = ["sex"]
[[risk.block]]
kind = "other linked risk factors"
factors = ["filter"]
[[risk.block]]
kind = "online behaviour"
factors = ["hours"]
[[risk.block]]
kind = "offline adversity"
factors = ["left_out"]
[[risk.block]]
kind = "protective factors"
factors = ["talks"]
[risk.validate]
resamples = 5
seed = 4
by = ["sex"]
countries = true
[risk.specifications]
factor = "left_out"
left_out = [["talks"], ["hours"]]
[[risk.attributable]]
factor = "left_out"
kind = "adversity"
reference = "no"
assumptions = "Nothing unasked goes with both."
[[risk.what_if]]
factor = "filter"
kind = "platform"
reference = "no"
assumptions = "Nothing unasked goes with both."
[[risk.mediation]]
factor = "left_out"
kind = "adversity"
reference = "no"
level = "yes"
mediator = "talks"
assumptions = "Nothing unasked goes with any two of them."
"""


def answers(n: int = 1200, seed: int = 5, *, left: float = 0.3) -> dict[str, np.ndarray]:
    """Return invented answers as codes; so many are left out."""
    chance = np.random.default_rng(seed)
    number = np.arange(n)
    land, cluster = number % 3, number // 30 * 3 + number % 3
    filtered, alone, gay = (chance.random(n) < share for share in (0.5, left, 0.3))
    talks = chance.random(n) < 0.7 - 0.2 * alone
    sex, hours = number // 3 % 2, chance.integers(0, 9, n)
    odds = -0.9 - 0.5 * filtered + 0.7 * alone - 0.4 * talks + 0.1 * hours + 0.2 * sex + 0.3 * gay
    contact = chance.random(n) < 1 / (1 + np.exp(-odds))

    def code(yes: np.ndarray) -> np.ndarray:
        return np.where(yes, 1, 2)

    return {
        "respondent": number,
        "q1": code(contact),
        "q2": sex + 1,
        "stratum": land + 1,
        "cluster": cluster + 1,
        "left_out": code(alone),
        "talks": code(talks),
        "filter": code(filtered),
        "hours": hours,
        "land": land + 1,
        "gay": code(gay),
    }


def write_answers(folder: Path, held: dict[str, np.ndarray]) -> None:
    """Write answers as the study's survey file."""
    rows = zip(*(column.tolist() for column in held.values()), strict=True)
    lines = [",".join(held), *(",".join(map(str, row)) for row in rows)]
    (folder / "sources/adults.csv").write_text("\n".join(lines) + "\n", "utf-8")


def write_risky(folder: Path, risk: str = RISK) -> None:
    """Write the plan and the answers into the folder of the small study."""
    survey, analysis = PLAN.split("[[analysis]]")
    text = survey.replace('lead = "Lee Lead"', 'lead = "Lee Lead"\nlegal_condition = "Article 9"')
    (folder / "study.toml").write_text(f"{text}{VARIABLES}[[analysis]]{analysis}{risk}", "utf-8")
    write_answers(folder, answers())
