"""Automation: when a fact or a clock says so and a condition holds, then steps.

Way in      together.py (in the transaction of the change), after.py (from the outbox)
In order    rule · read · check · match · steps · run · log
Never       acts with more rights than its rule names; knows about HTTP
"""
