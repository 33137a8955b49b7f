"""What links call the pages that they lead to, by which people ask for them.

Whoever has links tells them: `register_names` takes a function that gives pairs of an address and
the words that lead there, and the models whose changes may change that.
"""

from collections import defaultdict

sources = []


def register_names(source, *models):
    sources.append((source, models))


def naming_models():
    return {model for _, models in sources for model in models}


def names_of_links():
    """The names of each address, in order."""
    names = defaultdict(dict)
    for source, _ in sources:
        for address, name in source():
            names[address][name] = None
    return defaultdict(list, {address: list(found) for address, found in names.items()})
