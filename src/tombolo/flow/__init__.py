"""Flow: approvals, from their definition to the decision of a person.

Way in      acts.py (one act of a person or of the clock, one transaction), inbox.py (who has what)
In order    chart · read · check · assign · state · acts · machine · rules
Never       decides row rights by itself; knows about HTTP or rules of automation
"""
