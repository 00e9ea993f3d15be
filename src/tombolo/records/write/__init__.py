"""The write line: merge, compute, check, permit, store. One record or ten thousand, the same code."""
