"""Withdrawal: strike a passage, stop new use, or erase someone, in the store and in every file of a study.

``withdraw`` is the verb; ``what_goes`` finds what it reaches, ``carry_out`` does it in the order that no kill
can break, ``inbox`` and ``outputs_swept`` go through the files, ``erase`` through the store, and
``tombstones`` keep what was withdrawn from coming back.
"""
