"""SMART-LCA: what a report of a latent class analysis should say; numbers as published, questions ours."""

from __future__ import annotations

from handrail.values.checklist import ChecklistItem, ChecklistSource

_BEFORE, _DATA, _PREPARING, _MISSING = "Pre-analysis", "Observed data", "Data preprocessing", "Missing data"
_MODEL, _NUMBER, _CHOOSING = "Model specification", "Number of classes", "Criteria for class enumeration"
_DROPPING, _OPEN = "Criteria to eliminate models", "Transparency and reproducibility"
_ESTIMATION, _RESULTS, _INFERENCE = "Estimation and convergence", "Reporting results", "Inference"
_PICTURES, _FOLLOWING = "Visualization", "Follow-up analyses"
_ITEMS = (
    ("1a", _BEFORE, "Question and design", "What is asked, and does the design suit latent classes?"),
    ("1b", _BEFORE, "Confirmatory or exploratory", "Were classes expected beforehand, or looked for?"),
    ("1c", _BEFORE, "Indicators", "Which items are they, how valid and reliable, and of a fitting type?"),
    ("1d", _BEFORE, "Sample size", "Why is the sample large enough?"),
    ("1e", _BEFORE, "Preregistration (optional)", "Was the plan of analysis registered?"),
    ("1f", _BEFORE, "Preregistration as code (optional)", "Was it registered as code that runs?"),
    ("2a", _DATA, "Distributions", "How are the items distributed, and on which scales?"),
    ("2b", _DATA, "Measurement level", "Do the answers have the level of measurement that was meant?"),
    ("2c", _DATA, "Scales alike", "Do the items have scales of similar size?"),
    ("2d", _DATA, "Idiosyncrasies", "Is any distribution so odd that the model must allow for it?"),
    ("3a", _PREPARING, "Continuous items", "Are continuous items numbers on an interval scale?"),
    ("3b", _PREPARING, "Ordered and binary items", "Do ordered and yes/no items enter as categories?"),
    ("3c", _PREPARING, "Nominal items", "How do items with unordered categories enter?"),
    ("3d", _PREPARING, "Rescaling", "Were items on very different scales brought to similar ones?"),
    ("3e", _PREPARING, "Transformation (optional)", "Was an item transformed, so that the model could fit?"),
    ("4a", _MISSING, "Missing answers per item", "Which share of each item is missing?"),
    ("4b", _MISSING, "Test of missingness", "What did a test of the way in which answers are missing say?"),
    ("4c", _MISSING, "Method", "How were missing answers dealt with, and why so?"),
    ("5a", _MODEL, "Alternatives, exploratory", "Which other sensible specifications were there?"),
    ("5b", _MODEL, "Alternatives, confirmatory", "Which theory do the other specifications stand for?"),
    ("5c", _MODEL, "The model", "What is the model, so that every parameter is known?"),
    ("5d", _MODEL, "Idiosyncrasies met (optional)", "Can the model reproduce the oddities of the data?"),
    ("6a", _NUMBER, "Largest number", "Why were no more classes than this considered?"),
    ("6b", _NUMBER, "All numbers, exploratory", "Was each number from one to the largest fitted?"),
    ("6c", _NUMBER, "Benchmarks, confirmatory", "Which models, one class included, was it held against?"),
    ("7a", _CHOOSING, "Information criteria", "Which information criteria served, and why these?"),
    ("7b", _CHOOSING, "Likelihood-ratio tests", "Which likelihood-ratio tests served, and why these?"),
    ("7c", _CHOOSING, "Theory", "Which number did theory lead to expect?"),
    ("8a", _DROPPING, "Convergence", "Which models fell because they did not converge?"),
    ("8b", _DROPPING, "Classification diagnostics", "Which fell because classes are not told apart?"),
    ("8c", _DROPPING, "Local identifiability", "Are there enough respondents per parameter in each class?"),
    ("8d", _DROPPING, "Interpretability", "Which fell because theory could make nothing of their classes?"),
    ("9a", _OPEN, "Open software", "Was the software free and open?"),
    ("9b", _OPEN, "Citation", "Are literature, software and data cited in full?"),
    ("9c", _OPEN, "Code", "Where is the code of the analysis?"),
    ("9d", _OPEN, "Data", "Where are the data, or synthetic data in their place?"),
    ("9e", _OPEN, "FAIR", "Can all output be found, reached, read by programs and used again?"),
    ("9f", _OPEN, "Reproducible archive (optional)", "Was a workflow such as WORCS used to archive it all?"),
    ("10a", _ESTIMATION, "Method of estimation", "How was the model estimated, and from which starts?"),
    ("10b", _ESTIMATION, "Convergence of all models", "Had every model converged before it was read?"),
    ("10c", _ESTIMATION, "Aids to convergence (optional)", "What was done where a model did not converge?"),
    ("11a", _RESULTS, "Fit of all models", "Is there a table of the fit of every model considered?"),
    ("11b", _RESULTS, "Diagnostics of all models", "How well does each model tell its classes apart?"),
    ("11c", _RESULTS, "Smallest classes", "How large is the smallest class of each model?"),
    ("11d", _RESULTS, "Class shares", "How common is each class of the final model?"),
    ("11e", _RESULTS, "Parameters", "What are the estimates, with standard errors and intervals?"),
    ("11f", _RESULTS, "Item probabilities (optional)", "Are thresholds told as probabilities of an answer?"),
    ("11g", _RESULTS, "Names", "What are the classes called, and is it said that a name is shorthand?"),
    ("12a", _INFERENCE, "Meaning of the tests", "Do the standard tests ask anything that matters here?"),
    ("12b", _INFERENCE, "Type I error", "How is the error rate over all tests held, or reflected on?"),
    ("12c", _INFERENCE, "Other null hypotheses (optional)", "Which other null hypotheses were tested?"),
    ("12d", _INFERENCE, "Informative hypotheses (optional)", "Which informative hypotheses were tested?"),
    ("12e", _INFERENCE, "Expected values (optional)", "How do estimates compare with expected values?"),
    ("12f", _INFERENCE, "Classes compared (optional)", "Were parameters compared across classes?"),
    ("13a", _PICTURES, "Raw data", "Do plots of the data show how separate classes are, and the fit?"),
    ("13b", _PICTURES, "Point estimates", "Are the estimates drawn?"),
    ("13c", _PICTURES, "Confidence bounds", "Are their bounds drawn, where that is possible?"),
    ("13d", _PICTURES, "Several items together (optional)", "Are distributions of several items drawn?"),
    ("14a", _FOLLOWING, "Inaccurate classification", "Do later analyses allow for uncertain membership?"),
)  # fmt: skip
SMART_LCA = ChecklistSource(
    "SMART-LCA: standards for more accuracy in reporting of different types of latent class analysis",
    "van Lissa, Garnier-Villarreal and Anadria 2024, Structural Equation Modeling 31, 526-534, with the "
    "authors' list as it stands in the vignette of the package tidySEM (to version 0.2.9)",
    "14 numbered items with 59 points; the points are not numbered there, and the letters are ours, in their "
    "order. The questions are worded anew. It is a list for reporting, no score of quality.",
    tuple(ChecklistItem(*item) for item in _ITEMS),
)
