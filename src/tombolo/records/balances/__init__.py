"""Balances: sums of ledgers by key, kept in the transaction that moves them.

Way in      post.py (what moved, into the sums), rebuild.py (do they still say what the ledgers say?),
            sight.py (a balance through a person's eyes), ledger.py (the rows behind one number)
In order    counted · lock · post | sight · ledger
Never       computes a record's values; commits
"""
