"""The guideline's files: every mistake has its file, line and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from handrail.guideline import (
    check_findings,
    check_joint_display,
    check_recommendations,
    read_findings,
    read_guideline,
    read_joint_display,
    read_recommendation,
)
from handrail.values import PlanError

FINDING = '[[finding]]\nid = "f"\nsentence = "Training is left to chance."\nsupports = ["theme:t"]\n'
ROW = (
    '[[row]]\nid = "r"\ntopic = "T"\ninterviews = ["theme:t"]\nsurvey = ["estimate:e"]\n'
    'reading = "agreement"\nwhy = "Both strands say so."\n'
)
RECOMMENDATION = """+++
id = "train"
recommendation = "Forces should train every officer."
audience = ["police front line"]
strength = "strong"
who_acts = "Chief officers"
review_date = 2027-11-01
supports = ["finding:f"]
+++
Because it **helps**.
"""
KNOWN = {"theme": ["t"], "estimate": ["e"], "finding": ["f"], "passage": ["p"]}


def wrong(read: object, path: Path, text: str) -> list[tuple[int | None, str, str]]:
    path.write_text(text, "utf-8")
    with pytest.raises(PlanError) as caught:
        read(path)  # type: ignore[operator]
    return [(problem.line, problem.rule, problem.remedy) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("change", "line", "rule"),
    [
        (("sentence", "sentense"), 3, "known keys"),
        (('"Training is left to chance."', '"Training"'), 1, "full sentence"),
        (('supports = ["theme:t"]\n', ""), 1, "supports is required"),
        (('["theme:t"]', '"theme:t"'), 4, "a list of texts"),
        (("[[finding]]", "[[findings]]"), 1, "[[finding]] only"),
    ],
)
def test_a_mistake_in_a_finding_has_its_line(
    tmp_path: Path, change: tuple[str, str], line: int, rule: str
) -> None:
    found = wrong(read_findings, tmp_path / "findings.toml", FINDING.replace(*change))
    assert any(at == line and rule in said for at, said, _ in found), found


def test_two_findings_of_one_id_are_refused(tmp_path: Path) -> None:
    assert "its own" in wrong(read_findings, tmp_path / "findings.toml", FINDING + FINDING)[0][1]


def test_a_link_to_nothing_is_named_with_the_nearest(tmp_path: Path) -> None:
    path = tmp_path / "findings.toml"
    path.write_text(FINDING.replace("theme:t", "theme:training"), "utf-8")
    (problem,) = check_findings(read_findings(path), {**KNOWN, "theme": ["trainings"]})
    assert (problem.line, problem.remedy) == (1, "did you mean 'theme:trainings'?")


def test_a_finding_may_not_rest_on_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "findings.toml"
    path.write_text(FINDING.replace("theme:t", "finding:f"), "utf-8")
    (problem,) = check_findings(read_findings(path), KNOWN)
    assert "theme, estimate, model, typology, risk, passage" in problem.rule


def test_a_finding_on_a_quota_sample_may_not_speak_of_prevalence(tmp_path: Path) -> None:
    path = tmp_path / "findings.toml"
    text = FINDING.replace("Training is left", "The prevalence is left").replace("theme:t", "estimate:e")
    path.write_text(text, "utf-8")
    found = read_findings(path)
    assert check_findings(found, KNOWN) == []
    (problem,) = check_findings(found, KNOWN, not_prevalence=["estimate:e"])
    assert "no prevalence" in problem.rule


@pytest.mark.parametrize(
    ("change", "line", "rule"),
    [
        (("police front line", "police"), 4, "closed list"),
        (('"strong"', '"certain"'), 5, "closed list"),
        (("2027-11-01", '"next year"'), 7, "a date"),
        (("Forces should train every officer.", "Training"), 3, "full sentence"),
        (('who_acts = "Chief officers"\n', ""), None, "who_acts is required"),
        (("+++\nid", "id"), 1, "front matter"),
    ],
)
def test_a_mistake_in_a_recommendation_has_its_line(
    tmp_path: Path, change: tuple[str, str], line: int | None, rule: str
) -> None:
    found = wrong(read_recommendation, tmp_path / "r.md", RECOMMENDATION.replace(change[0], change[1], 1))
    assert any((line is None or at == line) and rule in said for at, said, _ in found), found


def test_a_recommendation_rests_on_findings_and_its_line_is_given(tmp_path: Path) -> None:
    path = tmp_path / "r.md"
    path.write_text(RECOMMENDATION, "utf-8")
    assert check_recommendations([read_recommendation(path)], KNOWN) == []
    path.write_text(RECOMMENDATION.replace("finding:f", "theme:t"), "utf-8")
    (problem,) = check_recommendations([read_recommendation(path)], KNOWN)
    assert (problem.file, problem.line) == ("r.md", 8)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (('"agreement"', '"agree"'), "closed list"),
        (('survey = ["estimate:e"]\n', ""), "both sides"),
        (('"agreement"', '"silence"'), "which kind"),
        (('"agreement"', '"silence"\nsilence = "not asked"'), "one side empty"),
        (('"agreement"', '"agreement"\nsilence = "no data"'), "only silence"),
    ],
)
def test_a_reading_fits_its_row(tmp_path: Path, change: tuple[str, str], rule: str) -> None:
    found = wrong(read_joint_display, tmp_path / "joint-display.toml", ROW.replace(*change))
    assert rule in found[0][1]


@pytest.mark.parametrize("silence", ["not asked", "asked but not said", "no data"])
def test_silence_is_told_apart(tmp_path: Path, silence: str) -> None:
    path = tmp_path / "joint-display.toml"
    text = ROW.replace('survey = ["estimate:e"]\n', "").replace(
        '"agreement"', f'"silence"\nsilence = "{silence}"'
    )
    path.write_text(text, "utf-8")
    (row,) = read_joint_display(path)
    assert row.silence == silence
    assert check_joint_display([row], KNOWN) == []


def test_the_problems_of_every_file_come_at_once(tmp_path: Path) -> None:
    (tmp_path / "findings.toml").write_text(FINDING.replace("id =", "di ="), "utf-8")
    (tmp_path / "joint-display.toml").write_text(ROW.replace('"agreement"', '"no"'), "utf-8")
    (tmp_path / "r.md").write_text(RECOMMENDATION.replace('"strong"', '"x"'), "utf-8")
    with pytest.raises(PlanError) as caught:
        read_guideline(tmp_path)
    assert {problem.file for problem in caught.value.problems} == {
        "findings.toml",
        "joint-display.toml",
        "r.md",
    }


def test_a_study_without_a_guideline_yet_has_an_empty_one(tmp_path: Path) -> None:
    assert read_guideline(tmp_path / "none").findings == ()
