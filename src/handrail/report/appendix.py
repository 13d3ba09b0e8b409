"""The evidence appendix: an entry for every node, with what it rests on and what it carries."""

from __future__ import annotations

from handrail.documents import Block, Details, EvidenceEntry, Link, Paragraph, Section, Text, paragraph
from handrail.report.headlines import headline, model_headline, profiles_headline
from handrail.report.risk_headlines import risk_headline
from handrail.report.risks import every_specification
from handrail.report.story import ResultFacts, Story
from handrail.report.words import KINDS, anchor, plural, rows_words
from handrail.values import Graph, Node

_ORDER = (
    "theme",
    "cooccurrence",
    "crosstab",
    "framework",
    "estimate",
    "model",
    "typology",
    "code",
    "variable",
    "passage",
    "source",
)
FEW = 3
PLURALS = {
    "typology": "Typologies",
    "cooccurrence": KINDS["cooccurrence"],
    "crosstab": KINDS["crosstab"],
    "framework": "Framework matrices",
}


def appendix(story: Story) -> Section:
    """Return an entry for every node: what it is, what it rests on, what it carries."""
    graph = _told(story)
    groups: list[Block] = [
        paragraph(
            "What findings and recommendations rest on, each with what it rests on in turn and what it "
            "carries. Sources, passages and codes go by random ids. A passage stands here where its words "
            "were released for quotation or where a theme or a conclusion names it; the others are "
            "counted with their code."
        )
    ]
    for kind in _ORDER:
        nodes = sorted((n for n in graph.nodes.values() if n.kind == kind), key=lambda n: n.id)
        if nodes:
            entries = tuple(_entry(story, graph, node) for node in nodes)
            groups.append(
                Details(summary=f"{_many(kind)} ({len(nodes)})", blocks=entries)
                if kind in ("passage", "code", "variable", "source")
                else Section(
                    title=_many(kind), anchor=f"evidence-{kind}s", blocks=entries, level=3, listed=False
                )
            )
    groups += every_specification(story)
    return Section(title="Evidence appendix", anchor="evidence", blocks=tuple(groups))


def _many(kind: str) -> str:
    return PLURALS.get(kind, f"{KINDS[kind]}s")


def _told(story: Story) -> Graph:
    """Return the graph without the passages that have nothing to show and that no conclusion names."""
    graph = story.graph

    def told(node: Node) -> bool:
        named = any(edge.node.partition(":")[0] != "code" for edge in graph.above(node.id))
        return node.kind != "passage" or named or node.id in story.released.quotations

    kept = [node for node in graph.nodes.values() if told(node)]
    names = {node.id for node in kept}
    return Graph(kept, (edge for edge in graph.edges if edge.node in names and edge.on in names))


def _entry(story: Story, graph: Graph, node: Node) -> EvidenceEntry:
    return EvidenceEntry(
        node=node.id,
        kind=KINDS[node.kind],
        title=node.title,
        blocks=_about(story, node),
        rests_on=tuple(
            Link(target=anchor(edge.on), text=_short(graph, edge.on))
            for edge in graph.below(node.id)
            if edge.relation != "challenges"
        ),
        challenged_by=tuple(
            Link(target=anchor(edge.on), text=_short(graph, edge.on))
            for edge in graph.below(node.id)
            if edge.relation == "challenges"
        ),
        used_by=tuple(
            Link(target=anchor(edge.node), text=_short(graph, edge.node)) for edge in graph.above(node.id)
        ),
        anchor=anchor(node.id),
    )


def _short(graph: Graph, node: str) -> str:
    found = graph.nodes[node]
    title = found.title if len(found.title) <= 70 else found.title[:69].rstrip() + "…"
    return f"{KINDS[found.kind]} {node.partition(':')[2]}" if found.kind in ("source", "passage") else title


def _about(story: Story, node: Node) -> tuple[Block, ...]:
    if node.kind == "passage":
        if node.id in story.released.quotations:
            return (story.quotation(node.id, f"text-{anchor(node.id)}"),)
        return (paragraph("Its words were not released."),)
    if node.kind == "code":
        beneath = [edge.on for edge in story.graph.below(node.id)]
        # Counts under three point at people, and a code may rest on one of them.
        counted = plural(len(beneath), "passage") if len(beneath) >= FEW else f"Fewer than {FEW} passages"
        return (paragraph(f"{counted}."),)
    one = next((facts for facts in story.results if facts.node == node.id), None)
    return () if one is None else (Paragraph((Text(_how(story, one)),)),)


def _how(story: Story, one: ResultFacts) -> str:
    table = story.released.tables[one.node]
    said = {
        "estimate": lambda: headline(table),
        "model": lambda: model_headline(table),
        "risk": lambda: risk_headline(story.released.tables, one.node),
        "typology": lambda: profiles_headline(one.title, story.released.tables.get(f"{one.node}.shares")),
    }[one.kind]()
    methods = one.methods or (one.method,)
    parts = [said, *(f"{method.label}, version {method.version}." for method in methods)]
    parts.append("Rules: " + "; ".join(f"{name}: {rule}" for name, rule in sorted(one.rules.items())) + ".")
    if one.left_out:
        parts.append(f"Without a part in the result: {rows_words(one.left_out, ' (', ')')}.")
    parts += [f"Note: {warning}." for warning in one.warnings]
    return " ".join(parts)
