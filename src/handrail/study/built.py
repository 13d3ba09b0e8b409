"""Built: what a build has made by the time that documents are written."""

from __future__ import annotations

from dataclasses import dataclass, field

from handrail.guideline import Guideline
from handrail.store import ResultRecord
from handrail.study.place import Strand
from handrail.study.session import Session


@dataclass
class Built:
    """The parts of a built study, collected step by step.

    Attributes
    ----------
    session, guideline
        The open study, and what the team wrote.
    strands
        The interview strands, placed and spread.
    surveys
        Survey id to the result of reading it.
    results
        Node to result, of every estimate, model, typology and agreement, in the order of the plan.
    """

    session: Session
    guideline: Guideline
    strands: list[Strand] = field(default_factory=list)
    surveys: dict[str, ResultRecord] = field(default_factory=dict)
    results: dict[str, ResultRecord] = field(default_factory=dict)
