# Everything a developer, CI and the hall's engineer run. `make help` lists it.
# Every target that needs the environment goes through `setup`, which installs only what is missing and otherwise takes a moment.

BIN := .venv/bin
DEMO ?=
TESTS ?=
# Tests of one file stay together, in the order of tests/conftest.py; many wait for daemons and lines, so there are more of them than cores.
WORKERS ?= 3
SPREAD := -n $(WORKERS) --dist loadfile --no-loadscope-reorder
# The tests are compiled and rewritten once, not anew by every worker of every run.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo test coverage check format screens soak reference deb lock clean

help: ## list the targets
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

setup: ## install the system packages and the Python environment that are missing
	@./setup.sh

demo: setup ## the whole product on this machine: a window where there is a display (DEMO="--headless" for none)
	@$(BIN)/kiosk demo $(DEMO)

test: setup ## every test, real services included (TESTS="tests/queue -k retry" for some)
	@$(BIN)/python -m pytest $(SPREAD) $(TESTS)

coverage: setup ## the tests once more, slower, and what they leave out
	@$(BIN)/coverage erase
	@$(BIN)/python -m pytest $(SPREAD) --cov --cov-report=term $(TESTS)

check: setup ## format, lint, types, and the arrows between the folders
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: setup ## format the code and mend what ruff can mend
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

screens: setup ## a picture of every screen in every state and of every widget: build/gallery/index.html
	@$(BIN)/python -m screens.gallery build/gallery

reference: setup ## docs/devices.md from the adapters' own words
	@$(BIN)/python -m devices.reference_page --built-in >docs/devices.md.new
	@mv docs/devices.md.new docs/devices.md

soak: setup ## what takes longer than the suite's ten minutes
	@$(BIN)/python -m pytest -m soak --timeout 3600 $(TESTS)

deb: ## the Debian package, in dist
	@./debian/build dist

lock: setup ## choose the versions of all packages anew: requirements.lock from pyproject.toml (needs uv)
	@command -v uv >/dev/null || { echo "make lock: uv is needed (https://docs.astral.sh/uv/)" >&2; exit 3; }
	@uv pip compile pyproject.toml --quiet --extra dev --extra handwriting --upgrade --python-version 3.11 --generate-hashes \
	    --no-header --no-annotate --no-emit-index-url --no-emit-find-links --no-emit-package opencv-python-headless \
	    --output-file requirements.lock

clean: ## remove what the other targets made, .venv included
	@rm -rf .venv build dist *.egg-info .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find kiosk devices screens config tests -name __pycache__ -type d -prune -exec rm -rf {} +
