"""PostgreSQL: SQL trees and their printer, connections, named statements, migrations, queue.

Way in      tree.py (what a statement is), printer.py (tree to text), pool.py (transactions)
Never       knows what a form is
"""
