"""Survey files: what is kept, what is noted, and what is refused."""

import polars as pl
import pyreadstat
import pytest

from handrail.survey import Survey, Variable, duplicated_ids, from_parquet, read_survey, to_parquet
from handrail.values import DataError, MediaFound


@pytest.fixture
def put(tmp_path):
    def write(name, content):
        place = tmp_path / name
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
        return place

    return write


def same(one: Survey, other: Survey) -> bool:
    return (
        one.frame.schema == other.frame.schema
        and one.frame.equals(other.frame, null_equal=True)
        and (one.name, one.variables, one.format, one.notes)
        == (other.name, other.variables, other.format, other.notes)
    )


SAV = (
    "hebrews", "iris", "missing_char", "missing_test", "multiple_response", "ordered_category", "sample",
    "sample_large", "sample_missing", "tegulu", "test_width",
)  # fmt: skip


@pytest.mark.parametrize("name", SAV)
def test_a_real_spss_file_survives_the_store_whole(data_folder, name):
    survey = read_survey(data_folder / "sav" / f"{name}.sav")
    assert len(survey.variables) == survey.frame.width
    assert same(from_parquet(to_parquet(survey)), survey)


@pytest.mark.parametrize("name", SAV)
def test_labels_measures_and_missing_codes_are_those_that_the_file_declares(data_folder, name):
    path = data_folder / "sav" / f"{name}.sav"
    survey = from_parquet(to_parquet(read_survey(path)))
    raw, meta = pyreadstat.read_sav(path, user_missing=True, output_format="polars")
    assert survey.frame.equals(raw, null_equal=True)
    for variable in survey.variables:
        assert variable.label == (meta.column_names_to_labels[variable.name] or "")
        assert dict(variable.value_labels) == meta.variable_value_labels.get(variable.name, {})
        assert variable.measure == meta.variable_measure[variable.name]
        spans = [(span["lo"], span["hi"]) for span in meta.missing_ranges.get(variable.name, [])]
        found = [(code, code) for code in variable.missing_values] + list(variable.missing_ranges)
        assert sorted(found) == sorted(spans)


def test_the_yrbs_file_is_kept_with_all_its_labels(data_folder):
    survey = read_survey(data_folder / "yrbs2019" / "YRBS2019_national.sav")
    assert survey.frame.shape == (13677, 235)
    assert same(from_parquet(to_parquet(survey)), survey)
    assert survey.variable("Q2").value_labels == {1.0: "Female", 2.0: "Male"}
    assert survey.variable("QN22").label == "Experienced physical dating violence"
    # Its writer declares the system's own missing value, which is null already.
    assert survey.variable("Q2").missing_values == ()
    assert "13_677" not in repr(survey)
    assert "shape" not in repr(survey)


def test_declared_missing_codes_stay_in_the_frame_and_leave_the_answers(data_folder):
    survey = read_survey(data_folder / "sav" / "sample_missing.sav")
    assert survey.variable("mynum").missing_values == (-1.0,)
    assert survey.variable("mynum").missing_ranges == ((2000.0, 3000.0),)
    assert survey.frame["mynum"].to_list()[-2:] == [-1.0, 2500.0]
    assert survey.answers("mynum").to_list()[-2:] == [None, None]
    assert survey.frame["mynum"].to_list()[:5] == survey.answers("mynum").to_list()[:5]
    text = read_survey(data_folder / "sav" / "missing_char.sav")
    assert text.frame["mychar"].to_list() == ["Z", "a"]
    assert text.answers("mychar").to_list() == [None, "a"]


def test_multiple_response_sets_are_noted(data_folder):
    notes = read_survey(data_folder / "sav" / "multiple_response.sav").notes
    assert any("'mymrset'" in note and "bool1, bool2, bool3" in note for note in notes)


