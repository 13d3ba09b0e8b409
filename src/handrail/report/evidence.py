"""What the surveys show, what the interviews say, and the appendix with an anchor for every node."""

from __future__ import annotations

from handrail.documents import (
    Block,
    Details,
    EvidenceEntry,
    Figure,
    Link,
    Paragraph,
    Section,
    TableBlock,
    Text,
    paragraph,
)
from handrail.documents.numbers import estimate, interval
from handrail.interviews import amount_words
from handrail.report.story import EstimateFacts, Story, ThemeFacts
from handrail.report.words import KINDS, anchor, levels_in_words, listed, plural, whole
from handrail.values import Cell, Graph, Node, Table

_ORDER = ("recommendation", "finding", "theme", "estimate", "code", "variable", "passage", "source")
_QUOTED = 3


def survey_section(story: Story) -> Section:
    """Return figures and tables of all released estimates."""
    blocks: list[Block] = []
    for one in story.estimates:
        blocks.append(_estimate(story, one))
    return Section(title="What the survey shows", anchor="survey", blocks=tuple(blocks))


def _estimate(story: Story, one: EstimateFacts) -> Section:
    node = f"estimate:{one.id}"
    table = story.released.tables[node]
    sentence = headline(table)
    unit = table.labels.get(table.variable, "") if table.measure == "mean" else ""
    if table.dimensions or any(cell.category for cell in table.cells):
        # The figure brings its own numbers with it: a second table would say them twice.
        shown: tuple[Block, ...] = (
            Figure(
                name=node,
                title=sentence,
                alt=f"{sentence} The same numbers stand in the table below.",
                caption=f"{table.title}. Points are estimates, lines their intervals. Source: {node}.",
                anchor=f"figure-{anchor(node)}",
                unit=unit,
                level=float(one.rules.get("level", "0.95")),
            ),
        )
    else:
        shown = (
            Paragraph((Text(sentence),)),
            TableBlock(
                name=node,
                caption=table.title,
                anchor=f"table-{anchor(node)}",
                level=float(one.rules.get("level", "0.95")),
            ),
        )
    return Section(title=table.title, anchor=f"shown-{anchor(node)}", blocks=shown, level=3)


def headline(table: Table) -> str:
    """Return the finding of a table as a sentence with its base, from released cells only."""
    cell = whole(table)
    if cell is not None:
        return (
            f"{table.title}: {estimate(cell, table.measure)} "
            f"({interval(cell, table.measure)}; n\u00a0=\u00a0{cell.n:,})."
        )
    if all(cell.withheld for cell in table.cells):
        return f"{table.title}: withheld, because groups are too small."
    return f"{table.title}: {_range(table)}."


def _range(table: Table) -> str:
    """Return the smallest and the largest released estimate with their groups; no difference is claimed."""
    cells = [
        cell
        for cell in table.cells
        if not cell.withheld and cell.value("estimate") is not None and (cell.group or cell.category)
    ]
    if not cells:
        return "no group can be estimated"
    cells.sort(key=lambda cell: cell.value("estimate") or 0.0)
    low, high = cells[0], cells[-1]
    if low is high:
        return f"{estimate(low, table.measure)} ({_group(low)})"
    return (
        f"from {estimate(low, table.measure)} ({_group(low)}) "
        f"to {estimate(high, table.measure)} ({_group(high)})"
    )


def _group(cell: Cell) -> str:
    return ", ".join([*cell.group.values(), *([cell.category] if cell.category else [])])


def interview_section(story: Story) -> Section:
    """Return the themes with their spread in words, approved quotations and counter-examples."""
    return Section(
        title="What the interviews say",
        anchor="interviews",
        blocks=tuple(_theme(story, one) for one in story.themes),
    )


