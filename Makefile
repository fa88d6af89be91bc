# One way to do it: run, test, check, bench. Each sets up what it needs in .venv.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test check bench docs dist stranger release train clean

help:
	@echo "make run    reconcile the reports in examples/ and write out/report.html"
	@echo "make test   run the tests"
	@echo "make check  lint and type-check"
	@echo "make bench  measure speed, memory and accuracy"
	@echo "make docs   make the documentation site in out/site, and check its links"
	@echo "make dist   build wheel and sdist in out/dist, twice, and compare; make release also writes what they consist of"
	@echo "make stranger  run every command of the first pages of the docs from the installed wheel, in a clean environment"
	@echo "make train  train the reader from DATA (default ../shared/data) into out/reader"

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# The stamps say which set of dependencies is installed, so that a second call costs nothing.
$(VENV)/.run: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/.run

setup: $(VENV)/.run
setup-dev: $(VENV)/.dev

run: setup
	@mkdir -p out
	$(BIN)/deconflict reconcile examples --format html > out/report.html
	$(BIN)/deconflict reconcile examples
	@echo "The same as a page: out/report.html"

test: setup-dev
	$(BIN)/python -m pytest --cov=deconflict --cov-report=term --cov-fail-under=90

check: setup-dev
	$(BIN)/ruff check src tests benchmarks training release
	$(BIN)/ruff format --check src tests benchmarks training release
	$(BIN)/mypy

bench: setup-dev
	$(BIN)/python -m benchmarks

$(VENV)/.docs: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[docs,release]'
	@touch $@ $(VENV)/.run

docs: $(VENV)/.docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet
	$(BIN)/python -m release.links out/site

dist: $(VENV)/.docs
	$(BIN)/python -m release.build out/dist

stranger: dist
	rm -rf out/stranger && $(PYTHON) -m venv out/stranger
	out/stranger/bin/python -m pip install --quiet --disable-pip-version-check "$$(ls $(CURDIR)/out/dist/*.whl)[desk]"
	$(BIN)/python -m release.walk docs/start.md docs/tutorial.md --bin out/stranger/bin --with examples --quiet

release: $(VENV)/.docs
	$(BIN)/python -m release.build out/dist --release

DATA ?= ../shared/data
DEVICE ?= cpu
train:
	$(PYTHON) -m venv .venv-train
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check --editable . -r training/reader/requirements.txt
	.venv-train/bin/python -m training.reader --data $(DATA) --out out/reader --device $(DEVICE)

clean:
	rm -rf $(VENV) out build dist
