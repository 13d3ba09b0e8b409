"""STROBE: what a report of a cross-sectional survey should say; numbers as published, questions ours."""

from __future__ import annotations

from handrail.values.checklist import ChecklistItem, ChecklistSource

_TITLE, _INTRODUCTION, _METHODS = "Title and abstract", "Introduction", "Methods"
_RESULTS, _DISCUSSION, _OTHER = "Results", "Discussion", "Other information"
_ITEMS = (
    ("1a", _TITLE, "Title", "Do title or abstract name the design in a common term?"),
    ("1b", _TITLE, "Abstract", "Does the abstract tell, in balance, what was done and what was found?"),
    ("2", _INTRODUCTION, "Background", "Why was the study needed, and what is known already?"),
    ("3", _INTRODUCTION, "Objectives", "What did it set out to find, hypotheses included?"),
    ("4", _METHODS, "Study design", "Which design is it? It should be said early."),
    ("5", _METHODS, "Setting", "Where and when were people recruited and asked?"),
    ("6a", _METHODS, "Participants", "Who was eligible, and how were participants found and chosen?"),
    ("6b", _METHODS, "Matching", "Of matched studies: by what were people matched, and how many to each?"),
    (
        "7",
        _METHODS,
        "Variables",
        "How are outcomes, exposures, predictors, confounders and effect modifiers defined?",
    ),
    (
        "8",
        _METHODS,
        "Measurement",
        "Where does each variable come from, how was it measured, and is that alike in every group?",
    ),
    ("9", _METHODS, "Bias", "What was done about possible sources of bias?"),
    ("10", _METHODS, "Study size", "How was the size of the study arrived at?"),
    ("11", _METHODS, "Quantities", "How were numbers handled; which groupings were chosen, and why?"),
    ("12a", _METHODS, "Statistical methods", "Which methods were used, those against confounding included?"),
    ("12b", _METHODS, "Subgroups and interactions", "How were subgroups and interactions examined?"),
    ("12c", _METHODS, "Missing data", "How were missing answers dealt with?"),
    ("12d", _METHODS, "Sampling strategy", "How does the analysis take account of the way of sampling?"),
    ("12e", _METHODS, "Sensitivity", "Which sensitivity analyses were made?"),
    (
        "13a",
        _RESULTS,
        "Numbers at each stage",
        "How many were there at each stage, up to those analysed?",
    ),
    ("13b", _RESULTS, "Reasons", "Why did people not take part at each stage?"),
    ("13c", _RESULTS, "Flow diagram", "Would a diagram of the flow help?"),
    ("14a", _RESULTS, "Participants' characteristics", "Who took part, with exposures and confounders?"),
    ("14b", _RESULTS, "Missing per variable", "How many gave no answer to each variable of interest?"),
    ("14c", _RESULTS, "Follow-up", "Of cohorts: how long were people followed?"),
    ("15", _RESULTS, "Outcome data", "How many had the outcome, or what are its summary measures?"),
    (
        "16a",
        _RESULTS,
        "Main results",
        "What are the estimates, unadjusted and adjusted, with intervals; adjusted for what, and why?",
    ),
    ("16b", _RESULTS, "Categories", "Where numbers were made categories, what are their bounds?"),
    ("16c", _RESULTS, "Absolute terms", "Can a relative risk be told as an absolute one for a stated time?"),
    (
        "17",
        _RESULTS,
        "Other analyses",
        "Which others were made: subgroups, interactions, sensitivity?",
    ),
    ("18", _DISCUSSION, "Key results", "What are the main results with regard to the objectives?"),
    (
        "19",
        _DISCUSSION,
        "Limitations",
        "Which biases and imprecisions limit it, which way, how far?",
    ),
    ("20", _DISCUSSION, "Interpretation", "What is a careful reading, beside other evidence?"),
    ("21", _DISCUSSION, "Generalisability", "To whom may the results be carried over?"),
    ("22", _OTHER, "Funding", "Who paid, and what part did the funders have?"),
)
STROBE = ChecklistSource(
    "STROBE: strengthening the reporting of observational studies in epidemiology",
    "von Elm, Altman, Egger, Pocock, Gotzsche and Vandenbroucke 2007, PLoS Medicine 4, e296",
    "22 items in 34 parts with the published numbers; 6b and 14c are of matched and cohort studies. The "
    "questions are worded anew. It is a list for reporting, no score of quality.",
    tuple(ChecklistItem(*item) for item in _ITEMS),
)
