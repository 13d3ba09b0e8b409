"""The study: plan, import, build, trace; one file a verb, no statistics."""

from typing import TYPE_CHECKING

from handrail.values.lazy import lazy_names

if TYPE_CHECKING:
    from handrail.study.build import BuildReport, build_study
    from handrail.study.check import CheckReport, check_study
    from handrail.study.demo import demonstration
    from handrail.study.new import new_study
    from handrail.study.plan import Plan
    from handrail.study.read_plan import parse_plan, read_plan
    from handrail.study.status import StatusReport, study_status
    from handrail.study.trace import Trace, trace_node

__all__ = [
    "BuildReport",
    "CheckReport",
    "Plan",
    "StatusReport",
    "Trace",
    "build_study",
    "check_study",
    "demonstration",
    "new_study",
    "parse_plan",
    "read_plan",
    "study_status",
    "trace_node",
]

__getattr__, __dir__ = lazy_names(
    __name__,
    {
        "BuildReport": "build",
        "CheckReport": "check",
        "Plan": "plan",
        "StatusReport": "status",
        "Trace": "trace",
        "build_study": "build",
        "check_study": "check",
        "demonstration": "demo",
        "new_study": "new",
        "parse_plan": "read_plan",
        "read_plan": "read_plan",
        "study_status": "status",
        "trace_node": "trace",
    },
)
