"""What must hold of a model under its kind: its outcome, its splines, and what is averaged over it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handrail.study.breach import Breach, names_known
from handrail.study.plan import Variable
from handrail.study.plan_model import Model, ModelKind

_OF_A_MEAN: tuple[ModelKind, ...] = ("logit", "linear", "poisson")
_AVERAGED: Mapping[str, tuple[ModelKind, ...]] = {
    "margins": _OF_A_MEAN,
    "standardised": (*_OF_A_MEAN, "ordinal", "multinomial"),
}
_OUTCOMES: Mapping[ModelKind, tuple[str, str]] = {
    "logit": ("a variable with yes and no", "give the variable yes = [...] and no = [...]"),
    "firth": ("a variable with yes and no", "give the variable yes = [...] and no = [...]"),
    "linear": (
        "a number, without yes, no and categories",
        'name a number, or choose kind = "logit", "ordinal" or "multinomial"',
    ),
    "poisson": (
        "a number of times, or a variable with yes and no",
        'name one without categories, or choose kind = "ordinal"',
    ),
    "ordinal": (
        "a variable with categories, from the lowest to the highest",
        'give the variable categories = { ... } in their order, or choose kind = "logit" or "linear"',
    ),
    "multinomial": (
        "a variable with categories",
        'give the variable categories = { ... }, the reference first, or choose kind = "logit" or "linear"',
    ),
}


def outcome_breaches(model: Model, outcome: Variable, here: tuple[str | int, ...]) -> Iterator[Breach]:
    """Yield a breach where an outcome is not what the kind of model is of.

    Categories may also be labels of the file: whether a variable has these is seen when it is built.
    """
    fits = {
        "logit": bool(outcome.yes),
        "firth": bool(outcome.yes),
        "linear": not outcome.yes and not outcome.categories,
        "poisson": not outcome.categories,
        "ordinal": not outcome.yes,
        "multinomial": not outcome.yes,
    }[model.kind]
    if not fits:
        wanted, remedy = _OUTCOMES[model.kind]
        of = "a model" if model.kind == "logit" else f"a {model.kind} model"
        has = (
            "with yes and no" if outcome.yes else "with categories" if outcome.categories else "without them"
        )
        yield Breach(
            (*here, "outcome"), f"the outcome of {of} is {wanted}", f"'{model.outcome}' {has}", remedy
        )


def asked_breaches(
    model: Model, variables: Mapping[str, Variable], here: tuple[str | int, ...]
) -> Iterator[Breach]:
    """Yield what a model cannot have: splines of categories, and averages that its kind does not give."""
    known = {name: variables[name] for name in model.factors if name in variables}
    yield from names_known((*here, "splines"), "a spline is of a factor of the model", model.splines, known)
    rule = "a standardised number is of a factor of the model"
    yield from names_known((*here, "standardised"), rule, model.standardised, known)
    for name in model.splines:
        if name in known and (known[name].yes or known[name].categories):
            yield Breach(
                (*here, "splines"),
                "a spline is of a number",
                f"'{name}' with {'yes and no' if known[name].yes else 'categories'}",
                "leave it out of splines",
            )
        if name in model.standardised:
            yield Breach(
                (*here, "standardised"),
                "a standardised number is of a factor with levels, and not of a curve",
                f"'{name}' with a spline",
                "ask for margins, or leave its spline out",
            )
    if model.splines and model.kind == "firth":
        yield Breach(
            (*here, "splines"),
            "a curve is compared by the design's covariance, which a firth model does not have",
            "splines with kind = 'firth'",
            "leave splines out, or choose another kind",
        )
    if len(set(model.standardised)) < len(model.standardised):
        yield Breach((*here, "standardised"), "a factor is named once", "one of them twice", "name each once")
    for name, kinds in _AVERAGED.items():
        if getattr(model, name) and model.kind not in kinds:
            yield Breach(
                (*here, name),
                f"'{name}' belongs to a model that is {', '.join(kinds)}",
                f"kind = '{model.kind}'",
                f"remove {name}",
            )
