"""The plan: every rule has a message with its line, and the commented plan of `handrail new` is a plan."""

import json
from datetime import date
from pathlib import Path

import pytest
from small_study import HEAD

from handrail.study.new import new_study
from handrail.study.plan import Plan
from handrail.study.plan_rules import PLACEHOLDERS
from handrail.study.read_plan import parse_plan, read_plan
from handrail.values import PlanError, UsageError, parse_toml

SURVEY = """[[survey]]
id = "s"
title = "S"
file = "s.csv"
who = "adults"
sample = "probability"
[[survey.variable]]
name = "contact"
from = "q1"
label = "Contact"
yes = [1]
no = [2]
[[survey.variable]]
name = "area"
from = "q2"
label = "Area"
geography = "below country"
"""
ANALYSIS = """[[analysis]]
id = "a"
title = "A"
survey = "s"
measure = "proportion"
variable = "contact"
by = ["area"]
"""
INTERVIEWS = """[[interviews]]
id = "i"
title = "I"
approach = "codebook"
documents = ["*.txt"]
"""


def problems(text: str) -> list[tuple[int | None, str, str]]:
    with pytest.raises(PlanError) as caught:
        parse_plan(parse_toml(text, "study.toml", error=PlanError))
    return [(p.line, p.rule, p.remedy) for p in caught.value.problems]


def test_a_full_plan_is_read_and_frozen() -> None:
    plan = parse_plan(parse_toml(HEAD + SURVEY + ANALYSIS + INTERVIEWS, "study.toml"))
    assert plan.survey_of(plan.analysis[0]).id == "s"
    with pytest.raises(ValueError, match="frozen"):
        plan.study.title = "other"


@pytest.mark.parametrize(
    ("text", "line", "rule", "remedy"),
    [
        (HEAD.replace("purpose", "purpos") + SURVEY, 5, "known keys", "did you mean 'purpose'"),
        (
            HEAD.replace('"prevention"', '"preventing"') + SURVEY,
            5,
            "closed list",
            "did you mean 'prevention'",
        ),
        (HEAD.replace('title = "T"\n', "") + SURVEY, 2, "study.title is required", "add title"),
        (HEAD.replace('coder_welfare = "w"\n', "") + SURVEY, 8, "ethics.coder_welfare is required", "add"),
        (
            HEAD.replace('safeguarding_lead = "L"', 'safeguarding_lead = ""') + SURVEY,
            11,
            "at least 1 character",
            "see",
        ),
        (HEAD, 2, "at least one strand", "add one"),
        (HEAD + SURVEY.replace('"probability"', '"snowball"'), 20, "closed list", "probability"),
        (HEAD + SURVEY.replace('"probability"', '"quota"'), 20, "selection assumptions", "selection"),
        (HEAD + SURVEY.replace('"adults"', '"minors"'), 19, "minors", "public_use"),
        (HEAD + SURVEY.replace("yes = [1]\n", ""), 22, "yes and no", "both"),
        (
            HEAD + SURVEY.replace('label = "Contact"', 'label = "Contact"\nspecial = "health"'),
            25,
            "legal condition",
            "legal",
        ),
        (
            HEAD + SURVEY.replace('label = "Contact"', 'label = "Contact"\noffence = true'),
            25,
            "legal condition",
            "legal",
        ),
        (HEAD + SURVEY.replace('name = "area"', 'name = "contact"'), 28, "its own", "rename"),
        (HEAD + SURVEY.replace('id = "s"', 'id = "S 1"'), 16, "short name", "lower-case"),
        (
            HEAD + SURVEY + ANALYSIS.replace('"contact"', '"contct"'),
            37,
            "variables of its survey",
            "did you mean 'contact'",
        ),
        (
            HEAD + SURVEY + ANALYSIS.replace('["area"]', '["aera"]'),
            38,
            "variables of its survey",
            "did you mean 'area'",
        ),
        (HEAD + SURVEY + ANALYSIS.replace('survey = "s"', 'survey = "t"'), 35, "a survey of the plan", "s"),
        (HEAD + INTERVIEWS.replace('"codebook"', '"reflexive"'), 18, "positionality", "positionality"),
        (HEAD + INTERVIEWS + 'who = "minors"\n', 20, "closed list", "adults"),
        (HEAD + "[disclosure]\nsmallest_cell = 5\n" + SURVEY, 16, "needs a reason", "reason"),
        (
            HEAD
            + SURVEY.replace(
                'sample = "probability"', 'sample = "probability"\ncolumns = { email = "keep" }'
            ),
            21,
            "drop or keep",
            "keep",
        ),
    ],
)
def test_each_broken_rule_is_reported_with_its_line_and_a_remedy(
    text: str, line: int, rule: str, remedy: str
) -> None:
    found = problems(text)
    assert any(at == line and rule in said and remedy in do for at, said, do in found), found


