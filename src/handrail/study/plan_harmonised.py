"""The plan of a survey of several files, one a country and wave, that a harmonisation table joins."""

from __future__ import annotations

import re
from typing import Any

from pydantic import Field

from handrail.study.plan_base import Part, Words

_NO_NAME = re.compile(r"\W+")

JOINED = {"weights": "weight", "strata": "stratum", "clusters": "cluster"}
"""What the columns of the design are called in the joined answers."""

OF_ONE_FILE = ("file", "id_column", "columns", "fpc", "replicate_weights")
"""What a survey says of its one file, and each part of its own."""


class SurveyPart(Part):
    """One country's file of one wave: a sample of its own."""

    country: Words
    """As the harmonisation table has it; a category of the joined ``country``."""
    wave: Words
    """As the harmonisation table has it; a category of the joined ``wave``."""
    file: Words
    """Looked for in ``sources/`` and then in the shared data folder."""
    weights: str = ""
    strata: str = ""
    clusters: str = ""
    id_column: str = ""
    """A respondent number: checked for duplicates, and what a withdrawal names."""
    columns: dict[str, Words] = Field(default_factory=dict)
    """A person's decision on a quarantined column: ``drop`` or ``keep: reason``."""
    codebook: str = ""
    """File with each question's wording, where the harmonisation table confirms items by it."""

    @property
    def name(self) -> str:
        """What the part is called after its survey's id.

        Examples
        --------
        >>> SurveyPart(country="GB", wave="2024, spring", file="gb.sav").name
        'gb-2024-spring'
        """
        return _NO_NAME.sub("-", f"{self.country}-{self.wave}").strip("-").lower()

    @property
    def place(self) -> tuple[str, str]:
        """Country and wave."""
        return self.country, self.wave

    def alone(self, survey: str, title: str) -> dict[str, Any]:
        """Return what is another in the plan of this file alone than in that of its survey."""
        own = {name: getattr(self, name) for name in (*JOINED, "file", "id_column", "columns")}
        beside = dict.fromkeys(("codebook", "translations", "flow", "country", "harmonisation"), "")
        return {
            **own,
            **beside,
            "id": f"{survey}/{self.name}",
            "title": f"{title}, {self.country} {self.wave}",
            "part": (),
            "variable": (),
            "populations": {},
            "country_weight": None,
            "calibration": None,
        }


def with_joined_columns(data: Any) -> Any:
    """Return a survey's raw plan that names its design's columns where its parts have them.

    Every file is a sample of its own, so that the strata of the joined answers are those within each.

    Examples
    --------
    >>> with_joined_columns({"part": [{"country": "GB", "weights": "w"}]})["strata"]
    'stratum'
    """
    if not isinstance(data, dict) or not isinstance(data.get("part"), list | tuple):
        return data
    parts = [vars(one) if isinstance(one, SurveyPart) else one for one in data["part"]]
    named = {key for key in JOINED for one in parts if isinstance(one, dict) and one.get(key)}
    return {**{key: JOINED[key] for key in ("strata", *named)}, **data}
