"""What is said of a comparison of numbers of classes: what is supported, chosen and in doubt."""

from __future__ import annotations

from math import prod

from handrail.typology.comparison import ClassComparison
from handrail.typology.likelihood_ratio import has_design
from handrail.typology.patterns import Patterns
from handrail.typology.search import BEST_WITHIN
from handrail.typology.supported import CRITERION, decided_by

_FEW_STARTS = 0.05


def unsupported(compared: ClassComparison) -> tuple[str, ...]:
    """Return that a typology is none, where that is the answer: it stands with the profiles themselves."""
    if compared.supported.n_classes is not None:
        return ()
    why = _in_profiles("; ".join(compared.supported.reasons))
    return (f"No typology supported: {why}. The profiles are described here, not established.",)


def _in_profiles(said: str) -> str:
    return said.replace("classes", "profiles").replace("class", "profile")


def comparison_notes(compared: ClassComparison, classes: int, because: str, smallest: int) -> tuple[str, ...]:
    """Return the notes of a comparison: whether a typology is supported stands first."""
    criterion, best = decided_by(compared.table)
    lowest = f"The lowest {CRITERION[criterion]} is that of {_profiles(best)}."
    if best != compared.best:
        known = compared.models[compared.best].identified_
        why = "allows for the design" if known else "is not told of a model that is not identified"
        lowest = f"BIC has its lowest at {compared.best}, dBIC at {best}: dBIC {why}."
    notes = [
        _in_profiles(str(compared.supported)),
        lowest,
        "Of AIC, BIC and the BIC adjusted for sample size lower is better. Entropy is relative: 1 is told "
        "apart without doubt. The smallest profile and the starts that reached the best are shares; that "
        f"of a profile with fewer than {smallest} respondents is not shown.",
    ]
    if best != classes:
        why = because.strip() or "no reason was recorded."
        notes.append(f"The team settled on {_profiles(classes)} instead: {why}")
    elif best != compared.best and because.strip():
        notes.append(f"The team settled on {_profiles(classes)}: {because.strip()}")
    if has_design(compared.models[classes]):
        notes.append(
            "With sampling weights, strata or clusters the likelihood is a pseudo-likelihood: criteria "
            "compare numbers of profiles roughly, and no likelihood-ratio test is given."
        )
    notes.append(f"A start reached the best when its log-likelihood is within {BEST_WITHIN:g} of it.")
    return tuple(notes)


def comparison_warnings(compared: ClassComparison, classes: int, patterns: Patterns) -> tuple[str, ...]:
    """Return what a careful reader should know of a comparison and of the number that was chosen."""
    warnings = []
    if compared.supported.n_classes is None:
        warnings.append(f"no typology supported: {_in_profiles('; '.join(compared.supported.reasons))}")
    model = compared.models[classes]
    reached = round(model.starts_at_best_ * model.starts)
    if model.starts_at_best_ < _FEW_STARTS or reached < 2:
        warnings.append(
            f"the best solution with {_profiles(classes)} was reached by {reached} of {model.starts} starts: "
            "more starts may find a better one"
        )
    unfinished = [str(number) for number, one in compared.models.items() if not one.converged_]
    if unfinished:
        warnings.append(f"some starts did not arrive with {', '.join(unfinished)} classes; the best one did")
    if model.n_parameters_ > prod(len(found) for found in patterns.categories) - 1:
        warnings.append(
            f"{_profiles(classes)} have more parameters than the items have patterns: "
            "other profiles fit equally well"
        )
    elif not model.identified_:
        warnings.append(
            f"{_profiles(classes)} are not identified: other profiles fit equally well, and no standard "
            "error is told"
        )
    numbers = list(compared.models)
    criterion, best = decided_by(compared.table)
    if len(numbers) > 1 and best == numbers[-1]:
        warnings.append(
            f"the lowest {CRITERION[criterion]} is that of the largest number considered: more may fit "
            "better still"
        )
    return tuple(warnings)


def _profiles(number: int) -> str:
    return f"{number} profile{'' if number == 1 else 's'}"
