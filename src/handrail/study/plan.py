"""The plan: ``study.toml`` as a typed, frozen value.

The models say what a plan may hold; ``plan_rules`` says what must hold between its parts (the safeguarding
rules and the declared traditions and samples); ``read_plan`` turns a file into a plan or a list of problems.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from handrail.study.plan_base import Code, Name, Slug, Words
from handrail.study.plan_base import Part as _Part
from handrail.study.plan_harmonised import SurveyPart, with_joined_columns
from handrail.study.plan_model import Model
from handrail.study.plan_risk import Risk
from handrail.study.plan_typology import Typology
from handrail.study.plan_weighting import Calibration

Purpose = Literal[
    "prevention",
    "prevalence",
    "service design",
    "policy",
    "platform safety",
    "policing practice and training",
]
Approach = Literal["reflexive", "codebook", "framework", "coding-reliability"]
Sample = Literal["probability", "quota", "convenience"]
Answered = Literal["adults", "adults about childhood", "minors"]
Special = Literal[
    "health", "sexual orientation: concern", "sexual orientation: identity", "sexual orientation: behaviour"
]


Nature = Literal["risk", "victimisation", "harm"]
CountryWeight = Literal["equal", "population", "as_given"]

AnalysisMeasure = Literal[
    "proportion", "mean", "quantile", "crosstab", "difference", "scale", "polyvictimisation"
]

Role = Literal["service", "protective", "adversity", "stigma", "exposure", "behaviour", "background"]
"""What a factor stands for: a reading that is printed above it, never a score."""


class StudyPart(_Part):
    """What the study is, for whom, and until when it may be worked on."""

    title: Words
    """The study's title, as it is to be cited."""
    question: Words
    """What was asked, in one or two sentences: the guideline's first page starts with it."""
    purpose: Purpose
    """Why the data may be used: one of a closed list."""
    expires: date
    """Past this date the study is read-only."""
    authors: tuple[Words, ...] = Field(min_length=1)
    """Who answers for it."""
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")] = "en"
    """The language of the documents, as a code such as en or en-GB."""
    synthetic: bool = False
    """True for invented data: every page then says so."""
    limits: tuple[Words, ...] = ()
    """Sentences on what the study cannot show; printed with the methods."""
    edition: date | None = None
    """The day of this edition: it stands in the words by which the guideline is cited."""
    publisher: str = ""
    """Who publishes it."""
    identifier: str = ""
    """A DOI or another lasting address."""


class Ethics(_Part):
    """Who approved the study, who is responsible, and what people were promised."""

    reference: Words
    """The approval's reference number."""
    body: Words
    """Who gave it."""
    safeguarding_lead: Words
    """Who must be told about possible current harm, and looks at an embedded picture first."""
    limits_of_confidentiality: Words
    """What participants were told cannot be kept confidential."""
    distress_protocol: Words
    """What happens when a participant is distressed."""
    coder_welfare: Words
    """How the people who read the transcripts are looked after."""
    names_minors: bool = False
    """Whether the approval names minors."""
    assent: str = ""
    """How minors assented."""
    parental_permission: str = ""
    """How parents permitted it, or the waiver's reference."""
    legal_condition: str = ""
    """The legal condition for special or offence data, such as an article and a reason."""


class DisclosurePart(_Part):
    """How small a cell may leave the study."""

    smallest_cell: int = Field(default=10, ge=1)
    """Unweighted respondents; lowering it needs a reason."""
    reason: str = ""
    """Why the limit is lower than ten; logged."""
    second_person: str = ""
    """Who agreed to it; without one the outputs are marked self-checked."""
    after_change: Literal["wait", "round"] = "wait"
    """When fewer respondents than a cell holds moved since a table left: the earlier one stands, or the new
    one leaves rounded to fives."""


