# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Everything is installed below .cache, with the versions pinned in requirements/, by the newest Python that is found.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

CACHE := $(CURDIR)/.cache

# pyenv's shims break the tools below: the real interpreters take their place.
empty :=
space := $(empty) $(empty)
INTERPRETERS := $(wildcard $(HOME)/.pyenv/versions/3.9*/bin $(HOME)/.pyenv/versions/3.1[0-9]*/bin)
export PATH := $(subst $(space),:,$(strip $(filter-out %/.pyenv/shims,$(subst :,$(space),$(PATH))) $(INTERPRETERS)))
PYTHON ?= $(shell PATH='$(PATH)'; for version in 3.13 3.12 3.11; do \
  if "python$$version" -c 'import ensurepip, venv' 2>/dev/null; then command -v "python$$version"; break; fi; done)
PYTHON := $(or $(PYTHON),python3)

# Nothing lands in the user's home.
export HOME := $(CACHE)/home
export UV_CACHE_DIR := $(CACHE)/uv
export UV_SYSTEM_CERTS := 1
export UV_LINK_MODE := copy
export HYPOTHESIS_STORAGE_DIRECTORY := $(CACHE)/hypothesis
export MYPY_CACHE_DIR := $(CACHE)/mypy
export RUFF_CACHE_DIR := $(CACHE)/ruff
export ANSIBLE_HOME := $(CACHE)/home/.ansible
export ANSIBLE_COLLECTIONS_PATH := $(CACHE)/links
export PYTHONDONTWRITEBYTECODE :=
export PYTHONPATH :=

UV := $(CACHE)/bootstrap/bin/uv
RUN := $(CACHE)/run
TEST := $(CACHE)/test
IMPORTER := $(CACHE)/importer
NOX := $(CACHE)/nox
AWX := $(CACHE)/awx
DOCS := $(CACHE)/docs
TREE := $(CACHE)/tree
LINK := $(CACHE)/links/ansible_collections/voiceops/vapi
COLLECTION := $(TREE)/ansible_collections/voiceops/vapi
# ansible-test looks for these by the version of pip that each ansible-core asks for: 2.18 and 2.19, 2.20 and 2.21.
PIP_SCRIPTS := $(foreach version,24_2 25_2,$(HOME)/.ansible/test/cache/get_pip_$(version).py)

# --- environments -----------------------------------------------------------------------------------------------------

$(UV): requirements/uv.txt
	@$(PYTHON) -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "This needs Python 3.11 or newer with its venv module; name another one with PYTHON=…"; exit 1; }
	@echo "Setting up with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(CACHE)/bootstrap
	@$(CACHE)/bootstrap/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

define environment
	@$(UV) venv --quiet --allow-existing --python $(PYTHON) $(1)
	@$(UV) pip sync --quiet --compile-bytecode --python $(1)/bin/python $(2)
	@touch $(1)/ready
endef

$(RUN)/ready: requirements/run.txt | $(UV)
	$(call environment,$(RUN),$<)

$(TEST)/ready: requirements/test.txt | $(UV)
	$(call environment,$(TEST),$<)

$(IMPORTER)/ready: requirements/importer.txt | $(UV)
	$(call environment,$(IMPORTER),$<)

$(NOX)/ready: requirements/nox.txt | $(UV)
	$(call environment,$(NOX),$<)

$(AWX)/ready: requirements/awx.txt | $(UV)
	$(call environment,$(AWX),$<)

$(LINK):
	@mkdir -p $(@D)
	@ln -sfn $(CURDIR) $@

$(PIP_SCRIPTS): tests/tools/get_pip.py
	@mkdir -p $(@D)
	@cp $< $@

.PHONY: mutations contract-nightly help demo test test-all test-matrix format lint types unit simulator contract faults eda controller awx-check integration integration-modules sanity \
	docs-check docs pictures docs-look browser guides hooks generate generated pins build importer environment-check nox fragments changelog release publish check-all coverage benchmark clean tree

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-20s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- what newcomers run -----------------------------------------------------------------------------------------------

demo: $(RUN)/ready $(LINK) ## run the main job against the simulator: no key, no charges
	@PATH=$(RUN)/bin:$$PATH $(DEMO_DISPLAY) ansible-playbook voiceops.vapi.demo

PARTS := lint types unit simulator contract faults eda controller integration sanity docs-check guides docs-look

test: $(TEST)/ready $(LINK) $(PIP_SCRIPTS) ## run the usual share of every part in minutes, and count it at the end
	@TESTS=usual $(TEST)/bin/python tests/tools/check.py $(PARTS)

test-all: $(TEST)/ready $(LINK) $(PIP_SCRIPTS) ## run every part completely, as CI does at each push
	@TESTS=all $(TEST)/bin/python tests/tools/check.py $(PARTS)

