# Everything you do with this checkout. You need Python 3.11 or newer and make. The rest is
# installed into .venv/ from uv.lock. You can set PORT, VAR, DATABASE_URL and ARGS on the command line.

PYTHON ?= python3
ARGS ?=
MAKEFLAGS += --no-print-directory
RUN = .venv/bin/python -m
BOOTSTRAP = @$(PYTHON) campaign/devserver/bootstrap.py

# `exec` lets signals reach Python itself, without a shell in between.

help: ## list what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## serve the site with its database, job worker and email sender until Ctrl-C
	$(BOOTSTRAP) embedded
	@exec $(RUN) campaign.devserver.make run

dev: ## serve the site with auto-reload and error pages, on port 8001: make dev PORT=8002
	$(BOOTSTRAP) embedded dev
	@DEBUG=1 TRIAL_MAIL=1 SITE_URL=http://127.0.0.1:$(or $(PORT),8001) exec $(RUN) campaign.devserver.make manage runserver $(or $(PORT),8001)

manage: ## run a management command: make manage ARGS='createsuperuser'
	$(BOOTSTRAP) embedded
	@exec $(RUN) campaign.devserver.make manage $(ARGS)

test: ## run every test, including the browser's: make test ARGS='tests/candidates -k name'
	$(BOOTSTRAP) embedded dev
	@exec $(RUN) campaign.devserver.make test $(ARGS)

faults: ## kill the email sender fifty times at each step, stop and freeze the database (half an hour)
	$(BOOTSTRAP) embedded dev
	@FAULT_TIMES=50 exec $(RUN) campaign.devserver.make test -n0 --dist=no tests/campaign/lib/outbox/test_sender_killed.py tests/campaign/test_outages.py

bench: ## measure every figure beside its goal, in ten minutes; needs nginx, wrk and h2load
	$(BOOTSTRAP) embedded dev
	@exec .venv/bin/python bench/every.py

restore-drill: ## damage and restore backups, and recover from a dropped table, in ten minutes
	$(BOOTSTRAP) embedded dev
	@exec .venv/bin/python bench/restore_drill.py

pictures: ## take the pictures in docs/organizing.md again, of the demo
	$(BOOTSTRAP) embedded dev
	@PICTURES=1 exec $(RUN) campaign.devserver.make test -n0 --dist=no tests/journeys/test_docs_pictures.py

check: ## check the code and the texts without running tests: make check ARGS='lint types'
	$(BOOTSTRAP) embedded dev
	@exec $(RUN) campaign.devserver.make check $(ARGS)

format: ## format the code and the templates
	$(BOOTSTRAP) dev
	$(RUN) ruff format .
	$(RUN) ruff check --fix .
	git ls-files -z 'templates/*.html' | xargs -0 -r .venv/bin/djade --target-version 5.2

.DEFAULT_GOAL := help
.PHONY: help run dev manage test faults bench restore-drill pictures check format
