# SPDX-License-Identifier: Apache-2.0
# How Hatchery is built, run and tested. A program is a list of layers; a layer is a folder of
# cgi-bin/, its sources found by wildcard. `make V=1` shows commands. BUILD=test builds a second
# set of programs in build/test: sanitizers and failpoints instead of optimisation. BUILD=fuzz is
# what `make fuzz` feeds.

STATE  ?= var
PORT   ?= 8080
LISTEN ?= 127.0.0.1
ACCEL  ?= auto
PREFIX ?= /usr/local
DESTDIR ?=
BUILD  ?=
T      ?=
SECONDS ?= 600
OUT    := build$(if $(BUILD),/$(BUILD))

CC  := gcc
CXX := g++
Q   := $(if $(V),,@)
say  = $(if $(V),,@printf '  %-5s %s\n' $(1) '$(2)')

ifneq ($(filter-out test fuzz,$(BUILD)),)
$(error BUILD is empty (the release), `test` or `fuzz`)
endif

# --- flags ---------------------------------------------------------------------------------------
WARN    := -Wall -Wextra -Werror -Wshadow -Wconversion -Wvla -Wswitch -Wcast-qual -Wformat=2
WARN_C  := $(WARN) -Wstrict-prototypes -Wmissing-prototypes
HARDEN  := -fPIE -fstack-protector-strong -fstack-clash-protection -ftrivial-auto-var-init=zero \
           -fzero-call-used-regs=used-gpr -fno-delete-null-pointer-checks -fno-strict-overflow
LINK    := -pie -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code
OPT     := -O2 -g -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
ifeq ($(BUILD),test)
# FORTIFY's checks would come before the sanitizers', which say more.
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
OPT      := -O1 -g -U_FORTIFY_SOURCE -DFAILPOINTS $(SANITIZE)
LINK     += $(SANITIZE)
endif
ifeq ($(BUILD),fuzz)
# libFuzzer is clang's, which knows fewer of the flags; warnings are the other builds'.
CC       := clang
CXX      := clang++
WARN     := -w
WARN_C   := -w
HARDEN   := -fPIE
SANITIZE := -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=undefined
OPT      := -O1 -g -fno-omit-frame-pointer $(SANITIZE)
LINK     := -pie -fsanitize=address,undefined,fuzzer
endif
INCLUDE  := -Icgi-bin -I/usr/include/mariadb -I/usr/include/libxml2
CFLAGS   := -std=c11 -D_GNU_SOURCE $(WARN_C) $(OPT) $(HARDEN) $(INCLUDE)
CXXFLAGS := -std=c++17 -D_GNU_SOURCE -D_GLIBCXX_ASSERTIONS $(WARN) $(OPT) $(HARDEN) $(INCLUDE)
BANNED   := -include cgi-bin/base/banned.h

