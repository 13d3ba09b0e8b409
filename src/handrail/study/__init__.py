"""The study: plan, import, build, trace; one file a verb, no statistics."""
