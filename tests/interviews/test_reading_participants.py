"""The participants file: what is read, and every mistake by its line."""

from datetime import date
from pathlib import Path

import pytest
from interview_files import SECRET

from handrail.interviews import Consent, Participant, read_participants
from handrail.values import DataError

HEAD = (
    "participant,document,speaker,consent_form,consent_date,cut_off,"
    "analysis,quotation,archiving,recontact,sector"
)
ROW = "P01,p01.txt,P01,v2,2026-03-01,2026-09-01,yes,attributed,no,no,police"


def written(folder: Path, *rows: str, head: str = HEAD) -> Path:
    file = folder / "participants.csv"
    file.write_text("\n".join((head, *rows)), encoding="utf-8")
    return file


def refused(file: Path, attributes: tuple[str, ...] = ("sector",)) -> DataError:
    with pytest.raises(DataError) as error:
        read_participants(file, attributes)
    assert all(problem.file == file.name for problem in error.value.problems)
    assert SECRET not in str(error.value)
    return error.value


def test_a_participant_is_read_with_consent_and_attributes(tmp_path: Path) -> None:
    file = tmp_path / "participants.csv"
    file.write_bytes(b"\xef\xbb\xbf" + f"{HEAD}\r\n\r\n{ROW}\r\n".encode())
    assert read_participants(file, ["sector"]) == (
        Participant(
            "P01",
            "p01.txt",
            "P01",
            {"sector": "police"},
            Consent("v2", date(2026, 3, 1), date(2026, 9, 1), True, "attributed", False, False),
        ),
    )


def test_a_participant_may_speak_in_two_documents(tmp_path: Path) -> None:
    again = ROW.replace("p01.txt", "p01b.txt")
    assert [one.document for one in read_participants(written(tmp_path, ROW, again), ["sector"])] == [
        "p01.txt",
        "p01b.txt",
    ]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (ROW.replace("2026-03-01", "01/03/2026"), "'consent_date' is an ISO date; received: '01/03/2026'"),
        (ROW.replace("2026-03-01", "2026-02-30"), "'consent_date' is an ISO date"),
        (ROW.replace("2026-03-01", SECRET), "text that is no date"),
        (ROW.replace("2026-09-01", "2026-02-01"), "the cut-off is not before the consent"),
        (ROW.replace("2026-09-01", ""), "'cut_off' is filled in"),
        (ROW.replace("attributed", "atributed"), "did you mean 'attributed'?"),
        (ROW.replace("attributed", SECRET), "'quotation' is a known tier"),
        (ROW.replace(",yes,", f",{SECRET},"), "'analysis' is yes or no"),
        (ROW + ",more", "12 cells under 11 columns"),
        (ROW.replace("P01,p01", ",p01"), "'participant' is filled in"),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column(tmp_path: Path, row: str, words: str) -> None:
    error = refused(written(tmp_path, row))
    assert words in str(error)
    assert error.problems[0].line == 2


def test_all_problems_come_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    rows = (ROW.replace("2026-03-01", "x"), ROW.replace("P01", "P02").replace("attributed", "y"), ROW + ",z")
    assert [problem.line for problem in refused(written(tmp_path, *rows)).problems] == [2, 3, 4]


def test_lines_are_counted_through_cells_of_several_lines(tmp_path: Path) -> None:
    first = ROW.replace("police", '"police\nand courts"')
    error = refused(written(tmp_path, first, ROW.replace("P01", "P02").replace("attributed", "y")))
    assert error.problems[0].line == 4


def test_unknown_and_missing_columns_are_named(tmp_path: Path) -> None:
    error = refused(written(tmp_path, ROW, head=HEAD.replace("speaker", "speeker")))
    assert "column 'speeker'; did you mean 'speaker'?" in str(error)
    assert "no column 'speaker'" in str(error)
    undeclared = refused(written(tmp_path, ROW), ())
    assert "declare it under attributes in the plan" in str(undeclared)
    assert "no column 'country'" in str(refused(written(tmp_path, ROW), ("sector", "country")))
    assert "'sector' 2 times" in str(refused(written(tmp_path, ROW + ",x", head=HEAD + ",sector")))


@pytest.mark.parametrize(
    ("second", "words"),
    [
        (ROW, "the participant of line 2 again, in 'p01.txt'"),
        (ROW.replace("P01,p01", "P02,p01"), "a speaker label belongs to one participant"),
        (
            "P02,p01.txt,,v2,2026-03-01,2026-09-01,yes,none,no,no,police",
            "participants of one document have labels",
        ),
        (ROW.replace("p01.txt", "b.txt").replace("police", "industry"), "another sector than on line 2"),
    ],
)
def test_rows_that_do_not_fit_together_are_named(tmp_path: Path, second: str, words: str) -> None:
    error = refused(written(tmp_path, ROW, second))
    assert words in str(error)
    assert error.problems[0].line == 3


def test_files_that_are_no_csv_are_refused(tmp_path: Path) -> None:
    assert "semicolons" in str(refused(written(tmp_path, ROW.replace(",", ";"), head=HEAD.replace(",", ";"))))
    assert "no row" in str(refused(written(tmp_path)))
    assert "look at the quotes" in str(refused(written(tmp_path, f'"{SECRET}" x,{ROW}')))
    file = tmp_path / "participants.csv"
    file.write_bytes(f"{HEAD}\n{ROW}\n".encode() + b"sch\xf6n")
    assert refused(file).problems[0].line == 3
    file.write_bytes(b"")
    assert "has all ten columns" in str(refused(file))
    file.unlink()
    assert "no such file" in str(refused(file))


def test_attributes_do_not_change(tmp_path: Path) -> None:
    [one] = read_participants(written(tmp_path, ROW), ["sector"])
    with pytest.raises(TypeError):
        one.attributes["sector"] = "industry"  # type: ignore[index]