# --- layers: each becomes an archive, from which a program takes what it calls --------------------
LAYERS := base form view db store kind http web web/my web/admin web/api virt task metric mail cli
SRC_view := $(wildcard cgi-bin/form/view.cc)
SRC_base := $(wildcard cgi-bin/base/*.c) build/words/table.c
sources   = $(or $(SRC_$(1)),$(wildcard cgi-bin/$(1)/*.c))
objects   = $(patsubst %,$(OUT)/obj/%.o,$(call sources,$(1)))
archive   = $(OUT)/lib/$(subst /,-,$(1)).a
# A layer without a source yet has no archive.
archives  = $(foreach l,$(1),$(if $(call sources,$(l)),$(call archive,$(l))))

LIBS_base := -lsodium -lcrypt -lseccomp
LIBS_form := -ljansson
LIBS_view := -lctemplate_nothreads
LIBS_db   := -lmariadb
LIBS_http := -lfcgi
LIBS_web  := -lfido2 -loath -lqrencode -lpng
LIBS_mail := -lgmime-3.0 -lgobject-2.0 -lglib-2.0 -lesmtp -lcurl -lssl -lcrypto
LIBS_cli  := -lssl -lcrypto
# as libvirt's own
LIBS_task := -lgnutls
LIBS_virt := -lvirt -lxml2 -larchive
libs       = $(foreach l,$(1),$(LIBS_$(l)))

WEB           := base form db store kind http web
LAYERS_my       := $(WEB) view web/my
LAYERS_admin    := $(WEB) view web/admin
LAYERS_api      := $(WEB) web/api
LAYERS_taskd    := base form db store kind virt task
LAYERS_watcher  := base form db store kind virt task
LAYERS_collector := base form db store virt metric
LAYERS_mailer   := base form db store view mail
LAYERS_hatchery := base form db store kind cli
LAYERS_reaper   :=
NAMES    := my admin api taskd watcher collector mailer hatchery reaper
# A program whose main is not there is not built.
PROGRAMS := $(foreach n,$(NAMES),$(if $(wildcard cgi-bin/main/$(n).c),$(OUT)/bin/$(n))) \
            $(if $(wildcard node/net/main.c),$(OUT)/bin/hatchery-net)

DB_TESTS := $(patsubst tests/db/%.c,$(OUT)/db/%,$(wildcard tests/db/test_*.c))
UNITS   := $(patsubst tests/%.c,$(OUT)/%,$(wildcard tests/unit/test_*.c tests/db/test_*.c))
# Run inside of guests too, hence without libraries.
GUESTS  := $(patsubst tests/filter/%.c,$(OUT)/tests/%,$(wildcard tests/filter/*.c))
ROUTES  := $(OUT)/tests/routes
FUZZERS := $(patsubst tests/fuzz/%.c,$(OUT)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
# The bench's programs have two words in their names; what they share has one.
FLOORS  := $(patsubst tests/bench/%,$(OUT)/bench/%,$(basename $(wildcard tests/bench/*_*.c*)))

# --- targets -------------------------------------------------------------------------------------
.PHONY: all programs layers units guests run stop image install test unit db filter image-test \
        system browser long screens lint format bench fuzz fuzzers pentest fresh installed clean \
        install-deps install-test-deps \
        static words po FORCE
.DELETE_ON_ERROR:
.SECONDARY:
.DEFAULT_GOAL := all

all: programs $(if $(BUILD),,static words build/passwords.list)
programs: $(PROGRAMS)
layers: $(call archives,$(LAYERS))

run:
	@STATE='$(STATE)' PORT='$(PORT)' LISTEN='$(LISTEN)' ACCEL='$(ACCEL)' BUILD='$(BUILD)' \
	    MAKE='$(MAKE)' node/run/run
stop:
	@STATE='$(STATE)' node/run/stop
image: build/image/small.img
build/image/small.img: $(shell find node/image -type f)
	@mkdir -p $(@D)
	$(call say,IMAGE,$@)
	$(Q)node/image/build.sh $@

# Programs, units and scripts under PREFIX; hatchery-setup makes a panel of them: docs/install.md.
install: all
	@DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' node/install/install

test: install-test-deps
	@$(MAKE) --no-print-directory all image guests
	@$(MAKE) --no-print-directory BUILD=test programs units
	@tests/run $(T)
unit:
	@$(MAKE) --no-print-directory BUILD=test units
	@tests/run --suite unit $(T)
# long: what takes a quarter of an hour by the clock, such as minutes of metrics; no part of `test`.
db filter image-test system browser long: install-test-deps
	@$(MAKE) --no-print-directory all image guests
	@$(MAKE) --no-print-directory BUILD=test programs units
	@tests/run --suite $(@:-test=) $(T)
# Pictures of every page, with an index: build/screens/index.html. T: only pages with it in their
# addresses.
screens: install-test-deps
	@$(MAKE) --no-print-directory all image guests
	@tests/screens/run $(T)
lint: install-test-deps
	@$(MAKE) --no-print-directory programs
	@tests/lint/run $(T)
# Every parser for SECONDS; what is found lies in build/fuzz/found.
fuzz:
	@node/run/install-deps packages-run.txt packages-attack.txt
	@$(MAKE) --no-print-directory BUILD=fuzz fuzzers
	@tests/fuzz/run $(SECONDS) $(T)
fuzzers: $(FUZZERS)
# Others' attack programs against a panel of its own, ten minutes at most.
pentest: install-test-deps
	@node/run/install-deps packages-attack.txt
	@$(MAKE) --no-print-directory all image guests
	@$(MAKE) --no-print-directory BUILD=test programs
	@tests/pentest/run $(T)
format:
	@tests/lint/format --fix
po: install-test-deps build/npm.stamp
	@po/update $(LANGUAGE)
bench: install-test-deps
	@$(MAKE) --no-print-directory all image $(FLOORS)
	@tests/bench/run $(T)
fresh:
	@tests/fresh/run
	@tests/installed/run
# A Debian that systemd boots, with this installed in it; a quarter of an hour, no part of `test`.
installed:
	@tests/installed/run
clean:
	@node/run/clean
install-deps:
	@node/run/install-deps packages-run.txt ../image/packages.txt
install-test-deps:
	@node/run/install-deps packages-run.txt ../image/packages.txt packages-test.txt

# --- objects and programs ------------------------------------------------------------------------
# Rebuild all when a flag changes, and an archive when a source went away.
$(OUT)/obj/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(CFLAGS) $(CXXFLAGS)' | cmp -s - $@ || echo '$(CC) $(CFLAGS) $(CXXFLAGS)' > $@

$(OUT)/obj/cgi-bin/%.c.o: cgi-bin/%.c $(OUT)/obj/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CFLAGS) $(BANNED) -MMD -MP -c -o $@ $<
$(OUT)/obj/cgi-bin/%.cc.o: cgi-bin/%.cc $(OUT)/obj/flags
	@mkdir -p $(@D)
	$(call say,CXX,$<)
	$(Q)$(CXX) $(CXXFLAGS) -MMD -MP -c -o $@ $<
$(OUT)/obj/node/%.c.o: node/%.c $(OUT)/obj/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CFLAGS) $(BANNED) -MMD -MP -c -o $@ $<
$(OUT)/obj/build/%.c.o: build/%.c $(OUT)/obj/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CFLAGS) $(BANNED) -MMD -MP -c -o $@ $<
$(OUT)/obj/tests/%.cc.o: tests/%.cc $(OUT)/obj/flags
	@mkdir -p $(@D)
	$(call say,CXX,$<)
	$(Q)$(CXX) $(CXXFLAGS) -MMD -MP -c -o $@ $<
$(OUT)/obj/tests/%.c.o: tests/%.c $(OUT)/obj/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

# GLib's headers lie in a folder of their own; they are not held to our warnings.
GMIME := $(shell pkg-config --cflags-only-I gmime-3.0 2> /dev/null)
$(OUT)/obj/cgi-bin/mail/%.o: CFLAGS += $(GMIME:-I%=-isystem %)

define layer_rule
$(call archive,$(1)).list: FORCE
	@mkdir -p $$(@D)
	@echo '$(call objects,$(1))' | cmp -s - $$@ || echo '$(call objects,$(1))' > $$@
$(call archive,$(1)): $(call objects,$(1)) $(call archive,$(1)).list
	$(call say,AR,$(1))
	@rm -f $$@
	$(Q)$(AR) rcD $$@ $(call objects,$(1))
endef
$(foreach l,$(LAYERS),$(if $(call sources,$(l)),$(eval $(call layer_rule,$(l)))))

# $(1) layers. The C++ compiler links what holds the template shim, and the tests.
link = $(if $(filter view,$(1)),$(CXX),$(CC)) $(LINK) -o $@ $(filter %.o,$^) \
       -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(call libs,$(1))

define program_rule
$(OUT)/bin/$(1): $(OUT)/obj/cgi-bin/main/$(1).c.o $(call archives,$(LAYERS_$(1)))
	@mkdir -p $$(@D)
	$(call say,LINK,$$@)
	$(Q)$$(call link,$(LAYERS_$(1)))
endef
$(foreach n,$(NAMES),$(eval $(call program_rule,$(n))))

NET_OBJECTS := $(patsubst %,$(OUT)/obj/%.o,$(wildcard node/net/*.c))
$(OUT)/bin/hatchery-net: $(NET_OBJECTS)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(LINK) -o $@ $(NET_OBJECTS) -lnftables -lxml2

ifeq ($(BUILD),test)
units: $(UNITS) words
# What several tests of a folder share lies beside them. Those of the database have all of store,
# not only what they call: each statement of it is tried.
define unit_rule
$(OUT)/$(1)/%: $(OUT)/obj/tests/$(1)/%.c.o $(call archives,$(LAYERS)) \
        $(if $(filter db,$(1)),$(call objects,store)) \
        $(patsubst %,$(OUT)/obj/%.o,$(filter-out tests/$(1)/test_%,$(wildcard tests/$(1)/*.c)))
	@mkdir -p $$(@D)
	$$(call say,LINK,$$@)
	$$(Q)$$(call link,$(LAYERS)) -lcmocka -lz
endef
$(foreach d,unit db,$(eval $(call unit_rule,$(d))))
else
units:
	@$(MAKE) --no-print-directory BUILD=test units
endif
guests: $(GUESTS) $(ROUTES)
$(OUT)/tests/%: tests/filter/%.c $(wildcard tests/filter/*.h)
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) -std=c11 -D_GNU_SOURCE $(WARN_C) -O2 -static -o $@ $<
$(ROUTES): $(OUT)/obj/tests/screens/routes.c.o $(call archives,$(LAYERS))
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(call link,$(LAYERS))
define bench_rule
$(OUT)/bench/%: $(OUT)/obj/tests/bench/%.$(1).o $(OUT)/obj/tests/bench/machines.c.o \
        $(call archives,$(filter-out web/%,$(LAYERS)))
	@mkdir -p $$(@D)
	$$(call say,LINK,$$@)
	$$(Q)$$(call link,$(filter-out web/%,$(LAYERS)))
endef
$(foreach s,c cc,$(eval $(call bench_rule,$(s))))

$(OUT)/obj/tests/fuzz/%.o: CFLAGS += -Itests/fuzz
$(OUT)/fuzz/%: $(OUT)/obj/tests/fuzz/%.c.o $(OUT)/obj/tests/fuzz/face.c.o \
        $(call archives,$(filter-out view web/my web/admin,$(LAYERS)))
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CXX) $(LINK) -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group \
	    $(call libs,$(filter-out view,$(LAYERS))) $(LIBS_$(@F))
LIBS_fuzz_logo := -lz

# --- other languages: sentences of the C sources as a table, and a tree of templates each --------
PO_IN := $(wildcard po/*.po po/*.mjs) build/npm.stamp
build/words/table.c: $(PO_IN)
	$(call say,WORDS,$@)
	$(Q)node po/build.mjs table $@
words: build/words/templates.stamp
build/words/templates.stamp: $(PO_IN) $(shell find templates -type f)
	@mkdir -p $(@D)
	$(call say,WORDS,build/templates)
	$(Q)node po/build.mjs templates build/templates
	@touch $@

# --- passwords that are refused, from Debian's lists of leaked ones ------------------------------
build/passwords.list: node/run/passwords
	$(call say,LIST,$@)
	$(Q)node/run/passwords $@

# --- what the browser is given: files with their hash in their names, and build/static/manifest --
STATIC_IN := $(PO_IN) $(wildcard static/*.* static/style/*.css) package-lock.json node/run/static
static: build/static/manifest
build/npm.stamp: package-lock.json
	@mkdir -p $(@D)
	$(call say,NPM,ci)
	$(Q)npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2
	@touch $@
build/static/manifest: $(STATIC_IN) $(if $(wildcard static/sprite.mjs),build/npm.stamp)
	$(call say,STATIC,build/static)
	$(Q)node/run/static build/static

-include $(shell find $(OUT)/obj -name '*.d' 2>/dev/null)
