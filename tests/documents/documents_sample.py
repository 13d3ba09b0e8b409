"""A realistic guideline, made only of what disclosure review released."""

from __future__ import annotations

from handrail.disclosure import Ledger, PassageApproval, QuotationRequest, Released, review
from handrail.documents import (
    Bullets,
    Callout,
    Card,
    Definition,
    Definitions,
    Details,
    Document,
    Emphasis,
    EvidenceEntry,
    Figure,
    Heading,
    Link,
    Numbered,
    QuotationBlock,
    Section,
    Strong,
    TableBlock,
    Text,
    WordTable,
    paragraph,
)
from handrail.values import Cell, Table

NOTES = (
    "Quota sample: intervals are model-based, under the stated selection assumptions; estimates describe "
    "these respondents and are no population figure without calibration.",
    "95% intervals: logit, back-transformed, t distribution; 32 degrees of freedom (the whole design).",
)
SAID = {
    "passage:kd83": (
        "I had half a day, in a room with forty others, and then the phone rang and it was my case. Whoever "
        "trained you is whoever happened to be in the office that year."
    ),
    "passage:m2x9": (
        "We send a report and it is like dropping a letter down a well. You never hear whether it was any "
        "use, so how would you know what to write in the next one?"
    ),
    "passage:p7qa": (
        "The law moves in years, the product moves in weeks, and the children move in days. Nobody in that "
        "meeting was on the same calendar."
    ),
    "passage:z41c": "Honestly, where it works it is because two people have each other's number.",
}


def share(
    group: dict[str, str], n: int, estimate: float, low: float, high: float, category: str | None = None
) -> Cell:
    values = {"estimate": estimate, "se": (high - low) / 3.92, "low": low, "high": high, "df": 32.0}
    return Cell(group, category, n, round(n * estimate), values)


def gender_table(name: str = "estimate:contact-by-gender") -> Table:
    cells = (
        share({"gender": "Woman"}, 203, 0.412, 0.345, 0.482),
        share({"gender": "Man"}, 178, 0.236, 0.179, 0.304),
        share({"gender": "Another gender, or prefers to self-describe"}, 7, 0.571, 0.2, 0.8),
    )
    return Table(
        name,
        "Unwanted contact from an adult, by gender",
        "share",
        ("gender",),
        cells,
        "young-adults",
        "unwanted_contact",
        notes=NOTES,
        labels={"gender": "Gender"},
    )


def told_table() -> Table:
    rows = (("UK", 0.44, 0.07), ("Ireland", 0.39, 0.09), ("Italy", 0.31, 0.08))
    cells = [
        share(
            {"country": place, "gender": who}, 61 + 7 * i, est + shift, est + shift - half, est + shift + half
        )
        for i, (place, est, half) in enumerate(rows)
        for who, shift in (("Woman", 0.05), ("Man", -0.04))
    ]
    whole = share({}, 131, 0.387, 0.301, 0.481)
    labels = {"country": "Country when aged 12 to 16", "gender": "Gender"}
    return Table(
        "estimate:told-by-country",
        "Told someone",
        "share",
        ("country", "gender"),
        (*cells, whole),
        "young-adults",
        "told_someone",
        notes=NOTES,
        labels=labels,
    )


def hours_table() -> Table:
    cells = (
        Cell({"gender": "Woman"}, None, 199, None, {"estimate": 3.42, "low": 3.1, "high": 3.74}),
        Cell({"gender": "Man"}, None, 171, None, {"estimate": 3.05, "low": 2.71, "high": 3.39}),
        Cell({}, None, 377, None, {"estimate": 3.26, "low": 3.02, "high": 3.5}),
    )
    return Table(
        "estimate:hours",
        "Hours online",
        "mean",
        ("gender",),
        cells,
        "young-adults",
        "hours",
        labels={"gender": "Gender", "hours": "Hours online a day"},
    )


def make_released(said: dict[str, str] | None = None, tables: tuple[Table, ...] = ()) -> Released:
    approval = PassageApproval("CD", "2026-05-01", False, False, False, ("sector",))
    people = [{"sector": sector} for sector in ("policing", "industry", "third sector") for _ in range(4)]
    requests = [
        QuotationRequest(name, text, f"P{i}", True, "attributed", people[4 * i % 12], (), approval)
        for i, (name, text) in enumerate((said or SAID).items())
    ]
    everything = tables or (gender_table(), told_table(), hours_table())
    return review(everything, requests, Ledger(), participants=people).released


