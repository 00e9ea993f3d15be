"""Base: faults, problems, ids, clock, decimals, text, codec, words.

Way in      errors.py (Fault and its six kinds), words.py (a message in zh and en)
Never       imports anything of ours
Words       Fault, Problem (see docs/words.md)
"""