test-matrix: $(TEST)/ready $(LINK) $(PIP_SCRIPTS) ## run units, integration and secrets with every supported ansible-core; CORES=2.18 for one
	@$(TEST)/bin/python tests/tools/matrix.py $(CORES)

DEMO_DISPLAY := TMPDIR=$(CACHE) ANSIBLE_CALLBACK_RESULT_FORMAT=yaml ANSIBLE_LOCALHOST_WARNING=false \
  ANSIBLE_INVENTORY_UNPARSED_WARNING=false

# --- the parts of the test --------------------------------------------------------------------------------------------

# A part run on its own is the whole part. `make test` takes TESTS=usual: what has a cheaper form runs in that form.
export TESTS ?= all
USUAL := $(filter usual,$(TESTS))

BIN := $(TEST)/bin
PYTEST := $(BIN)/python -m pytest -q --color no -p no:cacheprovider
# Processes of a part that takes long; `make test` runs parts beside each other instead.
WORKERS ?= 2
# What the tests of a file share, such as a simulator or a long run, is made once.
PYTEST_LONG = $(PYTEST) -n $(WORKERS) --dist loadfile

lint: $(TEST)/ready $(LINK) nox ## run every hook of .pre-commit-config.yaml, ansible-lint, and the check of commit subjects
	@$(NOX)/bin/pre-commit run --all-files --color never > $(CACHE)/hooks.log 2>&1 || { cat $(CACHE)/hooks.log; exit 1; }
	@$(BIN)/python tests/tools/commits.py
	@cd $(LINK) && PATH=$(BIN):$$PATH ansible-lint --offline -q --nocolor --profile production $(if $(USUAL),$(LINT_USUAL))

# Without the playbooks, each of which ansible-lint starts once (guides and contract run them), and the targets of tests.
LINT_USUAL = roles/*/*/*.yml galaxy.yml

types: $(TEST)/ready $(LINK) ## run mypy in strict mode
	@cd $(CACHE)/links && MYPYPATH=. $(BIN)/mypy --config-file $(CURDIR)/pyproject.toml -p ansible_collections.voiceops.vapi.plugins
	@cd roles/simulator/files && $(BIN)/mypy --config-file $(CURDIR)/pyproject.toml -p vapi_simulator
	@cd extensions/eda/plugins/event_source && $(BIN)/mypy --config-file $(CURDIR)/pyproject.toml .
	@cd tests/tools && $(BIN)/mypy --config-file $(CURDIR)/pyproject.toml .

unit: $(TEST)/ready $(LINK) ## run the unit tests
	@$(PYTEST_LONG) tests/unit

simulator: $(TEST)/ready ## test the simulator itself
	@$(PYTEST) tests/simulator

contract: $(TEST)/ready $(LINK) ## compare every request and response with the official SDK, over HTTP
	@$(PYTEST_LONG) tests/contract

faults: $(TEST)/ready $(LINK) ## test lost responses, 5xx, kills and bad input: nothing doubled, lost or leaked
	@$(PYTEST_LONG) tests/faults

faults-nightly: ## run the faults with at least 10,000 random inputs and responses
	@TESTS=nightly $(MAKE) faults

contract-nightly: $(TEST)/ready $(LINK) ## compare modules in process and as processes in every combination, and random orgs
	@TESTS=nightly $(PYTEST_LONG) tests/contract/test_differential.py tests/contract/test_random_orgs.py \
	  tests/contract/test_random_objects.py tests/contract/test_org_documents.py

mutations: $(TEST)/ready $(LINK) ## remove each safeguard from a copy, and expect its tests to fail; ARGUMENTS="guards prune" for some
	@$(BIN)/python tests/tools/mutations.py $(ARGUMENTS)

eda: $(TEST)/ready $(LINK) ## test the event source, and the rulebooks in the real ansible-rulebook if Java is installed
	@$(PYTEST) tests/eda

controller: $(TEST)/ready $(LINK) ## run the jobs of a controller by ansible-runner, and the demo in ansible-navigator
	@$(PYTEST) tests/controller

awx-check: $(AWX)/ready $(TEST)/ready ## compare playbooks/awx.yml with the modules of the real awx.awx
	@ANSIBLE_COLLECTIONS_PATH= $(AWX)/bin/ansible-playbook playbooks/awx.yml --syntax-check > /dev/null
	@$(PYTEST) tests/controller/test_awx.py

nox: $(NOX)/ready $(TEST)/ready ## run antsibull-nox: unwanted files and characters, action groups
	@PATH=$(NOX)/bin:$(CACHE)/bootstrap/bin:$$PATH $(NOX)/bin/nox --envdir $(CACHE)/nox-sessions > $(CACHE)/nox.log 2>&1 || { cat $(CACHE)/nox.log; exit 1; }

