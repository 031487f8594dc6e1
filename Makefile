# docs/developing.md, « Loops », has a row for each target of .PHONY.

GO        ?= go
TOOLS     := $(CURDIR)/.tools
LINT      := $(TOOLS)/golangci-lint-2.15.0
NPM_TOOLS := $(TOOLS)/npm
NPM_BENCH := $(TOOLS)/npm-bench
GOTESTSUM := $(TOOLS)/gotestsum-1.13.0
OAUTH2_PROXY := $(TOOLS)/oauth2-proxy-7.15.6
PEBBLE := $(TOOLS)/pebble-2.10.1
LITESTREAM := $(TOOLS)/litestream-0.5.18
NFPM := $(TOOLS)/nfpm-2.43.1
GOVULNCHECK := $(TOOLS)/govulncheck-1.9.0
# Flags of go test, such as TESTFLAGS='-run Connexion'.
TESTFLAGS ?=
# Tests that start another program: a browser, a mail server, an SMS gateway, an OpenID provider. make check leaves them out.
OUTSIDE   := Postfix|ThroughKannel|FranceConnect
# Test databases are in memory where there is room for them, so that commits do not wait for the disk.
ROOMY     := $(shell [ "$$(df -Pk /dev/shm 2>/dev/null | awk 'NR==2 {print $$4}')" -gt 4000000 ] 2>/dev/null && [ -w /dev/shm ] && echo 'TMPDIR=/dev/shm')
GO_TEST    = $(ROOMY) $(GOTESTSUM) --packages='$(1)' --format=$(2) --hide-summary=skipped --

# Tests that build and start the program, or its package.
SLOW := sesame/walks sesame/packaging

.PHONY: run build deb check test race tools lint bench mutate crash attack vuln try-second-host try-deb

# The demonstration: prints the address to open. -v names each package while it is compiled: the first build takes minutes.
run:
	@echo 'Compiling Sésame; the first time this takes some minutes, most of it for SQLite.'
	$(GO) run -v .

# The program as it is released: without the paths of the machine that built it.
build:
	$(GO) build -trimpath -ldflags '-s -w' -o sesame .

# The Debian package, in this folder. For another architecture: make deb ARCH=arm64, with Debian's gcc-aarch64-linux-gnu and
# libc6-dev-arm64-cross. MAINTAINER='Name <address>' sets the package's maintainer.
deb: $(NFPM)
	@NFPM=$(NFPM) GO=$(GO) packaging/deb .

# Tests the package in a Debian 12 that boots in a container (needs root): installation, use, upgrade from an earlier version, restore, purge.
# Ten minutes; needs debootstrap and systemd-container.
try-deb: $(NFPM)
	@NFPM=$(NFPM) GO=$(GO) packaging/try

# All benchmarks: response times of the pages that strangers reach (AUC 0.50 ± 0.03); the gauge, compared with two others; concurrent
# log-ins, compared with hashing alone, and their memory; imports; the agents' search (among 200,000 members; SEARCH_MEMBERS=5600000 for
# those of a large caisse, which takes up to 10 GB of disk); each screen and each kind of search among 1,000,000 members, compared with
# 10,000; and the built program from outside, in a table that says where it falls short. Half an hour on a quiet machine;
# make bench ONLY=ask runs those whose names contain « ask », in capitals or not.
ONLY ?= .
bench: tools $(NPM_BENCH)/.installed
	$(GO) test -run '^$$' -bench '(?i:$(ONLY))' -benchtime 1x -timeout 60m ./account/... ./db ./handlers ./walks

# Breaks the code on purpose for each row of the security pages: one of the tests that the row names must fail (docs/mutations.md). An hour;
# ROWS='docs/asvs.md: 6[.]' selects rows.
ROWS ?=
mutate: tools
	$(ROOMY) ROWS='$(ROWS)' $(GO) test -tags mutate -run '^TestEachRowFalls$$' -count 1 -v -timeout 0 ./mutate

# Checks for published vulnerabilities of the libraries, or of Go, in code that this program calls. Without network, with a copy of the
# database: make vuln VULN_DB=file:///srv/vulndb
VULN_DB ?= https://vuln.go.dev
vuln: $(GOVULNCHECK)
	$(GOVULNCHECK) -db '$(VULN_DB)' ./...

# Kills the service 200 times under load, on this computer alone: ten minutes at most; CRASH_KILLS=1000 takes up to an hour.
CRASH_KILLS ?= 200
crash:
	CRASH_KILLS=$(CRASH_KILLS) $(GO) test -run '^TestSIGKILL$$' -count 1 -v -timeout 0 ./walks

# Loses the service's machine under load and lets the second one take over, each in a network of its own (needs root); reports
# what was lost. A minute.
try-second-host: tools $(LITESTREAM)
	SECOND_HOST_NAMESPACES=1 $(GO) test -run '^TestSecondHost$$' -count 1 -v ./walks

