"""What may leave: pure, small, and everything passes through it."""

from handrail.disclosure.cells import Limits
from handrail.disclosure.quotations import PassageApproval, QuotationRequest, Refused
from handrail.disclosure.review import Ledger, Released, ReleasedQuotation, Review, review
from handrail.disclosure.voices import Quoted

__all__ = [
    "Ledger",
    "Limits",
    "PassageApproval",
    "QuotationRequest",
    "Quoted",
    "Refused",
    "Released",
    "ReleasedQuotation",
    "Review",
    "review",
]
