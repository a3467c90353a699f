# Everything that is done with this repository, by name. `make help` lists it.

PREFIX = /usr/local
DESTDIR =

# Exclusivity is checked in debug builds and by the compiler; at run time it costs a quarter of
# the hot path.
RELEASE_PRODUCT = swift build -c release --static-swift-stdlib -Xswiftc -enforce-exclusivity=unchecked --product
RELEASE = $(RELEASE_PRODUCT) chat-tui
BINARY = .build/release/chat-tui
SWIFT_FILES = Package.swift Sources Tests Benchmarks
PYTEST = Scripts/in-own-network .venv/bin/pytest -c Tests/pytest.ini --rootdir=Tests -q

.PHONY: run build test check lint format e2e interop browser crash conformance fuzz docs install uninstall
.PHONY: clean help bootstrap bootstrap-tests binary python

run: build ## build it and join the room "lobby"; nobody needs to serve it
	@if [ -t 0 ] && [ -t 1 ]; then \
		exec $(BINARY) join lobby; \
	else \
		exec $(BINARY) join lobby --serve; \
	fi

build: bootstrap ## the release binary, .build/release/chat-tui
	$(RELEASE)

# One test at a time: those that wait for sockets would hold up all others on two cores, until their
# deadlines pass; nothing is gained by more.
test: bootstrap ## the unit and loopback suite
	swift test --disable-xctest --no-parallel

check: export CI := $(or $(CI),1)
check: bootstrap lint test ## what a commit must pass; warnings are errors

lint: ## formatting and the rules of the architecture
	swift format lint --strict --parallel --recursive $(SWIFT_FILES)
	Scripts/check-layers

format: ## write the Swift files as the formatter wants them
	swift format format --in-place --parallel --recursive $(SWIFT_FILES)

e2e: binary python ## the real binary in pipes and in tmux
	$(PYTEST) Tests/EndToEnd

interop: binary python ## a real Django Channels site and Python clients
	$(PYTEST) Tests/Interop

browser: binary python ## the pages in headless Chromium
	$(PYTEST) Tests/Browser

# SEED=… repeats a run, as far as the machine allows.
crash: binary python ## kill -9, power cuts, disks that fail; ROUNDS=… kills (50)
	ROUNDS=$(or $(ROUNDS),50) $(PYTEST) -o faulthandler_timeout=900 Tests/Crash

# CASES=quick, plain or sample runs a part; the whole takes an hour.
conformance: bootstrap ## the Autobahn suite both ways; WSTEST=… names its wstest
	$(RELEASE_PRODUCT) wsecho
	$(RELEASE_PRODUCT) wsechoclient
	Scripts/conformance --cases $(or $(CASES),all)

# TARGETS=Connections runs one; SECONDS is for each, 0 for the seeds alone. Needs clang's libFuzzer, which Swift brings.
fuzz: bootstrap ## every parser against made-up input, SECONDS=60 for each
	Scripts/fuzz --seconds $(or $(SECONDS),60) $(TARGETS)

docs: bootstrap ## write the parts of the documentation that are made from the program's tables
	swift build --product chat-tui
	.build/debug/chat-tui generate-docs docs/man/chat-tui.1 docs/topics/keys.md docs/topics/configuration.md

install: build ## install below $(DESTDIR)$(PREFIX)
	Scripts/install $(BINARY) '$(DESTDIR)$(PREFIX)'

uninstall: ## remove what `make install` installed there
	Scripts/install --remove '$(DESTDIR)$(PREFIX)'

clean: ## remove everything that was built
	rm -rf .build .venv

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

bootstrap:
	@Scripts/bootstrap

bootstrap-tests:
	@Scripts/bootstrap --tests

# CHAT_TUI=… runs the suites against another binary, which is then not built.
binary: bootstrap-tests
	$(if $(CHAT_TUI),test -x '$(CHAT_TUI)',$(RELEASE))

python: bootstrap-tests
	@Scripts/python-env
