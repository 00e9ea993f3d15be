"""Field kinds: one file answers every question about one kind; all.py is the literal list."""