def recommendation(
    number: int, anchor: str, strength: str, sentence: str, why: str, finding: str, dissent: str = ""
) -> Section:
    facts = Definitions(
        (
            Definition(
                "Who acts", (paragraph("Chief officers and the platforms' heads of trust and safety"),)
            ),
            Definition(
                "Strength",
                (paragraph(Strong(strength), ": the strands agree and the cost of acting is low"),),
            ),
            Definition("Rests on", (paragraph(Link(f"finding:{finding}", f"Finding {number}")),)),
            Definition("Review date", (paragraph("1 November 2027"),)),
        )
    )
    dissenting = (Callout("note", "A dissenting view", (paragraph(dissent),)),) if dissent else ()
    return Section(
        sentence,
        anchor,
        (facts, paragraph(why), *dissenting),
        level=3,
        kicker=f"Recommendation {number} · {strength}",
    )


def card(audience: str, title: str, anchor: str, first: str) -> Card:
    blocks = (
        paragraph(first),
        Heading(4, "Do this", f"{anchor}-do"),
        Numbered(
            (
                (Text("Name one person who answers the platforms, and one who answers when they are away."),),
                (Text("Say within ten working days whether a report was of use, in one sentence."),),
                (Text("Put a day of training into the first month of every new post."),),
            )
        ),
        Heading(4, "Why", f"{anchor}-why"),
        Bullets(
            (
                (
                    Text("Those who answered well had a name to call. "),
                    Link("theme:numbers", "See the theme"),
                ),
                (Strong("Reports without an answer get worse"), Text(", because nobody learns from them.")),
            )
        ),
        QuotationBlock("passage:z41c" if anchor == "card-police" else "passage:m2x9"),
        Callout("warning", "Not a screening", (paragraph("Nothing here says who will be targeted."),)),
    )
    return Card(audience, title, blocks, anchor)


def evidence() -> tuple[EvidenceEntry, ...]:
    entries = [
        EvidenceEntry(
            f"finding:{name}",
            "Finding",
            sentence,
            (paragraph("Both strands were read against each other before the finding was written."),),
            f"finding:{name}",
            rests_on=(
                Link("theme:numbers", "Partnership is two people"),
                Link("estimate:told", "Told someone"),
            ),
            challenged_by=(Link("passage:p7qa", "A passage from industry"),) if name == "speed" else (),
            used_by=(Link(f"rec-{name}", "Recommendation"),),
        )
        for name, sentence in (
            ("training", "Training is ad hoc and depends on who happens to care."),
            ("feedback", "Reports that get no answer do not get better."),
            ("speed", "Children, technology and law age at different speeds."),
        )
    ]
    entries += [
        EvidenceEntry(
            "theme:numbers",
            "Theme",
            "Partnership is two people who have each other's number.",
            (
                QuotationBlock("passage:z41c"),
                paragraph("Heard in policing and in industry; most participants."),
            ),
            "theme:numbers",
            rests_on=(Link("passage:m2x9", "A passage from industry"),),
            used_by=(Link("finding:feedback", "Finding: reports that get no answer"),),
        ),
        EvidenceEntry(
            "estimate:told-by-country",
            "Estimate",
            "Told someone at the time, by country and gender",
            (TableBlock("estimate:told-by-country", "Told someone at the time, among those contacted"),),
            "estimate:told",
            used_by=(Link("finding:training", "Finding: training"),),
        ),
        EvidenceEntry(
            "estimate:hours",
            "Estimate",
            "Hours online a day, by gender",
            (
                Figure(
                    "estimate:hours",
                    "Women and men spent about as long online",
                    "Two means with intervals that overlap, and the whole between them.",
                    "Mean hours a day at ages 12 to 16, as remembered.",
                    unit="Hours a day",
                ),
            ),
            "estimate:hours",
        ),
    ]
    entries += [
        EvidenceEntry(name, "Passage", f"A passage from interview {i + 1}", (QuotationBlock(name),), name)
        for i, name in enumerate(("passage:kd83", "passage:m2x9", "passage:p7qa"))
    ]
    entries += [
        EvidenceEntry(
            f"code:c{i:02}",
            "Code",
            f"Code {i}: what people said about turn-taking between partners",
            (paragraph("Origin: the interview guide. Included: any mention of who answers whom."),),
            f"code:c{i:02}",
            used_by=(Link("theme:numbers", "Theme: each other's number"),),
        )
        for i in range(11)
    ]
    return tuple(entries)


