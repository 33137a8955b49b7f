FROM python:3.12-slim-trixie

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/portal

# pg_dump and psql, for backups. They must not be older than the server: compose.yaml has 17, too.
RUN apt-get update && apt-get install --yes --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/*
COPY requirements.txt .
RUN pip install --require-hashes -r requirements.txt

COPY . .
# All that the portal writes. The code stays read-only, and no secret is needed here.
RUN useradd --system --no-create-home portal \
    && mkdir -p var/media var/backups \
    && chown -R portal var

USER portal
# 9100 has numbers for Prometheus, and is for nobody else.
EXPOSE 8000
# The portal answers only to names in ALLOWED_HOSTS, so the check asks by the first of them.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(u.Request('http://127.0.0.1:8000/livez', headers={'Host': os.environ['ALLOWED_HOSTS'].split(',')[0].strip().lstrip('.')}), timeout=4)"]
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "--bind", "0.0.0.0:9100"]
