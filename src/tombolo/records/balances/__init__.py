"""Balances: sums of ledgers by key, kept in the transaction that moves them.

Way in      post.py (what moved, into the sums), rebuild.py (do they still say what the ledgers say?)
In order    counted · lock · post
Never       computes a record's values; commits
"""
