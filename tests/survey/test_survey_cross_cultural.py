"""Countries beside each other: harmonisation, translation logs, participant flow."""

from datetime import date

import polars as pl
import pytest

from handrail.survey import (
    Codebook,
    CodebookEntry,
    Design,
    FlowLoss,
    FlowStage,
    Harmonisation,
    HarmonisationRule,
    ParticipantFlow,
    SampleColumns,
    Survey,
    Variable,
    harmonise,
    read_harmonisation,
    read_participant_flow,
    read_translation_log,
)  # fmt: skip
from handrail.values import DataError

GB, DE = ("GB", "2024"), ("DE", "2024")
YES_NO = {1: "Yes", 2: "No", 8: "Don't know"}


def survey(name="gb.sav", item="q1", label="Told someone", labels=None, values=(1, 2, 8, 9, None)):
    variables = (
        Variable(item, label, value_labels=YES_NO if labels is None else labels, missing_values=(9,)),
        Variable("age", "Age in years"),
        Variable("w"), Variable("s"),
    )  # fmt: skip
    frame = pl.DataFrame(
        {
            item: list(values),
            "age": [15.0, 16.0, 99.0, 17.0, 18.0],
            "w": [1.0, 2, 1, 2, 1],
            "s": [1, 1, 2, 2, 2],
        }
    )
    return Survey(name, frame, variables, "sav")


def rule(place=GB, item="q1", label="Told someone", **more):
    more = {"recode": {"1": "Yes", "2": "No"}, "no_answer": ("8",), **more}
    return HarmonisationRule("told", *place, item, label, **more)


GERMAN = survey("de.sav", "f7", "Jemandem erzählt", {1: "Nein", 2: "Ja"}, (1, 2, 2, 9, None))
TURNED = rule(DE, "f7", "Jemandem erzählt", recode={"2": "Yes", "1": "No"}, no_answer=())


def test_surveys_are_joined_by_meaning_and_every_row_is_kept():
    age = HarmonisationRule("age", *GB, "age", "Age in years", no_answer=("99",), as_number=True)
    samples = {GB: SampleColumns("w", "s"), DE: SampleColumns("w")}
    joined = harmonise({GB: survey(), DE: GERMAN}, Harmonisation((rule(), TURNED, age)), samples=samples)
    assert joined.frame.columns == ["country", "wave", "weight", "stratum", "told", "age"]
    assert joined.frame["told"].to_list() == ["Yes", "No", None, None, None, "No", "Yes", "Yes", None, None]
    assert joined.frame["age"].to_list() == [15.0, 16.0, None, 17.0, 18.0, *[None] * 5]
    assert joined.frame["stratum"].to_list()[4:6] == ["GB 2024: 2", "DE 2024: all"]
    # Not asked is null and said.
    assert joined.absent == (("age", "DE", "2024"),)
    row = joined.table.filter(pl.col("concept") == "age", pl.col("country") == "DE").row(0, named=True)
    assert (row["asked"], row["answers"], row["no_answer"]) == (False, 0, 5)
    design = Design(joined.frame, weights="weight", strata="stratum")
    assert design.proportion("told", by="country").table.height == 4
    assert "Yes" not in repr(joined)


def test_a_declared_missing_code_is_an_answer_where_the_rule_says_so():
    one = rule(recode={"1": "Yes", "2": "No", "9": "Prefer not to say"})
    joined = harmonise({GB: survey()}, Harmonisation((one,)))
    assert joined.frame["told"].to_list() == ["Yes", "No", None, "Prefer not to say", None]


def test_joining_by_question_number_alone_is_refused():
    with pytest.raises(DataError, match="joining by question number alone is refused"):
        Harmonisation((rule(label=""),))


def test_another_question_under_the_same_number_is_found_by_its_label():
    other = survey(label="Blocked someone")
    with pytest.raises(DataError, match="'q1' labelled: Blocked someone; expected: Told someone") as caught:
        harmonise({GB: other}, Harmonisation((rule(),)))
    assert "'told' in GB 2024 is the item" in str(caught.value)


def test_a_wording_is_confirmed_by_the_codebook_and_by_nothing_else():
    one = Harmonisation((rule(label="", wording="Did you tell anyone?"),))
    bare = survey(label="")
    with pytest.raises(DataError, match="nothing, in no codebook"):
        harmonise({GB: bare}, one)
    right = Codebook((CodebookEntry("q1", wording="Did you  tell anyone?"),))
    assert harmonise({GB: bare}, one, codebooks={GB: right}).frame.height == 5
    wrong = Codebook((CodebookEntry("q1", wording="Did anyone tell you?"),))
    with pytest.raises(DataError, match="worded: Did anyone tell you"):
        harmonise({GB: bare}, one, codebooks={GB: wrong})


def test_value_labels_that_clash_between_countries_are_an_error_with_the_clash_shown():
    swapped = survey("ie.sav", labels={1: "No", 2: "Yes", 8: "Don't know"})
    table = Harmonisation((rule(), rule(("IE", "2024"))))
    with pytest.raises(DataError) as caught:
        harmonise({GB: survey(), ("IE", "2024"): swapped}, table)
    received = [one.received for one in caught.value.problems]
    assert "'No' is 'No' in GB 2024 and 'Yes' in IE 2024" in received
    assert "'Yes' in GB 2024; 'No' in IE 2024" in received