def test_statas_lettered_missing_values_stand_beside_the_numbers(tmp_path):
    mixed = pl.DataFrame({"id": ["1", "2", "3"]}).with_columns(pl.Series("q", [1, "a", "b"], dtype=pl.Object))
    pyreadstat.write_dta(
        mixed,
        tmp_path / "s.dta",
        missing_user_values={"q": ["a", "b"]},
        variable_value_labels={"q": {1: "Yes", "a": "refused"}},
    )
    survey = read_survey(tmp_path / "s.dta")
    assert survey.frame["q"].to_list() == [1.0, None, None]
    assert survey.frame["q_missing"].to_list() == [None, "a", "b"]
    assert survey.variable("q").value_labels == {1: "Yes"}
    assert survey.variable("q_missing").value_labels == {"a": "refused"}
    assert same(from_parquet(to_parquet(survey)), survey)


@pytest.mark.parametrize("ending", ["sav", "zsav", "dta", "por", "xpt", "parquet"])
def test_every_package_is_read_with_its_numbers_and_text(tmp_path, ending):
    frame = pl.DataFrame({"AGE": [15.0, 16.0, None], "WORD": ["a", "b", "c"]})
    place = tmp_path / f"s.{ending}"
    writer = {
        "sav": pyreadstat.write_sav, "zsav": lambda f, p: pyreadstat.write_sav(f, p, compress=True),
        "dta": pyreadstat.write_dta, "por": pyreadstat.write_por, "xpt": pyreadstat.write_xport,
        "parquet": lambda f, p: f.write_parquet(p),
    }[ending]  # fmt: skip
    writer(frame, place)
    survey = read_survey(place)
    assert survey.format == ending
    assert survey.frame["AGE"].to_list() == [15.0, 16.0, None]
    assert survey.frame["WORD"].to_list() == ["a", "b", "c"]
    assert [variable.kind for variable in survey.variables] == ["number", "text"]
    assert same(from_parquet(to_parquet(survey)), survey)


@pytest.mark.parametrize(("delimiter", "ending"), [(",", "csv"), (";", "csv"), ("\t", "csv"), ("\t", "tsv")])
def test_the_delimiter_is_found(put, delimiter, ending):
    rows = [["id", "age", "said"], ["a", "15", '"yes, once; or twice"'], ["b", "", "no"]]
    survey = read_survey(put(f"s.{ending}", "\n".join(delimiter.join(row) for row in rows)))
    assert survey.frame.to_dict(as_series=False) == {
        "id": ["a", "b"], "age": [15, None], "said": ["yes, once; or twice", "no"],
    }  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_files_are_read_without_a_note(put, encoding):
    survey = read_survey(put("s.csv", "id,prénom\r\n1,Zoë\r\n2,Łukasz\r\n".encode(encoding)))
    assert survey.frame.columns == ["id", "prénom"]
    assert survey.frame["prénom"].to_list() == ["Zoë", "Łukasz"]
    assert survey.notes == ()


def test_an_older_encoding_is_detected_and_noted(put):
    words = ["Bürger", "Straße", "müssen", "größer", "früher", "Mädchen", "erzählt", "persönlich"] * 5
    survey = read_survey(put("s.csv", ("wort\n" + "\n".join(words)).encode("cp1252")))
    assert survey.frame["wort"].to_list() == words
    assert "check its accents" in survey.notes[0]


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp1250", ["zażółć", "gęślą", "jaźń", "źródło", "ćwiczyć", "świat", "większość", "dziewczęta"]),
        ("cp1251", ["девочка", "мальчик", "школа", "интернет", "незнакомец", "разговор", "помощь"]),
        ("shift_jis", ["学校で話しました", "インターネットの友だち", "先生に相談した", "だれにも言わない"]),
    ],
)
def test_encodings_of_other_scripts_are_detected(put, encoding, words):
    survey = read_survey(put("s.csv", ("word\n" + "\n".join(words * 5)).encode(encoding)))
    assert survey.frame["word"].to_list() == words * 5


def test_excels_separator_line_is_heeded(put):
    survey = read_survey(put("s.csv", "sep=;\nid;said\n1;a, b\n2;c\n"))
    assert survey.frame["said"].to_list() == ["a, b", "c"]


