"""Sheets and passages made slowly and readably, field by field: what the fast ones must equal."""

from __future__ import annotations

import csv
import io

from hypothesis import strategies as st
from query_projects import projects

from handrail.interviews import Sheet
from handrail.interviews.project import ProjectCoding, RefiProject
from handrail.interviews.sheet import Field

FIELDS = st.one_of(
    st.text(max_size=6),
    st.sampled_from(["", "=1+1", '-"', '"', "@\n", "\ud800", "\U0001f642\r", "_x0041_", "a\x00b", " b"]),
    st.sampled_from([0, 1, -1, 0.0, -0.0, 1.0, True, False, None, 1e22, 10**30, 0.1, float("inf")]),
)


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """A sheet whose columns are of one type, or of several."""
    width = draw(st.integers(1, 4))
    words = (st.text(max_size=4), st.sampled_from("a="))
    kinds = st.sampled_from([FIELDS, *words, st.integers(), st.booleans()])
    columns = [draw(kinds) for _ in range(width)]
    rows = draw(st.lists(st.tuples(*columns), max_size=6))
    header = draw(st.lists(st.sampled_from(["a", "=b", '"c"', ""]), min_size=width, max_size=width))
    body = draw(st.sampled_from([None, *range(width)]))
    return Sheet("x", tuple(header), tuple(rows), body=body)


def csv_slowly(sheet: Sheet) -> bytes:
    """The sheet through Python's own writer, one field after the other."""
    stream = io.StringIO()
    writer = csv.writer(stream, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    for row in (sheet.header, *sheet.rows):
        writer.writerow([_in_csv(value) for value in row])
    return stream.getvalue().encode("utf-8", "replace")


def _in_csv(value: Field) -> Field:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else value


@st.composite
def talkative_projects(draw: st.DrawFn) -> RefiProject:
    """A project whose codings have memos and speakers, and whose names could run in a spreadsheet."""
    project: RefiProject = draw(projects())
    words = st.sampled_from(["", "=memo", 'a "b"', "\n"])
    codings = tuple(
        ProjectCoding(
            f"={at}" if at % 2 else one.name, one.document, one.start, one.end, one.quotation, one.code,
            one.coder, memo=draw(words), speaker=draw(st.sampled_from([None, "", "P", "=P"])),
        )
        for at, one in enumerate(project.codings)
    )  # fmt: skip
    return RefiProject(
        project.name, project.documents, project.users, project.codes, codings, cases=project.cases
    )


def passages_slowly(project: RefiProject, attributes: tuple[str, ...]) -> list[tuple[Field, ...]]:
    """A row a coding, each looked up on its own."""
    codes = [code.name for code in project.codes]
    documents = [one.name for one in project.documents]
    return [
        (
            one.code,
            one.document,
            one.start,
            one.end,
            "; ".join(_owners(project, one)),
            *(_answer(project, one, name) for name in attributes),
            one.speaker or "",
            one.coder,
            one.quotation,
            one.memo,
            one.name,
        )
        for one in sorted(
            project.codings,
            key=lambda one: (codes.index(one.code), documents.index(one.document), one.start, one.end),
        )
    ]


def _owners(project: RefiProject, one: ProjectCoding) -> list[str]:
    """The cases that have its document, or a span that it overlaps; the document where no case is in it."""
    if not any(
        one.document in case.documents or any(span.document == one.document for span in case.spans)
        for case in project.cases
    ):
        return [one.document]
    # A coding without length counts as the character behind it.
    end = max(one.end, one.start + 1)
    return [
        case.name
        for case in project.cases
        if one.document in case.documents
        or any(
            span.document == one.document and one.start < span.end and span.start < end for span in case.spans
        )
    ]


def _answer(project: RefiProject, one: ProjectCoding, variable: str) -> Field:
    own = {case.name: case.values.get(variable) for case in project.cases}
    rest = project.document(one.document).values.get(variable)
    found: list[str] = []
    for name in _owners(project, one):
        value = own.get(name)
        word = rest if value is None else value
        if word and word not in found:
            found.append(str(word))
    return "; ".join(found)
