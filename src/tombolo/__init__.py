"""Tombolo: a zero-code business platform a company owns. Rooms on floors; see docs/house.md."""
