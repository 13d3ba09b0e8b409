"""REFI-QDA 1.5: projects and codebooks of other analysis programs, read, written, compared and merged."""
