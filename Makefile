# One word a task: make run · make test · make lint · make bench · make crash · make attack

GO        ?= go
TOOLS     := $(CURDIR)/.tools
LINT      := $(TOOLS)/golangci-lint-2.15.0
NPM_TOOLS := $(TOOLS)/npm
# Flags for every test, such as TESTFLAGS='-v -run Connexion'.
TESTFLAGS ?=

.PHONY: run build test tools lint bench crash attack

# The demonstration: prints the address to open.
run:
	$(GO) run .

# The program as a caisse installs it: without the paths of the machine that built it.
build:
	$(GO) build -trimpath -ldflags '-s -w' -o sesame .

# What is measured: times of strangers' doors (AUC 0.50 ± 0.03), the gauge beside two others and in time, hashing,
# import, the agents' search (among 200,000 members; SEARCH_MEMBERS=5600000 for a large caisse's, which takes 10 GB for a
# while). A quarter of an hour on a quiet machine.
bench: tools
	$(GO) test -run '^$$' -bench . -benchtime 1x -timeout 30m ./account/... ./db ./handlers

# The service killed 200 times under load, on this computer alone: ten minutes at most. CRASH_KILLS=1000 for a longer one.
CRASH_KILLS ?= 200
crash:
	CRASH_KILLS=$(CRASH_KILLS) $(GO) test -run '^TestSIGKILL$$' -count 1 -v -timeout 30m ./walks

# Every test, the browser's included. The journeys alone take five minutes, twice that on a busy machine.
test: tools
	$(GO) vet ./...
	$(GO) test -timeout 20m $(TESTFLAGS) ./...

# What the tests need and is missing: Debian packages (asks for sudo where one is not root) and npm packages.
tools: $(NPM_TOOLS)/.installed
	@.ci/install

# Installed in a copy, so that the checkout keeps no node_modules; the order matters where npm itself is missing.
$(NPM_TOOLS)/.installed: .ci/npm/package.json .ci/npm/package-lock.json
	@.ci/install
	@mkdir -p $(NPM_TOOLS)
	cp .ci/npm/package.json .ci/npm/package-lock.json $(NPM_TOOLS)/
	npm ci --prefix $(NPM_TOOLS) --ignore-scripts --no-audit --no-fund
	@touch $@

# wapiti, sqlmap, ffuf and testssl.sh against the service, on this computer alone: ten minutes at most, 1 on a finding.
attack:
	GO=$(GO) .ci/attack

# Every rule of .golangci.yml, gosec's and staticcheck's among them.
lint: $(LINT)
	$(LINT) run

# Named after its version: another version is another file.
$(LINT):
	@mkdir -p $(TOOLS)
	GOBIN=$(TOOLS) GOFLAGS= $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
	mv $(TOOLS)/golangci-lint $@
