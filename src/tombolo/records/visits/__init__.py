"""The stays of records in their stages, and what is to be done there."""
