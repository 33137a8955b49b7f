import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chapters_portal.settings")

application = get_wsgi_application()

# These read Django's settings, so they come after them.
from django.conf import settings  # noqa: E402

from chapters_portal.operations.logs import with_request_id  # noqa: E402
from chapters_portal.operations.metrics import measured  # noqa: E402
from chapters_portal.operations.outages import pulse  # noqa: E402
from chapters_portal.operations.outside import with_usual_port  # noqa: E402
from chapters_portal.operations.page_cache import PageCache  # noqa: E402

pulse.begin()
if not settings.DEBUG:
    application = PageCache(application)
application = measured(with_request_id(with_usual_port(application)))
