# Everything runs from here; `make setup` is part of every target and costs nothing once it is done.
PYTHON := .venv/bin/python
STAMP := .venv/setup.stamp

.PHONY: help setup demo test lint bench translations window clean

help:
	@echo "make demo    render a sample film, color it from one keyframe a shot, measure, open the window"
	@echo "make test    ruff, mypy, import contracts and all tests"
	@echo "make window  open the window"
	@echo "make lint    ruff, mypy and import contracts alone"
	@echo "make bench   measure quality and media reading"
	@echo "make translations  collect texts for translators and compile what they made"
	@echo "make setup   virtual environment, packages, and the system libraries Qt needs"

setup: $(STAMP)

$(STAMP): pyproject.toml scripts/setup.sh scripts/requirements_met.py
	@scripts/setup.sh $(STAMP)

demo: $(STAMP)
	@$(PYTHON) -m engine.cli demo

lint: $(STAMP)
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m mypy
	.venv/bin/lint-imports

# pytest comes last, so that the line that counts its tests is the last one to be seen; every test computes on one core
# (tests/conftest.py), so each core gets a worker, up to eight: each holds a torch of its own
test: lint
	$(PYTHON) -m pytest --numprocesses logical --maxprocesses 8 --dist worksteal

# texts for translators; after translating resources/translations/*.ts (Qt Linguist): scripts/translations.py compile
translations: $(STAMP)
	$(PYTHON) scripts/translations.py update
	$(PYTHON) scripts/translations.py compile

bench: $(STAMP)
	$(PYTHON) -m engine.cli bench media
	$(PYTHON) -m engine.cli bench quality ../shared/data/davis --references 1 --method flow --size 427x240

window: $(STAMP)
	@$(PYTHON) -m app

clean:
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache demo-output
