"""How gunicorn serves the portal: in the container and under `make run` alike."""

import os
import shutil
import tempfile
from pathlib import Path

wsgi_app = "chapters_portal.wsgi"
# Threads, because a few slow visitors would stop workers that serve one request at a time.
worker_class = "gthread"
workers = 2
threads = 4
# Seconds. More than the web server in front keeps one, so that none is closed as it is used.
keepalive = 75
# The workers' heartbeat must not wait for a disk. macOS has no such folder.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
control_socket_disable = True
# Where the processes count for operations/metrics.py.
os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="portal-", dir=worker_tmp_dir)
# Whoever sends these may be anyone: what a proxy of ours says, Django reads (BEHIND_PROXY).
forwarder_headers = ""
secure_scheme_headers = {}


def on_starting(server):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chapters_portal.settings")
    from chapters_portal.operations.start import refuse_to_start, write_alike

    refuse_to_start()
    write_alike(server.log.error_log)


def on_exit(server):
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
