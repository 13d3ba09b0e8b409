"""What must hold of the risk analyses of a plan: before an answer is looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from handrail.risk.kinds import BLOCKS_OF, CHANGEABLE, CONCERN, DEMOGRAPHIC, PROTECTIVE
from handrail.study.breach import Breach, names_known
from handrail.study.plan import Plan, Survey, Variable
from handrail.study.plan_model_rules import places_apart, title_claims
from handrail.study.plan_risk import Risk, RiskExposure
from handrail.study.pooled_countries import country_breaches

Path = tuple[str | int, ...]

_CONCERN, _ORIENTATION = "sexual orientation: concern", "sexual orientation"


def risk_breaches(plan: Plan) -> Iterator[Breach]:
    """Yield every rule that the plan's risk analyses break."""
    for position, risk in enumerate(plan.risk):
        yield from _risk(plan, risk, ("risk", position))


def _risk(plan: Plan, risk: Risk, here: Path) -> Iterator[Breach]:
    survey = next((one for one in plan.survey if one.id == risk.survey), None)
    if survey is None:
        rule = "a risk analysis reads a survey of the plan"
        yield from names_known((*here, "survey"), rule, [risk.survey], [one.id for one in plan.survey])
        return
    known = {variable.name: variable for variable in survey.variable}
    unknown = list(_unknown(risk, known, here))
    yield from title_claims(risk.title, here)
    yield from unknown
    yield from _outcome(risk, known, here)
    yield from _blocks(risk, here)
    yield from _countries(risk, known, here)
    yield from country_breaches(risk, survey, here)
    yield from _parts(risk, here)
    if not unknown:
        yield from _special(risk, known, here)
        yield from _exposures(risk, known, here)
        yield from _specifications(risk, survey, known, here)


def _unknown(risk: Risk, known: dict[str, Variable], here: Path) -> Iterator[Breach]:
    rule = "a risk analysis names variables of its survey"
    yield from names_known((*here, "outcome"), rule, [risk.outcome], known)
    for at, block in enumerate(risk.block):
        yield from names_known((*here, "block", at, "factors"), rule, block.factors, known)
    yield from names_known((*here, "where"), rule, risk.where, known)
    if risk.country is not None:
        yield from names_known((*here, "country"), rule, [risk.country], known)
    if risk.specifications is not None:
        asked = risk.specifications
        path = (*here, "specifications")
        yield from names_known((*path, "outcomes"), rule, asked.outcomes, known)
        yield from names_known((*path, "weights"), rule, [one for one in asked.weights if one], known)


def _outcome(risk: Risk, known: dict[str, Variable], here: Path) -> Iterator[Breach]:
    others = () if risk.specifications is None else risk.specifications.outcomes
    for name in (risk.outcome, *others):
        if name in known and not known[name].yes:
            yield Breach(
                (*here, "outcome"),
                "the outcome of a risk analysis is a variable with yes and no",
                f"'{name}' without them",
                "give the variable yes = [...] and no = [...]",
            )
    twice = [name for name, times in Counter((risk.outcome, *risk.factors)).items() if times > 1]
    if twice:
        yield Breach(
            (*here, "block"),
            "factors are different variables, each in one block, and not the outcome",
            f"'{twice[0]}' twice",
            "name each once",
        )


def _blocks(risk: Risk, here: Path) -> Iterator[Breach]:
    kinds = [block.kind for block in risk.block]
    twice = [kind for kind in kinds if kinds.count(kind) > 1]
    if twice:
        yield Breach(
            (*here, "block"), "a kind of block stands once", f"'{twice[0]}' twice", "join their factors"
        )
    if PROTECTIVE not in kinds and not risk.nothing_to_change.strip():
        yield Breach(
            (*here, "block"),
            "protective factors stand beside what is associated with harm",
            "no block of them",
            f'add a block of kind "{PROTECTIVE}", or say why there is none: nothing_to_change = "..."',
        )


def _countries(risk: Risk, known: dict[str, Variable], here: Path) -> Iterator[Breach]:
    if (risk.country is None) != (risk.country_weight is None):
        yield Breach(
            (*here, "country"),
            "pooled countries have a declared weight: equal, population or as_given",
            "one of country and country_weight without the other",
            "declare both, or neither",
        )
    if (risk.country_weight == "population") != bool(risk.populations):
        yield Breach(
            (*here, "country_weight"),
            'countries weighted by "population", and only these, have a size each',
            f"{len(risk.populations)} sizes",
            "give populations = { country = size }, or leave them out",
        )
    declared = known.get(risk.country or "")
    if declared is not None and declared.geography != "country":
        yield Breach(
            (*here, "country"),
            "the variable of countries is declared as one",
            f"'{declared.name}' without it",
            f"add geography = \"country\" to the variable '{declared.name}'",
        )
    asked = risk.validate_
    if asked is not None and asked.countries and risk.country is None:
        yield Breach(
            (*here, "validate", "countries"),
            "countries are left out in turn where they are declared",
            "no country",
            "declare country and country_weight",
        )


def _parts(risk: Risk, here: Path) -> Iterator[Breach]:
    demographic = [name for block in risk.block if block.kind == DEMOGRAPHIC for name in block.factors]
    country = [risk.country] if risk.country is not None else []
    if risk.validate_ is not None:
        rule = "a model is measured in groups of a demographic factor, or by country"
        groups = [*demographic, *country]
        yield from names_known((*here, "validate", "by"), rule, risk.validate_.by, groups)
    rule = "an interaction is with the country, or with a factor of the analysis"
    yield from names_known((*here, "interactions"), rule, risk.interactions, [*risk.factors, *country])
    if list(risk.reach) != sorted(set(risk.reach)) or not all(0 < one < 1 for one in risk.reach):
        yield Breach(
            (*here, "reach"),
            "thresholds of a service's reach are shares above 0 and below 1, ascending",
            "other numbers",
            "write reach = [0.1, 0.2, 0.3]",
        )


