"""Changes of definitions over large tables: prepared beside them, applied in one short transaction,
finished behind it.

split.py    which steps are long, and what is done with each
kept.py     the change underway as the database remembers it
batches.py  rows in short transactions, in the order all writers lock them
index.py    indexes made while everybody goes on writing
prepare.py  shadow columns and indexes, before
run.py      a change from its beginning to its end, taken up wherever it was left
"""
