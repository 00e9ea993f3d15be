"""Formula: the one expression language, from text to typed tree to SQL tree.

Way in      compile.py (text to typed tree), lower.py (typed tree to SQL tree)
In order    spans, types, nodes, scope, functions, lexer, parser, check, lower, reads, show, compile
Never       knows what a form is; evaluates anything itself (SQL is the only back end)
"""