tree: $(TEST)/ready
	@tests/tools/tree.sh $(TREE)

# The usual run takes every module and role once, and leaves what each does in detail to the whole part.
TARGET ?= $(if $(USUAL),smoke)

integration: $(TEST)/ready $(PIP_SCRIPTS) ## run every module and role by ansible-test; TARGET=name for one
	@tests/tools/tree.sh $(CACHE)/integration
	@echo "vapi_in_process: $(if $(VAPI_MODULES),false,true)" > \
	  $(CACHE)/integration/ansible_collections/voiceops/vapi/tests/integration/integration_config.yml
	@cd $(CACHE)/integration/ansible_collections/voiceops/vapi && PATH=$(BIN):$$PATH ansible-test integration --color no --continue-on-error $(TARGET)

integration-modules: ## run the same with every module as its own process
	@VAPI_MODULES=1 $(MAKE) integration

sanity: $(TEST)/ready $(PIP_SCRIPTS) ## run ansible-test sanity, without exceptions
	@tests/tools/tree.sh $(CACHE)/sanity
	@cd $(CACHE)/sanity/ansible_collections/voiceops/vapi && PATH=$(BIN):$$PATH && $(if $(USUAL),$(SANITY_USUAL),ansible-test sanity --color no)

# Left to the whole part: what ruff and mypy find (pep8, pylint), what docs-check reads (ansible-doc), and imports on
# the Pythons that run no other part; each of them compiles every file here.
SANITY_USUAL = ansible-test sanity --color no $(addprefix --skip-test ,ansible-doc pep8 pylint import)

docs-check: $(TEST)/ready $(LINK) fragments ## lint documentation and changelog by antsibull
	@cd $(LINK) && PATH=$(BIN):$$PATH antsibull-docs lint-collection-docs --plugin-docs --validate-collection-refs=all --skip-rstcheck .
	@$(BIN)/antsibull-changelog lint

docs: $(TEST)/ready $(LINK) ## build the documentation site in .cache/docs/html
	@mkdir -p $(DOCS)/rst && mkdir -p -m 700 $(DOCS)/rst/collection && rm -rf $(DOCS)/html $(DOCS)/rst/*.*
	@cp -r docs/site/index.rst docs/site/pictures docs/*.md $(DOCS)/rst
	@PATH=$(BIN):$$PATH antsibull-docs --config-file docs/site/antsibull-docs.cfg collection --use-current --squash-hierarchy \
	  --cleanup everything --fail-on-error --dest-dir $(DOCS)/rst/collection voiceops.vapi
	@# Sphinx does not see that functions of its configuration have changed.
	@[ docs/site/conf.py -ot $(DOCS)/doctrees/environment.pickle ] || rm -rf $(DOCS)/doctrees
	@$(BIN)/sphinx-build -q -W --keep-going -b html -c docs/site -d $(DOCS)/doctrees $(DOCS)/rst $(DOCS)/html
	@$(BIN)/python tests/tools/example_report.py $(DOCS)/html/drift-example.html

pictures: $(TEST)/ready $(LINK) ## take the landing page's pictures of the drift report again (needs Chromium)
	@$(BIN)/python tests/tools/example_report.py

browser: $(TEST)/ready ## download Chromium for the tests that look at pages, without root
	@$(BIN)/playwright install chromium

docs-look: docs ## check every page, link and image of the site in headless Chromium, also at a phone's width
	@$(PYTEST) tests/site

guides: $(TEST)/ready $(LINK) ## follow every guide and the README to the letter
	@$(PYTEST_LONG) tests/docs

# A branch compares itself with what it leaves from: BASE=origin/main. A workflow leaves it empty on a push.
ifeq ($(strip $(BASE)),)
BASE = $(shell git describe --tags --abbrev=0 2>/dev/null || git rev-list --max-parents=0 HEAD 2>/dev/null | tail -1)
endif

fragments: ## require a changelog fragment for changes that users meet
	@base=$$(git merge-base $(BASE) HEAD); changed() { ! git diff --quiet "$$base" -- "$$@"; }; \
	  changed plugins roles playbooks extensions && ! changed changelogs \
	  && { echo "What users meet has changed since $(BASE): say so in changelogs/fragments/<what>.yml"; exit 1; } || true

# --- for developers ---------------------------------------------------------------------------------------------------

format: $(TEST)/ready ## format the code
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format --quiet .

hooks: $(NOX)/ready $(TEST)/ready ## install the pre-commit hooks, which run the programs of .cache
	@$(NOX)/bin/pre-commit install

# In this order: a README shows the argument specs.
DERIVED := argument_specs role_tasks results readmes error_messages

generate: $(TEST)/ready $(LINK) ## write derived files: argument specs of roles, RETURN blocks, lists in READMEs, error messages, editor schemas
	@for tool in $(DERIVED); do $(BIN)/python tests/tools/$$tool.py; done
	@$(BIN)/python tests/tools/editor_schemas.py

generated: $(TEST)/ready $(LINK) ## check that derived files are up to date
	@stale=0; for tool in $(DERIVED); do $(BIN)/python tests/tools/$$tool.py --check || stale=1; done; exit $$stale

pins: $(UV) ## compile requirements/*.in to pinned versions
	@cd requirements && for name in run test importer nox awx core-2.18 core-2.19; do $(COMPILE) --python-version 3.11 $$name.in -o $$name.txt; done
	@cd requirements && for name in core-2.20 core-2.21; do $(COMPILE) --python-version 3.12 $$name.in -o $$name.txt; done

COMPILE := $(UV) pip compile --quiet --universal --no-header --no-annotate

build: $(TEST)/ready $(LINK) ## build the artefact in .cache/build
	@tests/tools/tree.sh $(TREE)
	@$(BIN)/python tests/tools/editor_schemas.py $(COLLECTION)/schemas > /dev/null
	@rm -rf $(CACHE)/build
	@$(BIN)/ansible-galaxy collection build --force --output-path $(CACHE)/build $(COLLECTION)

importer: build $(IMPORTER)/ready $(AWX)/ready ## check the artefact with galaxy-importer, and fail on its findings
	@# It lints playbooks/awx.yml, and looks for the collection awx.awx beside its own ansible-core.
	@site=$$(echo $(IMPORTER)/lib/python*/site-packages) && mkdir -p $$site/ansible_collections \
	  && ln -sfn $$(echo $(AWX)/lib/python*/site-packages/ansible_collections/awx) $$site/ansible_collections/awx
	@cd $(CACHE)/build && PATH=$(IMPORTER)/bin:$$PATH $(IMPORTER)/bin/python -m galaxy_importer.main *.tar.gz 2>&1 | tee importer.log
	@cd $(CACHE)/build && grep -q "completed successfully" importer.log && ! grep -E "^(ERROR|WARNING)" importer.log

