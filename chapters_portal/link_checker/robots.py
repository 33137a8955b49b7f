"""What a robots.txt asks of us (RFC 9309): the longest rule that fits decides, and Allow wins ties.

The standard library's own reader takes the first rule that fits and knows no wildcards.
"""

from urllib.parse import unquote, urlsplit

AGENT = "chapters-portal"


class Robots:
    """The rules for us, or for everyone where none are ours."""

    def __init__(self, text, reason="Its robots.txt asks robots to stay away."):
        self.reason = reason
        groups, names, is_in_rules = {}, [], True
        for line in text.splitlines():
            key, _, value = line.partition("#")[0].partition(":")
            key, value = key.strip().lower(), value.strip()
            if key == "user-agent":
                names = [value.lower()] if is_in_rules else [*names, value.lower()]
                groups.setdefault(value.lower(), [])
                is_in_rules = False
            elif key in {"allow", "disallow", "crawl-delay"}:
                is_in_rules = True
                for name in names:
                    groups[name].append((key, value))
        self.rules = groups.get(AGENT, groups.get("*", []))

    def allows(self, address):
        parts = urlsplit(address)
        path = f"{parts.path or '/'}{parts.query and '?' + parts.query}"
        fitting = [
            (len(pattern), key == "allow")
            for key, pattern in self.rules
            if key != "crawl-delay" and pattern and fits(pattern, path)
        ]
        return max(fitting, default=(0, True))[1]

    @property
    def delay(self):
        """The seconds that it wants between two questions; 0 where it says nothing of it."""
        asked = [value for key, value in self.rules if key == "crawl-delay"]
        return max((int(value[:6]) for value in asked if value.isdecimal()), default=0)


def fits(pattern, path):
    """Whether `path` begins like `pattern`, where * is anything and a last $ the end."""
    pattern, path = unquote(pattern), unquote(path)
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    if pattern.endswith("$"):
        last = others.pop() if others else ""
        end = len(path) - len(last)
        is_at_end = path.endswith(last) if "*" in pattern else path == first
    else:
        end, is_at_end = len(path), True
    for part in others:
        found = path.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return is_at_end and at <= end
