"""Records: rows in, rows out.

Way in      read/fetch.py (ask to rows), write/save.py (changes to saved)
In order    work · read: ask, plan, guard, lower, fetch · write: change, merge, compute, check, permit, store, save
Never       knows about HTTP, approval or charts; commits
"""