def test_special_variables_are_never_crossed_below_country() -> None:
    text = HEAD.replace("[ethics]", '[ethics]\nlegal_condition = "Article 9(2)(j)"') + SURVEY.replace(
        'label = "Contact"', 'label = "Contact"\nspecial = "sexual orientation: concern"'
    )
    assert "below country" in problems(text + ANALYSIS)[0][1]
    parse_plan(parse_toml((text + ANALYSIS).replace('"below country"', '"country"'), "study.toml"))


def test_a_quota_sample_may_not_speak_of_prevalence() -> None:
    quota = HEAD + SURVEY.replace('sample = "probability"', 'sample = "quota"\nselection = "x"')
    assert (
        "no prevalence"
        in problems(quota.replace('label = "Contact"', 'label = "Prevalence of contact"'))[0][1]
    )
    assert "no prevalence" in problems(quota + ANALYSIS.replace('title = "A"', 'title = "Prevalence"'))[0][1]


def test_minors_are_allowed_in_a_declared_public_use_file_or_with_assent_and_permission() -> None:
    minors = SURVEY.replace('"adults"', '"minors"')
    parse_plan(
        parse_toml(HEAD + minors.replace("file =", 'public_use = "published by X"\nfile ='), "study.toml")
    )
    approved = HEAD + 'names_minors = true\nassent = "form"\nparental_permission = "waived: ref 2"\n'
    parse_plan(parse_toml(approved + minors, "study.toml"))


def test_every_problem_of_a_plan_is_reported_at_once() -> None:
    assert len(problems(HEAD.replace("title", "titel").replace('"prevention"', '"x"') + SURVEY)) >= 3


def test_a_plan_that_is_not_toml_names_the_line_and_quotes_nothing() -> None:
    with pytest.raises(PlanError) as caught:
        parse_toml('a = 1\nb = "secret words\n', "study.toml", error=PlanError)
    assert caught.value.problems[0].line == 2
    assert "secret" not in str(caught.value)


def filled_in(plan: Path) -> str:
    """Return the commented plan with every placeholder of its first two parts replaced."""
    text = plan.read_text("utf-8")
    for words in sorted(PLACEHOLDERS, key=len, reverse=True):
        assert f'"{words}"' in text, words
        text = text.replace(f'"{words}"', '"ours"')
    return text


def test_the_plan_of_handrail_new_says_that_its_own_words_must_be_replaced(tmp_path: Path) -> None:
    new_study(tmp_path / "s", today=date(2026, 1, 1))
    with pytest.raises(PlanError) as caught:
        read_plan(tmp_path / "s")
    told = [problem.rule for problem in caught.value.problems]
    assert "ethics.safeguarding_lead is filled in" in told
    assert sum(rule.endswith("is filled in") for rule in told) == len(PLACEHOLDERS)


def test_a_filled_in_plan_needs_only_a_strand(tmp_path: Path) -> None:
    plan = new_study(tmp_path / "s", today=date(2026, 1, 1))
    plan.write_text(filled_in(plan), "utf-8")
    with pytest.raises(PlanError) as caught:
        read_plan(tmp_path / "s")
    assert [problem.rule for problem in caught.value.problems] == ["a study has at least one strand"]


def test_the_commented_strands_of_handrail_new_are_a_valid_plan_when_switched_on(tmp_path: Path) -> None:
    plan = new_study(tmp_path / "s", today=date(2026, 1, 1))
    marker = "# ---- Interviews"
    head, strands = filled_in(plan).split(marker)
    switched = "\n".join(
        line.removeprefix("# ") if line.startswith("# ") and "----" not in line else ""
        for line in strands.splitlines()[1:]
    )
    plan.write_text(head + switched, "utf-8")
    read = read_plan(tmp_path / "s")
    assert [part.id for part in (*read.interviews, *read.survey, *read.analysis, *read.model)] == [
        "stakeholders",
        "police",
        "trained-by-country",
        "training-and-country",
    ]


def test_handrail_new_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(UsageError, match="new or empty folder"):
        new_study(tmp_path, today=date(2026, 1, 1))
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_published_json_schema_is_the_plans(pytestconfig: pytest.Config) -> None:
    published = json.loads((pytestconfig.rootpath / "docs/study.schema.json").read_text("utf-8"))
    assert published == Plan.model_json_schema()
