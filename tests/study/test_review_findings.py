"""What a strict reviewer tried: keys that missed an input, ways around a rule, faults on a user's mistake."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pyreadstat
import pytest
from small_study import TODAY, rows, write_rows

from handrail.store import DEMONSTRATION_PASSPHRASE, Store
from handrail.study.build import BuildReport
from handrail.study.check import check_study
from handrail.study.prose import refuse_unreleased_words
from handrail.study.status import study_status
from handrail.values import DisclosureRefused, PlanError, StoreError

Builder = Callable[..., BuildReport]


def said(report: BuildReport) -> str:
    assert report.error is not None
    return str(report.error)


def edit(path: Path, *pairs: tuple[str, str]) -> None:
    text = path.read_text("utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")


def state_of(folder: Path, name: str) -> str:
    report = study_status(folder, prompt=None, today=TODAY)
    return next(one.state for one in report.recommendations if one.id == name)


# -- keys hold everything that a step reads --------------------------------------------------------


def write_sav(folder: Path, labels: dict[int, str], missing: list[int]) -> None:
    frame = pl.DataFrame(rows(), schema=["respondent", "q1", "q2", "stratum", "cluster"], orient="row")
    pyreadstat.write_sav(
        frame,
        str(folder / "sources/adults.sav"),
        variable_value_labels={"q2": labels},
        missing_ranges={"q1": missing} if missing else None,
    )


def test_changed_value_labels_and_missing_codes_run_the_estimate_again(small: Path, build: Builder) -> None:
    plan = small / "study.toml"
    edit(
        plan,
        ('file = "adults.csv"', 'file = "adults.sav"'),
        ('categories = { "1" = "Female", "2" = "Male" }\n', ""),
    )
    write_sav(small, {1: "Female", 2: "Male"}, [])
    assert build(small).error is None
    write_sav(small, {1: "Male", 2: "Female"}, [])
    assert "estimate:contact-by-sex" in build(small).ran
    write_sav(small, {1: "Male", 2: "Female"}, [9])
    assert "estimate:contact-by-sex" in build(small).ran


def test_a_theme_is_spread_again_when_the_participants_file_says_other_speakers(
    thin_built: Path, build: Builder
) -> None:
    edit(thin_built / "sources/participants.csv", ("policing", "academia"))
    assert any(step.startswith("theme:") for step in build(thin_built).ran)


def test_outputs_that_someone_changed_or_deleted_are_written_again(small: Path, build: Builder) -> None:
    build(small)
    page = small / "outputs/guideline.html"
    before = page.read_bytes()
    page.write_text("other", "utf-8")
    assert build(small).ran == ["documents"]
    assert page.read_bytes()[:200] == before[:200]
    next((small / "outputs/tables").glob("*.csv")).unlink()
    assert build(small).ran == ["documents"]


# -- status ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("sources/themes.toml", "depends on luck", "depends on chance"),
        ("sources/codebook.toml", "[[code]]", "# a note\n[[code]]"),
        ("sources/participants.csv", "policing", "police"),
        ("guideline/findings.toml", "left to chance", "left to pure chance"),
        ("guideline/half-a-day.md", "\n+++\n", "\n+++\nOne more reason.\n"),
    ],
)
def test_status_says_stale_when_what_a_recommendation_rests_on_changed(
    thin_built: Path, build: Builder, file: str, old: str, new: str
) -> None:
    assert state_of(thin_built, "half-a-day") == "fresh"
    edit(thin_built / file, (old, new))
    assert state_of(thin_built, "half-a-day") == "stale"
    assert build(thin_built).error is None
    assert state_of(thin_built, "half-a-day") == "fresh"


def test_status_of_a_stale_estimate_is_no_fault(small: Path, build: Builder) -> None:
    build(small)
    edit(small / "study.toml", ('by = ["sex"]', 'by = ["sex"]\nlevel = 0.9'))
    assert "estimate:contact-by-sex" in study_status(small, prompt=None, today=TODAY).stale


# -- ways around disclosure ------------------------------------------------------------------------


def test_a_share_may_not_leave_as_a_mean(small: Path, build: Builder) -> None:
    edit(small / "study.toml", ('measure = "proportion"', 'measure = "mean"'))
    assert "is a proportion" in said(build(small))


def test_free_text_is_no_group_and_no_proportion(small: Path, build: Builder) -> None:
    sentinel = "the heron stood in the reeds"
    write_rows(
        small, [[*row, f"{sentinel} {row[0]}"] for row in rows()], "respondent,q1,q2,stratum,cluster,note"
    )
    edit(
        small / "study.toml",
        ("[[analysis]]", '[[survey.variable]]\nname = "note"\nfrom = "note"\nlabel = "Note"\n[[analysis]]'),
        ('by = ["sex"]', 'by = ["note"]'),
    )
    message = said(build(small))
    assert "declared categories" in message
    assert sentinel not in message


def test_a_respondent_number_is_no_variable(small: Path) -> None:
    edit(small / "study.toml", ('from = "q2"', 'from = "respondent"'))
    error = check_study(small).error
    assert error is not None
    assert "a respondent number is no variable" in str(error)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('strata = "stratum"', 'columns = { stratum = "drop" }\nstrata = "stratum"', "dropped column"),
        ('by = ["sex"]', 'by = ["sex", "sex"]', "different variables"),
        ('by = ["sex"]', 'by = ["sex"]\nwhere = { contact = [] }', "at least one value"),
        ('name = "sex"', 'name = "estimate"', "own columns"),
    ],
)
def test_check_refuses_what_a_build_would(small: Path, old: str, new: str, rule: str) -> None:
    edit(small / "study.toml", (old, new))
    error = check_study(small).error
    assert error is not None
    assert rule in str(error)


def test_special_attributes_are_never_spread_and_small_levels_never_told_apart(
    thin_folder: Path, build: Builder
) -> None:
    edit(
        thin_folder / "study.toml",
        ('attributes = ["sector"', 'special_attributes = ["country"]\nattributes = ["sector"'),
    )
    assert build(thin_folder).error is None
    page = (thin_folder / "outputs/guideline.html").read_text("utf-8")
    assert "By sector: too few participants in each group to tell apart" in page
    assert "By country:" not in page


def test_a_flag_of_any_coder_on_the_same_words_withholds_them(thin_built: Path, build: Builder) -> None:
    with Store.open(thin_built, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
        left = {entry.name for entry in store.ledger() if entry.kind == "quotation"}
        shown = next(one for one in store.codings() if f"passage:{one.id}" in left)
    other = thin_built / f"sources/codings-{'cd' if shown.coder == 'AB' else 'ab'}.toml"
    flagged = (
        f'\n[[coding]]\nid = "flag-only"\ndocument = "{shown.document}"\ncode = {json.dumps(shown.code)}\n'
        f"quotation = {json.dumps(shown.quotation, ensure_ascii=False)}\n"
        f"start = {shown.start}\nend = {shown.end}\n"
        'flags = ["third-party"]\n'
    )
    other.write_text(other.read_text("utf-8") + flagged, "utf-8")
    report = build(thin_built)
    assert report.error is None
    assert any(shown.name in refusal and "third-party" in refusal for refusal in report.refusals)
    assert shown.quotation not in (thin_built / "outputs/guideline.html").read_text("utf-8")


def test_words_are_coded_only_within_consent_to_analysis(thin_built: Path, build: Builder) -> None:
    path = thin_built / "sources/participants.csv"
    head, *lines = path.read_text("utf-8").splitlines()
    place = head.split(",").index("analysis")
    changed = lines[0].split(",")
    changed[place] = "no"
    path.write_text("\n".join([head, ",".join(changed), *lines[1:]]) + "\n", "utf-8")
    assert "within consent to analysis" in said(build(thin_built))


def test_a_participant_s_sentence_does_not_leave_through_the_team_s_prose(
    thin_built: Path, build: Builder
) -> None:
    with Store.open(thin_built, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
        document = store.document("interview-p02.md")
        assert document is not None
        turn = max(document.turns, key=lambda one: one.end - one.start)
        words = " ".join(re.findall(r"\w+", document.text[turn.start : turn.end])[:20])
    one = thin_built / "guideline/half-a-day.md"
    one.write_text(one.read_text("utf-8") + f"\nAs one put it, {words}.\n", "utf-8")
    report = build(thin_built)
    assert report.error is not None
    assert report.error.exit_code == 12
    assert "half-a-day.md" in str(report.error)
    assert words not in str(report.error)


def test_seven_words_in_a_row_are_no_quotation_and_eight_are() -> None:
    text = "one two three four five six seven eight nine"
    refuse_unreleased_words({"a": "one two three four five six seven"}, [text], [])
    with pytest.raises(DisclosureRefused):
        refuse_unreleased_words({"a": "ONE two, three four five six seven eight"}, [text], [])


def test_a_finding_on_withheld_numbers_says_so(thin_folder: Path, build: Builder) -> None:
    plan = thin_folder / "study.toml"
    plan.write_text(plan.read_text("utf-8") + "\n[disclosure]\nsmallest_cell = 300\n", "utf-8")
    assert build(thin_folder).error is None
    page = (thin_folder / "outputs/guideline.html").read_text("utf-8")
    assert "Numbers withheld" in page


def test_a_sentence_does_not_leave_as_the_name_of_a_code_or_in_the_plan(
    thin_built: Path, build: Builder
) -> None:
    with Store.open(thin_built, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
        document = store.document("interview-p02.md")
        assert document is not None
        turn = max(document.turns, key=lambda one: one.end - one.start)
        words = re.findall(r"\w+", document.text[turn.start : turn.end])[:20]
    codebook = thin_built / "sources/codebook.toml"
    kept = codebook.read_text("utf-8")
    codebook.write_text(
        f'{kept}\n[[code]]\nname = "{" ".join(words)}"\ndescription = "D."\norigin = "inductive"\n', "utf-8"
    )
    assert "code names" in said(build(thin_built))
    codebook.write_text(kept, "utf-8")
    plan = thin_built / "study.toml"
    edit(plan, ("limits = [", 'limits = ["""\n' + "\n".join(words) + '""",'))
    assert "study.toml" in said(build(thin_built))


def test_a_survey_file_without_a_header_row_lists_no_answer(small: Path, build: Builder) -> None:
    write_rows(small, [[1, 2, 1, 1, 1]] * 20, "1,my uncle told me,2,3,4")
    message = said(build(small))
    assert "first row" in message
    assert "uncle" not in message


@pytest.mark.parametrize("codes", [(1, 2), (0, 1), (3, 7)])
def test_a_variable_with_two_values_has_no_mean(small: Path, build: Builder, codes: tuple[int, int]) -> None:
    edit(small / "study.toml", ("yes = [1]\nno = [2]\n", ""), ('measure = "proportion"', 'measure = "mean"'))
    write_rows(small, [[row[0], codes[int(str(row[1])) - 1], *row[2:]] for row in rows()])
    assert "two values" in said(build(small))


def test_where_takes_a_yes_no_variable_by_its_words(small: Path, build: Builder) -> None:
    edit(
        small / "study.toml",
        ('variable = "contact"\nby = ["sex"]', 'variable = "sex"\nwhere = { contact = ["yes"] }'),
        ("yes = [1]\nno = [2]", "yes = [2]\nno = [1]"),
    )
    assert build(small).error is None
    results = json.loads((small / "outputs/results.json").read_text("utf-8"))["results"]
    assert sum(cell["n"] for cell in results[0]["table"]) == 2 * sum(row[1] == 2 for row in rows())
    edit(small / "study.toml", ('["yes"]', "[2]"))
    assert "names values that occur" in said(build(small))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('strength = "strong"', 'strength = "conditional"'),
        ("who_acts = ", "who_acts = 'Others' # "),
        ("review_date = 2027", "review_date = 2028"),
    ],
)
def test_status_sees_every_printed_fact_of_a_recommendation(thin_built: Path, old: str, new: str) -> None:
    edit(thin_built / "guideline/half-a-day.md", (old, new))
    assert state_of(thin_built, "half-a-day") == "stale"


def test_status_sees_that_consent_to_a_quotation_was_taken_back(thin_built: Path) -> None:
    edit(thin_built / "sources/participants.csv", (",unattributed,", ",none,"))
    assert state_of(thin_built, "half-a-day") == "stale"


# -- mistakes that are no faults -------------------------------------------------------------------


def test_a_document_may_leave_the_plan(thin_built: Path, build: Builder) -> None:
    plan = thin_built / "study.toml"
    documents = re.search(r"^documents = .*$", plan.read_text("utf-8"), re.MULTILINE)
    assert documents
    edit(plan, (documents[0], 'documents = ["interview-p01.txt", "interview-p02.md"]'))
    message = said(build(thin_built))
    assert "interview-p03.srt" in message
    assert "a document of the strand" in message


def test_a_code_that_a_theme_names_may_not_vanish_silently(thin_built: Path, build: Builder) -> None:
    themes = thin_built / "sources/themes.toml"
    text = themes.read_text("utf-8")
    themes.write_text(
        re.sub(r"^codes = \[", 'codes = ["no such code", ', text, count=1, flags=re.MULTILINE), "utf-8"
    )
    assert "no such code" in said(build(thin_built))


def test_two_files_of_one_name_are_refused(thin_folder: Path, build: Builder) -> None:
    sources = thin_folder / "sources"
    (sources / "more").mkdir()
    (sources / "more/interview-p01.txt").write_bytes((sources / "interview-p01.txt").read_bytes())
    plan = thin_folder / "study.toml"
    documents = re.search(r"^documents = .*$", plan.read_text("utf-8"), re.MULTILINE)
    assert documents
    edit(plan, (documents[0], 'documents = ["interview-*", "more/*"]'))
    assert "file name of its own" in said(build(thin_folder))


def test_variables_that_differ_in_case_only_have_places_of_their_own(small: Path, build: Builder) -> None:
    edit(
        small / "study.toml",
        (
            "[[analysis]]",
            '[[survey.variable]]\nname = "Contact"\nfrom = "q1"\nlabel = "C"\nyes = [1]\nno = [2]\n'
            "[[analysis]]",
        ),
    )
    assert build(small).error is None


def test_outputs_that_is_a_file_is_said_and_nothing_is_lost(small: Path, build: Builder) -> None:
    (small / "outputs").write_text("x", "utf-8")
    with pytest.raises(StoreError, match="outputs"):
        build(small)
    assert (small / "outputs").read_text("utf-8") == "x"


def test_a_failed_first_build_leaves_no_store_behind(small: Path, build: Builder) -> None:
    write_rows(small, rows(), "respondent,q1x,q2,stratum,cluster")
    assert "did you mean" in said(build(small))
    assert not (small / "study.db").exists()
    assert not (small / "study.key").exists()
    write_rows(small, rows())
    assert build(small).error is None


def test_a_pattern_does_not_reach_into_another_study_s_files_once_files_were_imported(
    thin_folder: Path, tmp_path: Path, build: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "interview-p99.txt").write_text("I: Why?\nP99: No.\n", "utf-8")
    monkeypatch.setenv("HANDRAIL_DATA", str(shared))
    build(thin_folder)
    for path in (thin_folder / "sources").glob("interview-*"):
        path.unlink()
    report = build(thin_folder)
    assert report.ran == []
    assert sum("kept from the store" in message for message in report.messages) == 3


@pytest.mark.parametrize("pattern", ["**.docx", "."])
def test_a_pattern_that_is_none_is_said(thin_folder: Path, pattern: str) -> None:
    plan = thin_folder / "study.toml"
    documents = re.search(r"^documents = .*$", plan.read_text("utf-8"), re.MULTILINE)
    assert documents
    edit(plan, (documents[0], f'documents = ["{pattern}"]'))
    try:
        error = check_study(thin_folder).error
    except PlanError as wrong:
        error = wrong
    assert error is not None
    assert pattern in str(error)


def test_a_language_is_a_code(small: Path) -> None:
    edit(small / "study.toml", ("synthetic = true", 'synthetic = true\nlanguage = "German"'))
    error = check_study(small).error
    assert error is not None
    assert "language is a code" in str(error)


def test_check_finds_a_rationale_that_cannot_be_set(thin_folder: Path) -> None:
    one = thin_folder / "guideline/half-a-day.md"
    one.write_text(one.read_text("utf-8") + "\n# A heading\n", "utf-8")
    error = check_study(thin_folder).error
    assert error is not None
    assert "half-a-day.md" in str(error)


def test_a_look_at_a_file_that_is_not_there_is_said(thin_folder: Path, build: Builder) -> None:
    assert "did you mean 'interview-p01.txt'?" in said(build(thin_folder, text_only=("interview-p1.txt",)))


def test_coding_files_of_one_name_in_two_folders_are_both_read(thin_folder: Path, build: Builder) -> None:
    sources = thin_folder / "sources"
    for coder in ("ab", "cd"):
        (sources / coder).mkdir()
        (sources / f"codings-{coder}.toml").rename(sources / coder / "codings.toml")
    plan = thin_folder / "study.toml"
    edit(plan, ("codings-ab.toml", "ab/codings.toml"), ("codings-cd.toml", "cd/codings.toml"))
    assert build(thin_folder).error is None
    with Store.open(thin_folder, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
        assert {coding.coder for coding in store.codings()} == {"AB", "CD"}
    assert build(thin_folder).ran == []
