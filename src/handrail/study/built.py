"""Built: what a build has made by the time that documents are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from handrail.disclosure import AttackReport
from handrail.guideline import Guideline
from handrail.store import ResultRecord
from handrail.study.place import Strand
from handrail.study.session import Session
from handrail.study.told import Told


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
    told, attack
        After disclosure review: node to what is said of a result, and how the attacker fared.
    """

    session: Session
    guideline: Guideline
    strands: list[Strand] = field(default_factory=list)
    surveys: dict[str, ResultRecord] = field(default_factory=dict)
    results: dict[str, ResultRecord] = field(default_factory=dict)
    told: Mapping[str, Told] = field(default_factory=dict)
    attack: AttackReport = field(default_factory=AttackReport)
