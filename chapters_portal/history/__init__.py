"""Every change of what staff edit: versions, their comparison, the log, restoring, the trash.

A model joins with one line after `objects`, `history = History()`; `makemigrations` makes the table
of its versions in its own room, so each room's migrations stay its own. The log (`Change`) is one
small table beside them, because a union over thirty tables of versions would not stay fast.

Restoring is saving: a version passes `full_clean()` and `save()`, so the rules of today, redirects,
search and kept pages all hear of it. There is no "is deleted" flag: a deletion is a version and a
line of the log, and rows that went with it share its `deletion`. Forgetting a row removes its
versions and its lines in the log; Django's own log is not written for rows with a history, because
it would name people where forgetting does not look. What visitors do makes no version.
"""
