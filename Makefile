# One word a task: docs/developing.md, « Loops », has a row for each of .PHONY.

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
# Flags for every test, such as TESTFLAGS='-run Connexion'.
TESTFLAGS ?=
# Tests that start another program: a browser, a mail server, an SMS gateway, an OpenID provider. make check leaves them out.
OUTSIDE   := Postfix|ThroughKannel|FranceConnect
# Databases of tests stand in memory where there is room for them: each commit waits for the disk otherwise.
ROOMY     := $(shell [ "$$(df -Pk /dev/shm 2>/dev/null | awk 'NR==2 {print $$4}')" -gt 4000000 ] 2>/dev/null && [ -w /dev/shm ] && echo 'TMPDIR=/dev/shm')
GO_TEST    = $(ROOMY) $(GOTESTSUM) --packages='$(1)' --format=$(2) --hide-summary=skipped --

# Tests that build and start the program, or its package.
SLOW := sesame/walks sesame/packaging

.PHONY: run build deb check test race tools lint bench mutate crash attack vuln try-second-host try-deb

# The demonstration: prints the address to open. -v names each package while it is compiled, which takes minutes once.
run:
	@echo 'Compiling Sésame; the first time this takes some minutes, most of it for SQLite.'
	$(GO) run -v .

# The program as a caisse installs it: without the paths of the machine that built it.
build:
	$(GO) build -trimpath -ldflags '-s -w' -o sesame .

# The Debian package, in this folder. For another architecture: make deb ARCH=arm64, with Debian's gcc-aarch64-linux-gnu and
# libc6-dev-arm64-cross. MAINTAINER='Name <address>' is who answers for it.
deb: $(NFPM)
	@NFPM=$(NFPM) GO=$(GO) packaging/deb .

# The package in a Debian 12 that boots in a container, as root: installed, used, upgraded from the one before, restored, purged.
# Ten minutes; needs debootstrap and systemd-container.
try-deb: $(NFPM)
	@NFPM=$(NFPM) GO=$(GO) packaging/try

# What is measured: times of strangers' doors (AUC 0.50 ± 0.03), the gauge beside two others and in time, log-ins by many
# at once beside hashing alone, Go's own and ours, and the memory that they take, import, the agents' search (among 200,000 members;
# SEARCH_MEMBERS=5600000 for a large caisse's, which takes 10 GB for a while), each screen and each kind of search among 1,000,000
# members beside 10,000, and the built program from outside, in a table that says where it falls short. Half an hour on a quiet
# machine; make bench ONLY=Steps for one of them.
ONLY ?= .
bench: tools $(NPM_BENCH)/.installed
	$(GO) test -run '^$$' -bench '$(ONLY)' -benchtime 1x -timeout 60m ./account/... ./db ./handlers ./walks

# Each row of the security pages broken on purpose: a test that it names has to fail (docs/mutations.md). An hour; ROWS='docs/asvs.md: 6[.]'
# takes some.
ROWS ?=
mutate: tools
	$(ROOMY) ROWS='$(ROWS)' $(GO) test -tags mutate -run '^TestEachRowFalls$$' -count 1 -v -timeout 0 ./mutate

# Whether a library, or Go itself, has a published weakness that this program reaches. Without the network, with a copy of the
# database: make vuln VULN_DB=file:///srv/vulndb
VULN_DB ?= https://vuln.go.dev
vuln: $(GOVULNCHECK)
	$(GOVULNCHECK) -db '$(VULN_DB)' ./...

# The service killed 200 times under load, on this computer alone: ten minutes at most, and an hour with CRASH_KILLS=1000.
CRASH_KILLS ?= 200
crash:
	CRASH_KILLS=$(CRASH_KILLS) $(GO) test -run '^TestSIGKILL$$' -count 1 -v -timeout 0 ./walks

# The machine of the service lost under load, and the second one going on, each in a network of its own (needs root); tells
# what was lost. A minute.
try-second-host: tools $(LITESTREAM)
	SECOND_HOST_NAMESPACES=1 $(GO) test -run '^TestSecondHost$$' -count 1 -v ./walks

# The quick loop: what is built, vetted, linted and tested without a browser or an outside server, with a quarter of the
# random walks and without a stranger's year. A minute when the caches are warm.
check: tools $(LINT) $(GOTESTSUM)
	$(GO) build ./...
	$(LINT) run
	SEQUENCES=40 $(call GO_TEST,$(filter-out $(SLOW),$(shell $(GO) list ./...)),pkgname) -timeout 5m -skip '$(OUTSIDE)|AYearTellsNobodyApart|TriesTellNobodyApart' $(TESTFLAGS)

# Every test, the browser's included, each told when it ends. The journeys in Chromium are most of it: they begin first, so that
# the other packages are tested while they wait. Without paths, as the package is built, so that all is compiled once; go vet has
# vetted the tests.
test: tools $(GOTESTSUM) $(OAUTH2_PROXY) $(PEBBLE) $(LITESTREAM) $(NFPM)
	$(GO) vet -trimpath ./...
	$(call GO_TEST,./walks ./...,testname) -trimpath -vet=off -timeout 60m $(TESTFLAGS)

# The same with the race detector, without browser journeys, in which it sees nothing: they start the program.
race: tools $(GOTESTSUM)
	$(call GO_TEST,$(filter-out $(SLOW),$(shell $(GO) list ./...)),testname) -timeout 30m -race $(TESTFLAGS)

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

# What make bench needs besides: Lighthouse, which is as large as all others together.
$(NPM_BENCH)/.installed: .ci/npm-bench/package.json .ci/npm-bench/package-lock.json
	@.ci/install
	@mkdir -p $(NPM_BENCH)
	cp .ci/npm-bench/package.json .ci/npm-bench/package-lock.json $(NPM_BENCH)/
	cd $(NPM_BENCH) && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

# wapiti, sqlmap, ffuf and testssl.sh against the service, on this computer alone: ten minutes at most, 1 on a finding.
attack:
	GO=$(GO) .ci/attack

# Every rule of .golangci.yml, gosec's and staticcheck's among them.
lint: $(LINT)
	$(LINT) run

# Each is named after its version: another version is another file.
$(GOTESTSUM):
	@mkdir -p $(TOOLS)
	GOBIN=$(TOOLS) GOFLAGS= $(GO) install gotest.tools/gotestsum@v1.13.0
	mv $(TOOLS)/gotestsum $@

# What stands between nginx and a program that speaks nothing, in a test. It takes a minute or two of a processor to build.
$(OAUTH2_PROXY):
	@mkdir -p $(TOOLS)
	GOBIN=$(TOOLS) GOFLAGS= $(GO) install github.com/oauth2-proxy/oauth2-proxy/v7@v7.15.6
	mv $(TOOLS)/oauth2-proxy $@

# Let's Encrypt's ACME server for tests.
$(PEBBLE):
	@mkdir -p $(TOOLS)
	GOBIN=$(TOOLS) GOFLAGS= $(GO) install github.com/letsencrypt/pebble/v2/cmd/pebble@v2.10.1
	mv $(TOOLS)/pebble $@

# Copies the database to a second host; the tests lose the first one.
$(LITESTREAM):
	@mkdir -p $(TOOLS)
	GOBIN=$(TOOLS) GOFLAGS= $(GO) install github.com/benbjohnson/litestream/cmd/litestream@v0.5.18
	mv $(TOOLS)/litestream $@

# Knows which functions the program reaches.
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
