"""An invented survey of six countries, and a declared analysis of it."""

import numpy as np
import polars as pl

from handrail.risk import RiskAnalysis, RiskFactor, RiskOutcome
from handrail.survey import Design

COUNTRIES = ("Ada", "Bor", "Cil", "Dor", "Eld", "Far")
FACTORS = (
    RiskFactor("sex", "Gender", "demographic"),
    RiskFactor("age", "Age", "demographic", "year"),
    RiskFactor("open", "Open account", "online behaviour"),
    RiskFactor("hours", "Hours online", "online behaviour", "hour a day"),
    RiskFactor("left", "Left out at school", "offline adversity"),
    RiskFactor("talks", "Somebody to talk to", "protective factors"),
)
CONCERN = RiskFactor(
    "worry", "Worried about being gay", "sexual-orientation concern", special="sexual orientation: concern"
)
OUTCOME = RiskOutcome("contact", "Contact by a stranger", "risk")


def frame_of(seed=1, n=1800, countries=6, silent=0.0):
    chance = np.random.default_rng(seed)
    land = np.arange(n) % countries
    cluster = np.arange(n) // (12 * countries) * countries + land
    shared = chance.normal(0, 0.3, cluster.max() + 1)[cluster]
    sex, opened, left, worry = (chance.random(n) < share for share in (0.5, 0.4, 0.3, 0.25))
    talks = chance.random(n) < 0.7 - 0.2 * left
    age, hours = chance.integers(12, 18, n).astype(float), chance.integers(0, 9, n).astype(float)
    odds = -1.4 + 0.5 * opened + 0.12 * hours + 0.6 * left - 0.5 * talks + 0.3 * sex + 0.4 * worry + shared
    frame = pl.DataFrame(
        {
            "contact": (chance.random(n) < 1 / (1 + np.exp(-odds))).astype(int),
            "sex": np.where(sex, "Girl", "Boy"),
            "age": age,
            "open": opened.astype(int),
            "hours": hours,
            "left": left.astype(int),
            "talks": talks,
            "worry": worry.astype(int),
            "land": [COUNTRIES[one] for one in land],
            "w": chance.uniform(0.5, 2.0, n),
            "c": cluster,
            "s": land * 2 + (cluster // countries) % 2,
        }
    )
    if silent:
        gone = chance.random(n) < silent
        frame = frame.with_columns(open=pl.when(pl.Series(~gone)).then("open"))
    return frame


def design_of(frame):
    return Design(frame, weights="w", strata="s", clusters="c")


def analysis_of(factors=FACTORS, **changed):
    words = {
        "name": "model:contact",
        "title": "Contact",
        "source": "adults",
        "sample": "probability",
        "outcome": OUTCOME,
        **changed,
    }
    return RiskAnalysis(factors=factors, **words)


def values_of(result, suffix):
    """Return the cells of one table of a result, by the last word of their group."""
    (table,) = (one for one in result.tables if one.name.endswith(suffix))
    return {tuple(cell.group.values()): cell for cell in table.cells}
