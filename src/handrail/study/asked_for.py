"""Asked for: the summaries that a planned framework matrix prints, and what a crosstab may not tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from handrail.disclosure import PassageApproval, Refused, SummaryRequest
from handrail.store import CodingRecord, ResultRecord
from handrail.study.convert import approval_of
from handrail.study.displays import display_name
from handrail.study.place import Strand


def summary_requests(strand: Strand, results: Mapping[str, ResultRecord]) -> Iterator[SummaryRequest]:
    """Yield a request for each summary of a strand's planned framework matrix."""
    planned, name = strand.plan.framework, display_name("framework", strand.plan.id)
    if planned is None or name not in results:
        return
    read = strand.imported.result("framework", planned.summaries)
    written = {(one["case"], one["code"]): one for one in (() if read is None else read.body["summaries"])}
    codings = strand.session.store.codings(strand.plan.id)
    by_name = {coding.name: coding for coding in codings}
    for asked in results[name].body["asked"]:
        one = written[asked["case"], asked["code"]]
        given = approval_of(one["approval"])
        beneath = [by_name[passage] for passage in asked["passages"] if passage in by_name]
        yield SummaryRequest(
            table=name,
            group={planned.attribute: asked["case"], "topic": asked["code"]},
            # Where it stands in the team's file: neither a level nor a word of it goes into the log.
            id=f"{name}, line {one['line']} of {planned.summaries}",
            people=asked["people"],
            current=asked["current"],
            flags=tuple(sorted({flag for coding in beneath for flag in flags_on(coding, codings)})),
            approval=None
            if given is None
            else PassageApproval(
                given.by,
                given.on.isoformat(),
                given.recognisable,
                given.third_party,
                given.operational_tactic,
            ),
        )


def untold_attributes(strand: Strand, results: Mapping[str, ResultRecord]) -> Iterator[Refused]:
    """Yield the attributes by which a planned crosstab tells nothing: one or two would be given back."""
    name = display_name("crosstab", strand.plan.id)
    refused = results[name].body["refused"] if name in results else {}
    for attribute, rule in refused.items():
        yield Refused(
            f"{name}.{attribute}",
            rule,
            f"join levels of '{attribute}' in the participants file, or take it out of crosstab",
        )


def flags_on(coding: CodingRecord, codings: Iterable[CodingRecord]) -> tuple[str, ...]:
    """Return the flags of every coder on any of the same words."""
    overlapping = (
        other
        for other in codings
        if other.document == coding.document and other.start < coding.end and coding.start < other.end
    )
    return tuple(sorted({flag for other in overlapping for flag in other.flags}))
