"""How staff come in: passkeys, passwords with a second factor, and an end to every session.

django-allauth does the work; here stands what the office has decided about it.
"""
