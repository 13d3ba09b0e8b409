"""TRIPOD+AI: what a report of a multivariable model should say; numbers as published, questions ours."""

from __future__ import annotations

from handrail.values.checklist import ChecklistItem, ChecklistSource

_TITLE, _INTRODUCTION, _METHODS = "Title and abstract", "Introduction", "Methods"
_OPEN, _RESULTS, _DISCUSSION = "Open science and involvement", "Results", "Discussion"
_ITEMS = (
    (
        "1",
        _TITLE,
        "Title",
        "Does it name what was done with a model, in which population, for which outcome?",
    ),
    ("2", _TITLE, "Abstract", "Does the abstract keep to TRIPOD+AI's own list for abstracts?"),
    ("3a", _INTRODUCTION, "Context", "Which context calls for a model, and which models are there already?"),
    ("3b", _INTRODUCTION, "Purpose", "For which population, use and users is it meant?"),
    ("3c", _INTRODUCTION, "Inequalities", "Which inequalities between groups are known?"),
    ("4", _INTRODUCTION, "Objectives", "Was a model developed, evaluated, or both?"),
    ("5a", _METHODS, "Data source", "Where do the data come from, why these, and whom do they represent?"),
    ("5b", _METHODS, "Dates", "From when to when were they collected?"),
    ("6a", _METHODS, "Setting", "In which settings, how many of them, and where?"),
    ("6b", _METHODS, "Eligibility", "Who was eligible?"),
    ("6c", _METHODS, "Treatments", "Which interventions had participants received, and how is that handled?"),
    ("7", _METHODS, "Data preparation", "How were data cleaned and checked, and alike for every group?"),
    (
        "8a",
        _METHODS,
        "Outcome",
        "How and when is the outcome defined and assessed, and alike in every group?",
    ),
    ("8b", _METHODS, "Assessors of the outcome", "Where it takes judgement, who assessed it?"),
    ("8c", _METHODS, "Blinding of the outcome", "Was it assessed without knowledge of the predictors?"),
    ("9a", _METHODS, "Choice of predictors", "How were predictors chosen before the model was built?"),
    ("9b", _METHODS, "Predictors", "How and when is each predictor defined and measured?"),
    ("9c", _METHODS, "Assessors of predictors", "Where one takes judgement, who assessed it?"),
    ("10", _METHODS, "Sample size", "How was the size arrived at, and is it enough for the model?"),
    ("11", _METHODS, "Missing data", "How were missing values handled, and why were any left out?"),
    ("12a", _METHODS, "Use of the data", "Which data served to build and which to evaluate?"),
    ("12b", _METHODS, "Handling of predictors", "In which form does each predictor enter?"),
    ("12c", _METHODS, "Model", "Which kind of model, built by which steps, with which internal validation?"),
    (
        "12d",
        _METHODS,
        "Differences between clusters",
        "How was variation between countries or sites treated?",
    ),
    (
        "12e",
        _METHODS,
        "Performance measures",
        "Which measures and plots tell how well it does, and why these?",
    ),
    ("12f", _METHODS, "Updating", "Was the model changed after its evaluation?"),
    ("12g", _METHODS, "Predictions", "For an evaluation: how were predictions worked out?"),
    (
        "13",
        _METHODS,
        "Class imbalance",
        "Was imbalance of the outcome dealt with, and calibrated afterwards?",
    ),
    ("14", _METHODS, "Fairness", "Which approach to fairness was taken, and why?"),
    ("15", _METHODS, "Output", "What does the model give out, and how were any thresholds chosen?"),
    ("16", _METHODS, "Building and evaluation", "How do the data of the two differ?"),
    ("17", _METHODS, "Ethical approval", "Who approved the study, and how did participants consent?"),
    ("18a", _OPEN, "Funding", "Who paid, and what part did the funders have?"),
    ("18b", _OPEN, "Conflicts of interest", "Which interests do the authors declare?"),
    ("18c", _OPEN, "Protocol", "Where is the protocol, or was there none?"),
    ("18d", _OPEN, "Registration", "Where was the study registered, or was it not?"),
    ("18e", _OPEN, "Data", "Who can get the data, and how?"),
    ("18f", _OPEN, "Code", "Who can get the code, and how?"),
    ("19", _OPEN, "Involvement", "How were the people whom it concerns involved?"),
    ("20a", _RESULTS, "Flow", "How many participants were there, with and without the outcome?"),
    ("20b", _RESULTS, "Characteristics", "Who were they, in each group and setting, with missing values?"),
    ("20c", _RESULTS, "Comparison", "For an evaluation: how do its data compare with those of building?"),
    (
        "21",
        _RESULTS,
        "Numbers in the analyses",
        "How many participants and outcomes lie beneath each analysis?",
    ),
    ("22", _RESULTS, "Full model", "Is the whole model told, and who may use it how?"),
    ("23a", _RESULTS, "Performance", "How well does it do, with intervals, in important groups too?"),
    ("23b", _RESULTS, "Performance by cluster", "How does that differ between countries or sites?"),
    ("24", _RESULTS, "Results of updating", "Where it was updated: what came of it?"),
    ("25", _DISCUSSION, "Interpretation", "What do the results mean, fairness and earlier studies included?"),
    ("26", _DISCUSSION, "Limitations", "What limits the study, and how does that bear on its results?"),
    ("27a", _DISCUSSION, "Poor input", "What should be done where input is poor or missing?"),
    ("27b", _DISCUSSION, "Users", "What must users do and know?"),
    ("27c", _DISCUSSION, "Next steps", "Which studies should follow, on use elsewhere above all?"),
)
TRIPOD_AI = ChecklistSource(
    "TRIPOD+AI: reporting of models that predict, with regression or machine learning",
    "Collins, Moons, Dhiman, Riley, Beam, Van Calster and others 2024, BMJ 385, e078378",
    "27 items in 52 parts with the published numbers. The questions are worded anew. Models of this study "
    "describe populations: nothing is predicted for a person, and items on use are answered so.",
    tuple(ChecklistItem(*item) for item in _ITEMS),
)
