"""An invented survey with a design, and a typology of it with every part in a plan."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from small_study import PLAN

YES_NO = "yes = [1]\nno = [2]\n"


def variable(name: str, label: str, more: str = YES_NO) -> str:
    return f'[[survey.variable]]\nname = "{name}"\nfrom = "{name}"\nlabel = "{label}"\n{more}\n'


VARIABLES = "".join(
    [
        variable("asked", "Asked for a picture"),
        variable("moved", "Asked to move"),
        variable("met", "Asked to meet"),
        variable("often", "How often", 'categories = { "1" = "Never", "2" = "Once", "3" = "Often" }'),
        variable("times", "Times contacted", 'unit = "time"'),
        variable("talks", "Somebody to talk to", YES_NO + 'role = "protective"'),
        variable("hours", "Hours online", 'unit = "hour a day"\nrole = "exposure"'),
        variable("told", "Told somebody"),
        variable("slept", "Hours of sleep", 'unit = "hour"'),
        variable(
            "land",
            "Country",
            'categories = { "1" = "Ada", "2" = "Bor", "3" = "Cil" }\ngeography = "country"\n'
            'role = "background"',
        ),
        variable("gay", "Gay, lesbian or bisexual", YES_NO + 'special = "sexual orientation: identity"'),
        variable("town", "Town", 'categories = { "1" = "N", "2" = "S" }\ngeography = "below country"'),
    ]
)
TYPOLOGY = """
[[typology]]
id = "kinds"
title = "Kinds of contact"
survey = "adults"
items = ["asked", "moved", "met", "often", "times"]
kinds = { often = "adjacent", times = "count" }
classes = 2
considered = [1, 2, 3]
starts = 6
seed = 3
[[typology.profile]]
name = "Little contact"
description = "Little or nothing was asked."
[[typology.profile]]
name = "Drawn in"
description = "Asked, and asked to move."
marked_by = "moved"
[typology.stability]
replicates = 10
starts = 1
seed = 5
leave_out = "land"
[typology.covariates]
factors = ["talks", "hours", "land"]
[typology.outcomes]
variables = ["told", "slept", "sex"]
"""


def answers(n: int = 900, seed: int = 5) -> dict[str, np.ndarray]:
    """Return invented answers as codes, in two planted classes."""
    chance = np.random.default_rng(seed)
    number = np.arange(n)
    land, cluster = number % 3, number // 30 * 3 + number % 3
    talks, hours = chance.random(n) < 0.6, chance.integers(0, 9, n)
    drawn_in = chance.random(n) < 1 / (1 + np.exp(1.6 - 0.25 * hours + 0.7 * talks))

    def code(share: tuple[float, float]) -> np.ndarray:
        return np.where(chance.random(n) < np.where(drawn_in, share[1], share[0]), 1, 2)

    return {
        "respondent": number,
        "q1": code((0.2, 0.5)),
        "q2": number // 3 % 2 + 1,
        "stratum": land + 1,
        "cluster": cluster + 1,
        "weight": chance.uniform(0.5, 2, n).round(2),
        "asked": code((0.12, 0.8)),
        "moved": code((0.1, 0.75)),
        "met": code((0.08, 0.7)),
        "often": 1 + chance.binomial(2, np.where(drawn_in, 0.7, 0.2)),
        "times": chance.poisson(np.where(drawn_in, 4.0, 0.6)),
        "talks": np.where(talks, 1, 2),
        "hours": hours,
        "told": np.where(number % 10 == 3, 9, code((0.6, 0.3))),
        "slept": chance.normal(np.where(drawn_in, 6.5, 8), 1).round(1),
        "land": land + 1,
        "gay": np.where(chance.random(n) < 0.3, 1, 2),
        "town": number // 9 % 2 + 1,
    }


def write_answers(folder: Path, held: dict[str, np.ndarray]) -> None:
    """Write answers as the study's survey file."""
    rows = zip(*(column.tolist() for column in held.values()), strict=True)
    lines = [",".join(held), *(",".join(map(str, row)) for row in rows)]
    (folder / "sources/adults.csv").write_text("\n".join(lines) + "\n", "utf-8")


def write_typed(folder: Path, typology: str = TYPOLOGY, *, design: bool = True) -> None:
    """Write the plan and the answers into the folder of the small study."""
    survey, analysis = PLAN.split("[[analysis]]")
    text = survey.replace('lead = "Lee Lead"', 'lead = "Lee Lead"\nlegal_condition = "Article 9"')
    drawn = 'strata = "stratum"\nclusters = "cluster"\n'
    text = text.replace(drawn, f'weights = "weight"\n{drawn}' if design else "")
    (folder / "study.toml").write_text(f"{text}{VARIABLES}[[analysis]]{analysis}{typology}", "utf-8")
    write_answers(folder, answers())