release: $(RUN)/ready $(TEST)/ready $(NOX)/ready $(LINK) ## build the artefact, its changelog and its bill of materials, and test it from an empty path as a new user
	@PATH=$(BIN):$(NOX)/bin:$$PATH RELEASE_TAG=$(RELEASE_TAG) tests/tools/release.sh $(CACHE)/release
	@$(PYTEST) tests/release

changelog: $(TEST)/ready $(LINK) ## write the changelog of galaxy.yml's version from its fragments, before the tagged commit
	@PATH=$(BIN):$$PATH antsibull-changelog release

VERSION = $(shell sed -n 's/^version: *//p' galaxy.yml)
GALAXY ?= https://galaxy.ansible.com/

publish: $(TEST)/ready ## publish the artefact of make release on Galaxy, with the key in GALAXY_API_KEY
	@ANSIBLE_GALAXY_SERVER_LIST=here ANSIBLE_GALAXY_SERVER_HERE_URL=$(GALAXY) \
	  ANSIBLE_GALAXY_SERVER_HERE_TOKEN="$${GALAXY_API_KEY:?is missing}" \
	  $(BIN)/ansible-galaxy collection publish $(CACHE)/release/voiceops-vapi-$(VERSION).tar.gz

environment-check: $(TEST)/ready $(LINK) ## check the execution environment, as far as possible without containers
	@PATH=$(BIN):$$PATH ansible-builder introspect --sanitize $(CACHE)/links | grep requests
	@PATH=$(BIN):$$PATH ansible-builder create --context $(CACHE)/environment --output-filename Containerfile

benchmark: $(TEST)/ready $(LINK) ## measure durations; ARGUMENTS="--full --check" for all of them, and to fail on regressions
	@$(BIN)/python -m tests.benchmark $(ARGUMENTS)

# What the playbooks of other parts run in processes of their own is not counted, so that this is the least.
FLOOR := 90

coverage: $(TEST)/ready $(LINK) ## measure the lines of plugins/module_utils that unit and contract tests run, with a floor
	@COVERAGE_CORE=sysmon COVERAGE_FILE=$(CACHE)/coverage $(PYTEST_LONG) --cov plugins/module_utils --cov-report term:skip-covered \
	  --cov-fail-under $(FLOOR) tests/unit tests/contract

check-all: test-all coverage integration-modules test-matrix importer environment-check awx-check release ## run every gate

clean: ## remove all caches
	@rm -rf $(CACHE)
