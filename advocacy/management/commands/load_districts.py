from advocacy.loaders.districts import load_districts

from .load_legislators import Command as LoadCommand


class Command(LoadCommand):
    help = "Replace the ZIP codes and their districts of the House. All of the data or none."
    load = staticmethod(load_districts)
