"""What the log does not need to know."""

import re

# A signed word, or the key of a letter, in an address. Who has it could act as its owner.
SECRET = re.compile(r"(?<=/)[^/\s]*(?::|%3A)[^/\s]*|(?<=/key/)[^/\s]+", re.IGNORECASE)


def without_secrets(record):
    """Take keys out of the addresses of a record, and the traceback of what is no fault of ours."""
    if getattr(record, "status_code", 500) < 500:
        record.exc_info = None
    if isinstance(record.args, tuple):
        record.args = tuple(
            SECRET.sub("…", one) if isinstance(one, str) and one.startswith("/") else one
            for one in record.args
        )
    return True