# The quick loop: builds, lints, and runs the tests that need no browser and no outside server, with a quarter of the random walks and
# without the year of a stranger's requests. A minute when the caches are warm.
check: tools $(LINT) $(GOTESTSUM)
	$(GO) build ./...
	$(LINT) run
	SEQUENCES=40 $(call GO_TEST,$(filter-out $(SLOW),$(shell $(GO) list ./...)),pkgname) -timeout 5m -skip '$(OUTSIDE)|AYearTellsNobodyApart|TriesTellNobodyApart' $(TESTFLAGS)

# Every test, those in the browser included; each is printed when it ends. The journeys in Chromium take longest and begin first, so
# that the other packages are tested while they wait. -trimpath, as the package is built, so that everything is compiled once; go vet ran
# just before, so go test does not repeat it.
test: tools $(GOTESTSUM) $(OAUTH2_PROXY) $(PEBBLE) $(LITESTREAM) $(NFPM)
	$(GO) vet -trimpath ./...
	$(call GO_TEST,./walks ./...,testname) -trimpath -vet=off -timeout 60m $(TESTFLAGS)

# The same with the race detector, without the browser journeys: they run the built program, which the detector does not see.
race: tools $(GOTESTSUM)
	$(call GO_TEST,$(filter-out $(SLOW),$(shell $(GO) list ./...)),testname) -timeout 30m -race $(TESTFLAGS)

# Installs what the tests need and is missing: Debian packages (with sudo unless run as root) and npm packages.
tools: $(NPM_TOOLS)/.installed
	@.ci/install

# Installed from a copy, so that the checkout has no node_modules. .ci/install comes first because it may install npm itself.
$(NPM_TOOLS)/.installed: .ci/npm/package.json .ci/npm/package-lock.json
	@.ci/install
	@mkdir -p $(NPM_TOOLS)
	cp .ci/npm/package.json .ci/npm/package-lock.json $(NPM_TOOLS)/
	npm ci --prefix $(NPM_TOOLS) --ignore-scripts --no-audit --no-fund
	@touch $@

# Only make bench needs Lighthouse, which is as large as all other npm packages together.
$(NPM_BENCH)/.installed: .ci/npm-bench/package.json .ci/npm-bench/package-lock.json
	@.ci/install
	@mkdir -p $(NPM_BENCH)
	cp .ci/npm-bench/package.json .ci/npm-bench/package-lock.json $(NPM_BENCH)/
	cd $(NPM_BENCH) && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

# Runs wapiti, sqlmap, ffuf and testssl.sh against the service, on this computer alone: ten minutes at most; exit code 1 on a finding.
attack:
	GO=$(GO) .ci/attack

# Every linter of .golangci.yml, gosec and staticcheck among them.
lint: $(LINT)
	$(LINT) run

# Each tool's file is named after its version, so that another version is installed anew.
$(GOTESTSUM):
	@mkdir -p $(TOOLS)
	GOBIN=$(TOOLS) GOFLAGS= $(GO) install gotest.tools/gotestsum@v1.13.0
	mv $(TOOLS)/gotestsum $@

# The proxy between nginx and a program without OpenID Connect, in a test. Building it takes a minute or two.
$(OAUTH2_PROXY):
	@mkdir -p $(TOOLS)
	GOBIN=$(TOOLS) GOFLAGS= $(GO) install github.com/oauth2-proxy/oauth2-proxy/v7@v7.15.6
	mv $(TOOLS)/oauth2-proxy $@

# Let's Encrypt's ACME server for tests.
$(PEBBLE):
	@mkdir -p $(TOOLS)
	GOBIN=$(TOOLS) GOFLAGS= $(GO) install github.com/letsencrypt/pebble/v2/cmd/pebble@v2.10.1
	mv $(TOOLS)/pebble $@

# Replicates the database to a second host, for the tests that lose the first one.
$(LITESTREAM):
	@mkdir -p $(TOOLS)
	GOBIN=$(TOOLS) GOFLAGS= $(GO) install github.com/benbjohnson/litestream/cmd/litestream@v0.5.18
	mv $(TOOLS)/litestream $@

# Finds vulnerable functions that the program calls.
$(GOVULNCHECK):
	@mkdir -p $(TOOLS)
	GOBIN=$(TOOLS) GOFLAGS= $(GO) install golang.org/x/vuln/cmd/govulncheck@v1.9.0
	mv $(TOOLS)/govulncheck $@

# Writes the Debian package.
$(NFPM):
	@mkdir -p $(TOOLS)
	GOBIN=$(TOOLS) GOFLAGS= $(GO) install github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.43.1
	mv $(TOOLS)/nfpm $@

$(LINT):
	@mkdir -p $(TOOLS)
	GOBIN=$(TOOLS) GOFLAGS= $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
	mv $(TOOLS)/golangci-lint $@