def make_sample() -> Document:
    joint = WordTable(
        ("Topic", "What was said", "What was counted", "Reading"),
        (
            (
                (Text("Telling someone"),),
                (Link("theme:numbers", "Most"), Text(" said that a child tells a friend first.")),
                (Link("estimate:told", "Fewer than half told anyone"), Text(".")),
                (Strong("Agreement"), Text(": both strands point to peers, not to reports.")),
            ),
            (
                (Text("Training"),),
                (Text("Described as luck in every interview with police."),),
                (Text("Not asked."),),
                (Strong("Silence"), Text(": not asked of young adults.")),
            ),
            (
                (Text("Time online"),),
                (Text("Some thought that hours online were the danger."),),
                (Link("estimate:hours", "Hours hardly differed"), Text(" between groups.")),
                (Strong("Dissonance"), Text(": what adults fear is not what the survey shows.")),
            ),
        ),
        "What was said beside what was counted",
        "joint-table",
    )
    front = (
        Heading(2, "What was asked", "asked"),
        paragraph(
            "What would make the prevention of online sexual exploitation of children work better between "
            "police, platforms and charities, as seen by those who do it and by young adults who remember it?"
        ),
        Heading(2, "What was found", "found"),
        Bullets(
            (
                (Strong("Training is luck."), Text(" It depends on who happens to care.")),
                (Strong("Reports without an answer do not get better."), Text(" Both sides said so.")),
                (
                    Strong("About two in five women who answered"),
                    Text(" remembered unwanted contact from an adult. "),
                    Link("figure-contact", "See the figure"),
                ),
            )
        ),
        Heading(2, "What to do", "todo"),
        Numbered(
            (
                (Link("rec-training", "Train before the first case"), Text(", not after it.")),
                (Link("rec-feedback", "Answer every report"), Text(" with one sentence.")),
                (Link("rec-speed", "Meet before a feature ships"), Text(".")),
            )
        ),
    )
    sections = (
        Section(
            "One page each",
            "cards",
            (
                card(
                    "Police front line",
                    "Before the phone rings",
                    "card-police",
                    "You may be the first to hear.",
                ),
                card(
                    "Industry product",
                    "Answer, and be answered",
                    "card-product",
                    "A report is a conversation.",
                ),
            ),
        ),
        Section(
            "Recommendations",
            "recommendations",
            (
                paragraph("Each recommendation opens down to the quotations and estimates that it rests on."),
                recommendation(
                    1,
                    "rec-training",
                    "strong",
                    "Police forces should train every officer in online protection before the first case.",
                    "Officers described training as luck. The survey could not ask about it, which is said "
                    "here rather than filled in.",
                    "training",
                ),
                recommendation(
                    2,
                    "rec-feedback",
                    "conditional",
                    "Platforms and police should answer each other's reports within ten working days.",
                    "An answer costs a sentence; its absence costs the next report.",
                    "feedback",
                    "Two members of the panel held that ten days is too long where a child may be in danger "
                    "now. They would have written two.",
                ),
                recommendation(
                    3,
                    "rec-speed",
                    "good practice",
                    "Product teams should meet child protection partners before a feature reaches minors.",
                    "The law moves in years and the product in weeks; only a meeting bridges them.",
                    "speed",
                ),
            ),
        ),
        Section(
            "What was said beside what was counted",
            "joint",
            (
                paragraph(
                    "The strands were set side by side. Silence is not one thing, so the table says which."
                ),
                joint,
                QuotationBlock("passage:kd83"),
                Figure(
                    "estimate:contact-by-gender",
                    "Women remembered unwanted contact more often than men",
                    "Women at 41 per cent, men at 24; the intervals do not overlap. One group is withheld.",
                    "Unwanted contact from an adult at ages 12 to 16, as remembered at 18 to 25. An "
                    "association in this sample, not a screening of a child.",
                    "figure-contact",
                ),
                TableBlock("estimate:told-by-country", "Told someone at the time, by country", "table-told"),
            ),
        ),
        Section(
            "How it was done",
            "methods",
            (
                Section(
                    "Who took part",
                    "flow",
                    (
                        WordTable(
                            ("Step", "Interviews", "Survey"),
                            (
                                ((Text("Invited"),), (Text("Through three networks"),), (Text("By quota"),)),
                                ((Text("Took part"),), (Text("All who agreed"),), (Text("Four hundred"),)),
                                ((Text("Left out"),), (Text("None"),), (Text("Blank answers, by question"),)),
                            ),
                            "Participant flow",
                        ),
                    ),
                    level=3,
                ),
                Section(
                    "Interviews",
                    "interviews",
                    (
                        paragraph(
                            "Codebook thematic analysis by two coders. ", Emphasis("No new codes"), " came."
                        ),
                        Details(
                            "The consent that was asked for", (paragraph("Analysis, quotation, archiving."),)
                        ),
                        paragraph("More: ", Link("https://www.example.org/consent", "the consent form"), "."),
                    ),
                    level=3,
                ),
            ),
        ),
        Section("Evidence", "evidence", evidence()),
    )
    return Document(
        "Whoever happens to care",
        "For police, industry and government: preventing online sexual exploitation of children",
        "en-GB",
        "Invented data: this study is a demonstration; no person said or answered any of this.",
        front,
        sections,
        (paragraph("Made with Handrail. The evidence behind each sentence is in the last section."),),
        make_released(),
        ("The Handrail team", "A second author"),
    )