class SaturationPlan(_Part):
    """How new codes are followed over the interviews, after Guest, Namey and Chen 2020."""

    base: int = Field(default=4, ge=2)
    """Base size: the first interviews, whose codes the new ones are compared with."""
    run: int = Field(default=2, ge=1)
    """Run length: so many interviews are looked at together."""
    threshold: float = Field(default=0.05, ge=0, lt=1)
    """New-information threshold: new codes in a run over the codes of the base."""
    group: str = ""
    """An attribute: each of its levels is followed by itself."""
    order: tuple[Words, ...] = ()
    """The documents in the order in which they were analysed; by name where left out."""


class CoOccurrencePlan(_Part):
    """How codes that stand together are told: by participants, in words."""

    by: Literal["overlap", "turn", "document"] = "overlap"
    """What a place is: the same words, one turn, one document."""
    codes: tuple[Words, ...] = ()
    """Which codes, each with those below it; the codebook's uppermost where left out."""


class CrosstabPlan(_Part):
    """Which codes are told by which attributes: by participants, in words."""

    attributes: tuple[Name, ...] = Field(min_length=1)
    """A table for each; attributes are never crossed with one another."""
    codes: tuple[Words, ...] = ()
    """Which codes, each with those below it; the codebook's uppermost where left out."""


class FrameworkPlan(_Part):
    """A framework matrix whose rows are groups of participants, with the team's summaries."""

    attribute: Name
    """Its levels are the rows."""
    summaries: Words = "framework-groups.toml"
    """The file of summaries: the case of each is a level of the attribute, or ``all others``."""
    codes: tuple[Words, ...] = ()
    """The columns, each with the codes below it; the codebook's uppermost where left out."""


class InformationPower(_Part):
    """Why this many interviews suffice: the five parts of information power (Malterud and others 2016)."""

    aim: Words
    """How narrow or broad the study's aim is."""
    specificity: Words
    """How specific the experience of the participants is to that aim."""
    theory: Words
    """Which established theory is used."""
    dialogue: Words
    """How good the dialogue in the interviews was."""
    analysis: Words
    """Whether cases are gone into one by one, or compared."""


class Interviews(_Part):
    """One strand of interviews."""

    id: Slug
    title: Words
    approach: Approach
    """The analytic tradition: it decides which checks apply and which do not."""
    documents: tuple[Words, ...] = Field(min_length=1)
    """File names or patterns, looked for in ``sources/`` and then in the shared data folder."""
    participants: Words = "participants.csv"
    codebook: Words = "codebook.toml"
    codings: tuple[Words, ...] = ()
    """One file a coder."""
    adjudications: str = ""
    """The team's file of decisions where coders differed: analyses read them in the codings' place."""
    themes: str = ""
    identifiers: Words = "identifiers.toml"
    """What may identify somebody and stays in the transcripts, by a person's decision."""
    attributes: tuple[Name, ...] = ()
    """Columns of the participants file that describe a participant, such as sector and country."""
    special_attributes: tuple[Name, ...] = ()
    """Attributes that never label a quotation (health, sexual orientation, offences)."""
    interviewers: tuple[Words, ...] = ()
    """Speaker labels of those who asked."""
    text_only: dict[str, Words] = Field(default_factory=dict)
    """File name to the note of the person who looked at its pictures and lets the text through."""
    who: Literal["adults"] = "adults"
    """Interviews with minors are not supported."""
    agreement: bool = False
    """Whether agreement between coders is part of the plan; under coding-reliability it always is."""
    coders: tuple[Words, ...] = ()
    """The coders who are compared, two or more; where none is named, all."""
    recruitment: str = ""
    """How participants were found, and how many were asked."""
    positionality: str = ""
    """For a reflexive approach: who the researchers are to the topic."""
    information_power: InformationPower | None = None
    """For a reflexive approach: why this many interviews suffice, in five parts."""
    memos: str = ""
    """The team's file of dated memos: counted and dated, never printed."""
    saturation: SaturationPlan | None = None
    """Whether new codes are followed over the interviews, and how; not under a reflexive approach."""
    cooccurrence: CoOccurrencePlan | None = None
    """Whether codes that stand together are told; not under a reflexive approach."""
    crosstab: CrosstabPlan | None = None
    """Whether codes are told by attributes; not under a reflexive approach."""
    framework: FrameworkPlan | None = None
    """Whether a framework matrix of groups is printed."""

    @property
    def asks_for_agreement(self) -> bool:
        """Whether the approach, or the plan, asks for agreement between coders."""
        return self.agreement or self.approach == "coding-reliability"


