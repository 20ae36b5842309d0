# Everything a person types here: setup, run, test, test-faults, browser, pictures, check, format, bench, bench-intake, cover, fuzz, lock.
# Needs Python 3.11 or newer, make, and a package registry.
# `make test ARGS="-k ranking"` hands its arguments to pytest, which uses every core and one more; `ARGS="-n 0"` one.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
UV := uv==0.13.9
COMPILE := .venv-lock/bin/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links \
	--universal --python-version 3.11 --custom-compile-command "make lock" $(UPGRADE) pyproject.toml

# The first of these that runs, is new enough and can make a virtual environment; a name on PATH alone proves nothing.
PYTHON ?= $(firstword $(foreach name,python3.13 python3.12 python3.11 python3 python3.14 python,$(if $(shell \
	$(name) -c 'import ensurepip, sys, venv; print("fit" if sys.version_info >= (3, 11) else "")' 2>/dev/null),$(name))))

.PHONY: setup run test test-faults browser pictures check format bench bench-intake cover fuzz lock clean

setup: $(VENV)/.dev

# The journeys go through the desk in a real browser: root on Debian gets one where there is none.
browser:
	@test -n "$$BANDOLO_CHROMIUM" || command -v chromium >/dev/null || command -v chromium-browser >/dev/null || \
	command -v google-chrome >/dev/null || \
	{ test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && \
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; } || \
	echo "The journeys need Chromium: install it (Debian: apt install chromium), or name one in BANDOLO_CHROMIUM" >&2

run: $(VENV)/.run
	$(BIN)/bandolo demo $(ARGS)

test: $(VENV)/.dev browser
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal $(ARGS)

# The journeys keep the pictures of the README in docs/pictures.
pictures: $(VENV)/.dev browser
	mkdir -p docs/pictures
	BANDOLO_PICTURES=docs/pictures $(BIN)/python -m pytest tests/journeys --numprocesses 0 $(ARGS)

check: $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest tests/house

format: $(VENV)/.dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(VENV)/.dev
	$(BIN)/python -m bench
	$(BIN)/python -m bench.desk

# Places a second, beside pgbench, a Django view and the same server without a store: `ROUNDS=5 make bench-intake`.
bench-intake: $(VENV)/.dev
	$(BIN)/python -m bench.intake
	$(BIN)/python -m bench.intake.joined

# Kill, cut, fill and set back what carries the line, twenty times each; `make test` does it twice.
test-faults: $(VENV)/.dev
	FAULTS=20 $(BIN)/python -m pytest tests/faults $(ARGS)

# How much of the papers do their tests reach, by branch? Fails below 95%.
cover: $(VENV)/.dev
	$(BIN)/coverage run --branch --source=src/bandolo/papers -m pytest tests/papers tests/cli $(ARGS)
	$(BIN)/coverage report --show-missing --skip-covered --fail-under=95

# Throw broken files at every reader, for minutes; CASES says how many at those of signatures and uploads.
CASES ?= 400
fuzz: $(VENV)/.dev
	BANDOLO_FUZZ=$(CASES) $(BIN)/python -m pytest tests/papers/test_fuzz_papers.py $(ARGS)
	$(BIN)/python -m pytest tests/fuzz --hypothesis-profile=fuzz $(ARGS)

# Take what pyproject.toml asks for into requirements/; `make lock UPGRADE=--upgrade` takes the newest of each.
lock: .venv-lock/bin/uv
	$(COMPILE) --group build --output-file requirements/run.txt
	$(COMPILE) --group build --group test --group check --group bench --constraint requirements/run.txt \
		--output-file requirements/dev.txt

clean:
	rm -rf $(VENV) .venv-lock

# A stamp stands for an environment that was installed to the end from the lock beside it.
$(VENV)/.run: requirements/run.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer, with venv, is needed: make PYTHON=/path/to/python" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes --requirement requirements/run.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	$(PIP) install --require-hashes --requirement requirements/dev.txt
	touch $@

.venv-lock/bin/uv:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer, with venv, is needed: make PYTHON=/path/to/python" >&2; exit 1; }
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip --quiet --disable-pip-version-check install $(UV)
