"""Functions of the language: signature, SQL, words and examples, one file per family; all.py lists them."""
