"""Codebooks: from a survey, from a file, back into one, and against the survey."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.survey import (
    Codebook,
    CodebookEntry,
    QuestionVersion,
    Survey,
    Variable,
    codebook_markdown,
    read_codebook,
    read_survey,
    write_codebook,
)  # fmt: skip
from handrail.values import DataError

TOLD = CodebookEntry(
    "q1",
    "Told someone",
    "Did you tell anyone, \"even\" a friend?\nThink of last year.",
    "Global Kids Online 2016, F22",
    "disclosure",
    "respondents who were contacted",
    {"1": "Yes", "2": "No = never", "01": "Other"},
    {"9": "refused", "90..99": "not asked"},
    {"de": QuestionVersion("Hast du es jemandem erzählt?", {"1": "Ja"}), "he": QuestionVersion("סיפרת?")},
)  # fmt: skip
BOOK = Codebook((TOLD, CodebookEntry("q2")))


@pytest.mark.parametrize("ending", ["toml", "csv"])
def test_a_codebook_that_was_written_is_read_again_as_it_was(tmp_path, ending):
    place = tmp_path / f"codebook.{ending}"
    write_codebook(BOOK, place)
    assert read_codebook(place) == BOOK


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=12).map(str.strip)
CODES = st.from_regex(r"\A[A-Za-z0-9_]{1,4}\Z")


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        CODES, st.tuples(WORDS, st.dictionaries(CODES, WORDS.map(lambda w: " ".join(w.split())))), min_size=1
    )
)
def test_any_words_come_back_from_both_kinds_of_file(tmp_path_factory, entries):
    book = Codebook(
        tuple(
            CodebookEntry(
                name, wording=words, answers=answers, languages={"te": QuestionVersion("గతం", answers)}
            )
            for name, (words, answers) in entries.items()
        )
    )
    folder = tmp_path_factory.mktemp("book")
    for ending in ("toml", "csv"):
        write_codebook(book, folder / f"c.{ending}")
        assert read_codebook(folder / f"c.{ending}") == book


def test_a_codebook_of_a_real_file_agrees_with_it_and_survives_its_file(data_folder, tmp_path):
    for name in ("sav/sample_missing.sav", "yrbs2019/YRBS2019_national.sav"):
        survey = read_survey(data_folder / name)
        book = Codebook.of(survey)
        assert [entry.name for entry in book.entries] == survey.frame.columns
        assert [one for one in book.check(survey) if one.severity == "error"] == []
        place = tmp_path / f"{survey.frame.width}.toml"
        write_codebook(book, place)
        assert read_codebook(place) == book
    assert dict(Codebook.of(read_survey(data_folder / "sav/sample_missing.sav")).entry("mynum").missing) == {
        "-1": "unstated", "2000..3000": "unstated",
    }  # fmt: skip


def test_what_clashes_with_the_survey_is_named_and_no_answer_is_shown():
    variables = (
        Variable("q1", "Told nobody", value_labels={1: "Yes", 2: "Never", 3: "Both"}, missing_values=(8,)),
        Variable("extra"),
    )
    survey = Survey("s.sav", pl.DataFrame({"q1": [1, 77777], "extra": [1, 2]}), variables, "sav")
    book = Codebook(
        (
            CodebookEntry(
                "q1", "Told someone", "Whom?", "own question",
                answers={"1": "Yes", "2": "No", "4": "All"}, missing={"9": "refused"},
            ),
            CodebookEntry("q3", wording="?", instrument="own question"),
        )
    )  # fmt: skip
    errors = [one for one in book.check(survey) if one.severity == "error"]
    assert [one.received for one in errors] == [
        "codebook: Told someone; file: Told nobody",
        "codebook: No; file: Never",
        "in the file alone: 3 = Both",
        "in the codebook alone: 4 = All",
        "in the file alone: 8",
        "in the codebook alone: 9",
        "no column 'q3'",
    ]
    warnings = [one.received for one in book.check(survey) if one.severity == "warning"]
    assert warnings == ["none for 'extra'"]
    assert "77777" not in "".join(map(str, book.check(survey)))


def test_spaces_and_capitals_are_no_clash_and_csv_declares_nothing():
    survey = Survey("s.csv", pl.DataFrame({"q1": [1]}), (Variable("q1", "told  SOMEONE"),), "csv")
    book = Codebook((CodebookEntry("q1", "Told someone", "W", "own question", missing={"9": "refused"}),))
    assert book.check(survey) == ()


def test_a_wrong_codebook_is_refused_with_its_place(tmp_path):
    with pytest.raises(DataError, match="'q1' twice"):
        Codebook((TOLD, TOLD))
    with pytest.raises(DataError, match="did you mean 'refused'"):
        Codebook((CodebookEntry("q", missing={"9": "refuse"}),))
    with pytest.raises(DataError, match=r"write it like 90\.\.99"):
        Codebook((CodebookEntry("q", missing={"99..90": "refused"}),))
    cases = {
        "a.toml": ('[[variable]]\nname = "q"\nwordng = "x"\n', "a.toml:3: .*did you mean 'wording'"),
        "b.toml": ('[[variable]]\nname = "q"\nanswers = {1 = 2}\n', "b.toml:1: 'answers' gives text"),
        "c.toml": ('[[variable]]\nname = "q"\nlanguages.de = "x"\n', "c.toml:1: a language version"),
        "d.csv": ("name,wordng\nq,x\n", "d.csv:1: .*did you mean 'wording'"),
        "e.csv": ("name,wording\nq\n", "e.csv:2: every row"),
        "f.csv": ('name,answers\nq,"1 = a\n1 = b"\n', "f.csv:3: .*a code twice"),
        "g.csv": ("label\nq\n", "no column 'name'"),
        "h.txt": ("", "a .toml or .csv file"),
    }
    for name, (text, words) in cases.items():
        place = tmp_path / name
        place.write_text(text)
        with pytest.raises(DataError, match=words):
            read_codebook(place)


def test_a_codebook_of_a_person_is_never_overwritten(tmp_path):
    place = tmp_path / "codebook.toml"
    place.write_text("# mine")
    with pytest.raises(DataError, match="replaces no file"):
        write_codebook(BOOK, place)
    with pytest.raises(DataError, match=r"\.toml, \.csv or \.md"):
        write_codebook(BOOK, tmp_path / "codebook.docx")
    assert place.read_text() == "# mine"


def test_the_table_for_a_document_keeps_its_columns_whatever_the_words(tmp_path):
    book = Codebook((CodebookEntry("q", wording="a | b\n*c* <i>", answers={"1": "x|y"}),))
    lines = codebook_markdown(book).splitlines()
    assert lines[2] == r"| `q` | a \| b \*c\* \<i\> | 1 = x\|y |  | everyone |  |  |"
    assert "*he*: סיפרת?" in codebook_markdown(BOOK)
