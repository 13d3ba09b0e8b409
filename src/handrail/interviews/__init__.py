"""Interviews: transcripts, participants, codings and themes; and no picture that slips in with them."""

from typing import TYPE_CHECKING

from handrail.values.lazy import lazy_names

if TYPE_CHECKING:
    from handrail.interviews.agreement import AgreementRow, CodeAgreement, Disagreement, code_agreement
    from handrail.interviews.agreement_table import agreement_result
    from handrail.interviews.alpha import krippendorff_alpha
    from handrail.interviews.amounts import amount_words
    from handrail.interviews.checklist_facts import ChecklistFacts
    from handrail.interviews.checklist_items import CHECKLISTS, ChecklistItem, ChecklistSource
    from handrail.interviews.checklists import ChecklistAnswer, FilledItem, fill_checklist, read_answers
    from handrail.interviews.codebook import Code, Codebook, read_codebook
    from handrail.interviews.codings import Approval, CodingEntry, CodingFile, read_codings
    from handrail.interviews.media import Media, find_media
    from handrail.interviews.memos import Memo, read_memos
    from handrail.interviews.methods import METHODS
    from handrail.interviews.new_codes import GroupSaturation, Saturation, saturation
    from handrail.interviews.participants import Consent, Participant, read_participants
    from handrail.interviews.placing import Coding, place_codings
    from handrail.interviews.reading import read_transcript
    from handrail.interviews.revision import Difference, compare_transcripts, reanchor
    from handrail.interviews.saturation_table import saturation_result
    from handrail.interviews.spread import Spread, theme_spread
    from handrail.interviews.themes import Theme, ThemeChange, check_themes, read_themes
    from handrail.interviews.transcript import Transcript, Turn
    from handrail.interviews.voices import check_speakers, speaker_of

__all__ = [
    "CHECKLISTS",
    "METHODS",
    "AgreementRow",
    "Approval",
    "ChecklistAnswer",
    "ChecklistFacts",
    "ChecklistItem",
    "ChecklistSource",
    "Code",
    "CodeAgreement",
    "Codebook",
    "Coding",
    "CodingEntry",
    "CodingFile",
    "Consent",
    "Difference",
    "Disagreement",
    "FilledItem",
    "GroupSaturation",
    "Media",
    "Memo",
    "Participant",
    "Saturation",
    "Spread",
    "Theme",
    "ThemeChange",
    "Transcript",
    "Turn",
    "agreement_result",
    "amount_words",
    "check_speakers",
    "check_themes",
    "code_agreement",
    "compare_transcripts",
    "fill_checklist",
    "find_media",
    "krippendorff_alpha",
    "place_codings",
    "read_answers",
    "read_codebook",
    "read_codings",
    "read_memos",
    "read_participants",
    "read_themes",
    "read_transcript",
    "reanchor",
    "saturation",
    "saturation_result",
    "speaker_of",
    "theme_spread",
]

__getattr__, __dir__ = lazy_names(
    __name__,
    {
        "CHECKLISTS": "checklist_items",
        "METHODS": "methods",
        "AgreementRow": "agreement",
        "Approval": "codings",
        "ChecklistAnswer": "checklists",
        "ChecklistFacts": "checklist_facts",
        "ChecklistItem": "checklist_items",
        "ChecklistSource": "checklist_items",
        "Code": "codebook",
        "CodeAgreement": "agreement",
        "Codebook": "codebook",
        "Coding": "placing",
        "CodingEntry": "codings",
        "CodingFile": "codings",
        "Consent": "participants",
        "Difference": "revision",
        "Disagreement": "agreement",
        "FilledItem": "checklists",
        "GroupSaturation": "new_codes",
        "Media": "media",
        "Memo": "memos",
        "Participant": "participants",
        "Saturation": "new_codes",
        "Spread": "spread",
        "Theme": "themes",
        "ThemeChange": "themes",
        "Transcript": "transcript",
        "Turn": "transcript",
        "agreement_result": "agreement_table",
        "amount_words": "amounts",
        "check_speakers": "voices",
        "check_themes": "themes",
        "code_agreement": "agreement",
        "compare_transcripts": "revision",
        "fill_checklist": "checklists",
        "find_media": "media",
        "krippendorff_alpha": "alpha",
        "place_codings": "placing",
        "read_answers": "checklists",
        "read_codebook": "codebook",
        "read_codings": "codings",
        "read_memos": "memos",
        "read_participants": "participants",
        "read_themes": "themes",
        "read_transcript": "reading",
        "reanchor": "revision",
        "saturation": "new_codes",
        "saturation_result": "saturation_table",
        "speaker_of": "voices",
        "theme_spread": "spread",
    },
)