def _theme(story: Story, one: ThemeFacts) -> Section:
    said = amount_words(one.participants, one.of)
    against = amount_words(one.counter_participants, one.of)
    spread = f"Said by {said} of those interviewed."
    if one.counter_examples:
        spread += f" Counter-examples come from {against}."
    blocks: list[Block] = [Paragraph((Text(spread),))]
    by_words: dict[str, list[str]] = {}
    for attribute, levels in one.attributes.items():
        by_words.setdefault(levels_in_words(levels, one.people_at_level[attribute]), []).append(attribute)
    blocks += [Paragraph((Text(f"By {listed(names)}: {words}."),)) for words, names in by_words.items()]
    node = f"theme:{one.id}"
    quoted = [name for name in one.passages if name in story.released.quotations][:_QUOTED]
    blocks += [story.quotation(name, f"quote-{anchor(node)}-{anchor(name)}") for name in quoted]
    against_quoted = [name for name in one.counter_examples if name in story.released.quotations]
    if against_quoted:
        blocks.append(Paragraph((Text("Against it:"),)))
        blocks += [story.quotation(name, f"against-{anchor(node)}-{anchor(name)}") for name in against_quoted]
    if not quoted:
        blocks.append(Paragraph((Text("No quotation was released for this theme."),)))
    return Section(title=one.sentence, anchor=f"shown-{anchor(node)}", blocks=tuple(blocks), level=3)


def appendix(story: Story) -> Section:
    """Return an entry for every node: what it is, what it rests on, what it carries."""
    groups: list[Block] = [
        paragraph(
            "Every node of the evidence, with what it rests on and what it carries. Sources, "
            "passages and codes go by random ids. A passage's words stand here only where they were "
            "released for quotation."
        )
    ]
    for kind in _ORDER:
        nodes = sorted((n for n in story.graph.nodes.values() if n.kind == kind), key=lambda n: n.id)
        if nodes:
            # Findings and recommendations have their anchor above; here they would stand twice.
            entries = tuple(_entry(story, node) for node in nodes)
            groups.append(
                Details(summary=f"{KINDS[kind]}s ({len(nodes)})", blocks=entries)
                if kind in ("passage", "code", "variable", "source")
                else Section(title=f"{KINDS[kind]}s", anchor=f"evidence-{kind}s", blocks=entries, level=3)
            )
    return Section(title="Evidence appendix", anchor="evidence", blocks=tuple(groups))


def _entry(story: Story, node: Node) -> EvidenceEntry:
    above_here = node.kind in ("finding", "recommendation")
    return EvidenceEntry(
        node=node.id,
        kind=KINDS[node.kind],
        title=node.title,
        blocks=_about(story, node),
        rests_on=tuple(
            Link(target=anchor(edge.on), text=_short(story.graph, edge.on))
            for edge in story.graph.below(node.id)
            if edge.relation != "challenges"
        ),
        challenged_by=tuple(
            Link(target=anchor(edge.on), text=_short(story.graph, edge.on))
            for edge in story.graph.below(node.id)
            if edge.relation == "challenges"
        ),
        used_by=tuple(
            Link(target=anchor(edge.node), text=_short(story.graph, edge.node))
            for edge in story.graph.above(node.id)
        ),
        anchor=f"entry-{anchor(node.id)}" if above_here else anchor(node.id),
    )


def _short(graph: Graph, node: str) -> str:
    found = graph.nodes[node]
    title = found.title if len(found.title) <= 70 else found.title[:69].rstrip() + "…"
    return f"{KINDS[found.kind]} {node.partition(':')[2]}" if found.kind in ("source", "passage") else title


def _about(story: Story, node: Node) -> tuple[Block, ...]:
    if node.kind == "passage":
        if node.id in story.released.quotations:
            return (story.quotation(node.id, f"text-{anchor(node.id)}"),)
        return ()
    if node.kind == "estimate":
        one = next(facts for facts in story.estimates if f"estimate:{facts.id}" == node.id)
        return (Paragraph((Text(_how(story, one)),)),)
    return ()


def _how(story: Story, one: EstimateFacts) -> str:
    table = story.released.tables[f"estimate:{one.id}"]
    parts = [headline(table), f"{one.method.label}, version {one.method.version}."]
    parts.append("Rules: " + "; ".join(f"{name}: {rule}" for name, rule in sorted(one.rules.items())) + ".")
    if one.left_out and not any(cell.withheld for cell in table.cells):
        left = listed(f"{plural(rows, 'row')} ({reason})" for rows, reason in one.left_out)
        parts.append(f"Without a part in the estimate: {left}.")
    parts += [f"Note: {warning}." for warning in one.warnings]
    return " ".join(parts)
