"""Methods, participant flow, ethics and limits, written from the plan and the results."""

from __future__ import annotations

from handrail.documents import Block, Bullets, Callout, Paragraph, Section, TableBlock, Text, WordTable
from handrail.report.beside import beside
from handrail.report.checks import account, checks_words, displays_words, new_codes
from handrail.report.story import Story, StrandFacts, SurveyFacts
from handrail.report.words import APPROACHES, COUNTRIES, SAMPLES, plural, rows_words


def methods(story: Story) -> Section:
    """Return how the study was done, strand by strand, and how participants and rows flowed."""
    blocks: list[Block] = [_interviews(strand) for strand in story.strands]
    for survey in story.surveys:
        blocks.append(_survey(story, survey))
    if story.results:
        blocks.append(_numbers(story))
    blocks.append(_flow(story))
    blocks.append(_ethics(story))
    blocks.append(_release(story))
    return Section(title="How the study was done", anchor="methods", blocks=tuple(blocks))


def _words(*sentences: str) -> Paragraph:
    return Paragraph((Text(" ".join(sentence for sentence in sentences if sentence)),))


def _interviews(one: StrandFacts) -> Section:
    blocks: list[Block] = [
        _words(
            f"{plural(one.participants, 'participant')} in {plural(one.documents, 'transcript')} "
            f"({one.words:,} words) were analysed by {APPROACHES[one.approach]}.",
            one.recruitment,
            f"{plural(one.coders, 'coder')} made {plural(one.codings, 'coding')} with a codebook of "
            f"{plural(one.codes, 'code')}.",
            *checks_words(one),
        )
    ]
    told = tuple((Text(words),) for words in displays_words(one))
    blocks += [Bullets(told)] if told else []
    blocks += account(one)
    blocks += new_codes(one)
    if one.agreement:
        blocks.append(
            TableBlock(
                name=one.agreement,
                caption="Agreement between coders, code by code",
                anchor=f"table-{one.agreement}",
            )
        )
    return Section(title=one.title, anchor=f"methods-{one.id}", blocks=tuple(blocks), level=3, listed=False)


def _survey(story: Story, one: SurveyFacts) -> Section:
    design = [
        f"{part}: {column}"
        for part, column in (
            ("weights", one.weights),
            ("strata", one.strata),
            ("clusters", one.clusters),
            ("replicate weights", one.replicates),
        )
        if column
    ]
    reading = {
        "probability": "Intervals express sampling error under this design.",
    }.get(
        one.sample,
        f"Intervals are model-based and hold only under the selection assumptions: {one.selection} "
        + ("" if one.calibrated else "Nothing here is a population figure."),
    ).strip()
    blocks: list[Block] = [
        _words(
            f"{_respondents(one)}, {SAMPLES[one.sample]} of {one.who}.",
            f"Public-use file: {one.public_use}" if one.public_use else "",
            f"Design: {'; '.join(design)}." if design else "No design variables.",
            one.calibrated,
            reading,
        ),
        _words(
            "A missing answer is a domain, not a deletion: the row stays in the design. "
            "Degrees of freedom are those of "
            + (_WHOLE_DF[bool(one.replicates)] if one.df == "design" else "the domain."),
            _countries(story, one),
        ),
        *(beside(story, name) for name in one.files),
    ]
    return Section(title=one.title, anchor=f"methods-{one.id}", blocks=tuple(blocks), level=3, listed=False)


def _countries(story: Story, one: SurveyFacts) -> str:
    """Return what countries count, and in what: the plan refuses other numbers unless they count as given."""
    if not one.countries:
        return ""
    what = "Numbers" if one.countries == "as_given" else "Proportions and means"
    risks = any(result.kind == "risk" and result.survey == one.id for result in story.results)
    own = " A risk analysis with its own weight of countries says so beside its numbers." if risks else ""
    return f"{what} over several countries: {COUNTRIES[one.countries]}.{own}"


_WHOLE_DF = {False: "the whole design (clusters minus strata).", True: "the replicate weights."}


def _respondents(one: SurveyFacts) -> str:
    # A total minus the respondents of a table could be very few.
    return "Respondents as in each table" if one.rows is None else plural(one.rows, "respondent")


def _numbers(story: Story) -> Section:
    used = {method.name: method for one in story.results for method in (one.methods or (one.method,))}
    lines = tuple((Text(f"{method.label}. After {method.reference}."),) for method in used.values())
    return Section(
        title="How the numbers were made",
        anchor="methods-numbers",
        blocks=(Bullets(lines),),
        level=3,
        listed=False,
    )


