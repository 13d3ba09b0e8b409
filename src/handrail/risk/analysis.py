"""A risk analysis as it is declared: one outcome, its factors in blocks, and what is done with the answers.

It is written before the answers are looked at, and refuses by its own words what no study may ask: outcomes
added up, concern, identity and behaviour mixed, special variables crossed below country.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, get_args

from handrail.risk.factors import Factor
from handrail.risk.kinds import BLOCKS, CONCERN, PROTECTIVE, Block, Missing
from handrail.survey.estimates import DfRule
from handrail.survey.wording import Sample
from handrail.values import DataError, did_you_mean

Special = Literal[
    "health", "sexual orientation: concern", "sexual orientation: identity", "sexual orientation: behaviour"
]
SPECIALS: tuple[Special, ...] = get_args(Special)
_ORIENTATION = "sexual orientation"

OutcomeKind = Literal["risk", "harm"]
CountryWeight = Literal["equal", "population", "as_given"]
COUNTRY_WEIGHTS: tuple[CountryWeight, ...] = get_args(CountryWeight)


@dataclass(frozen=True)
class RiskOutcome:
    """What is explained: one yes/no column, which is a risk or a harm and never both.

    Attributes
    ----------
    name
        Column of 0 and 1, or true and false.
    label
        The outcome in a reader's words.
    kind
        ``risk``: being approached. ``harm``: being upset, a meeting, a loss.

    Examples
    --------
    >>> RiskOutcome("contact", "Contact by a stranger", "risk").kind
    'risk'
    """

    name: str
    label: str
    kind: OutcomeKind

    def __post_init__(self) -> None:
        if self.kind not in ("risk", "harm"):
            raise DataError.because(
                "an outcome is a risk (being approached) or a harm (being upset, a meeting, a loss)",
                f"'{self.kind}' for '{self.name}'",
                did_you_mean(self.kind, ("risk", "harm")),
            )


@dataclass(frozen=True)
class RiskFactor:
    """A circumstance in a block.

    Attributes
    ----------
    name, label, unit
        As of :class:`handrail.risk.Factor`.
    block
        One of :data:`BLOCKS`.
    special
        Special-category data; sexual orientation says which of concern, identity and behaviour it is.
    offence
        About an offence by the respondent.
    below_country
        A place smaller than a country.

    Examples
    --------
    >>> RiskFactor("worry", "Worried about being gay", "sexual-orientation concern",
    ...            special="sexual orientation: concern").is_guarded
    True
    """

    name: str
    label: str
    block: Block
    unit: str = ""
    special: Special | None = None
    offence: bool = False
    below_country: bool = False

    def __post_init__(self) -> None:
        if self.block not in BLOCKS:
            raise DataError.because(
                "a block of factors is of a known kind",
                f"'{self.block}' for '{self.name}'",
                did_you_mean(self.block, BLOCKS),
            )
        if self.special is not None and self.special not in SPECIALS:
            raise DataError.because(
                "special-category data says which kind it is, and sexual orientation says concern, identity "
                "or behaviour",
                f"'{self.special}' for '{self.name}'",
                did_you_mean(self.special, SPECIALS)
                if self.special != _ORIENTATION
                else f"write one of: {', '.join(SPECIALS[1:])}",
            )

    @property
    def is_guarded(self) -> bool:
        """Whether the factor is special-category data or about an offence: never crossed below country."""
        return self.special is not None or self.offence

    @property
    def factor(self) -> Factor:
        """The same for a table of odds ratios, its block as the kind of factor."""
        return Factor(self.name, self.label, self.block.capitalize(), self.unit)


@dataclass(frozen=True)
class RiskAnalysis:
    """A declared risk analysis.

    Attributes
    ----------
    name
        The node, such as ``model:contact``: the tables of every step are named after it.
    title
        What it is about, in a reader's words.
    source
        The survey's id.
    sample, selection, public_use
        See :func:`handrail.survey.to_result`.
    outcome
        What is explained; another outcome is another analysis.
    factors
        In the order in which their blocks enter; the factors of a block stand together.
    missing
        ``domain``: who gave no answer to the outcome or to a factor stays in the design with no part in the
        estimate. ``category``: no answer to a category or a yes/no is a category of its own.
    country, country_weight, populations
        The column of countries; how each of them counts (``equal``, by ``population``, or ``as_given`` by
        the survey's weights); and for ``population`` the size of each.
    time_order
        Why the blocks stand in this order in time, in a sentence; empty where no order is declared.
    nothing_to_change
        Where no factor is protective: why none is.
    level, df
        See :meth:`handrail.survey.Design.logit`.

    Raises
    ------
    DataError
        For no factor, a name or label used twice, the outcome among the factors, blocks that do not stand
        together, no protective factor and no reason for it, sexual-orientation aspects that are mixed,
        special or offence factors beside a place below country, and countries without their weight.

    Examples
    --------
    >>> analysis = RiskAnalysis(
    ...     name="model:contact", title="Contact", source="adults", sample="probability",
    ...     outcome=RiskOutcome("contact", "Contact by a stranger", "risk"),
    ...     factors=(RiskFactor("sex", "Gender", "demographic"),
    ...              RiskFactor("talks", "Somebody to talk to", "protective factors")))
    >>> analysis.blocks
    mappingproxy({'demographic': ('sex',), 'protective factors': ('talks',)})
    """

    name: str
    title: str
    source: str
    sample: Sample
    outcome: RiskOutcome
    factors: tuple[RiskFactor, ...]
    missing: Missing = "domain"
    country: str = ""
    country_weight: CountryWeight | None = None
    populations: Mapping[str, float] = field(default_factory=dict)
    time_order: str = ""
    nothing_to_change: str = ""
    selection: str = ""
    public_use: bool = False
    level: float = 0.95
    df: DfRule = "design"

    def __post_init__(self) -> None:
        object.__setattr__(self, "factors", tuple(self.factors))
        object.__setattr__(self, "populations", MappingProxyType(dict(self.populations)))
        self._check_names()
        self._check_blocks()
        self._check_special()
        self._check_countries()

    @property
    def blocks(self) -> Mapping[Block, tuple[str, ...]]:
        """Block to the names of its factors, in the order in which they enter."""
        return MappingProxyType(
            {
                block: tuple(one.name for one in self.factors if one.block == block)
                for block in dict.fromkeys(one.block for one in self.factors)
            }
        )

    def factor(self, name: str) -> RiskFactor:
        """Return a declared factor, or say which one was meant."""
        for one in self.factors:
            if one.name == name:
                return one
        raise DataError.because(
            "a factor is one that the analysis declares",
            f"'{name}'",
            did_you_mean(name, [one.name for one in self.factors]),
        )

    def _check_names(self) -> None:
        if not self.factors:
            raise DataError.because("a risk analysis has factors", "none", "name one at least")
        for what in ("name", "label"):
            words = [getattr(one, what) for one in (*self.factors, self.outcome)]
            twice = next((word for word in words if words.count(word) > 1), None)
            if twice is not None:
                raise DataError.because(
                    f"the outcome and every factor have a {what} of their own",
                    f"'{twice}' for two or more",
                    "name each once: an outcome is explained by other columns",
                )
        if self.missing not in ("domain", "category"):
            raise DataError.because(
                "the rule for missing answers is known",
                f"'{self.missing}'",
                did_you_mean(self.missing, ("domain", "category")),
            )

    def _check_blocks(self) -> None:
        order = [one.block for one in self.factors]
        if any(block in order[:at] and order[at - 1] != block for at, block in enumerate(order)):
            raise DataError.because(
                "the factors of a block stand together, in the order in which blocks enter",
                "a block in two places",
                "write the factors of a block one after another",
            )
        if PROTECTIVE not in order and not self.nothing_to_change.strip():
            raise DataError.because(
                "protective factors stand beside what is associated with harm",
                "none among the factors",
                "add one, or say why there is none: nothing_to_change",
            )

    def _check_special(self) -> None:
        for one in self.factors:
            if (one.special == "sexual orientation: concern") != (one.block == CONCERN):
                raise DataError.because(
                    "concern about sexual orientation is a block of its own, apart from identity and "
                    "behaviour",
                    f"'{one.name}', {one.special or 'nothing special'}, in the block '{one.block}'",
                    f"put factors of concern, and only these, in '{CONCERN}'",
                )
        for block in self.blocks:
            aspects = {
                one.special
                for one in self.factors
                if one.block == block and one.special is not None and one.special.startswith(_ORIENTATION)
            }
            if len(aspects) > 1:
                raise DataError.because(
                    "concern, identity and behaviour are kept distinct: a block holds one of them",
                    f"{len(aspects)} of them in '{block}'",
                    "put them in different blocks, or leave one out",
                )
        guarded = [one.name for one in self.factors if one.is_guarded]
        small = [one.name for one in self.factors if one.below_country]
        if guarded and small:
            raise DataError.because(
                "special and offence variables are never crossed below country",
                f"'{guarded[0]}' with '{small[0]}'",
                "leave one of them out",
            )

    def _check_countries(self) -> None:
        if bool(self.country) != (self.country_weight is not None):
            raise DataError.because(
                "pooled countries have a declared weight: equal, population or as_given",
                f"a weight without a column of countries: '{self.country_weight}'"
                if self.country_weight
                else f"the column '{self.country}' without one",
                "declare both, country and country_weight",
            )
        if self.country_weight is not None and self.country_weight not in COUNTRY_WEIGHTS:
            raise DataError.because(
                "the weight of countries is known",
                f"'{self.country_weight}'",
                did_you_mean(self.country_weight, COUNTRY_WEIGHTS),
            )
        if (self.country_weight == "population") != bool(self.populations):
            raise DataError.because(
                'countries weighted by "population", and only these, have a size each',
                f"{len(self.populations)} sizes with country_weight = '{self.country_weight}'",
                "give populations = {country: size}, or leave them out",
            )
        if any(not 0 < size < float("inf") for size in self.populations.values()):
            raise DataError.because(
                "the population of a country is above zero", "another number", "correct its size"
            )