class Variable(_Part):
    """A variable of a survey, with its recode and what the law says about it."""

    name: Name
    from_: Words = Field(alias="from")
    """The column in the file."""
    label: Words
    """A reader's words."""
    question: str = ""
    """The question's wording."""
    yes: tuple[Code, ...] = ()
    no: tuple[Code, ...] = ()
    """Codes that mean yes and no; every other value is missing."""
    categories: dict[str, str] = Field(default_factory=dict)
    """Code to category; every other value is missing."""
    special: Special | None = None
    """Special-category data: needs the plan's legal condition."""
    offence: bool = False
    """Data about an offence by the respondent: needs the plan's legal condition."""
    geography: Literal["country", "below country"] | None = None
    """Set for a place: special variables are never crossed below country."""
    role: Role | None = None
    """What the variable stands for in a model: every factor of one has a role."""
    unit: str = ""
    """For a number as a factor: what one more of it is, such as hour."""
    nature: Nature | None = None
    """What a question asks for: an approach (risk), what was done (victimisation), what came of it (harm)."""


class ReplicateWeights(_Part):
    """Replicate weights that a survey's file brings, in place of strata and clusters."""

    columns: tuple[Words, ...] = ()
    """Their columns, or ``prefix``."""
    prefix: str = ""
    """What the names of their columns begin with; a number follows."""
    kind: Literal["JKn", "BRR", "Fay", "bootstrap"]
    """How they were made, as the survey's documentation says."""
    rho: float | None = Field(default=None, ge=0, lt=1)
    """Fay's, such as 0.5."""
    scale: float | None = Field(default=None, gt=0)
    """What the squared deviations are multiplied by, where the kind does not say it."""
    degrees_of_freedom: int | None = Field(default=None, ge=1)
    """As the survey's documentation says; else the rank of the replicate weights less one."""
    combined: bool = True
    """Whether they include the sampling weight."""


