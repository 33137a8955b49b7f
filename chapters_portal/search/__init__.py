"""Search: one index over everything public, the same on SQLite and on PostgreSQL.

`documents` says what of each model is searched, `index` keeps it, `query` finds in it.
"""
