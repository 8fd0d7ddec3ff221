# Two commands: `make run` serves the seeded catalogue, `make test` runs every test. Both set up what they need.

# The distribution's own Python where it can make environments: it is built with its profile in hand, and runs the tests
# in four fifths of the time of one that pyenv built (docs/decisions/what-tests-cost.md). Else the one on the path.
PYTHON ?= $(or $(shell /usr/bin/python3 -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null \
	&& echo /usr/bin/python3),python3)
PORT ?= 8000
# The machine's own Chromium, first the one without the parts that draw windows; else the one in an npm package.
CHROMIUM ?= $(or $(shell for name in chromium-headless-shell chromium google-chrome; do command -v $$name && break; done), \
	$(PACKAGED_CHROMIUM))
PACKAGED_CHROMIUM := $(CURDIR)/var/chromium/chromium.sh
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
# Production's settings, for the checks that ask whether they are safe.
PRODUCTION := ENV_FILE=/dev/null SECRET_KEY=checks-only-4f9c1d7e2b8a6053-not-used-to-serve-anything ALLOWED_HOSTS=example.dk
# The tests read no local .env. pytest-django reads the settings before any conftest could set these.
TESTING := ENV_FILE=/dev/null SECRET_KEY=tests-only HTTPS=false TWO_FACTOR=false LOG_LEVEL=ERROR TESTS_SHARE=$(CURDIR)/var/tests

# Every process that starts would read all source anew; the tests start dozens. Some machines ask for that.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test tests on-sqlite on-postgresql tests-folder editor lint audit clean

help:
	@echo "make run              serve the catalogue on http://127.0.0.1:8000 (PORT=... for another)"
	@echo "make test             run every test, browser tests included"
	@echo "make tests FILES=...  run these files of tests, on both databases"
	@echo "make editor           create the first account for the editing pages"
	@echo "make audit            ask the package indexes for known holes in what is installed"
	@echo "make clean            remove everything that was built, the database included"

run: var/static/.done .env
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) seed
	@echo "The catalogue is at http://127.0.0.1:$(PORT), over plain HTTP for this machine only (stop with Ctrl-C)."
	@echo "It sends no mail: each becomes a file in var/mails/. The municipalities' forms can be tried, with example texts."
	@SITE_URL=http://127.0.0.1:$(PORT) PORT=$(PORT) $(BIN)/gunicorn casekatalog.wsgi

editor: $(VENV)/.runtime .env
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) create_editor

test: $(VENV)/.dev node_modules/.dev
	@$(MAKE) --no-print-directory -j3 lint on-sqlite on-postgresql; $(SAY_POSTGRESQL)

tests: $(VENV)/.dev node_modules/.dev
	@$(MAKE) --no-print-directory on-sqlite on-postgresql; $(SAY_POSTGRESQL)

# Both at once: while one waits for a browser, a server or a lock, the other works. What the tests on PostgreSQL say comes last.
on-sqlite: tests-folder var/static/.done $(CHROMIUM)
	@$(TESTING) CHROMIUM=$(CHROMIUM) $(BIN)/pytest $(FILES)

on-postgresql: tests-folder var/static/.done $(CHROMIUM)
	@$(TESTING) CHROMIUM=$(CHROMIUM) $(BIN)/python -m tests.on_postgresql $(FILES) > var/tests/postgresql.txt 2>&1

tests-folder:
	@rm -rf var/tests && mkdir -p var/tests
SAY_POSTGRESQL = ended=$$?; said=var/tests/postgresql.txt; \
	if [ -f $$said ]; then echo "On PostgreSQL, what a database could change:"; cat $$said; fi; exit $$ended

lint: $(VENV)/.dev var/static/.done
	@$(BIN)/pip check --quiet --disable-pip-version-check
	@$(BIN)/lint-imports > /dev/null || $(BIN)/lint-imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(PRODUCTION) $(BIN)/mypy .
	@$(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING
	@$(PRODUCTION) $(MANAGE) makemigrations --check --dry-run

# Not part of the tests: tomorrow's answer may be another, and some indexes give none (which is an error here).
audit: $(VENV)/.created
	@$(PYTHON) -m venv var/audit && var/audit/bin/pip install --quiet --disable-pip-version-check pip-audit
	@var/audit/bin/pip-audit --strict --require-hashes --disable-pip -r requirements.txt
	@npm audit

clean:
	rm -rf $(VENV) node_modules build var .env

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed. Say which with: make PYTHON=python3.11 run"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing. Get it with: apt-get install -y python3-venv"; exit 1; }
	@touch $@

$(VENV)/.runtime: $(VENV)/.created requirements.txt
	@echo "Installing Python packages ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.txt
	@echo "Installing Python packages for the tests ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# The machine's own Node.js if it is new enough, else the one that comes as a Python package.
define INSTALL_NODE_PACKAGES
	@if command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null; then :; else \
		echo "Installing Node.js as a Python package ..."; \
		$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-node.txt; fi
	@PATH="$(WITH_NODE)" npm ci --ignore-scripts --loglevel=error
endef
WITH_NODE = $$PATH:$(CURDIR)/$(BIN)
NODE_PACKAGES := $(VENV)/.created package.json package-lock.json requirements-node.txt

node_modules/.done: $(NODE_PACKAGES)
	@echo "Installing front-end packages ..."
	$(INSTALL_NODE_PACKAGES) --omit=dev
	@touch $@

node_modules/.dev: $(NODE_PACKAGES)
	@echo "Installing front-end packages, with those for the tests ..."
	$(INSTALL_NODE_PACKAGES)
	@touch node_modules/.done $@

$(PACKAGED_CHROMIUM): node_modules/.dev tests/browser/chromium.mjs
	@echo "Unpacking Chromium ..."
	@PATH="$(WITH_NODE)" node tests/browser/chromium.mjs $(@D)

build/.done: node_modules/.done $(wildcard frontend/*)
	@echo "Building the style sheet ..."
	@PATH="$(WITH_NODE)" node frontend/build.mjs
	@touch $@

var/static/.done: $(VENV)/.runtime build/.done $(shell find static -type f)
	@$(PRODUCTION) $(MANAGE) collectstatic --noinput --clear --verbosity 0
	@touch $@

.env:
	@umask 077; echo "SECRET_KEY=local-$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))')" > $@; printf 'HTTPS=false\nTWO_FACTOR=false\n' >> $@
	@printf '%s\n' "EMAIL_URL='file:///$(CURDIR)/var/mails?_default_from_email=eksempel@example.dk'" \
		"SITE_URL=http://127.0.0.1:8000" "CONTROLLER='EKSEMPEL: Eksempel Kommune, Rådhuspladsen 1, 2100 Eksempelby'" \
		"CONTROLLER_PURPOSE='EKSEMPEL: Vi bruger oplysningerne til at holde casene rigtige og vise, hvem der gør det samme.'" \
		"CONTROLLER_LEGAL_BASIS='EKSEMPEL: Behandlingen er en opgave i samfundets interesse.'" \
		"CONTROLLER_DELETION='EKSEMPEL: Vi sletter postkassen sammen med svaret.'" \
		"CONTROLLER_ACCESS='EKSEMPEL: Det, I sender, kan være omfattet af aktindsigt.'" >> $@
