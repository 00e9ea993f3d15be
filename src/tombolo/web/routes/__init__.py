"""Routes: one file per kind of thing; app.py lists them."""
