"""How classes are related to what lies beside them: the plan reads it too, so nothing heavy is here."""

from __future__ import annotations

from typing import Literal, get_args

CovariateMethod = Literal["one-step", "two-step", "three-step-ml", "bch"]
METHOD_NAMES: tuple[CovariateMethod, ...] = get_args(CovariateMethod)

OutcomeMethod = Literal["two-step", "three-step-ml", "bch"]
OUTCOME_METHODS: tuple[OutcomeMethod, ...] = get_args(OutcomeMethod)
