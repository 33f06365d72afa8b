# All paths are relative: make cannot quote the name of a folder with a space in it.
.DEFAULT_GOAL := help
unexport PYTHONHOME PYTHONPATH

PICTURES := $(wildcard tests/pictures.py tests/pictures/__main__.py)

.PHONY: help setup run test soak bench pictures messages format lock clean
.PHONY: tools power-loss kills disk-errors mutations-of-log bit-flips fuzz mutants

help:
	@echo "make run       set up, then open the demonstration ward (without a display: show its day on paper)"
	@echo "make test      set up, then all checks and tests"
	@echo "make setup     only .venv, system libraries and translations; quick when nothing changed"
	@echo "make soak      what takes long: hours at one window, 20000 random keys and clicks"
	@echo "make power-loss, kills, disk-errors, mutations-of-log, bit-flips"
	@echo "               break the record in every way, many times over, and look what is left of it"
	@echo "make fuzz      more than 100000 spoilt files of every kind that is read"
	@echo "make mutants   change the rules, the log and the permissions one by one: which changes no test notices"
	@echo "make bench     measure against the budgets"
ifneq ($(PICTURES),)
	@echo "make pictures  draw every screen in every language into pictures-all (PICTURES_IN=folder), and the documentation's"
endif
	@echo "make messages  bring the translations up to date with the texts in the program"
	@echo "make format    put the code in its standard form"
	@echo "make lock      write requirements.lock anew from pyproject.toml (newer versions: make lock UPGRADE=1)"
	@echo "make clean     remove caches, compiled translations and demo-output (.venv stays)"

setup:
	@sh packaging/setup.sh

run: setup
	@.venv/bin/python main.py demo

test: tools
	@sh packaging/test.sh

tools:
	@sh packaging/setup.sh tests

soak: tools
	@LC_ALL=C.UTF-8 .venv/bin/python -m pytest -m slow -n auto --dist worksteal

CAMPAIGN := LC_ALL=C.UTF-8 .venv/bin/python -m pytest -q -rs -s -m slow

power-loss: tools
	@$(CAMPAIGN) tests/campaigns/test_power_loss.py

kills: tools
	@$(CAMPAIGN) tests/campaigns/test_kills.py tests/campaigns/test_kills_of_commands.py

disk-errors: tools
	@$(CAMPAIGN) tests/campaigns/test_disk_errors.py

mutations-of-log: tools
	@$(CAMPAIGN) tests/campaigns/test_log_mutations.py

bit-flips: tools
	@$(CAMPAIGN) tests/campaigns/test_bit_flips.py

fuzz: tools
	@$(CAMPAIGN) -n auto tests/campaigns/test_hostile_files.py

# Of some modules only: make mutants OF=permissions,rules
mutants: tools
	@LC_ALL=C.UTF-8 .venv/bin/python -m tests.campaigns.mutants $(OF)

bench: setup
	@.venv/bin/python -m benchmarks

ifneq ($(PICTURES),)
pictures: setup
	@.venv/bin/python -m tests.pictures $(PICTURES_IN)
endif

messages: setup
	@.venv/bin/python -m tests.i18n

format: setup
	@.venv/bin/python -m ruff check --quiet --fix-only .
	@.venv/bin/python -m ruff format .

# One lock for every system and Python; it holds hashes but never names the index they came from.
lock:
	@command -v uv >/dev/null || { echo "make lock needs uv (pip install uv)." >&2; exit 1; }
	@uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --group dev \
		$(if $(UPGRADE),--upgrade) pyproject.toml -o requirements.lock

clean:
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache demo-output
	@find . -name .venv -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
	@find resources -name '*.mo' -type f -delete
