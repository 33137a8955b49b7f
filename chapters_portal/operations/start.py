"""What gunicorn's first process does before it serves."""

import logging
import sys
from pathlib import Path

logger = logging.getLogger(__name__)


def refuse_to_start():
    """End this process with one line that says what to set, unless all is well.

    A database that is away does not keep a portal down that has pages to show meanwhile.
    """
    # Whose own import ends with such a line.
    from django.conf import settings
    from django.db import connection

    if settings.DEBUG:
        sys.exit("The portal cannot start. DEBUG: It shows visitors how we work; take it away.")
    try:
        connection.Database.connect(**connection.get_connection_params()).close()
    except connection.Database.Error as error:
        reason = " ".join(str(error).split())
        if any(Path(settings.CACHES["copies"]["LOCATION"]).glob("*")):
            logger.warning("The portal starts with kept pages, without its database: %s", reason)
        else:
            sys.exit(f"The portal cannot start. DATABASE_URL: {reason}")


def write_alike(log):
    """Have gunicorn's own log look as the portal's does."""
    from django.conf import settings

    from .logs import Lines

    if not settings.PLAIN_HTTP:
        for handler in log.handlers:
            handler.setFormatter(Lines())