def test_numbers_too_large_for_a_number_stay_text_with_a_note(put):
    survey = read_survey(put("s.csv", "id,x\n1,1e999\n2,3\n"))
    assert survey.frame["x"].to_list() == ["1e999", "3"]
    assert "'x'" in survey.notes[0]


def test_a_file_of_two_encodings_is_refused_with_the_line(put):
    place = put("s.csv", "id,wort\n1,Bürger\n".encode() + "2,müssen\n".encode("cp1252"))
    with pytest.raises(DataError, match=r"s.csv:3: a file has one encoding") as caught:
        read_survey(place)
    assert "Bürger" not in str(caught.value)
    assert "müssen" not in str(caught.value)


def test_a_decimal_comma_is_not_guessed_but_noted(put):
    survey = read_survey(put("s.csv", "id;weight\n1;0,5\n2;1,25\n3;2\n"))
    assert survey.variable("weight").kind == "text"
    assert "decimal comma" in survey.notes[0]


def test_one_wrong_value_in_the_last_row_makes_a_text_column_and_a_note_without_the_value(put):
    rows = 100_000
    survey = read_survey(
        put("s.csv", "id,age\n" + "".join(f"{i},15\n" for i in range(rows)) + "x1,fifteen\n")
    )
    assert survey.variable("age").kind == "text"
    assert survey.frame.height == rows + 1
    note = next(note for note in survey.notes if "'age'" in note)
    assert "1 of 100001 answers are no number, the first in data row 100001" in note
    assert "fifteen" not in note


def test_leading_zeros_are_kept_as_text(put):
    survey = read_survey(put("s.csv", "code,n\n001,1\n002,0\n"))
    assert survey.frame["code"].to_list() == ["001", "002"]
    assert survey.frame["n"].to_list() == [1, 0]


def test_na_is_no_answer_among_numbers_and_stays_in_text_where_it_may_be_a_country(put):
    survey = read_survey(put("s.csv", "age,country\n15,DE\nNA,NA\n"))
    assert survey.frame["age"].to_list() == [15, None]
    assert survey.frame["country"].to_list() == ["DE", "NA"]
    assert any("'country'" in note and "kept as text" in note for note in survey.notes)


def test_dates_numbers_and_blank_lines_are_read_for_what_they_are(put):
    text = "day,x,big\n2024-02-29,1e3,99999999999999999999\n\n2024-03-01,-.5,1\n"
    survey = read_survey(put("s.csv", text))
    # Twenty digits are no number that anyone computes with.
    assert [variable.kind for variable in survey.variables] == ["date", "number", "text"]
    assert survey.frame["big"].to_list() == ["99999999999999999999", "1"]
    assert survey.frame["x"].to_list() == [1000.0, -0.5]
    assert survey.frame.height == 2


