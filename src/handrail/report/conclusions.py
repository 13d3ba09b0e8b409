"""Recommendations, findings and the joint display, with everything that each rests on."""

from __future__ import annotations

from handrail.disclosure.versions import STANDS
from handrail.documents import (
    Block,
    Bullets,
    Callout,
    Definition,
    Definitions,
    Figure,
    Inline,
    Inlines,
    Link,
    Paragraph,
    Section,
    Strong,
    Text,
    WordTable,
    paragraph,
)
from handrail.guideline import Finding, JointRow, Recommendation
from handrail.report.headlines import joint_headline
from handrail.report.markdown import markdown_blocks
from handrail.report.story import Story
from handrail.report.words import JOINT_DISPLAY, KINDS, anchor, day_words, listed

_LONGEST_IN_A_LINK = 160


def recommendations(story: Story) -> Section:
    """Return the section of recommendations."""
    return Section(
        title="Recommendations",
        anchor="recommendations",
        blocks=(
            Paragraph(
                (
                    Text(
                        "Each recommendation says who should act, how strong it is and why. Its links lead "
                        "to the findings it rests on, and from there to passages and estimates."
                    ),
                )
            ),
            *(
                _recommendation(story, number, one)
                for number, one in enumerate(story.guideline.recommendations, 1)
            ),
        ),
    )


def _recommendation(story: Story, number: int, one: Recommendation) -> Section:
    facts = Definitions(
        (
            _term("For", (Text(listed(one.audience)),)),
            _term("Who acts", (Text(one.who_acts),)),
            _term("Strength", (Text(one.strength),)),
            _term("Review by", (Text(day_words(one.review_date)),)),
            _term("Cite as", (Text(f"recommendation:{one.id}"),)),
            _term("Evidence for", *_links(story, one.supports)),
            _term("Evidence against", *(_links(story, one.challenges) or [(Text("None was recorded."),)])),
            *_sign_off(story, f"recommendation:{one.id}"),
        )
    )
    blocks: list[Block] = [facts, *markdown_blocks(one.rationale, file=one.file)]
    if one.steps:
        steps = tuple((Text(step),) for step in one.steps)
        blocks += [paragraph(Strong("What to begin with")), Bullets(steps)]
    if one.dissent:
        blocks.append(Callout(kind="note", title="Dissent", blocks=(Paragraph((Text(one.dissent),)),)))
    return Section(
        title=one.sentence,
        anchor=anchor(f"recommendation:{one.id}"),
        blocks=tuple(blocks),
        level=3,
        kicker=f"Recommendation {number} · {one.strength}",
    )


def _sign_off(story: Story, node: str) -> tuple[Definition, ...]:
    """Say who signed, while what was signed is what stands here; an unsigned recommendation says nothing."""
    signed = story.signed.get(node)
    if signed is None:
        return ()
    if not signed.same_evidence:
        words = "The evidence was revised after it was signed off."
    elif not signed.same_words:
        words = "It was worded anew after it was signed off."
    else:
        words = f"Signed off by {signed.by} on {day_words(signed.on)}."
    return (_term("Sign-off", (Text(words),)),)


def _term(term: str, *lines: Inlines) -> Definition:
    """Return a term with one line of words, or a list of several."""
    return Definition(term, (Paragraph(lines[0]),) if len(lines) == 1 else (Bullets(lines),))


def findings(story: Story) -> Section:
    """Return the section of findings."""
    return Section(
        title="Findings",
        anchor="findings",
        blocks=tuple(_finding(story, one) for one in story.guideline.findings),
    )


def _finding(story: Story, one: Finding) -> Section:
    used_by: list[Inlines] = [(_link(story, edge.node),) for edge in story.graph.above(f"finding:{one.id}")]
    facts = Definitions(
        (
            _term("Supported by", *_links(story, one.supports, said=False)),
            _term(
                "Challenged by",
                *(_links(story, one.challenges, said=False) or [(Text("Nothing was recorded."),)]),
            ),
            _term("Used by", *(used_by or [(Text("No recommendation yet."),)])),
            _term("Cite as", (Text(f"finding:{one.id}"),)),
        )
    )
    return Section(
        title=one.sentence,
        anchor=anchor(f"finding:{one.id}"),
        blocks=(
            facts,
            *_quoted(story, one.id, one.supports),
            *_quoted(story, one.id, one.challenges, "Against it:"),
            *_withheld(story, one.supports),
        ),
        level=3,
        # Eighteen full sentences would bury the contents list; the first page has them in few words.
        listed=False,
    )


