"""Automation: when something moved or a person asks for it and a condition holds, then steps.

Way in      together.py (in the transaction of the change, where runs for later are queued too),
            after.py (a worker's turn), button.py, dry.py
In order    rule · read · check · match · steps · together · run · log
Never       acts with more rights than its rule names; knows about HTTP
"""
