"""A typology as its parts compute it: answers, how they were drawn, and what every result says."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from handrail.study.facets import GROUPS
from handrail.study.plan import Survey, Variable
from handrail.study.plan_typology import Typology
from handrail.study.profile_names import tokens

if TYPE_CHECKING:
    import polars as pl

    from handrail.typology import LatentClasses

REPLICATED = (
    "the survey's design is in replicate weights, and a typology reads strata and clusters: errors would be "
    "too small"
)


@dataclass(frozen=True)
class Declared:
    """A typology as a part computes it.

    Attributes
    ----------
    typology, survey
        The plan's parts.
    variables
        Name to variable, of those that the part reads.
    answers
        Their answers, every row of the file.
    drawn
        Weights, strata and clusters, where the survey has them.
    fitted
        Returns the typology, fitted to the items alone.
    smallest
        Respondents of a number that is shown, at least.
    told
        Hears how much of long work is done, and of how much.
    memory
        Replicates that are done.
    """

    typology: Typology
    survey: Survey
    variables: dict[str, Variable]
    answers: pl.DataFrame
    drawn: dict[str, pl.Series]
    fitted: Callable[[], LatentClasses]
    smallest: int
    told: Callable[[int, int], None]
    memory: MutableMapping[str, Any]

    @property
    def node(self) -> str:
        """The typology's node."""
        return f"typology:{self.typology.id}"

    @property
    def items(self) -> pl.DataFrame:
        """The items."""
        return self.answers.select(self.typology.items)

    @property
    def item_labels(self) -> dict[str, str]:
        """Item to its label."""
        return {name: self.variables[name].label for name in self.typology.items}

    @property
    def class_names(self) -> tuple[str, ...]:
        """What stands for the classes' names."""
        return tokens(self.typology.classes)

    @property
    def about(self) -> dict[str, Any]:
        """What every result says of where it comes from."""
        return {
            "source": self.survey.id,
            "sample": self.survey.sample,
            "selection": self.survey.selection,
            "public_use": bool(self.survey.public_use),
        }


def in_words(answers: pl.DataFrame, variable: Variable) -> pl.Series:
    """Return a variable's answers, where yes and no are words: a table shows them as groups."""
    import polars as pl

    column = answers[variable.name]
    if not variable.yes:
        return column
    yes, no = GROUPS
    return column.replace_strict({1: yes, 0: no}, return_dtype=pl.Enum([no, yes]))
