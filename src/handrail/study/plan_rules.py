"""What must hold between the parts of a plan: the safeguarding rules, traditions and samples.

Each rule yields problems with the path of keys where it was broken; ``read_plan`` adds the line.
"""

from __future__ import annotations

from collections.abc import Iterator

from handrail.study.breach import Breach
from handrail.study.plan import Analysis, InformationPower, Interviews, Plan, Survey
from handrail.study.plan_analysis_rules import analysis_breaches
from handrail.study.plan_display_rules import display_breaches
from handrail.study.plan_harmonised_rules import harmonised_breaches
from handrail.study.plan_model_rules import model_breaches
from handrail.study.plan_risk_rules import risk_breaches
from handrail.study.plan_survey_rules import survey_breaches
from handrail.study.plan_typology_rules import typology_breaches
from handrail.study.plan_weighting_rules import is_no_population, weighting_breaches
from handrail.study.plan_words import personal_words
from handrail.values import did_you_mean

DEFAULT_CELL = 10
PLACEHOLDERS = frozenset(
    (
        "A working title",
        "What was asked, in one or two sentences. The guideline's first page starts with it.",
        "Name of the person who answers for the study",
        "the approval's number",
        "the committee that gave it",
        "name and telephone of the person to be told about possible current harm",
        "what participants were told cannot be kept confidential",
        "what happens when a participant is distressed",
        "how those who read the transcripts are looked after",
    )
)
"""Words of the commented plan that stand for what a team must write: a study is not built on them."""

RESERVED = frozenset(
    ("category", "estimate", "se", "low", "high", "n", "weighted_n", "df", "count", "withheld")
)

NOT_PREVALENCE = "a quota or convenience sample gives no prevalence without calibration"


def breaches(plan: Plan) -> Iterator[Breach]:
    """Yield every rule that a well-formed plan breaks."""
    yield from _names(plan)
    yield from _placeholders(plan)
    yield from _disclosure(plan)
    yield from _interviews(plan)
    for position, survey in enumerate(plan.survey):
        yield from _survey(plan, survey, position)
    for position, analysis in enumerate(plan.analysis):
        yield from _analysis(plan, analysis, position)
    yield from harmonised_breaches(plan)
    yield from survey_breaches(plan)
    yield from weighting_breaches(plan)
    yield from analysis_breaches(plan)
    yield from model_breaches(plan)
    yield from typology_breaches(plan)
    yield from risk_breaches(plan)
    yield from personal_words(plan)


def _names(plan: Plan) -> Iterator[Breach]:
    if not plan.interviews and not plan.survey:
        yield Breach(
            ("study",), "a study has at least one strand", "no [[interviews]] and no [[survey]]", "add one"
        )
    strands = [("interviews", i, s.id) for i, s in enumerate(plan.interviews)]
    strands += [("survey", i, s.id) for i, s in enumerate(plan.survey)]
    for kind, seen_in in (
        ("strand", strands),
        ("analysis", [("analysis", i, a.id) for i, a in enumerate(plan.analysis)]),
        ("model", [("model", i, a.id) for i, a in enumerate(plan.model)]),
        ("typology", [("typology", i, a.id) for i, a in enumerate(plan.typology)]),
        ("risk analysis", [("risk", i, a.id) for i, a in enumerate(plan.risk)]),
    ):
        seen: set[str] = set()
        for part, position, name in seen_in:
            if name in seen:
                yield Breach(
                    (part, position, "id"),
                    f"each {kind} has an id of its own",
                    f"'{name}' twice",
                    "rename one",
                )
            seen.add(name)


def _placeholders(plan: Plan) -> Iterator[Breach]:
    for part in ("study", "ethics"):
        for key, value in getattr(plan, part).model_dump().items():
            words = value if isinstance(value, tuple) else (value,)
            if any(word in PLACEHOLDERS for word in words):
                yield Breach(
                    (part, key),
                    f"{part}.{key} is filled in",
                    "the template's own words",
                    "write your study's",
                )


