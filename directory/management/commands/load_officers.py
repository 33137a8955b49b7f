from directory.loaders import load_officers

from .load_chapters import Command as LoadCommand


class Command(LoadCommand):
    help = "Load people and their terms from a CSV file. All rows or none."
    load = staticmethod(load_officers)
