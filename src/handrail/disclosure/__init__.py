"""What may leave: pure, small, and everything passes through it."""

from handrail.disclosure.attack import attack
from handrail.disclosure.exposures import AttackReport, Exposure, SourceAttack
from handrail.disclosure.limits import AfterChange, Limits
from handrail.disclosure.quotations import PassageApproval, QuotationRequest, Refused
from handrail.disclosure.review import Ledger, Released, ReleasedQuotation, Review, review
from handrail.disclosure.summaries import SUMMARY, SummaryRequest
from handrail.disclosure.voices import Quoted, words_in

__all__ = [
    "SUMMARY",
    "AfterChange",
    "AttackReport",
    "Exposure",
    "Ledger",
    "Limits",
    "PassageApproval",
    "QuotationRequest",
    "Quoted",
    "Refused",
    "Released",
    "ReleasedQuotation",
    "Review",
    "SourceAttack",
    "SummaryRequest",
    "attack",
    "review",
    "words_in",
]
