"""Rows in and out as CSV and XLSX, at the desk, by command, and from the starter content.

A sheet is read, looked at, then applied: `Resource.read()` writes nothing; `apply()` locks, reads
again in one transaction, and writes only an outcome with the digest of the one that was shown. Rows
are saved by `full_clean()` and `save()`, so versions, search, redirects and kept pages hear of it.
Between the two the file waits in the cache, encrypted with a key that only the form has
(`pending`).

A cell that says what an export would say leaves the value alone, so what leaves comes back without
a change. Rows are found by id, else by the `keys` of the resource in their order; more than one is
an error. Nothing is deleted by a sheet, and none publishes. A room joins with a `Resource` in its
`resources.py` and `SheetAdmin` with `resource_class`; importing needs to add and to change.
"""