def _flow(story: Story) -> Section:
    rows = [
        (
            (Text(one.title),),
            (Text(plural(one.participants, "participant")),),
            (Text(f"{plural(one.documents, 'transcript')}, {one.coded_documents} with codings"),),
        )
        for one in story.strands
    ]
    for survey in story.surveys:
        left = (
            f"{plural(survey.dropped, 'column')} dropped by a decision"
            if survey.dropped
            else "no column dropped"
        )
        rows.append(
            (
                (Text(survey.title),),
                (Text("not told" if survey.rows is None else f"{plural(survey.rows, 'row')} in the file"),),
                (Text(left),),
            )
        )
        for one in story.results:
            if one.survey != survey.id:
                continue
            if one.left_out is None:
                told = "not told: with a withheld or rounded number it would give that one back"
                base = "in part withheld" if one.base is None else f"about {one.base:,} in the result"
            else:
                told = f"left out: {rows_words(one.left_out, ': ')}"
                base = f"{one.base:,} in the result"
            rows.append(((Text(f"— {one.title}"),), (Text(base),), (Text(told),)))
    return Section(
        title="Who took part, and what was left out",
        anchor="flow",
        blocks=(
            WordTable(header=("Strand or result", "In", "Out"), rows=tuple(rows), caption="Participant flow"),
        ),
        level=3,
        listed=False,
    )


def _ethics(story: Story) -> Section:
    study = story.study
    facts = [
        f"Ethics approval: {study.ethics_body} (reference: {study.ethics_reference}).",
        f"Safeguarding lead: {study.safeguarding_lead}.",
        f"Limits of confidentiality: {study.limits_of_confidentiality}",
        f"Distress protocol: {study.distress_protocol}",
        f"Welfare of coders: {study.coder_welfare}",
        f"Purpose: {study.purpose}.",
    ]
    if study.legal_condition:
        facts.append(f"Legal condition for special data: {study.legal_condition}")
    return Section(
        title="Ethics and safeguarding",
        anchor="ethics",
        blocks=(Bullets(tuple((Text(fact),) for fact in facts)),),
        level=3,
        listed=False,
    )


def _release(story: Story) -> Section:
    study = story.study
    tables = story.released.tables.values()
    withheld = sum(cell.withheld is not None for table in tables for cell in table.cells)
    quotations = [one for one in story.released.refusals if one.name.startswith("passage:")]
    sentences = [
        "Everything here passed disclosure control: a cell with fewer than "
        f"{study.smallest_cell} respondents, its complement and totals that would give it back are withheld. "
        "A quotation is shown only within its consent, when at least 3 participants share what is shown "
        "with it, "
        "and after a person approved it. "
        "Declared public-use files are already published and are not suppressed.",
        f"{plural(withheld, 'cell was', 'cells were')} withheld; "
        f"{plural(len(quotations), 'passage was', 'passages were')} asked for and withheld.",
        *_attacked(story),
    ]
    if study.smallest_cell < 10:
        who = study.second_person or "self-checked"
        sentences.append(f"The limit was lowered from 10: {study.smallest_cell_reason} (agreed by: {who}).")
    return Section(
        title="What was withheld", anchor="withheld", blocks=(_words(*sentences),), level=3, listed=False
    )


def _attacked(story: Story) -> tuple[str, ...]:
    """Say how a reader who subtracts and adds up fared, in numbers that tell nothing of a group."""
    sets = [one for one in story.attack.sources if one.targets]
    untried = {name for one in story.attack.sources for name in one.left_out}
    said = []
    if sets:
        limit, found = story.study.smallest_cell, len(story.attack.exposures)
        tried = sum(one.targets for one in sets)
        outcome = (
            f"{plural(found, 'of them was', 'of them were')} placed more closely, which tables that left "
            "before allow on their own"
            if found
            else f"no withheld number can be placed within less than {limit}, and no group is shown to "
            "be fewer"
        )
        said.append(
            "A reader who adds up and subtracts was played, with everything that leaves and left before: "
            f"linear programs over {plural(len(sets), 'set')} of linked tables tried {tried:,} groups of "
            f"respondents and withheld numbers; {outcome}."
        )
    if untried:
        said.append(
            f"{plural(len(untried), 'table has', 'tables have')} too many groups to be tried in this way."
        )
    return tuple(said)


def limits(story: Story) -> Section:
    """Return what the study cannot show."""
    always = (
        "Associations describe populations. Nothing here is a screening of a child, and no child caused what "
        "was done to them.",
        "Numbers of people interviewed are not proportions of anyone.",
    )
    return Section(
        title="What this cannot show",
        anchor="limits",
        blocks=(
            Callout(
                kind="warning",
                title="Read with care",
                blocks=(Bullets(tuple((Text(limit),) for limit in (*story.study.limits, *always))),),
            ),
        ),
    )
