# Two commands: `make serve` runs the directory, `make test` runs everything that must hold.
PYTHON ?= python3
PORT ?= 8000
PY := .venv/bin/python
UV_VERSION := 0.13.9
export UV_PYTHON_DOWNLOADS := never

.PHONY: serve manage test lint types templates checks tests lock

serve: .venv/.serve var/secret_key var/.static
	@PORT=$(PORT) exec ./jiuyi serve --prepare

# Any command, as `make serve` would run it: make manage ARGS="publish hospitals".
manage:
	@./jiuyi $(ARGS)

test: .venv/.test
	@$(MAKE) --no-print-directory -j2 -Otarget lint types templates checks
	@$(MAKE) --no-print-directory tests

lint: .venv/.test
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/bandit -q -c pyproject.toml -r directory hospitals offices manage.py 2> /dev/null
	.venv/bin/hadolint deploy/Dockerfile

types: .venv/.test
	DEBUG=1 .venv/bin/mypy .

templates: .venv/.test
	.venv/bin/djlint --lint --quiet directory hospitals offices

checks: .venv/.test
	DEBUG=1 $(PY) manage.py check
	DEBUG=1 $(PY) manage.py makemigrations --check --dry-run

tests: .venv/.test
	$(PY) tests/databases.py

# Written anew from pyproject.toml; pinned with hashes, without addresses of any package index.
lock: .venv/.uv
	.venv/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header -q \
	--upgrade -o requirements.lock
	.venv/bin/uv pip compile pyproject.toml --group dev -c requirements.lock --universal --python-version 3.11 \
	--generate-hashes --no-header -q -o requirements-dev.lock

.venv/.uv:
	$(PYTHON) -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

.venv/.serve: .venv/.uv requirements.lock
	.venv/bin/uv pip install --quiet --python $(PY) --require-hashes -r requirements.lock
	@touch $@

.venv/.test: .venv/.uv requirements-dev.lock
	.venv/bin/uv pip install --quiet --python $(PY) --require-hashes -r requirements-dev.lock
	@touch $@ .venv/.serve

# Compressing takes most of a minute, so only when a static file or a package has changed.
var/.static: .venv/.serve $(shell find directory/static -type f)
	@mkdir -p var && DEBUG=0 SECRET_KEY=$$($(PYTHON) -c "import secrets; print(secrets.token_urlsafe(50))") ALLOWED_HOSTS=none $(PY) manage.py collectstatic --noinput -v 0 && touch $@

var/secret_key:
	@mkdir -p var && umask 077 && $(PYTHON) -c "import secrets; print(secrets.token_urlsafe(50))" > $@
