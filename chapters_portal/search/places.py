"""Places that people call by a code or by a name: "VT" and "Vermont" ask for the same.

A room that knows places tells them: `register_places` takes a function that gives pairs of code and
name.
"""

sources = []


def register_places(source):
    sources.append(source)


def places():
    return [pair for source in sources for pair in source()]
