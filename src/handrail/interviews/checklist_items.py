"""Checklist items: what a report should say; numbers and topics as published, questions ours."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from handrail.values.checklist import ChecklistItem, ChecklistSource

__all__ = ["CHECKLISTS", "ChecklistItem", "ChecklistSource", "Which"]

Which = Literal["coreq", "reflexive"]


_TEAM = "Research team and reflexivity"
_DESIGN, _FINDINGS = "Study design", "Analysis and findings"
_COREQ = (
    (_TEAM, "Interviewer or facilitator", "Who held the interviews or moderated the groups?"),
    (_TEAM, "Credentials", "Which degrees and qualifications do the researchers have?"),
    (_TEAM, "Occupation", "What did they work as while the study ran?"),
    (_TEAM, "Gender", "How do the researchers describe their gender?"),
    (_TEAM, "Experience and training", "How experienced were they, and what had they been trained in?"),
    (_TEAM, "Relationship established", "Did they know participants before the study began?"),
    (
        _TEAM,
        "Participant knowledge of the interviewer",
        "What were participants told about them and why they ask?",
    ),
    (
        _TEAM,
        "Interviewer characteristics",
        "Which interests and assumptions did the interviewers bring along?",
    ),
    (
        _DESIGN,
        "Methodological orientation and theory",
        "Which methodology and theory stand behind the analysis?",
    ),
    (_DESIGN, "Sampling", "How were participants chosen?"),
    (_DESIGN, "Method of approach", "By which way were they approached?"),
    (_DESIGN, "Sample size", "How many took part?"),
    (_DESIGN, "Non-participation", "How many declined or left, and why?"),
    (_DESIGN, "Setting of data collection", "Where did the interviews take place?"),
    (_DESIGN, "Presence of non-participants", "Was anybody else there?"),
    (
        _DESIGN,
        "Description of sample",
        "What should a reader know about those who took part, and when was it?",
    ),
    (_DESIGN, "Interview guide", "Which guide or prompts were used, and were they piloted?"),
    (_DESIGN, "Repeat interviews", "Was anyone interviewed more than once?"),
    (_DESIGN, "Audio or visual recording", "How were the interviews recorded?"),
    (_DESIGN, "Field notes", "Were notes taken during or after the interviews?"),
    (_DESIGN, "Duration", "How long did the interviews last?"),
    (_DESIGN, "Data saturation", "Was saturation considered, and how?"),
    (_DESIGN, "Transcripts returned", "Could participants read and correct their transcripts?"),
    (_FINDINGS, "Number of data coders", "How many people coded?"),
    (_FINDINGS, "Description of the coding tree", "How are the codes arranged?"),
    (_FINDINGS, "Derivation of themes", "Were themes set out beforehand or made from the data?"),
    (_FINDINGS, "Software", "Which software was the material managed with?"),
    (_FINDINGS, "Participant checking", "Did participants comment on the findings?"),
    (
        _FINDINGS,
        "Quotations presented",
        "Are findings shown by quotations, and can a reader tell speakers apart?",
    ),
    (_FINDINGS, "Data and findings consistent", "Do the findings follow from the material that is shown?"),
    (_FINDINGS, "Clarity of major themes", "Are the main themes set out clearly?"),
    (_FINDINGS, "Clarity of minor themes", "Are other voices and lesser themes described?"),
)

_CHOICE = "Choice and explanation of the method"
_QUESTIONS = (
    ("Why thematic analysis", "Is it said why thematic analysis was used?"),
    ("Which thematic analysis", "Is the type of thematic analysis named, and why this one?"),
    ("Fit with the aims", "Does this type suit what the study set out to find?"),
    ("Fit with theory", "Do theory, concepts and this type of analysis go together?"),
    ("Fit with the data", "Do the ways of collecting data and this type of analysis go together?"),
    ("Held throughout", "Is the analysis of this type from beginning to end?"),
    (
        "Assumptions",
        "Are common mistakes avoided: one procedure for every type, topics in place of themes, borrowed "
        "terms such as saturation without a reason?",
    ),
)
_POINTS = (
    ("Transcription", "Were transcripts detailed enough, and compared with the recordings?"),
    ("Coding", "Did each interview get equal attention in coding?"),
    ("Coding", "Do themes come from thorough coding, and not from a few striking examples?"),
    ("Coding", "Were all passages that matter for a theme brought together?"),
    ("Coding", "Were themes held against one another and against the whole material?"),
    ("Coding", "Is each theme coherent in itself and distinct from the others?"),
    ("Analysis", "Were the data interpreted, and not only described?"),
    ("Analysis", "Do passages and claims match?"),
    ("Analysis", "Does the analysis tell a convincing, ordered story about the topic?"),
    ("Analysis", "Are analysis and quotations in balance?"),
    ("Overall", "Was there time enough for each phase?"),
    ("Written report", "Are the assumptions and the approach stated?"),
    ("Written report", "Does what was done agree with what is said to have been done?"),
    ("Written report", "Does the language fit the theory of knowledge that the study takes?"),
    ("Written report", "Are the researchers shown as active: themes are made, they do not emerge?"),
)

CHECKLISTS: Mapping[str, ChecklistSource] = MappingProxyType(
    {
        "coreq": ChecklistSource(
            "COREQ: consolidated criteria for reporting qualitative research",
            "Tong, Sainsbury and Craig 2007, International Journal for Quality in Health Care 19, 349-357",
            "Numbers and topics are the published ones; the questions are worded anew.",
            tuple(ChecklistItem(str(at), *item) for at, item in enumerate(_COREQ, 1)),
        ),
        "reflexive": ChecklistSource(
            "Reflexive thematic analysis: what a report should account for",
            "Braun and Clarke 2021, Qualitative Research in Psychology 18, 328-352 (questions 1 to 7 of 20); "
            "Braun and Clarke 2006, Qualitative Research in Psychology 3, 77-101, Table 2 (15 points)",
            "The authors' own reporting guidelines for reflexive thematic analysis (RTARG: Braun and Clarke "
            "2024, Palliative Medicine 38, 608-616, supplementary material) are not reproduced here: fill "
            "them in beside this list. The questions are worded anew; there is no score.",
            (
                *(ChecklistItem(f"Q{at}", _CHOICE, *item) for at, item in enumerate(_QUESTIONS, 1)),
                *(
                    ChecklistItem(f"P{at}", "Fifteen points on the analysis", *item)
                    for at, item in enumerate(_POINTS, 1)
                ),
            ),
        ),
    }
)
"""Name to checklist."""
