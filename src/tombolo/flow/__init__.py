"""Flow: approvals, from their definition to the decision of a person.

Way in      acts.py (one act of a person or of the clock, one transaction), inbox.py (who has what)
In order    chart · read, people_text, read_nodes · check · assign · state · acts · machine (entering,
            judging, deciding, joining, returning, persons, clock, ending) · rules
Never       decides row rights by itself; knows about HTTP or rules of automation
"""
