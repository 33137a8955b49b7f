"""What keeps the portal running: page cache, marks, outbox, jobs by the clock, health, `make run`.

The page cache is a WSGI wrapper in front of Django. Any saved or deleted row of what the registry
of content does not call private raises the content version, so nothing is invalidated by hand;
changes that send no signal (`QuerySet.update`, `bulk_create`) call `raise_content_version`. A job
by the clock runs inside `with job("name")`; the nightly one sends the signal `nightly`, which rooms
answer. Django's default cache is a table (`marks`), in which limits, locks and used codes stand
until their time is over; what may be lost at any time goes into `caches["pages"]`.
"""
