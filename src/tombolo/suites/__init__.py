"""Suites: apps as folders of YAML — read, check, plan, apply, export; the demo company."""
