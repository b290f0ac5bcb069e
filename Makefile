# Everything that is done with a checkout starts here. It takes make and Python 3.11 or newer; each
# target first sees to it that .venv holds what requirements/ locks.

# Another interpreter, another place:  make test PYTHON=python3.13 VENV=.venv-3.13
VENV ?= .venv
export VENV

PYTHON_M := "$(VENV)/bin/python" -m
# A process for each core. Each begins with a part of its own, so that what the tests of a file share
# is made once, and whoever is done takes from the others. The summary says what failed, and what was
# left out where something is missing, such as a browser.
TESTS := $(PYTHON_M) pytest -n auto --dist worksteal -rfEs
COMPILE := $(PYTHON_M) uv pip compile --quiet --universal --python-version 3.11 --upgrade \
	--generate-hashes --no-emit-index-url --no-header --no-annotate
PRINT_BACKEND := import tomllib; \
	print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test check slow docs bench bench-quick golden lock clean to-run to-check

help: ## Say what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s%s\n", $$1, $$2 }' Makefile

demo: to-run ## Run the first scenario
	"$(VENV)/bin/entente" run border-triangle
	@echo
	@echo 'Next: . $(VENV)/bin/activate, then: entente list'

test: to-check ## Run the quick tests
	$(TESTS)

check: to-check ## Check format, style, types and the order of imports, then run the quick tests
	$(PYTHON_M) ruff format --check .
	$(PYTHON_M) ruff check .
	$(PYTHON_M) mypy
	"$(VENV)/bin/lint-imports"
	$(TESTS)

slow: to-check ## Run the tests that take longer
	$(TESTS) -m slow

docs: to-check ## Build the pages and the Python reference as a site, and check its links
	$(PYTHON_M) sphinx -q -b html -c docs/site --fail-on-warning --keep-going . build/site
	@echo 'It begins at build/site/index.html.'

bench: to-check ## Measure speed against what it aims at; fails where an aim is missed
	$(PYTHON_M) benchmarks

bench-quick: to-check ## The same in fewer rounds, in 3 minutes
	$(PYTHON_M) benchmarks --quick

golden: to-check ## Record the traces again, after a change that is meant to change them
	$(PYTHON_M) tests.golden.renew

lock: to-check ## Renew the locks in requirements/
	$(COMPILE) --extra fast --extra research --extra rooms --extra cluster --extra dev \
		-o requirements/dev.txt pyproject.toml
	$(COMPILE) --extra fast --extra research --extra rooms -c requirements/dev.txt \
		-o requirements/run.txt pyproject.toml
	"$(VENV)/bin/python" -c '$(PRINT_BACKEND)' | \
		$(COMPILE) -c requirements/dev.txt -o requirements/build.txt -

clean: ## Remove everything that can be made again
	rm -rf "$(VENV)" build dist .coverage .coverage.* .hypothesis
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .benchmarks
	find sim tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

to-run:
	@requirements/install.sh run

to-check:
	@requirements/install.sh dev
