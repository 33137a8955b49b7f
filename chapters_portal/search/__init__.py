"""Search: one index over everything public, the same on SQLite and on PostgreSQL.

What of a model is searched stands in its entry of the registry (`Content(...,
search=Search(...))`); `index` makes documents of it and keeps them, `query` finds in them.
Words are folded and stemmed here, in Python, so that the databases, which only keep and rank them,
find the same.
"""
