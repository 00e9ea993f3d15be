"""The read line: ask, plan, guard, lower, fetch. Nothing leaves the database by another road."""