def test_labels_of_another_language_join_once_somebody_has_read_them():
    german = survey("de.sav", labels={1: "Ja", 2: "Nein", 8: "Weiß nicht"}, label="Jemandem erzählt")
    plain = rule(DE, label="Jemandem erzählt")
    with pytest.raises(DataError, match="write them under labels in both rules") as caught:
        harmonise({GB: survey(), DE: german}, Harmonisation((rule(), plain)))
    assert "'Yes' in GB 2024; 'Ja' in DE 2024" in str(caught.value)
    read = Harmonisation(
        (
            rule(labels={"1": "Yes", "2": "No"}),
            rule(DE, label="Jemandem erzählt", labels={"1": "Ja", "2": "Nein"}),
        )
    )
    assert harmonise({GB: survey(), DE: german}, read).frame["told"].to_list()[5:7] == ["Yes", "No"]
    with pytest.raises(DataError, match="code 1 of 'told' in DE 2024 has the label"):
        harmonise({GB: survey(), DE: survey("de.sav", label="Jemandem erzählt")}, read)


def test_every_code_is_accounted_for_and_what_somebody_wrote_is_not_shown():
    with pytest.raises(DataError, match="'q1' has besides: 8 = Don't know") as caught:
        harmonise({GB: survey(values=(1, 2, 8, 4242, 5))}, Harmonisation((rule(no_answer=()),)))
    assert "2 without a label" in str(caught.value)
    assert "4242" not in str(caught.value)


def test_surveys_and_rules_that_have_no_partner_and_unknown_columns_are_named_together():
    table = Harmonisation((rule(item="q11"), rule(DE)))
    with pytest.raises(DataError) as caught:
        harmonise({GB: survey(), ("FR", "2024"): survey()}, table, samples={GB: SampleColumns("weight")})
    received = " ".join(one.received for one in caught.value.problems)
    for words in ("none for FR 2024", "none for DE 2024", "no column 'q11'", "no column 'weight'"):
        assert words in received


def test_a_survey_without_weights_is_not_joined_silently_to_one_that_has_them():
    with pytest.raises(DataError, match="none for DE 2024"):
        harmonise(
            {GB: survey(), DE: GERMAN}, Harmonisation((rule(), TURNED)), samples={GB: SampleColumns("w")}
        )


def test_rules_that_contradict_themselves_are_named_together():
    number = HarmonisationRule("told", *DE, "q", "L", as_number=True)
    with pytest.raises(DataError) as caught:
        Harmonisation((rule(), rule(no_answer=("1",)), rule(("FR", "1"), recode={}), number))
    rules = " ".join(one.rule for one in caught.value.problems)
    for words in ("one rule a country", "an answer or none", "recodes its item", "a number or categories"):
        assert words in rules


def test_both_files_of_a_table_give_the_same_rules(tmp_path):
    toml = tmp_path / "h.toml"
    toml.write_text(
        '[[rule]]\nconcept = "told"\ncountry = "GB"\nwave = "2024"\nitem = "q1"\nlabel = "Told someone"\n'
        'recode = {1 = "Yes", 2 = "No"}\nno_answer = ["8"]\n'
    )
    table = tmp_path / "h.csv"
    table.write_text(
        'concept,country,wave,item,label,recode,no_answer\ntold,GB,2024,q1,Told someone,"1 = Yes\n2 = No",8\n'
    )
    assert read_harmonisation(toml) == read_harmonisation(table) == Harmonisation((rule(),))
    toml.write_text('[[rule]]\nconcept = "told"\ncountry = "GB"\nitem = "q1"\nlabl = "x"\n')
    with pytest.raises(DataError, match="did you mean 'label'"):
        read_harmonisation(toml)
    table.write_text("concept,country,item\n")
    with pytest.raises(DataError, match="none named wave"):
        read_harmonisation(table)


STEPS = [
    'step = "translation", role = "translator A", day = 2024-01-10, independent = true',
    'step = "translation", role = "translator B", day = 2024-01-12, independent = true',
    'step = "review", role = "reviewer", day = 2024-01-20',
    'step = "adjudication", role = "adjudicator", day = 2024-01-22',
    'step = "pretest", role = "interviewer", day = 2024-02-05, people = 12',
]


def written(tmp_path, steps, times=1):
    head = (
        '[[translation]]\ninstrument = "C"\nlanguage = "de"\ncountry = "AT"\nversion = "1"\nsource = "en 2"\n'
    )
    block = head + "step = [\n" + "".join(f"  {{{step}}},\n" for step in steps) + "]\n"
    place = tmp_path / "translations.toml"
    place.write_text(block * times)
    return place


def test_a_whole_translation_is_read_in_order(tmp_path):
    (one,) = read_translation_log(written(tmp_path, STEPS))
    assert [step.step for step in one.steps] == ["translation"] * 2 + ["review", "adjudication", "pretest"]
    assert one.of("pretest")[0].people == 12
    assert one.of("review")[0].day == date(2024, 1, 20)


