"""Schema: what apps are. Forms, field kinds, views, conditions; catalog, diff, plan, DDL, versions.

Way in      catalog.py (the frozen snapshot), store.py (load and change it)
Never       touches a customer's rows, except to convert a column
Words       App, Form, Field, View, Catalog, Condition (see docs/words.md)
"""
