"""What must hold of the typologies of a plan."""

from __future__ import annotations

from collections.abc import Iterator

from handrail.study.breach import Breach, names_known
from handrail.study.plan import Plan, Variable
from handrail.study.plan_class_names import word_of_character, word_of_character_in_text
from handrail.study.plan_model_rules import survey_of, title_claims, variables_named
from handrail.study.plan_typology import SELF_CHECKED, Profile, Typology
from handrail.study.plan_typology_part_rules import typology_part_breaches
from handrail.study.pooled_countries import country_breaches


def typology_breaches(plan: Plan) -> Iterator[Breach]:
    """Yield every rule that the plan's typologies break."""
    for position, typology in enumerate(plan.typology):
        yield from _typology(plan, typology, ("typology", position))


def _typology(plan: Plan, typology: Typology, here: tuple[str | int, ...]) -> Iterator[Breach]:
    survey = survey_of(plan, typology)
    if survey is None:
        known = [one.id for one in plan.survey]
        yield from names_known(
            (*here, "survey"), "a typology reads a survey of the plan", [typology.survey], known
        )
        return
    variables = variables_named(survey)
    yield from names_known(
        (*here, "items"), "a typology names variables of its survey", typology.items, variables
    )
    yield from title_claims(typology.title, here)
    yield from country_breaches(typology, survey, here)
    yield from _kinds(typology, variables, here)
    yield from typology_part_breaches(typology, survey, variables, here)
    if len(set(typology.items)) < len(typology.items):
        yield Breach((*here, "items"), "an item stands once", "one of them twice", "name each once")
    if typology.classes not in typology.considered:
        yield Breach(
            (*here, "classes"),
            "the number of classes is one of those considered",
            f"{typology.classes}, considered: {', '.join(map(str, typology.considered))}",
            "add it to considered",
        )
    if typology.profile and len(typology.profile) != typology.classes:
        yield Breach(
            (*here, "profile"),
            "each class has a name, or none has",
            f"{len(typology.profile)} names for {typology.classes} classes",
            "add a [[typology.profile]] for each, the largest class first",
        )
    for position, profile in enumerate(typology.profile):
        yield from _name(profile, (*here, "profile", position))
        if profile.marked_by:
            yield from names_known(
                (*here, "profile", position, "marked_by"),
                "a class is marked by an item of the typology",
                [profile.marked_by],
                typology.items,
            )
            yield from _mark(typology, profile, variables, (*here, "profile", position))


def _kinds(
    typology: Typology, variables: dict[str, Variable], here: tuple[str | int, ...]
) -> Iterator[Breach]:
    yield from names_known((*here, "kinds"), "a kind is of an item", typology.kinds, typology.items)
    for name in typology.items:
        variable, kind = variables.get(name), typology.kinds.get(name)
        if variable is None:
            continue
        declared, number = variable.yes or variable.categories, kind in ("count", "continuous")
        if not declared and kind is None:
            yield Breach(
                (*here, "items"),
                "an item of a typology has yes and no or categories, or is declared a number",
                f"'{name}' without them",
                "give the variable yes = [...] and no = [...], or categories; a number stands in kinds",
            )
        elif kind is not None and bool(declared) == number:
            yield Breach(
                (*here, "kinds"),
                "a count or a continuous item is a number, and an ordered one has categories"
                if declared
                else "an ordered item has categories, and a number is a count or continuous",
                f"'{name}' as {kind}",
                "say what it is, or leave it out of kinds",
            )
    if all(typology.kinds.get(name) in ("count", "continuous") for name in typology.items):
        yield Breach(
            (*here, "items"),
            "a typology has an item with yes and no or with categories: its profiles are drawn of these",
            "numbers alone",
            "recode one of them to categories",
        )


def _mark(
    typology: Typology, profile: Profile, variables: dict[str, Variable], here: tuple[str | int, ...]
) -> Iterator[Breach]:
    variable = variables.get(profile.marked_by)
    # Of several categories, and of a number, none is the likely one: the mark would hold nothing.
    if variable is not None and profile.marked_by in typology.items and not variable.yes:
        yield Breach(
            (*here, "marked_by"),
            "a class is marked by an item with yes and no",
            f"'{profile.marked_by}', which has categories or is a number",
            "name an item with yes and no, or leave marked_by out",
        )


def _name(profile: Profile, here: tuple[str | int, ...]) -> Iterator[Breach]:
    word, why = word_of_character(profile.name)
    if word:
        yield Breach(
            (*here, "name"),
            "a class is named for experiences or circumstances, not for character or desire",
            f"'{word}', which {why}",
            'say what happened, or where and by whom: "Asked for pictures", "Threatened by an adult"',
        )
    for key, text in (("description", profile.description), ("because", profile.because)):
        word, why = word_of_character_in_text(text)
        if word:
            yield Breach(
                (*here, key),
                f"a class's {key} says experiences or circumstances, not character or desire",
                f"'{word}' in {key}, which {why}",
                "say what happened, or where and by whom; the card prints these words",
            )
    reader = profile.second_reader.strip()
    if reader and not profile.because.strip():
        yield Breach(
            (*here, "second_reader"),
            "a second reader of a class's name reads the reason for it",
            "a reader and no reason",
            'add because = "..."',
        )
    if bool(reader) != bool(profile.read_on) and reader.lower() != SELF_CHECKED:
        yield Breach(
            (*here, "second_reader" if reader else "read_on"),
            "a second reader stands with the day of reading",
            "a reader and no day" if reader else "a day and no reader",
            f'give second_reader = "..." and read_on = 2027-01-31, or second_reader = "{SELF_CHECKED}"',
        )