BAD = {
    "empty.csv": (b"", "an empty file"),
    "blank.csv": (b"\n\n", "blank lines"),
    "header.csv": (b"id,age\n", "no row and 2 columns"),
    "twice.csv": (b"id,age,age\n1,2,3\n", "names used more than once, in columns 2, 3"),
    "unnamed.csv": (b"id,,age\n1,2,3\n", "1 columns without one"),
    "headless.csv": (b"1,15\n2,16\n", "a first row of numbers only"),
    "long.csv": (b"id,age\n1,15\n2,16,17\n", "3 instead of 2"),
    "short.csv": (b"id,age,sex\n1,15,1\n2,16\n", "2 instead of 3"),
    "quote.csv": (b'id,said\n1,"never closed\n2,x\n', "a quote that is not closed"),
    "zeros.csv": (b"id,age\n1,\x00\x00\n", "zero bytes"),
    "zip.csv": (b"PK\x03\x04rest", "a zip archive or an Office document, named .csv"),
    "sheet.xlsx": (b"PK\x03\x04damaged", "a .xlsx file"),
    "text.sav": (b"id,age\n1,15\n", "something else, named .sav"),
    "cut.sav": (b"$FL2" + b"@(#) SPSS" * 50, "a damaged or unsupported .sav file"),
    "stata.sav": (b"<stata_dta><header>", "a Stata file, named .sav"),
    "cut.dta": (b"<stata_dta><header>", "a damaged or unsupported .dta file"),
    "cut.parquet": (b"PAR1xxxxPAR1", "a damaged file"),
    "cut.xpt": (b"HEADER RECORD*******", "a damaged or unsupported .xpt file"),
    "cut.por": (b"ASCII SPSS PORT FILE", "a damaged or unsupported .por file"),
    "cut.sas7bdat": (b"\x00" * 12 + b"\xc2\xea\x81\x60", "a damaged or unsupported .sas7bdat file"),
    "notes.txt": (b"id,age\n1,15\n", "'.txt'"),
    "bare": (b"id,age\n1,15\n", "none"),
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_bad_file_is_refused_with_what_was_received_and_what_to_do(put, name):
    content, received = BAD[name]
    with pytest.raises(DataError) as caught:
        read_survey(put(name, content))
    (problem,) = caught.value.problems
    assert received in problem.received
    assert problem.remedy
    assert problem.file == name


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.sav", b"\xff\xd8\xff\xe0" + b"x" * 600),
        ("photo.csv", b"\x89PNG\r\n\x1a\n" + b"x" * 600),
        ("film.dta", b"\x00\x00\x00\x18ftypmp42" + b"x" * 600),
        ("sound.csv", b"RIFF\x00\x00\x00\x00WAVE" + b"x" * 600),
    ],
)
def test_a_picture_or_film_under_a_surveys_name_stops_and_asks_for_a_person(put, name, content):
    with pytest.raises(MediaFound, match="a person looks"):
        read_survey(put(name, content))


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        read_survey(tmp_path / "none.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(DataError, match="can be read"):
        read_survey(tmp_path / "folder.csv")


def test_a_truncated_real_file_is_refused(data_folder, put):
    whole = (data_folder / "sav" / "sample_large.sav").read_bytes()
    with pytest.raises(DataError, match="damaged"):
        read_survey(put("cut.sav", whole[: len(whole) // 2]))


def test_nested_parquet_columns_are_refused(tmp_path):
    pl.DataFrame({"q": [[1, 2]]}).write_parquet(tmp_path / "s.parquet")
    with pytest.raises(DataError, match="1 others: q"):
        read_survey(tmp_path / "s.parquet")


def test_bytes_that_are_no_stored_survey_are_refused(tmp_path):
    with pytest.raises(DataError, match="damaged"):
        from_parquet(b"PAR1 nothing PAR1")
    pl.DataFrame({"q": [1]}).write_parquet(tmp_path / "plain.parquet")
    with pytest.raises(DataError, match="without one"):
        from_parquet((tmp_path / "plain.parquet").read_bytes())


def test_a_dropped_column_is_gone_with_its_labels():
    frame = pl.DataFrame({"name": ["x"], "q1": [1], "q2": [2]})
    survey = Survey(
        "s.csv", frame, (Variable("name", kind="text"), Variable("q1", "Told"), Variable("q2")), "csv"
    )
    rest = survey.without(name for name in ("name", "never there"))
    assert rest.frame.columns == ["q1", "q2"]
    assert [variable.name for variable in rest.variables] == ["q1", "q2"]
    assert rest.variable("q1").label == "Told"
    assert survey.frame.width == 3


def test_identifiers_on_more_than_one_row_are_counted_once_each():
    frame = pl.DataFrame({"id": [1, 1, 1, 2, 3, 3, None, None, 9, 9]})
    survey = Survey("s.csv", frame, (Variable("id", missing_values=(9,)),), "csv")
    assert duplicated_ids(survey, "id") == 2
    with pytest.raises(DataError, match="did you mean 'id'"):
        duplicated_ids(survey, "idd")