def _special(risk: Risk, known: dict[str, Variable], here: Path) -> Iterator[Breach]:
    yield from places_apart([known[name] for name in (risk.outcome, *risk.factors)], here)
    for at, block in enumerate(risk.block):
        path = (*here, "block", at, "factors")
        specials = {known[name].special for name in block.factors}
        aspects = {one for one in specials if one is not None and one.startswith(_ORIENTATION)}
        if any((one == _CONCERN) != (block.kind == CONCERN) for one in specials):
            yield Breach(
                path,
                "concern about sexual orientation is a block of its own, apart from identity and behaviour",
                f"the block '{block.kind}'",
                f"put variables with special = '{_CONCERN}', and only these, into '{CONCERN}'",
            )
        elif len(aspects) > 1:
            yield Breach(
                path,
                "concern, identity and behaviour are kept distinct: a block holds one of them",
                f"{len(aspects)} of them in '{block.kind}'",
                "put them in different blocks, or leave one out",
            )
    guarded = [name for name in risk.factors if known[name].special or known[name].offence]
    if guarded and any(name != risk.country for name in risk.interactions):
        yield Breach(
            (*here, "interactions"),
            "special and offence variables are in no interaction but with the country",
            f"'{guarded[0]}' among the factors",
            "ask by country, or declare an analysis without it",
        )


def _exposures(risk: Risk, known: dict[str, Variable], here: Path) -> Iterator[Breach]:
    block_of = {name: block.kind for block in risk.block for name in block.factors}
    asked: list[tuple[str, int, RiskExposure]] = [
        *(("attributable", at, one) for at, one in enumerate(risk.attributable)),
        *(("what_if", at, one) for at, one in enumerate(risk.what_if)),
        *(("mediation", at, one) for at, one in enumerate(risk.mediation)),
    ]
    for part, at, one in asked:
        path = (*here, part, at)
        yield from names_known(
            (*path, "factor"), "an exposure is a factor of the analysis", [one.factor], block_of
        )
        if not risk.time_order.strip():
            yield Breach(
                path,
                "a part is attributed, changed or mediated only where the order in time is declared",
                "no time_order",
                "write why the exposure came before the outcome; else the blocks decompose the association",
            )
        if part == "what_if" and one.kind == "adversity":
            yield Breach(
                (*path, "kind"),
                "a what-if changes what a service or a platform does",
                "an adversity",
                "ask for its attributable fraction",
            )
        if one.factor not in block_of:
            continue
        variable = known[one.factor]
        if variable.special or variable.offence:
            yield Breach(
                (*path, "factor"),
                "nothing is attributed to who a child is, to health or to an offence",
                f"'{one.factor}', which is special or offence data",
                "read its association as exposure to targeting or stigma",
            )
        elif block_of[one.factor] not in BLOCKS_OF[one.kind]:
            yield Breach(
                (*path, "factor"),
                f"{'an' if one.kind == 'adversity' else 'a'} {one.kind} stands in one of the blocks: "
                + ", ".join(BLOCKS_OF[one.kind]),
                f"'{one.factor}' in '{block_of[one.factor]}'",
                "what a child is, feels or does is described as association only",
            )
    kinds = [block.kind for block in risk.block]
    for at, between in enumerate(risk.mediation):
        path = (*here, "mediation", at, "mediator")
        yield from names_known(path, "a mediator is a factor of the analysis", [between.mediator], block_of)
        if between.mediator not in block_of or between.factor not in block_of:
            continue
        if kinds.index(block_of[between.mediator]) <= kinds.index(block_of[between.factor]):
            yield Breach(
                path,
                "a mediator comes after the exposure in the declared order of blocks",
                f"'{between.mediator}' in '{block_of[between.mediator]}'",
                "order the blocks in time, or ask for another mediator",
            )
        elif block_of[between.mediator] not in CHANGEABLE:
            yield Breach(
                path,
                "a mediator stands in one of the blocks: " + ", ".join(CHANGEABLE),
                f"'{between.mediator}' in '{block_of[between.mediator]}'",
                "what a child is, feels or does is described as association only",
            )
        if not known[between.mediator].yes:
            yield Breach(path, "a mediator is a yes/no", f"'{between.mediator}'", "recode it to yes and no")


def _specifications(risk: Risk, survey: Survey, known: dict[str, Variable], here: Path) -> Iterator[Breach]:
    asked = risk.specifications
    if asked is None:
        return
    path = (*here, "specifications")
    rule = "a specification curve follows a factor of the analysis"
    yield from names_known((*path, "factor"), rule, [asked.factor], risk.factors)
    for names in asked.left_out:
        rule = "a specification leaves out factors of the analysis, and not the one that it follows"
        others = [name for name in risk.factors if name != asked.factor]
        yield from names_known((*path, "left_out"), rule, names, others)
    if not (asked.outcomes or asked.left_out or asked.weights or asked.missing):
        yield Breach(path, "a specification curve has alternatives", "none", "declare one at least")
    if not survey.weights and "" in asked.weights:
        yield Breach(
            (*path, "weights"),
            "no weights are an alternative where there are weights",
            f"'{survey.id}' without weights",
            "leave them out",
        )
    for name in asked.weights:
        if name and (known[name].yes or known[name].categories):
            yield Breach((*path, "weights"), "weights are numbers", f"'{name}'", "name another variable")
