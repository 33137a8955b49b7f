"""What the portal keeps about people, for how long, and how the office answers who asks about it.

A room's `privacy.py` registers one `Kept` for each model with something personal in it, and names
with `NotPersonal` the fields that only look so; a test asks this of every field. Of these entries
`/privacy/` is made, the nightly job removes what they say is past its time, and a person's request
is answered. So what the page says is what is done.
"""
