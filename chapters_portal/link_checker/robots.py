"""What a robots.txt asks of us (RFC 9309): the longest rule that fits decides, and Allow wins ties.

The standard library's own reader takes the first rule that fits and knows no wildcards.
"""

from protego import Protego

AGENT = "chapters-portal"


class Robots:
    """The rules for us, or for everyone where none are ours."""

    def __init__(self, text, reason="Its robots.txt asks robots to stay away."):
        self.rules, self.reason = Protego.parse(text), reason

    def allows(self, address):
        return self.rules.can_fetch(address, AGENT)

    @property
    def delay(self):
        """The seconds that it wants between two questions; 0 where it says nothing of it."""
        return self.rules.crawl_delay(AGENT) or 0
