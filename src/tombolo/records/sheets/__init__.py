"""Sheets: Excel and CSV in and out, through the write line and the read line.

Way in      look.py (what is in a file), run.py (file to records), out.py (records to file)
In order    gate, read, guess, frames, apart, look · spec, fit, find, rows, run, report · out, write · jobs · grow
Never       opens an uploaded file in this process, or writes a record beside records/write
"""