def _withheld(story: Story, references: tuple[str, ...]) -> tuple[Block, ...]:
    """Say where the numbers beneath a finding were withheld, or are older than the evidence."""
    tables = [story.released.tables[one] for one in references if one in story.released.tables]
    stands = [table.title for table in tables if STANDS in table.notes]
    said: list[Block] = []
    if stands:
        words = (
            f"Numbers of {listed(stands)} stand as released before: the evidence was revised since, by too "
            "few to show."
        )
        said.append(Callout(kind="note", title="Numbers as released before", blocks=(paragraph(words),)))
    hidden = [table.title for table in tables if table.cells and all(cell.withheld for cell in table.cells)]
    if hidden:
        words = (
            f"All numbers of {listed(hidden)} are withheld: a reader cannot check this finding against them."
        )
        said.append(Callout(kind="warning", title="Numbers withheld", blocks=(paragraph(words),)))
    return tuple(said)


def _quoted(story: Story, finding: str, references: tuple[str, ...], lead: str = "") -> tuple[Block, ...]:
    nodes = [node for node in map(story.resolve, references) if node in story.released.quotations]
    quotations = tuple(
        story.quotation(node, f"quoted-{anchor(finding)}-{anchor(node)}") for node in dict.fromkeys(nodes)
    )
    return (paragraph(lead), *quotations) if lead and quotations else quotations


def _links(story: Story, references: tuple[str, ...], *, said: bool = True) -> list[Inlines]:
    return [(_link(story, story.resolve(reference), said=said),) for reference in references]


def _link(story: Story, node: str, *, said: bool = True) -> Link:
    """Return a link to evidence; a passage goes by its words, unless they stand below it anyway."""
    found = story.graph.nodes[node]
    if found.kind != "passage":
        return Link(target=anchor(node), text=f"{KINDS[found.kind]}: {found.title}")
    quoted = story.released.quotations.get(node)
    if quoted is None:
        return Link(target=anchor(node), text=f"{found.title} (words not released)")
    # A distressing passage is opened by choice, and a long one stands below.
    short = said and not quoted.distressing and len(quoted.text) <= _LONGEST_IN_A_LINK
    return Link(target=anchor(node), text=f"“{quoted.text}”" if short else found.title)


def joint_display(story: Story) -> Section:
    """Return the joint display: what was said beside what was counted."""
    rows = tuple(
        (
            (Text(row.topic),),
            _cell(story, row.interviews),
            _cell(story, row.survey),
            (Text(_reading(row)),),
            (Text(row.why),),
        )
        for row in story.guideline.joint_display
    )
    return Section(
        title="What was said beside what was counted",
        anchor="joint-display",
        blocks=(
            *_map(story),
            Paragraph(
                (
                    Text(
                        "Each row sets themes from interviews beside estimates from surveys. Silence is told "
                        "apart: a topic was not asked, was asked but not said, or there is no data."
                    ),
                )
            ),
            WordTable(
                header=("Topic", "In the interviews", "In the survey", "Reading", "Why"),
                rows=rows,
                caption="Joint display",
            ),
        ),
    )


def _map(story: Story) -> tuple[Block, ...]:
    table = story.released.tables.get(JOINT_DISPLAY)
    if table is None:
        return ()
    sentence = joint_headline([row.reading for row in story.guideline.joint_display])
    drawn = Figure(
        name=JOINT_DISPLAY,
        kind="matrix",
        title=sentence,
        alt=f"{sentence} The same words stand in the table below.",
        caption=f"{table.title}. Source: the joint display below.",
        anchor="figure-joint-display",
        across="side",
    )
    return (drawn,)


def _cell(story: Story, references: tuple[str, ...]) -> Inlines:
    inlines: list[Inline] = []
    for reference in references:
        node = story.resolve(reference)
        if inlines:
            inlines.append(Text("; "))
        # The column's head says whether it is a theme or an estimate.
        inlines.append(Link(target=anchor(node), text=story.graph.nodes[node].title))
    return tuple(inlines) or (Text("—"),)


def _reading(row: JointRow) -> str:
    return f"silence: {row.silence}" if row.reading == "silence" else row.reading
