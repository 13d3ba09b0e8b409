"""The self-test that comes with the program: a few checks a file, and beside them that they can fail."""
