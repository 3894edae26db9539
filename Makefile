# make demo   set up, score the seeds, say where the report is
# make test   set up with the test extra, run the tests
# make accuracy DATA=/path [CACHE=/path]   agreement with the labelled sets in DATA/dev and DATA/test: docs/accuracy.md
# make bench [BENCH="--rows 1,3 --repeat 3"] [AUC=FILE]   measure speed against the peers, installed apart: docs/speed.md
# make bench-parts   time the parts: splitters, reading, whole runs, claims, evidence, the report
# make install, lint, format, faults, mutants, schema, screenshot: what their names say
# make docs, reference   build the documentation site into site/; write its pages that come from the code
# make audit, lock   look the locked versions up among the known vulnerabilities; lock them anew, from constraints.txt (needs uv)
# make soak [SECONDS=600] [KILLS=200]   fuzz every reader for so long, kill so many runs; minutes to hours
# make reliability   kill runs, spoil what they left, and write the page that says what came of it

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PEERS := build/peers-venv
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet -c constraints.txt

.PHONY: audit lock soak demo test install lint format docs reference bench bench-parts reliability accuracy faults mutants schema screenshot clean

demo: $(VENV)/.demo
	$(BIN)/evalkit run seeds/

test: install
	$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

install: $(VENV)/.test

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: install
	$(BIN)/python docs/site.py

reference: install
	$(BIN)/python docs/reference.py

SECONDS ?= 600
KILLS ?= 200

soak: install
	$(PIP) atheris
	$(BIN)/python -m fuzzing --seconds $(SECONDS) --out build/fuzzing.json
	$(BIN)/python benchmarks/reliability.py docs/reliability.md --kills $(KILLS) --fuzzed build/fuzzing.json

reliability: install
	$(BIN)/python benchmarks/reliability.py docs/reliability.md

bench: install $(PEERS)/.done
	$(BIN)/python benchmarks/table.py --peers $(PEERS)/bin/python $(if $(AUC),--auc "$(AUC)") --out build/speed.json --page docs/speed.md $(BENCH)

bench-parts: install
	$(PIP) -e ".[bench]"
	$(BIN)/python benchmarks/sentence_splitters.py
	$(BIN)/python benchmarks/reading.py
	$(BIN)/python benchmarks/throughput.py
	$(BIN)/python benchmarks/claims.py
	$(BIN)/python benchmarks/evidence.py
	$(BIN)/python benchmarks/report.py

accuracy: install
	@test -n "$(DATA)" || { echo 'make accuracy DATA=/path: the folder of the labelled sets, with dev and test in it' >&2; exit 2; }
	$(BIN)/python benchmarks/accuracy.py "$(DATA)" $(if $(CACHE),--cache "$(CACHE)")

faults: install
	$(BIN)/python fixtures/table.py

mutants: install
	$(BIN)/evalkit mutate seeds/
	$(BIN)/python docs/mutants.py evalkit-mutants

audit: install
	ci/audit.sh

lock:
	{ sed '/^[^#]/,$$d' requirements.lock; uv pip compile pyproject.toml --extra ray --extra remote --constraint constraints.txt --generate-hashes --no-header --quiet --python-version 3.11; } > requirements.lock.new
	mv requirements.lock.new requirements.lock

schema: install
	$(BIN)/python -m evalkit.schema evalkit/schemas/run.schema.json

screenshot: install
	$(BIN)/python docs/screenshot.py

clean:
	rm -rf $(VENV) evalkit-report evalkit-mutants build dist site .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("evalkit needs Python 3.11 or newer; this is %s: make PYTHON=python3.12 ..." % sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: $(VENV)/bin/python pyproject.toml constraints.txt
	test -e $(VENV)/.test || $(PIP) -e .
	touch $@

$(PEERS)/.done: constraints.txt benchmarks/peers/requirements.txt
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip --disable-pip-version-check install --quiet -c constraints.txt -r benchmarks/peers/requirements.txt
	touch $@

$(VENV)/.test: $(VENV)/bin/python pyproject.toml constraints.txt
	$(PIP) -e ".[test]"
	touch $@