def _disclosure(plan: Plan) -> Iterator[Breach]:
    rules = plan.disclosure
    if rules.smallest_cell < DEFAULT_CELL and not rules.reason.strip():
        yield Breach(
            ("disclosure", "smallest_cell"),
            f"a smallest cell under {DEFAULT_CELL} needs a reason",
            f"{rules.smallest_cell} without a reason",
            'add reason = "..." and, where there is one, second_person = "..."',
        )


def _interviews(plan: Plan) -> Iterator[Breach]:
    for position, strand in enumerate(plan.interviews):
        here = ("interviews", position)
        if strand.approach == "reflexive":
            yield from _reflexive(strand, here)
        yield from _agreement(strand, here)
        yield from _saturation(strand, here)
        yield from display_breaches(strand, here)
        for name in strand.special_attributes:
            if name not in strand.attributes:
                yield Breach(
                    (*here, "special_attributes"),
                    "a special attribute is one of the attributes",
                    f"'{name}'",
                    did_you_mean(name, strand.attributes),
                )


def _reflexive(strand: Interviews, here: tuple[str | int, ...]) -> Iterator[Breach]:
    parts = ", ".join(f'{part} = "..."' for part in InformationPower.model_fields)
    for stated, what, remedy in (
        (strand.positionality.strip(), "positionality", 'add positionality = "..."'),
        (strand.information_power, "information power", f"add information_power = {{ {parts} }}"),
    ):
        if not stated:
            yield Breach((*here, "approach"), f"a reflexive analysis states its {what}", "nothing", remedy)


def _saturation(strand: Interviews, here: tuple[str | int, ...]) -> Iterator[Breach]:
    planned = strand.saturation
    if planned is None:
        return
    if strand.approach == "reflexive":
        yield Breach(
            (*here, "saturation"),
            "saturation is not applicable under a reflexive approach",
            "saturation = ...",
            "remove it: memos, theme history and a statement of information power take its place",
        )
    if planned.group in strand.special_attributes:
        yield Breach(
            (*here, "saturation"),
            "a special attribute groups nothing",
            f"group = '{planned.group}'",
            "group by another attribute, or by none",
        )
    elif planned.group and planned.group not in strand.attributes:
        yield Breach(
            (*here, "saturation"),
            "interviews are grouped by one of the strand's attributes",
            f"group = '{planned.group}'",
            did_you_mean(planned.group, strand.attributes),
        )


def _agreement(strand: Interviews, here: tuple[str | int, ...]) -> Iterator[Breach]:
    if strand.agreement and strand.approach == "reflexive":
        yield Breach(
            (*here, "agreement"),
            "agreement between coders is not applicable under a reflexive approach",
            "agreement = true",
            "remove it: memos, positionality and theme history take its place",
        )
    elif strand.asks_for_agreement and len(strand.codings) < 2:
        yield Breach(
            (*here, "codings"),
            "agreement needs the codings of two coders",
            f"{len(strand.codings)} coding files",
            "add the second coder's file, or remove agreement",
        )
    elif strand.coders and len(set(strand.coders)) < max(2, len(strand.coders)):
        yield Breach(
            (*here, "coders"),
            "agreement is between two coders or more, each named once",
            f"{len(strand.coders)} names, {len(set(strand.coders))} different",
            "name each once, or leave coders out to compare all",
        )


