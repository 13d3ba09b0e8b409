"""Survey files written for other programs: what comes back, what is told, and what is refused."""

import stat
from datetime import date, datetime

import polars as pl
import pyreadstat
import pytest

from handrail.survey import ResponseSet, Survey, Variable, read_survey, write_survey
from handrail.survey.carried import changed_answers, not_carried
from handrail.values import DataError

SAV = (
    "hebrews", "iris", "missing_char", "missing_test", "multiple_response", "ordered_category", "sample",
    "sample_large", "sample_missing", "tegulu", "test_width",
)  # fmt: skip
FILES = [f"sav/{name}.sav" for name in SAV] + ["yrbs2019/YRBS2019_national.sav"]
# What a writer sets itself, and the encoding: everything is written as UTF-8.
OWN = {"creation_time", "modification_time", "file_encoding", "variable_to_label", "value_labels", "notes"}


@pytest.mark.parametrize("ending", ["sav", "zsav", "parquet"])
@pytest.mark.parametrize("name", FILES)
def test_every_real_file_comes_back_whole_from_spss_and_parquet(data_folder, tmp_path, name, ending):
    survey = read_survey(data_folder / name)
    written = write_survey(survey, tmp_path / f"again.{ending}")
    again = read_survey(written.path)
    assert again.frame.schema == survey.frame.schema
    assert again.frame.equals(survey.frame, null_equal=True)
    assert again.variables == survey.variables
    assert again.label == survey.label
    assert [line.strip() for line in again.documents] == [line.strip() for line in survey.documents]
    if ending == "zsav" and survey.response_sets:
        # A .zsav file counts its bytes from the start: nothing can be put in between.
        assert written.not_carried == (
            "multiple-response sets are not in it: 'categorical_array', 'mymrset'",
        )
    else:
        assert written.not_carried == ()
        assert again.response_sets == survey.response_sets


@pytest.mark.parametrize("name", FILES)
def test_another_reader_finds_in_the_written_spss_file_what_it_found_in_the_first(
    data_folder, tmp_path, name
):
    written = write_survey(read_survey(data_folder / name), tmp_path / "again.sav")
    sides = []
    for path in (data_folder / name, written.path):
        frame, meta = pyreadstat.read_sav(path, user_missing=True, output_format="polars")
        # A range of the system's own missing value says nothing: it is not written again.
        ranges = {
            column: sorted((str(one["lo"]), str(one["hi"])) for one in spans if one["lo"] == one["lo"])
            for column, spans in meta.missing_ranges.items()
        }
        about = {key: value for key, value in vars(meta).items() if key not in {*OWN, "missing_ranges"}}
        about["ranges"] = {column: spans for column, spans in ranges.items() if spans}
        sides.append((frame.to_dict(as_series=False), about))
    assert sides[0][0].keys() == sides[1][0].keys()
    for key, value in sides[0][1].items():
        assert sides[1][1][key] == value, key


def test_texts_of_other_scripts_stay_what_they_are(tmp_path):
    words = ["ותק", "నేను గతంలో", "größer", "日本語", None]
    frame = pl.DataFrame({"מספר": [1.0, 2.0, 3.0, 4.0, 5.0], "said": words})
    survey = Survey("s.csv", frame, (Variable("מספר", "గతంలో"), Variable("said", kind="text")), "csv")
    for ending in ("sav", "zsav", "dta", "csv", "parquet"):
        again = read_survey(write_survey(survey, tmp_path / f"s.{ending}").path)
        assert again.answers("said").to_list() == words
        assert again.frame.columns == ["מספר", "said"]


LABELLED = Survey(
    "s.sav",
    pl.DataFrame({"q1": [1.0, 2.0, 9.0, None], "q2": ["a", "b", "Z", None], "day": [date(2024, 2, 29)] * 4}),
    (
        Variable(
            "q1", "Ever told? " * 20, "number", {1.0: "Yes", 1.5: "Half"}, (9.0,), ((90.0, 99.0),), "nominal"
        ),
        Variable("q2", "Where", "text", {"a": "At school"}, ("Z",), (), "nominal", "A8", 12),
        Variable("day", "Day", "date"),
    ),
    "sav",
    (),
    "A pilot",
    ("Written by hand",),
    (ResponseSet("told", "Whom", ("q1",), 1),),
)  # fmt: skip


def test_what_stata_does_not_carry_is_told_for_each_column(tmp_path):
    told = write_survey(LABELLED, tmp_path / "s.dta").not_carried
    assert "labels are not in it, or are cut: 'q1'" in told
    assert "value labels are not all in it: 'q1', 'q2'" in told
    assert "codes declared missing stand as plain codes: 'q1', 'q2'" in told
    assert "the lines that the file's makers wrote into it are not in it, or are wrapped" in told
    assert "multiple-response sets are not in it: 'told'" in told
    assert not any("own label" in sentence for sentence in told)
    again = read_survey(tmp_path / "s.dta")
    assert again.frame["q1"].to_list() == [1.0, 2.0, 9.0, None]
    assert dict(again.variable("q1").value_labels) == {1: "Yes"}
    assert again.label == "A pilot"


