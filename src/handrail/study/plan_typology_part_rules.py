"""What must hold of a typology's further parts: tests, stability, groups, covariates and outcomes."""

from __future__ import annotations

from collections.abc import Iterator

from handrail.study.breach import Breach, names_known
from handrail.study.plan import Survey, Variable
from handrail.study.plan_model_rules import places_apart, roles_of
from handrail.study.plan_typology import Typology

Path = tuple[str | int, ...]

_ORIENTATION = "sexual orientation"


def typology_part_breaches(
    typology: Typology, survey: Survey, known: dict[str, Variable], here: Path
) -> Iterator[Breach]:
    """Yield every rule that a typology's further parts break."""
    yield from _tests(typology, survey, here)
    yield from _names(typology, known, here)
    yield from _design(typology, survey, here)
    yield from _several(typology, here)
    yield from _covariates(typology, known, here)
    yield from _places(typology, known, here)


def _tests(typology: Typology, survey: Survey, here: Path) -> Iterator[Breach]:
    design = survey.weights or survey.strata or survey.clusters or survey.replicate_weights
    for key, asked in (("bootstrap", typology.bootstrap is not None), ("lmr", typology.lmr)):
        if asked and design:
            yield Breach(
                (*here, key),
                "a likelihood-ratio test takes respondents as drawn independently and with equal chances",
                f"'{survey.id}' with weights, strata or clusters, where such a test at a nominal 5 % rejects "
                "about 25 % of what is true",
                "leave it out: the pseudo-BIC, dAIC and dBIC are printed",
            )
        elif asked and not any(number + 1 in typology.considered for number in typology.considered):
            yield Breach(
                (*here, key),
                "a test is of a number of classes against one more",
                f"considered: {', '.join(map(str, typology.considered))}",
                "consider two numbers that follow each other",
            )


def _names(typology: Typology, known: dict[str, Variable], here: Path) -> Iterator[Breach]:
    rule = "a typology names variables of its survey"
    if typology.covariates is not None:
        yield from names_known((*here, "covariates", "factors"), rule, typology.covariates.factors, known)
    if typology.outcomes is not None:
        yield from names_known((*here, "outcomes", "variables"), rule, typology.outcomes.variables, known)
    for where, name in _groups(typology):
        path = (*here, *where)
        yield from names_known(path, rule, [name], known)
        group = known.get(name)
        if group is not None and not (group.yes or group.categories):
            yield Breach(
                path,
                "groups that are compared or left out in turn have declared categories",
                f"'{group.name}' without them",
                f"add categories = {{ ... }} to '{group.name}'",
            )
        if name in typology.items:
            yield Breach(
                path,
                "groups are not made by an item of the typology",
                f"'{name}' in both",
                "name another variable",
            )
    if typology.groups is not None:
        path = (*here, "groups", "free")
        free = typology.groups.free
        yield from names_known(path, "items that may differ are items of the typology", free, typology.items)
        if len(set(free)) >= len(set(typology.items)):
            yield Breach(
                path,
                "some items are the same in all groups: classes are compared by them",
                "every item free",
                "leave one out",
            )


def _groups(typology: Typology) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield where a variable that makes groups is named, and its name."""
    if typology.stability is not None and typology.stability.leave_out is not None:
        yield ("stability", "leave_out"), typology.stability.leave_out
    if typology.groups is not None:
        yield ("groups", "by"), typology.groups.by


def _design(typology: Typology, survey: Survey, here: Path) -> Iterator[Breach]:
    if survey.replicate_weights is None:
        return
    for key in ("stability", "groups", "covariates", "outcomes"):
        if getattr(typology, key) is not None:
            yield Breach(
                (*here, key),
                "what is drawn again or adjusted for the design needs its strata and clusters",
                f"'{survey.id}', whose design is in replicate weights",
                f"name strata and clusters where the file has them, or leave {key} out",
            )


def _several(typology: Typology, here: Path) -> Iterator[Breach]:
    for key in ("stability", "groups", "covariates", "outcomes"):
        if getattr(typology, key) is not None and typology.classes < 2:
            yield Breach(
                (*here, key),
                f"{key} are asked of two classes or more" if key != "stability" else _STABLE,
                "classes = 1",
                f"leave {key} out: one class is everybody",
            )
    for where, names in _asked(typology):
        twice = [name for name in names if names.count(name) > 1]
        items = [name for name in names if name in typology.items]
        if twice:
            yield Breach((*here, *where), "a variable stands once", f"'{twice[0]}' twice", "name each once")
        if items:
            yield Breach(
                (*here, *where),
                "what goes together with the classes is none of the items that make them",
                f"'{items[0]}' in both",
                "leave it out of one of them",
            )


_STABLE = "stability is asked of two classes or more"


def _asked(typology: Typology) -> Iterator[tuple[tuple[str, str], tuple[str, ...]]]:
    if typology.covariates is not None:
        yield ("covariates", "factors"), typology.covariates.factors
    if typology.outcomes is not None:
        yield ("outcomes", "variables"), typology.outcomes.variables


def _covariates(typology: Typology, known: dict[str, Variable], here: Path) -> Iterator[Breach]:
    asked = typology.covariates
    if asked is None:
        return
    path = (*here, "covariates")
    factors = [known[name] for name in asked.factors if name in known]
    yield from roles_of(factors, asked.nothing_to_change, path)
    aspects = {one.special for one in factors if one.special and one.special.startswith(_ORIENTATION)}
    if len(aspects) > 1:
        yield Breach(
            (*path, "factors"),
            "concern, identity and behaviour are kept distinct: the factors hold one of them",
            f"{len(aspects)} of them",
            "ask for each in a typology's part of its own",
        )


def _places(typology: Typology, known: dict[str, Variable], here: Path) -> Iterator[Breach]:
    """Yield where special variables would be crossed with a place below country, by whichever part."""
    names = [*typology.items, *(name for _, those in _asked(typology) for name in those)]
    names += [name for _, name in _groups(typology)]
    yield from places_apart([known[name] for name in dict.fromkeys(names) if name in known], here)
