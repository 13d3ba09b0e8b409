"""Codebooks, codings and their places in the transcripts."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from interview_files import SECRET

from handrail.interviews import (
    Code,
    Codebook,
    Coding,
    CodingEntry,
    CodingFile,
    Transcript,
    Turn,
    compare_transcripts,
    place_codings,
    read_codebook,
    read_codings,
    reanchor,
)
from handrail.values import DataError, Problem

BOOK = Codebook((Code("training", "What officers learn."), Code("ad-hoc training", "By chance.", "training")))


def test_a_codebook_is_read_and_walked(tmp_path: Path) -> None:
    file = tmp_path / "codebook.toml"
    file.write_text(
        '[[code]]\nname = "a"\ndescription = "A."\norigin = "guide"\ninclude = "x"\nexclude = "y"\n'
        '[[code]]\nname = "b"\ndescription = "B."\nparent = "a"\n'
        '[[code]]\nname = "c"\ndescription = "C."\nparent = "b"\n'
        '[[code]]\nname = "d"\ndescription = "D."\nparent = "a"\n',
        encoding="utf-8",
    )
    book = read_codebook(file)
    assert book.names == ("a", "b", "c", "d")
    assert book.code("a") == Code("a", "A.", None, "guide", "x", "y")
    assert book.children("a") == ("b", "d")
    assert book.descendants("a") == ("b", "c", "d")
    assert book.path("c") == ("a", "b", "c")
    with pytest.raises(DataError, match="code 'e'"):
        book.code("e")


CIRCLE = '\n[[code]]\nname = "{}"\ndescription = "x"\nparent = "{}"'


@pytest.mark.parametrize(
    ("more", "line", "words"),
    [
        ('naem = "x"', 4, "key 'naem'; did you mean 'name'?"),
        ('parent = "trainin"', 1, "did you mean 'training'?"),
        ('parent = "ad-hoc"', 1, "its own ancestor"),
        ('origin = "gide"', 4, "did you mean 'guide'?"),
        ("include = 3", 4, "'include' of a code is text in quotes; received: a number"),
        (f'"{SECRET}" = 1', 4, "a text of"),
        ('\n[[code]]\nname = "ad-hoc"\ndescription = "x"', 5, "'ad-hoc' twice"),
        ('\n[[code]]\nname = "x"', 5, "a code has 'description'"),
        ('\n[[code]]\nname = "x"\ndescription = " "', 7, "'description' of a code says something"),
        ('\n[[cod]]\nname = "x"', 5, "did you mean 'code'?"),
        (f"{CIRCLE.format('p', 'q')}{CIRCLE.format('q', 'p')}", 5, "in a circle"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_codebook_is_named_by_line(tmp_path: Path, more: str, line: int, words: str) -> None:
    file = tmp_path / "codebook.toml"
    extra = '\n[[code]]\nname = "training"\ndescription = "x"' if "trainin" in more else ""
    file.write_text(
        f'[[code]]\nname = "ad-hoc"\ndescription = "By chance."\n{more}{extra}\n', encoding="utf-8"
    )
    with pytest.raises(DataError) as refused:
        read_codebook(file)
    problem = refused.value.problems[0]
    assert words in str(problem)
    assert (problem.file, problem.line) == ("codebook.toml", line)
    assert SECRET not in str(refused.value)


def test_an_empty_codebook_and_a_table_in_its_place_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "codebook.toml"
    for text in ("code = []", "code = 3", "[code]\nname = 'x'"):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(DataError):
            read_codebook(file)


CODINGS = f'''coder = "AB"
[[coding]]
id = "p01-1"
document = "p01.txt"
code = "training"
quotation = "{SECRET}"
flags = ["distressing"]
[coding.approval]
by = "CD"
on = 2026-05-01
recognisable = false
third_party = false
operational_tactic = false
label = ["sector"]
[[coding]]
id = "p01-2"
document = "p01.txt"
code = "ad-hoc training"
quotation = "luck"
start = 4
end = 8
memo = "again"
'''


def written(folder: Path, text: str) -> Path:
    file = folder / "codings-ab.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_codings_are_read_with_their_approval(tmp_path: Path) -> None:
    found = read_codings(written(tmp_path, CODINGS))
    assert (found.coder, found.name, [entry.line for entry in found.entries]) == (
        "AB",
        "codings-ab.toml",
        [2, 15],
    )
    first, second = found.entries
    assert first.approval is not None
    assert (first.approval.by, first.approval.label, first.approval.role) == ("CD", ("sector",), None)
    assert (first.flags, first.start) == (("distressing",), None)
    assert (second.start, second.end, second.memo, second.approval) == (4, 8, "again", None)
    assert SECRET not in repr(found)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('memo = "again"', 'meno = "again"', 22, "did you mean 'memo'?"),
        ('by = "CD"', 'bye = "CD"', 9, "did you mean 'by'?"),
        ('by = "CD"\n', "", 8, "an approval has 'by'"),
        ("on = 2026-05-01", 'on = "2026-05-01"', 10, "a date such as 2026-05-01, without quotes"),
        ("recognisable = false", 'recognisable = "no"', 11, "true or false"),
        ('label = ["sector"]', 'label = "sector"', 14, "a list of texts"),
        ('["distressing"]', '["distresing"]', 7, "did you mean 'distressing'?"),
        ('"p01-2"', '"p01-1"', 15, "'p01-1' also on line 2"),
        ('"p01-2"', '"p01 2"', 15, "letters, digits, dots and dashes"),
        ("end = 8\n", "", 15, "both start and end, or neither"),
        ("start = 4", "start = true", 20, "a whole number"),
        ('coder = "AB"\n', "", 1, "has 'coder'"),
        ('coder = "AB"', "coder = ", 1, "the file is TOML"),
    ],
)
def test_a_mistake_in_a_codings_file_is_named_by_line(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    assert old in CODINGS
    with pytest.raises(DataError) as refused:
        read_codings(written(tmp_path, CODINGS.replace(old, new)))
    assert words in str(refused.value)
    assert refused.value.problems[0].line == line
    assert SECRET not in str(refused.value)


# -- placing -----------------------------------------------------------------------------------

TEXT = f"I: Why?\nP01: {SECRET} It was luck, luck.\nAnd “care” – e\u0301 😀 שלום end."
TRANSCRIPTS = {
    "p01.txt": Transcript("p01.txt", "txt", TEXT, (Turn(0, "I", 3, 7), Turn(1, "P01", 13, len(TEXT))))
}


def entry(quotation: str, start: int | None = None, end: int | None = None, **more: str) -> CodingEntry:
    given = {"id": "p01-1", "document": "p01.txt", "code": "training", **more}
    return CodingEntry(quotation=quotation, start=start, end=end, line=7, **given)


def place(*entries: CodingEntry) -> tuple[Coding, ...]:
    return place_codings([CodingFile("AB", entries, "codings-ab.toml")], TRANSCRIPTS, BOOK)


@pytest.mark.parametrize("quotation", [SECRET, "Why?", "luck.\nAnd", "e\u0301 😀", "😀 שלום", "שלום", "end."])
def test_a_quotation_is_placed_where_it_stands(quotation: str) -> None:
    [coding] = place(entry(quotation))
    assert TEXT[coding.start : coding.end] == quotation
    assert place(entry(quotation, coding.start, coding.end)) == (coding,)


def test_a_placed_coding_names_its_speaker_unless_there_are_several() -> None:
    assert [place(entry(words))[0].speaker for words in ("Why?", SECRET, f"Why?\nP01: {SECRET}")] == [
        "I",
        "P01",
        None,
    ]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (entry("luck"), "found 2 times; add start and end"),
        (entry(SECRET + " never"), "found nowhere"),
        (entry("It  was luck,"), "line breaks and spaces differ"),
        (entry('And "care"'), "quotation marks or dashes differ"),
        (entry("\u00e9 😀"), "accents are composed differently"),
        (entry("it was luck,"), "capitals differ"),
        (entry(""), "spans some text"),
        (entry(" \n"), "spans some text"),
        (entry("luck", 8, 8), "spans some text"),
        (entry("luck", 9, 4), "spans some text"),
        (entry("luck", 0, 4), "other text from 0 to 4"),
        (entry("luck", -4, 4), "lies within its document"),
        (entry("end.", 10_000, 10_004), "lies within its document"),
        (entry("end.", len(TEXT) - 3, len(TEXT) + 1), "UTF-16 units"),
        (entry(SECRET, code="trainig"), "did you mean 'training'?"),
        (entry(SECRET, document="p1.txt"), "did you mean 'p01.txt'?"),
        (entry(SECRET, document=SECRET), "a text of"),
    ],
)
def test_a_coding_that_does_not_stand_there_is_refused_without_its_words(
    wrong: CodingEntry, words: str
) -> None:
    with pytest.raises(DataError) as refused:
        place(wrong)
    [problem] = refused.value.problems
    assert (problem.file, problem.line) == ("codings-ab.toml", 7)
    assert words in str(problem)
    assert "p01-1" in str(problem)
    assert SECRET not in str(problem)


def test_all_problems_come_at_once_and_ids_are_unique_over_files() -> None:
    files = [
        CodingFile("AB", (entry("luck"),), "a.toml"),
        CodingFile("CD", (entry(SECRET), entry("x y z")), "b.toml"),
    ]
    with pytest.raises(DataError) as refused:
        place_codings(files, TRANSCRIPTS, BOOK)
    assert [(problem.file, problem.received[:25]) for problem in refused.value.problems] == [
        ("a.toml", "'p01-1', a quotation of 4"),
        ("b.toml", "'p01-1' also at a.toml:7"),
        ("b.toml", "'p01-1' also at a.toml:7"),
        ("b.toml", "'p01-1', a quotation of 5"),
    ]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.data())
def test_a_coding_anywhere_in_any_text_slices_back_to_its_quotation(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quotation = text[start:end]
    transcripts = {"p01.txt": Transcript("p01.txt", "txt", text)}
    given_places = [CodingFile("AB", (entry(quotation, start, end),), "a.toml")]
    if not quotation.strip():
        with pytest.raises(DataError):
            place_codings(given_places, transcripts, BOOK)
        return
    [coding] = place_codings(given_places, transcripts, BOOK)
    assert text[coding.start : coding.end] == quotation
    once = text.find(quotation, text.find(quotation) + 1) < 0
    if once:
        assert place_codings([CodingFile("AB", (entry(quotation),), "a.toml")], transcripts, BOOK) == (
            coding,
        )
        moved = reanchor(coding, "\n" + text)
        assert isinstance(moved, Problem) or ("\n" + text)[moved.start : moved.end] == quotation


# -- a changed transcript ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "kept", "added", "removed", "first"),
    [
        ("a\nb", "a\nb", 2, 0, 0, None),
        ("a\nb\nc", "a\nx\nc\nd", 2, 2, 1, 2),
        ("a\nb\nc\nd", "a\nc\nb\nd", 3, 1, 1, 2),
        ("a", "a\na", 1, 1, 0, 2),
        ("a\nb", "b", 1, 0, 1, 1),
    ],
)
def test_changed_lines_are_counted(
    old: str, new: str, kept: int, added: int, removed: int, first: int | None
) -> None:
    change = compare_transcripts(old, new)
    assert (change.kept, change.added, change.removed, change.first_line) == (kept, added, removed, first)


def test_ten_thousand_changed_lines_are_counted_quickly() -> None:
    old, new = "\n".join(f"a{i}" for i in range(10_000)), "\n".join(f"b{i}" for i in range(10_000))
    assert compare_transcripts(old, new).kept == 0


def test_a_coding_moves_with_its_quotation_or_is_reported() -> None:
    [coding] = place(entry(SECRET))
    moved = reanchor(coding, "Added.\n" + TEXT)
    assert isinstance(moved, Coding)
    assert (moved.start, moved.quotation) == (coding.start + 7, SECRET)
    for text in (TEXT.replace(SECRET, "…"), TEXT + SECRET):
        lost = reanchor(coding, text)
        assert isinstance(lost, Problem)
        assert SECRET not in str(lost)
