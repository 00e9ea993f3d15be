"""What people are told: a fact of the outbox becomes a notice of each person it concerns, once.

Way in      hear.py (a worker's turn), mail.py (a worker's job), centre.py and preferences.py (a person's)
In order    topics · preferences · hours · hear · centre · letter · smtp · mail
Never       tells of a record that the person may not read and no flow shows; writes records
"""