def _survey(plan: Plan, survey: Survey, position: int) -> Iterator[Breach]:
    here: tuple[str | int, ...] = ("survey", position)
    yield from _who_answered(plan, survey, here)
    if survey.sample != "probability" and not survey.selection.strip():
        yield Breach(
            (*here, "sample"),
            "a quota or convenience sample states its selection assumptions",
            f"sample = '{survey.sample}' without selection",
            'add selection = "..." in one sentence',
        )
    seen: set[str] = set()
    for index, variable in enumerate(survey.variable):
        place = (*here, "variable", index)
        if variable.name in seen:
            yield Breach(
                (*place, "name"), "a variable's name is its own", f"'{variable.name}' twice", "rename one"
            )
        seen.add(variable.name)
        if variable.name in RESERVED:
            yield Breach(
                (*place, "name"),
                "a variable's name is not one of a table's own columns",
                f"'{variable.name}'",
                f"use another name than: {', '.join(sorted(RESERVED))}",
            )
        if variable.from_ == survey.id_column:
            yield Breach(
                (*place, "from"),
                "a respondent number is no variable",
                f"'{variable.name}' from '{variable.from_}'",
                "remove the variable",
            )
        if bool(variable.yes) != bool(variable.no) or (variable.yes and variable.categories):
            yield Breach(
                (*place, "name"),
                "a recode gives yes and no, or categories",
                f"a half or double recode of '{variable.name}'",
                "give both yes and no, or only categories",
            )
        if (variable.special or variable.offence) and not plan.ethics.legal_condition.strip():
            yield Breach(
                (*place, "special" if variable.special else "offence"),
                "special and offence variables need the plan's legal condition",
                "no legal_condition in [ethics]",
                'add legal_condition = "..." to [ethics]',
            )
        if is_no_population(survey) and "prevalence" in variable.label.lower():
            yield Breach(
                (*place, "label"), NOT_PREVALENCE, "'prevalence' in the label", "say 'share of respondents'"
            )


def _who_answered(plan: Plan, survey: Survey, here: tuple[str | int, ...]) -> Iterator[Breach]:
    if survey.who != "minors" or survey.public_use.strip():
        return
    ethics = plan.ethics
    missing = [
        words
        for words, given in (
            ("names_minors = true", ethics.names_minors),
            ("assent", ethics.assent.strip()),
            ("parental_permission (or its waiver)", ethics.parental_permission.strip()),
        )
        if not given
    ]
    if missing:
        yield Breach(
            (*here, "who"),
            "minors answer only in declared public-use files, or under an approval that names minors, "
            "with assent and parental permission",
            f"no {', no '.join(missing)} in [ethics]",
            "complete [ethics], or declare public_use with where the file is published",
        )


def _analysis(plan: Plan, analysis: Analysis, position: int) -> Iterator[Breach]:
    here = ("analysis", position)
    surveys = {survey.id: survey for survey in plan.survey}
    if analysis.survey not in surveys:
        yield Breach(
            (*here, "survey"),
            "an analysis reads a survey of the plan",
            f"'{analysis.survey}'",
            did_you_mean(analysis.survey, surveys),
        )
        return
    survey = surveys[analysis.survey]
    variables = {variable.name: variable for variable in survey.variable}
    if len(set(analysis.by)) < len(analysis.by) or analysis.variable in analysis.by:
        yield Breach(
            (*here, "by"),
            "groups are different variables, and not the measured one",
            f"{', '.join(analysis.by)}",
            "name each once",
        )
    for name, values in analysis.where.items():
        if not values:
            yield Breach((*here, "where"), "where names at least one value", f"{name} = []", "name a value")
    used = [
        *(("variable", n) for n in (analysis.variable,) if n),
        *(("items", n) for n in analysis.items),
        *(("by", n) for n in analysis.by),
        *(("where", n) for n in analysis.where),
    ]
    for key, name in used:
        if name not in variables:
            yield Breach(
                (*here, key),
                "an analysis names variables of its survey",
                f"'{name}'",
                did_you_mean(name, variables),
            )
    known = [variables[name] for _, name in used if name in variables]
    special = [v.name for v in known if v.special or v.offence]
    small = [v.name for v in known if v.geography == "below country"]
    if special and small:
        yield Breach(
            (*here, "by"),
            "special and offence variables are never crossed below country",
            f"'{special[0]}' with '{small[0]}'",
            "group by country or by nothing",
        )
    if is_no_population(survey) and "prevalence" in analysis.title.lower():
        yield Breach(
            (*here, "title"), NOT_PREVALENCE, "'prevalence' in the title", "say 'share of respondents'"
        )
