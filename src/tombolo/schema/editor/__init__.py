"""Expressions as whoever writes them meets them: names, functions, places, what is wrong and why."""
