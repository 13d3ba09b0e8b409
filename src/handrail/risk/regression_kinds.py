"""Kinds of regression: what each is of, what its numbers are, and what a reader must know of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from handrail.values import DataError, Measure, did_you_mean

KindOfModel = Literal["logit", "linear", "poisson", "ordinal", "multinomial", "firth"]
"""As a plan names them."""

OF_A_MEAN = ("logit", "linear", "poisson")
"""Kinds of one mean: average marginal effects are of these."""

OF_CATEGORIES = ("ordinal", "multinomial")
"""Kinds whose outcome has several categories."""

POPULATION = "An association in a population, not a screening of a child; it names no cause."


@dataclass(frozen=True)
class RegressionKind:
    """One kind of regression, for one kind of outcome.

    Attributes
    ----------
    name
        As a plan has it.
    method
        Name of its method, for what is not the plain logit.
    measure
        What the table of coefficients is of.
    ratio
        What the model's columns of ratios begin with, ``odds`` or ``rate``; empty for a difference.
    called
        One of its numbers, in a reader's words.
    below, above
        What lies on either side of no association.
    scale
        On which scale intervals are symmetric.
    notes
        What must be read beside its numbers.
    """

    name: KindOfModel
    method: str
    measure: Measure
    ratio: str
    called: str
    below: str
    above: str
    scale: str
    notes: tuple[str, ...]

    @property
    def none(self) -> float:
        """The number that says no association."""
        return 1.0 if self.ratio else 0.0

    def adjusted(self) -> str:
        """Return what a number of several factors compares."""
        return (
            f"Adjusted for each other: each {self.called} compares respondents who are alike in every other "
            "factor of the table."
        )


_ODDS = "An odds ratio is not a ratio of shares: unless the outcome is rare it lies further from 1."

_LOGIT = RegressionKind(
    "logit",
    "risk.associations",
    "odds-ratio",
    "odds",
    "odds ratio",
    "less often",
    "more often",
    "symmetric on the log-odds scale, t distribution",
    (_ODDS,),
)

_KINDS: Mapping[tuple[KindOfModel, bool], RegressionKind] = MappingProxyType(
    {
        ("logit", True): _LOGIT,
        ("firth", True): RegressionKind(
            "firth",
            "survey.firth",
            "odds-ratio",
            "odds",
            "odds ratio",
            "less often",
            "more often",
            "of the profile penalised likelihood",
            (_ODDS,),
        ),
        ("linear", False): RegressionKind(
            "linear",
            "survey.linear",
            "mean-difference",
            "",
            "difference",
            "lower",
            "higher",
            "symmetric, t distribution",
            ("A difference is one of means, in the unit of the outcome.",),
        ),
        ("poisson", False): RegressionKind(
            "poisson",
            "survey.poisson",
            "rate-ratio",
            "rate",
            "rate ratio",
            "fewer times",
            "more times",
            "symmetric on the log scale, t distribution",
            ("A rate ratio compares mean numbers of times.",),
        ),
        ("poisson", True): RegressionKind(
            "poisson",
            "survey.poisson",
            "rate-ratio",
            "rate",
            "ratio of shares",
            "less often",
            "more often",
            "symmetric on the log scale, t distribution",
            (
                "A ratio of shares says how many times as common the outcome is. The model's shares are not "
                "held under one hundred per cent (Zou 2004), so that ratios of common outcomes are read with "
                "care.",
            ),
        ),
        ("ordinal", False): RegressionKind(
            "ordinal",
            "survey.ordinal",
            "odds-ratio",
            "odds",
            "odds ratio",
            "lower",
            "higher",
            "symmetric on the log-odds scale, t distribution",
            (
                "One odds ratio for every cut between lower and higher answers: it is taken to be the same "
                "wherever they are cut (proportional odds).",
                "An odds ratio is not a ratio of shares.",
            ),
        ),
        ("multinomial", False): RegressionKind(
            "multinomial",
            "survey.multinomial",
            "odds-ratio",
            "odds",
            "odds ratio",
            "less often",
            "more often",
            "symmetric on the log-odds scale, t distribution",
            ("An odds ratio is not a ratio of shares.",),
        ),
    }
)


def kind_of(name: str, *, yes_no: bool) -> RegressionKind:
    """Return a kind of regression for an outcome.

    Parameters
    ----------
    name
        As a plan has it.
    yes_no
        Whether the outcome is a yes/no.

    Raises
    ------
    DataError
        For an unknown kind, and one that is of another sort of outcome.

    Examples
    --------
    >>> kind_of("poisson", yes_no=False).called, kind_of("poisson", yes_no=True).called
    ('rate ratio', 'ratio of shares')
    """
    if name not in get_args(KindOfModel):
        raise DataError.because(
            "a model is of a known kind", f"'{name}'", did_you_mean(name, get_args(KindOfModel))
        )
    found = next((kind for key, kind in _KINDS.items() if key == (name, yes_no)), None)
    if found is None:
        wanted = "a yes/no outcome" if yes_no is False else "an outcome that is no yes/no"
        raise DataError.because(
            f"a {name} model is of {wanted}",
            "a yes/no" if yes_no else "another outcome",
            "choose another kind of model, or recode the outcome",
        )
    return found
