"""Formula: the one expression language, from text to typed tree to SQL tree.

Way in      compile.py (text to checked tree), lower.py (checked tree to SQL tree), show.py (rewriting
            text: labels, keys, renames), functions/all.py (what may be called, with words and examples)
In order    spans, types, scope, messages, problems, lexer, nodes, parser, sql, functions, typed, weights, coerce,
            resolve, checking, criteria, rows, related, letting, linked, special, check, reads, compile, lower, show
Never       knows what a form is; evaluates anything itself (SQL is the only back end)
"""
