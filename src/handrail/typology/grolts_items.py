"""GRoLTS: what a report of latent trajectories should say; numbers as published, questions ours."""

from __future__ import annotations

from handrail.values.checklist import ChecklistItem, ChecklistSource

_DATA, _MODEL, _ENUMERATION = "Data", "Model", "Estimation and number of classes"
_RESULTS, _OPEN = "Results", "Availability"
_ITEMS = (
    ("1", _DATA, "Metric of time", "In which unit does time enter the model?"),
    ("2", _DATA, "Time within a wave", "What are the mean and the variance of time within a wave?"),
    ("3a", _DATA, "Missing-data mechanism", "In which way are answers taken to be missing?"),
    (
        "3b",
        _DATA,
        "What goes with missing",
        "Which variables go together with dropping out or not answering?",
    ),
    ("3c", _DATA, "Handling of missing data", "How were missing answers dealt with?"),
    ("4", _DATA, "Distributions", "How are the observed variables distributed?"),
    ("5", _MODEL, "Software", "Which software was used?"),
    ("6a", _MODEL, "Variation within classes", "Were other forms of variation within a class considered?"),
    (
        "6b",
        _MODEL,
        "Variation between classes",
        "Were classes allowed to differ in their variances and covariances?",
    ),
    ("7", _MODEL, "Shapes", "Which other shapes of the trajectories were considered?"),
    ("8", _MODEL, "Covariates", "Where covariates were used: can the analysis be repeated from the report?"),
    ("9", _ENUMERATION, "Random starts", "How many random starts were there, and how many were followed on?"),
    ("10", _ENUMERATION, "Comparison of models", "By which statistics were models compared and one chosen?"),
    (
        "11",
        _ENUMERATION,
        "Models fitted",
        "How many models were fitted, and was one of one class among them?",
    ),
    ("12", _ENUMERATION, "Cases per class", "How many cases, or which share, has each class of each model?"),
    ("13", _ENUMERATION, "Entropy", "Where cases are to be classified: what is the entropy?"),
    ("14a", _RESULTS, "Plot of the final model", "Are the mean trajectories of the final model drawn?"),
    ("14b", _RESULTS, "Plots of every model", "Are the mean trajectories of every model drawn?"),
    (
        "14c",
        _RESULTS,
        "Plot with observations",
        "Are the final means drawn together with each case's own course, class by class?",
    ),
    (
        "15",
        _RESULTS,
        "Final classes in numbers",
        "Is each final class told in numbers, with its uncertainty?",
    ),
    ("16", _OPEN, "Syntax", "Where are the files of commands?"),
)
GROLTS = ChecklistSource(
    "GRoLTS: guidelines for reporting on latent trajectory studies",
    "van de Schoot, Sijbrandij, Winter, Depaoli and Vermunt 2017, Structural Equation Modeling 24, 451-467",
    "16 items in 21 parts with the published numbers. The questions are worded anew. It was made for "
    "trajectories: parts on time and on courses do not apply to answers given once, and each says why.",
    tuple(ChecklistItem(*item) for item in _ITEMS),
)
