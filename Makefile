# `make` lists what can be done. `make run` needs Python 3.11 to 3.14 and nothing else.

PYTHON := .venv/bin/python

# When the tests take place, by the clock of the office: a moment like 2027-12-31T23:30, or now.
DAY :=

# How many requests `make fuzz` makes, and which.
CASES := 20000
SEED := 0

# What the checks see: settings as in production, whatever the shell of the developer holds.
PRODUCTION := env -i PATH="$$PATH" HOME="$$HOME" ALLOWED_HOSTS=chapters.example.org \
	SECRET_KEY=only-for-the-checks-0123456789-abcdefghijklmnopqrstuvwxyz \
	DATABASE_URL=sqlite://:memory: EMAIL_URL=dummy: OFFICE_EMAIL=office@example.org

# Puts the libraries of one requirements file into .venv.
define install
@echo "Installing the libraries of $(1)"
@if command -v uv >/dev/null; then \
	uv pip install -q --python $(PYTHON) --require-hashes -r $(1); \
else \
	$(PYTHON) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m ensurepip >/dev/null || exit 1; \
	$(PYTHON) -m pip install -q --disable-pip-version-check --require-hashes -r $(1); \
fi
@touch $@
endef

.NOTPARALLEL:
.PHONY: help run test installation fuzz faults audit browser lint format bench migrations lock clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' Makefile

run: .venv/installed ## Run the portal at http://localhost:8000 (or: make run PORT=8001)
	@exec $(PYTHON) -m chapters_portal.operations.local_server

test: browser lint ## Check everything, on SQLite and on PostgreSQL (or: make test DAY=2027-12-31T23:30)
	$(PRODUCTION) $(PYTHON) manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(PYTHON) manage.py check --deploy --fail-level WARNING
	$(PYTHON) -m pytest -n 2 --dist worksteal --day=$(DAY) -m "not browser and not once and not installation"
	$(PYTHON) -m pytest -n 2 --dist worksteal --day=$(DAY) --database=postgresql -m "not installation"

installation: browser ## Install the portal as compose.yaml does, with the web server in front, and use it
	$(PYTHON) -m pytest --database=postgresql -m installation

fuzz: .venv/installed-dev ## Send the portal 20,000 hostile requests (or: make fuzz CASES=500 SEED=7)
	$(PYTHON) -m pytest tests/site/test_fuzz.py --cases=$(CASES) --seed=$(SEED)

faults: .venv/installed-dev ## Take away what the portal stands on, under visitors (or: make faults ONLY=disk_full)
	@$(PYTHON) -m tests.faults $(ONLY)

audit: .venv/installed-dev ## Ask what weaknesses are known of our libraries, and list them in var/sbom.json (needs the network)
	mkdir -p var
	$(PYTHON) -m pip_audit --disable-pip --require-hashes -r requirements.txt -f cyclonedx-json -o var/sbom.json

browser: .venv/installed-dev
	@$(PYTHON) -m tests.browser

lint: .venv/installed-dev ## Check the form of code and templates
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m ruff check
	find templates -name '*.html' -exec .venv/bin/djade --check --target-version 5.2 {} +
	find templates -name '*.html' -exec .venv/bin/djhtml --check --tabwidth 2 {} +

format: .venv/installed-dev ## Put code and templates into form
	$(PYTHON) -m ruff check --fix
	$(PYTHON) -m ruff format
	find templates -name '*.html' -exec .venv/bin/djade --target-version 5.2 {} +
	find templates -name '*.html' -exec .venv/bin/djhtml --tabwidth 2 {} +

bench: .venv/installed-dev ## Measure pages, search and desk (or: make bench ONLY=pages)
	@$(PYTHON) -m tests.benchmarks $(ONLY)

migrations: .venv/installed ## Write the migrations that the models ask for
	DEBUG=1 $(PYTHON) manage.py makemigrations

lock: ## Choose the newest allowed libraries again (needs uv)
	uv export -q --no-emit-project --no-header --no-annotate --no-emit-index-url --no-dev -o requirements.txt
	uv export -q --no-emit-project --no-header --no-annotate --no-emit-index-url -o requirements-dev.txt
	rm uv.lock

clean: ## Remove .venv and caches; var/, with the database, stays
	rm -rf .venv .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/installed: requirements.txt | $(PYTHON)
	$(call install,requirements.txt)

.venv/installed-dev: requirements-dev.txt | $(PYTHON)
	$(call install,requirements-dev.txt)

$(PYTHON):
	@rm -rf .venv
	@if command -v uv >/dev/null; then exec uv venv -q --python '>=3.11,<3.15' .venv; fi; \
	for python in python3 python3.14 python3.13 python3.12 python3.11 none; do \
		if [ $$python = none ]; then \
			echo "The portal needs Python 3.11, 3.12, 3.13 or 3.14, and none was found." >&2; exit 1; \
		fi; \
		$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null && break; \
	done; \
	if ! $$python -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "$$python lacks its venv module. On Debian and Ubuntu: apt install $$python-venv" >&2; exit 1; \
	fi; \
	exec $$python -m venv .venv
