# make run and make test need Python 3.11+ and make, nothing else.
PYTHON ?= python3
PORT ?= 8000
POSTGRES_URL ?= postgres://postgres@127.0.0.1:5432/postgres
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
JOBS ?= 2
# In the order that conftest.py gives: the longest files first, so that no process is left waiting at the end.
PYTEST := $(BIN)/python -m pytest -n $(JOBS) --dist loadgroup --no-loadscope-reorder

.PHONY: help port ready run test admin audit lint fmt messages clean bench drill

help:
	@echo "make run    install, migrate, load the fixtures and serve on 127.0.0.1:$(PORT)"
	@echo "make test   the whole test suite, on SQLite and on PostgreSQL"
	@echo "make bench  measure loading, search and pages against their budgets"
	@echo "make drill  eight editors save the same pages at once while workers are killed; ARGS=--sqlite-only"
	@echo "make admin  create an account for the admin"
	@echo "make audit  Lighthouse over the main pages, results in docs/audit.md"
	@echo "make lint   check code and templates; make fmt formats them"
	@echo "make messages  collect interface text into locale/"

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/runtime: requirements.txt | .venv/python
	@echo "Installing requirements"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/dev: requirements.txt requirements-dev.txt | .venv/python
	@echo "Installing requirements for development"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ .venv/runtime

# Asked before anything is made: minutes of work should not end at a port somebody else has.
port:
	@case "$(PORT)" in ''|*[!0-9]*) echo "PORT=$(PORT) is not a port number" >&2; exit 1;; esac
	@$(PYTHON) -c 'import socket, sys; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", int(sys.argv[1]) or -1))' "$(PORT)" 2>/dev/null || { echo "Port $(PORT) of 127.0.0.1 is in use or not allowed; try another: make run PORT=8080" >&2; exit 1; }

# The database migrated and filled, catalogues and static files made.
ready: .venv/runtime
	@test -n "$$SECRET_KEY" -a -n "$$DATABASE_URL" || { mkdir -p var && test -w var; } 2>/dev/null || { echo "var/ cannot be written: the secret key and the database belong there, unless SECRET_KEY and DATABASE_URL are set" >&2; exit 1; }
	@$(MANAGE) compile_catalogues
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_all --if-empty
	@$(MANAGE) roles --verbosity 0
	@$(MANAGE) collectstatic --noinput --verbosity 0

run: port ready
	@echo "Serving on http://127.0.0.1:$(PORT)/"
	@exec $(BIN)/python -m gunicorn careergraph.wsgi --no-control-socket --bind 127.0.0.1:$(PORT) --workers $${WEB_CONCURRENCY:-2} --timeout 90 --limit-request-line 8190

test: .venv/dev
	@$(MANAGE) compile_catalogues
	@$(PYTEST)
	@DATABASE_URL=$(POSTGRES_URL) $(PYTEST) -m "not browser and not once"

audit: ready
	@$(MANAGE) audit --write

bench: .venv/runtime
	@$(MANAGE) compile_catalogues
	@$(MANAGE) bench

drill: .venv/runtime
	@$(MANAGE) compile_catalogues
	@POSTGRES_URL=$(POSTGRES_URL) $(MANAGE) drill $(ARGS)

admin: .venv/runtime
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) roles --verbosity 0
	@if test -n "$$DJANGO_SUPERUSER_PASSWORD"; then DJANGO_SUPERUSER_EMAIL="$$DJANGO_SUPERUSER_EMAIL" $(MANAGE) createsuperuser --noinput; elif test -t 0; then $(MANAGE) createsuperuser; else echo "No terminal to ask at: set DJANGO_SUPERUSER_USERNAME and DJANGO_SUPERUSER_PASSWORD" >&2; exit 1; fi

lint: .venv/dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djlint --lint --quiet templates
	@$(BIN)/djade --check $$(find templates -name '*.html')
	@$(MANAGE) makemigrations --check --dry-run --verbosity 0

fmt: .venv/dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/djade $$(find templates -name '*.html') || true
	@$(BIN)/django-upgrade --target-version 5.2 --exit-zero-even-if-changed $$(git ls-files '*.py')

messages: .venv/dev
	@$(MANAGE) makemessages --locale zh_Hant --no-location --no-wrap --no-obsolete --ignore .venv --ignore staticfiles

clean:
	@rm -rf .venv staticfiles