class Survey(_Part):
    """One strand of survey data and its design."""

    id: Slug
    title: Words
    file: str = ""
    """Looked for in ``sources/`` and then in the shared data folder; or ``part`` in its place."""
    part: tuple[SurveyPart, ...] = ()
    """The files of several countries and waves, in place of one file."""
    harmonisation: str = ""
    """The table by which they are joined: concept, item and recode rule for each country and wave."""
    who: Answered
    """Who answered."""
    sample: Sample
    public_use: str = ""
    """For a published, de-identified file: the declaration, with where it is published."""
    weights: str = ""
    strata: str = ""
    clusters: str = ""
    fpc: str = ""
    nest: bool = True
    lonely: Literal["adjust", "remove", "average", "certainty", "error"] = "adjust"
    df: Literal["design", "domain"] = "design"
    """Degrees of freedom: of the full design (as the CDC publishes) or of the domain (as R's subset)."""
    id_column: str = ""
    """A respondent number: checked for duplicates."""
    columns: dict[str, Words] = Field(default_factory=dict)
    """A person's decision on a quarantined column: ``drop`` or ``keep: reason``."""
    selection: str = ""
    """For quota and convenience samples: the assumptions under which intervals mean something."""
    replicate_weights: ReplicateWeights | None = None
    """Replicate weights of the file, in place of strata, clusters and fpc."""
    country: str = ""
    """The variable that says from which country a respondent is, where there are several."""
    country_weight: CountryWeight | None = None
    """What a country counts in a number over several: printed with the number."""
    populations: dict[str, float] = Field(default_factory=dict)
    """Country to the people that its respondents stand for, under ``population``."""
    codebook: str = ""
    """File with each question's wording, source and languages."""
    translations: str = ""
    """File of the translation log."""
    flow: str = ""
    """File of the participant flow: who was invited, took part and was analysed, and why others were not."""
    calibration: Calibration | None = None
    """What is known of the population, to which weights are calibrated before anything is estimated."""
    variable: tuple[Variable, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _joined(cls, data: Any) -> Any:
        return with_joined_columns(data)

    @property
    def files(self) -> tuple[Survey, ...]:
        """Each of its files as a survey of its own; itself where it has one."""
        return tuple(self.model_copy(update=one.alone(self.id, self.title)) for one in self.part) or (self,)


class Analysis(_Part):
    """One estimate: a share, mean or quantile, a comparison of groups, a scale, or a count of types."""

    id: Slug
    title: Words
    survey: Slug
    measure: AnalysisMeasure
    variable: str = ""
    """What is measured; a scale and a count of types have ``items`` instead."""
    items: tuple[Name, ...] = ()
    """Of a scale: numbers that measure one thing. Of polyvictimisation: yes/no variables of one nature."""
    by: tuple[Name, ...] = Field(default=(), max_length=2)
    where: dict[Name, tuple[Code, ...]] = Field(default_factory=dict)
    """Variable to the values that belong to the domain; all other rows stay in the design."""
    interval: Literal["logit", "beta", "wilson", "wald"] = "logit"
    level: float = Field(default=0.95, gt=0.5, lt=1)
    beside: str = ""
    """Another analysis with the same single grouping: one figure shows both, and the gap between them."""
    q: tuple[float, ...] = ()
    """Of quantiles: shares between 0 and 1; the quartiles where none is named."""
    between: tuple[str, ...] = Field(default=(), max_length=2)
    """Of a difference: the group and its reference; without it every group is compared with the first."""
    coefficients: tuple[Literal["alpha", "omega"], ...] = ()
    """Of a scale: alpha, omega or both; alpha where none is named."""
    reversed: tuple[Name, ...] = ()
    """Of a scale: items whose question asks the other way round; they are turned round before they count."""
    item_range: tuple[float, float] | None = None
    """Of a scale: the lowest and the highest answer that the questions of reversed items offer, where neither
    categories nor the file's labels say it; never the answers that were given."""
    minimum_answered: int | None = Field(default=None, ge=1)
    """Of polyvictimisation: with fewer answers a respondent has no count."""
    top_from: int | None = Field(default=None, ge=2)
    """Of polyvictimisation: so many types are many, declared before the analysis."""


class Plan(_Part):
    """The whole plan of a study.

    Examples
    --------
    >>> [name for name in sorted(Plan.model_fields) if name not in ("format", "disclosure", "ethics")]
    ['analysis', 'interviews', 'model', 'risk', 'study', 'survey', 'typology']
    """

    format: Literal[1] = 1
    study: StudyPart
    ethics: Ethics
    disclosure: DisclosurePart = DisclosurePart()
    interviews: tuple[Interviews, ...] = ()
    survey: tuple[Survey, ...] = ()
    analysis: tuple[Analysis, ...] = ()
    model: tuple[Model, ...] = ()
    typology: tuple[Typology, ...] = ()
    risk: tuple[Risk, ...] = ()

    def survey_of(self, part: Analysis | Model | Typology | Risk) -> Survey:
        """Return the survey that an analysis, a model, a typology or a risk analysis reads."""
        return next(survey for survey in self.survey if survey.id == part.survey)

    def survey_named(self, name: str) -> Survey:
        """Return the survey of an id, or one of its files: ``SURVEY/COUNTRY-WAVE``."""
        return next(one for survey in self.survey for one in (survey, *survey.files) if one.id == name)
