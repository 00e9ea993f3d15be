"""Access: people, departments, roles, policies; one grant per person and form; reasons.

Way in      grant.py (policies x actor x form), directory.py (the organisation)
Never       runs the query it limits
"""