BROKEN = {
    "one translator": ([*STEPS[:1], *STEPS[2:]], "two translators work independently"),
    "not independent": ([STEPS[0], STEPS[1].replace("true", "false"), *STEPS[2:]], "two translators"),
    "the same twice": ([STEPS[0], STEPS[0], *STEPS[2:]], "two translators"),
    "no review": ([*STEPS[:2], *STEPS[3:]], "has a review; received: none"),
    "no pretest": (STEPS[:4], "has a pretest; received: none"),
    "own judge": (
        [*STEPS[:3], STEPS[3].replace("adjudicator", "translator A"), STEPS[4]], "did not translate"
    ),
    "nobody": ([*STEPS[:4], STEPS[4].replace("12", "0")], "has people; received: 0"),
    "backwards": (
        [*STEPS[:2], STEPS[2].replace("01-20", "01-11"), *STEPS[3:]], "comes after its translation"
    ),
    "unknown": ([*STEPS, STEPS[2].replace('"review"', '"revew"')], "did you mean 'review'"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_step_of_trapd_that_is_wrong_is_named(tmp_path, case):
    steps, words = BROKEN[case]
    with pytest.raises(DataError, match=words) as caught:
        read_translation_log(written(tmp_path, steps))
    assert caught.value.problems[0].line == 1


def test_who_did_it_is_a_role_and_a_name_is_not_repeated(tmp_path):
    with pytest.raises(DataError, match="is a role") as caught:
        read_translation_log(
            written(tmp_path, [*STEPS[:2], STEPS[2].replace("reviewer", "Ada Byron"), *STEPS[3:]])
        )
    assert "Ada" not in str(caught.value)


def test_a_version_stands_once(tmp_path):
    with pytest.raises(DataError, match="stands once"):
        read_translation_log(written(tmp_path, STEPS, times=2))


FLOW = (
    FlowStage("invited", 1000, (FlowLoss("no answer", 300), FlowLoss("declined", 100))),
    FlowStage("eligible", 600, (FlowLoss("under 18", 50),)),
    FlowStage("analysed", 550),
)


def test_a_flow_is_boxes_and_a_table_of_counts():
    flow = ParticipantFlow(FLOW)
    assert [(one.id, one.number, one.after) for one in flow.nodes] == [
        ("stage-1", 1000, ""), ("stage-1-left-1", 300, "stage-1"), ("stage-1-left-2", 100, "stage-1"),
        ("stage-2", 600, "stage-1"), ("stage-2-left-1", 50, "stage-2"), ("stage-3", 550, "stage-2"),
    ]  # fmt: skip
    table = flow.table(name="flow:s", source="s")
    assert [cell.count for cell in table.cells] == [1000, 300, 100, 600, 50, 550]


def test_a_small_number_of_a_flow_is_withheld_like_any_other():
    from handrail.disclosure import Ledger, review

    flow = ParticipantFlow(
        (
            FlowStage("invited", 500, (FlowLoss("too upset", 3), FlowLoss("declined", 97))),
            FlowStage("in", 400),
        )
    )
    released = review([flow.table(name="flow:s", source="s")], [], Ledger()).released.tables["flow:s"]
    small = next(cell for cell in released.cells if cell.group["what"] == "left: too upset")
    assert small.withheld


def test_parts_that_do_not_add_to_the_whole_are_shown_with_their_arithmetic():
    short = FlowStage("eligible", 590, (FlowLoss("under 18", 50),))
    with pytest.raises(DataError) as caught:
        ParticipantFlow((FLOW[0], short, FLOW[2]))
    assert [one.received for one in caught.value.problems] == [
        "invited 1000 - 300 (no answer) - 100 (declined) = 600, but eligible 590: 10 are missing",
        "eligible 590 - 50 (under 18) = 540, but analysed 550: 10 too many",
    ]


def test_a_flow_that_is_none_is_refused(tmp_path):
    with pytest.raises(DataError, match="two stages at least"):
        ParticipantFlow(FLOW[:1])
    with pytest.raises(DataError, match="nobody leaves after the last stage"):
        ParticipantFlow((FLOW[1], FlowStage("analysed", 550, (FlowLoss("x", 1),))))
    with pytest.raises(DataError, match="one below zero"):
        ParticipantFlow((FlowStage("a", 5, (FlowLoss("x", -1),)), FlowStage("b", 6)))
    with pytest.raises(DataError, match="stands once"):
        ParticipantFlow((FlowStage("a", 5, (FlowLoss("x", 1), FlowLoss("x", 1))), FlowStage("b", 3)))
    place = tmp_path / "flow.toml"
    place.write_text('[[stage]]\nname = "a"\nnumber = 5\n[[stage]]\nname = "b"\nnumber = 4\n')
    with pytest.raises(DataError, match=r"flow.toml: .*a 5 = 5, but b 4: 1 are missing"):
        read_participant_flow(place)
    place.write_text('[[stage]]\nname = "a"\nnumber = "5"\n')
    with pytest.raises(DataError, match=r"flow.toml:3: 'number' of a stage is a whole number"):
        read_participant_flow(place)