def test_what_csv_and_sas_do_not_carry_is_told_too(tmp_path):
    for ending in ("csv", "xpt"):
        told = write_survey(LABELLED, tmp_path / f"s.{ending}").not_carried
        assert "value labels are not all in it: 'q1', 'q2'" in told
        assert "codes declared missing stand as plain codes: 'q1', 'q2'" in told
        assert any(sentence.startswith("measurement levels") for sentence in told)


def test_more_missing_codes_than_spss_has_room_for_are_told_and_the_codes_stay(tmp_path):
    frame = pl.DataFrame({"q": [1.0, 6.0, 7.0, 8.0, 9.0]})
    survey = Survey("s.csv", frame, (Variable("q", missing_values=(6.0, 7.0, 8.0, 9.0)),), "csv")
    written = write_survey(survey, tmp_path / "s.sav")
    assert written.not_carried == ("codes declared missing stand as plain codes: 'q'",)
    assert read_survey(written.path).frame["q"].to_list() == [1.0, 6.0, 7.0, 8.0, 9.0]


def test_types_of_polars_become_types_of_the_packages(tmp_path):
    frame = pl.DataFrame(
        {
            "yes": [True, False, True],
            "who": pl.Series(["a", "b", None], dtype=pl.Enum(["b", "a"])),
            "whole": pl.Series([1, 2, None], dtype=pl.UInt8),
            "at": [datetime(2024, 2, 29, 10, 30), datetime(1959, 1, 1), None],
            "none": pl.Series([None] * 3),
        }
    )
    kinds = {"who": "text", "at": "date"}
    variables = tuple(Variable(one, kind=kinds.get(one, "number")) for one in frame.columns)
    survey = Survey("s.parquet", frame, variables, "parquet")
    for ending in ("sav", "zsav", "dta", "xpt", "csv", "parquet"):
        again = read_survey(write_survey(survey, tmp_path / f"s.{ending}").path)
        assert again.frame["yes"].cast(pl.Float64).to_list() == [1.0, 0.0, 1.0]
        assert again.answers("who").cast(pl.String).to_list() == ["a", "b", None]
        assert again.frame["whole"].cast(pl.Float64).to_list() == [1.0, 2.0, None]


def test_the_file_is_for_its_owner_and_nothing_else_is_left(tmp_path):
    path = write_survey(LABELLED, tmp_path / "s.sav").path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["s.sav"]


def test_a_file_that_is_there_is_never_replaced(tmp_path):
    place = tmp_path / "s.sav"
    place.write_text("before")
    with pytest.raises(DataError, match="replaces no file"):
        write_survey(LABELLED, place)
    assert place.read_text() == "before"


@pytest.mark.parametrize(
    ("name", "ending"),
    [("S.L", "dta"), ("ותק", "xpt"), ("a b", "sav"), ("WITH", "zsav"), ("1a", "dta"), ("x" * 65, "sav")],
)
def test_a_name_that_a_format_does_not_allow_is_named(tmp_path, name, ending):
    survey = Survey("s.csv", pl.DataFrame({name: [1.0]}), (Variable(name),), "csv")
    with pytest.raises(DataError, match="a name that the format allows"):
        write_survey(survey, tmp_path / f"s.{ending}")
    assert list(tmp_path.iterdir()) == []


def test_an_identifier_that_would_lose_digits_is_not_written_and_not_shown(tmp_path):
    survey = Survey("s.csv", pl.DataFrame({"id": [2**53 + 1, 5]}), (Variable("id"),), "csv")
    with pytest.raises(DataError, match="1 columns that come back otherwise: id") as caught:
        write_survey(survey, tmp_path / "s.sav")
    assert str(2**53) not in str(caught.value)
    assert list(tmp_path.iterdir()) == []
    assert write_survey(survey, tmp_path / "s.csv").not_carried == ()


def test_another_ending_and_a_folder_that_is_not_there_are_refused(tmp_path):
    with pytest.raises(DataError, match="did you mean 'sav'"):
        write_survey(LABELLED, tmp_path / "s.savv")
    with pytest.raises(DataError, match="a folder that is not there"):
        write_survey(LABELLED, tmp_path / "none" / "s.sav")


def test_a_difference_in_answers_or_labels_is_found():
    other = Survey("s.sav", LABELLED.frame.with_columns(q1=pl.Series([1.0, 2.0, 8.0, None])), (), "sav")
    assert changed_answers(LABELLED, other) == ["q1"]
    assert changed_answers(LABELLED, LABELLED) == []
    assert list(not_carried(LABELLED, LABELLED)) == []


def test_one_wrong_value_in_the_last_of_a_million_rows_makes_text_and_a_note_and_loses_nothing(tmp_path):
    rows = 1_000_000
    place = tmp_path / "big.csv"
    place.write_text(
        "id,age\n" + "".join(f"{at},{15 + at % 4}\n" for at in range(rows - 1)) + "x,none of it\n"
    )
    survey = read_survey(place)
    assert survey.frame.height == rows
    assert [one.kind for one in survey.variables] == ["text", "text"]
    assert survey.frame.row(rows - 1) == ("x", "none of it")
    notes = [note for note in survey.notes if "'age'" in note]
    assert notes == [
        "column 'age' is read as text: 1 of 1000000 answers are no number, the first in data row 1000000"
    ]
