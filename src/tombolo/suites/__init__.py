"""Suites: apps as folders of YAML. Read, check, plan, apply, export; demo data."""
