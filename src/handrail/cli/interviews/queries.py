"""Commands that look into a project: words in context, codings, codes that stand together, words counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from handrail.cli.common import HERE, Json, end, print_json
from handrail.cli.interviews.common import Source, StrandName, load_decided
from handrail.cli.interviews.sheets import (
    Below,
    CodeNames,
    Interviewer,
    NoInterviewers,
    QueryOption,
    To,
    asking,
    plain,
    tell_sheet,
)
from handrail.cli.terminal import out

if TYPE_CHECKING:
    from handrail.interviews import Hit


def search(  # noqa: PLR0917 - what a person may choose
    query: Annotated[str, typer.Argument(help="What to look for: luck, train*, '\"by luck\" NOT case:P01'.")],
    source: Source = HERE,
    strand: StrandName = None,
    context: Annotated[int, typer.Option(min=0, help="Characters on either side.")] = 50,
    without_interviewers: NoInterviewers = False,
    interviewer: Interviewer = None,
    most: Annotated[int, typer.Option(min=1, help="Hits that are printed.")] = 100,
    to: To = None,
    as_json: Json = False,
) -> None:
    """Find words and phrases, each with what stands around it and who said it."""

    def work() -> None:
        from handrail.interviews import search as find

        leave_out = asking(without_interviewers, interviewer)
        found = find(load_decided(source, strand), query, context=context, leave_out=leave_out)
        if as_json and to is None:
            print_json(
                {
                    "documents": found.documents,
                    "participants": found.participants,
                    "hits": [asdict(hit) for hit in found.hits],
                }
            )
            return
        if to is not None:
            tell_sheet(found.sheet(), source, strand, to=to, as_json=False)
            return
        _say_hits(found.hits[:most], context)
        if len(found.hits) > most:
            out.print(f"{len(found.hits) - most} more: use --most, --json or --to.")
        counts = (
            (len(found.hits), "hit"),
            (found.documents, "document"),
            (found.participants, "participant"),
        )
        out.print(", ".join(f"{many} {word}{'' if many == 1 else 's'}" for many, word in counts))

    end(work)


def _say_hits(hits: Sequence[Hit], context: int) -> None:
    """Print hits below one another, with their contexts, under the names of the documents."""
    for document, some in groupby(hits, key=lambda hit: hit.document):
        out.print(f"[bold]{plain(document)}[/bold]")
        for hit in some:
            left, text, right = (plain(part) for part in (hit.left.rjust(context), hit.text, hit.right))
            out.print(f"{hit.start:>7}  {plain(hit.speaker or ''):<12}  {left}[bold]{text}[/bold]{right}")


def codings(  # noqa: PLR0917 - what a person may choose
    source: Source = HERE,
    strand: StrandName = None,
    query: QueryOption = None,
    passages: Annotated[bool, typer.Option("--passages", help="List the passages, not the counts.")] = False,
    attribute: Annotated[
        list[str] | None,
        typer.Option("--attribute", help="A variable to put beside each passage; repeatable."),
    ] = None,
    most: Annotated[int, typer.Option(min=1, help="Passages that are printed.")] = 100,
    to: To = None,
    as_json: Json = False,
) -> None:
    """Retrieve codings: references, participants, documents and words by code, or the passages themselves."""

    def work() -> None:
        from handrail.interviews import passages_table, retrieve

        project = load_decided(source, strand)
        if passages or to is not None:
            sheet = passages_table(project, query, attributes=tuple(attribute or ()))
            tell_sheet(sheet, source, strand, to=to, as_json=as_json, most=most)
        else:
            tell_sheet(retrieve(project, query).sheet(), source, strand, to=None, as_json=as_json)

    end(work)


def cooccurrence(  # noqa: PLR0917 - what a person may choose
    source: Source = HERE,
    strand: StrandName = None,
    by: Annotated[str, typer.Option(help="overlap, turn or document.")] = "overlap",
    code: CodeNames = None,
    below: Below = False,
    query: QueryOption = None,
    to: To = None,
    as_json: Json = False,
) -> None:
    """Count how often two codes stand in the same place."""

    def work() -> None:
        from handrail.interviews import co_occurrence
        from handrail.interviews.cooccurrence import By

        found = co_occurrence(load_decided(source, strand), cast(By, by), code, query=query, below=below)
        tell_sheet(found.sheet(), source, strand, to=to, as_json=as_json)

    end(work)


def crosstab(  # noqa: PLR0917 - what a person may choose
    attribute: Annotated[str, typer.Argument(help="A variable of the cases or documents.")],
    source: Source = HERE,
    strand: StrandName = None,
    measure: Annotated[str, typer.Option(help="references, participants or words.")] = "participants",
    code: CodeNames = None,
    below: Below = False,
    query: QueryOption = None,
    to: To = None,
    as_json: Json = False,
) -> None:
    """Count codes by the levels of an attribute."""

    def work() -> None:
        from handrail.interviews import crosstab as cross
        from handrail.interviews.crosstabs import Measure

        found = cross(load_decided(source, strand), code, attribute, query=query, below=below)
        tell_sheet(found.sheet(cast(Measure, measure)), source, strand, to=to, as_json=as_json)

    end(work)


def words(  # noqa: PLR0917 - what a person may choose
    source: Source = HERE,
    strand: StrandName = None,
    query: QueryOption = None,
    by: Annotated[str, typer.Option(help="case, document, code, or a variable.")] = "",
    language: Annotated[
        list[str] | None, typer.Option("--language", help="Leave out this language's stop words: en, nl, ...")
    ] = None,
    stem: Annotated[
        list[str] | None, typer.Option("--stem", help="Count words that begin so as one; repeatable.")
    ] = None,
    shortest: Annotated[int, typer.Option(min=1, help="Letters that a word has at least.")] = 1,
    fewest_participants: Annotated[int, typer.Option(min=0, help="Hide words that fewer used.")] = 0,
    most: Annotated[int, typer.Option(min=1, help="Words of each group.")] = 50,
    without_interviewers: NoInterviewers = False,
    interviewer: Interviewer = None,
    to: To = None,
    as_json: Json = False,
) -> None:
    """Count words, with the documents and participants that have them."""

    def work() -> None:
        from handrail.interviews import stop_words, word_frequencies

        found = word_frequencies(
            load_decided(source, strand),
            query,
            by=by,
            stop=frozenset().union(*(stop_words(one) for one in language or ())),
            stems=tuple(stem or ()),
            shortest=shortest,
            fewest_participants=fewest_participants,
            most=most,
            leave_out=asking(without_interviewers, interviewer),
        )
        tell_sheet(found.sheet(), source, strand, to=to, as_json=as_json)

    end(work)


def matrix(  # noqa: PLR0917 - what a person may choose
    source: Source = HERE,
    strand: StrandName = None,
    code: CodeNames = None,
    case: Annotated[list[str] | None, typer.Option("--case", help="A row; repeat it for several.")] = None,
    summaries: Annotated[
        Path | None, typer.Option("--summaries", help="The team's summaries, such as framework.toml.")
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="A row for each cell, with what is open.")] = False,
    record: Annotated[
        bool, typer.Option("--record", help="Write into the summaries' file what their passages are now.")
    ] = False,
    to: To = None,
    as_json: Json = False,
) -> None:
    """Chart cases by codes: in each cell the researcher's summary and the passages that it rests on."""

    def work() -> None:
        from handrail.interviews import framework_matrix, read_framework
        from handrail.interviews.framework import record_states
        from handrail.values import UsageError

        if record and summaries is None:
            raise UsageError.because("--record writes into a file", "no file", "name it with --summaries")
        project = load_decided(source, strand)
        told = () if summaries is None else read_framework(summaries)
        columns = code or [one.name for one in project.codes if one.parent is None]
        name = None if summaries is None else summaries.name
        found = framework_matrix(project, columns, case, told, file=name)
        if record and summaries is not None:
            states = {(one.case, one.code): one.now for one in found.cells if one.now}
            written = record_states(summaries, states)
            out.print(f"{name}: the state of {written} summaries recorded", markup=False)
            return
        sheet = found.list_sheet() if listed else found.sheet()
        tell_sheet(sheet, source, strand, to=to, as_json=as_json)

    end(work)


def add_to(app: typer.Typer) -> None:
    """Add the commands to ``handrail interviews``."""
    for command in (search, codings, cooccurrence, crosstab, matrix, words):
        app.command()(command)
