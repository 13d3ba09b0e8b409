"""The methods of a planned model: read to see what is stale, so nothing heavy is loaded here."""

from __future__ import annotations

from handrail.risk.methods import METHODS
from handrail.survey.methods import METHODS as SURVEY_METHODS
from handrail.values.result import Method


def methods_of_model(kind: str, *, margins: bool, standardised: bool) -> tuple[Method, ...]:
    """Return the methods of a planned model, its own first.

    Examples
    --------
    >>> [one.name for one in methods_of_model("logit", margins=True, standardised=False)]
    ['risk.associations', 'survey.margins']
    """
    own = METHODS["risk.associations"] if kind == "logit" else SURVEY_METHODS[f"survey.{kind}"]
    beside = [("survey.margins", margins), ("survey.standardised", standardised)]
    return (own, *(SURVEY_METHODS[name] for name, asked in beside if asked))
