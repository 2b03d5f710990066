# Thin over the presets of CMakePresets.json, into build/$(PRESET): dev, ci, release or asan-ubsan.
PRESET ?= dev

build:
	cmake --preset $(PRESET)
	cmake --build --preset $(PRESET)

setup:                  # installs the Debian packages that are missing
	bash scripts/install_dependencies.sh

test: setup build       # all tests; ends in a line "N passed, N failed"
	bash scripts/run_tests.sh $(PRESET)

demo: setup build       # formulas, header, check, training, accuracy of the digits network
	bash scripts/demo.sh build/$(PRESET)/bin/nngen build/$(PRESET)/demo

# Repeatable seeds decide; what fresh ones find is printed, with its seed, and ends nothing.
ci:
	$(MAKE) test PRESET=ci
	NNGEN_FRESH=1000000 $(MAKE) derivatives PRESET=ci
	-$(MAKE) derivatives PRESET=ci SECONDS=30
	$(MAKE) fuzz SEED=1 RUNS=5000

SECONDS ?= 60
SEED ?= 0
RUNS ?= -1
FUZZ_FOLDER = build/fuzz/inputs
# In ci the seed and the number of texts are fixed, so that a finding there is one everywhere.
# The sanitizers and the tracing make an input some thirty times slower: 30 s stand for a second.
fuzz:                   # feeds the parser random texts for SECONDS; a finding stays in build/fuzz/inputs
	bash scripts/install_dependencies.sh fuzz
	$(MAKE) build PRESET=fuzz
	mkdir -p $(FUZZ_FOLDER)/found
	build/fuzz/bin/nngen_parse_fuzzer $(FUZZ_FOLDER)/found tests/fuzz/corpus examples tests/golden/errors \
	  -dict=tests/fuzz/words.dict -max_total_time=$(SECONDS) -max_len=1024 -timeout=30 -rss_limit_mb=2048 \
	  -seed=$(SEED) -runs=$(RUNS) -print_final_stats=1 -verbosity=0 -artifact_prefix=$(FUZZ_FOLDER)/

# The long checks need programs that setup does not install: these install them.
check-all: check-latex check-report check-math

check-latex: setup build   # every formula of the examples and the gallery, read by KaTeX and set by TeX
	bash scripts/check_latex.sh build/$(PRESET)

check-report: setup build  # the HTML pages of all examples, in headless Chromium
	bash scripts/install_dependencies.sh report
	bash scripts/check_report.sh build/$(PRESET)/bin/nngen build/$(PRESET)/check_report

check-math: build       # the functions on registers: every float, and a thousand million doubles; it takes hours
	NNGEN_EVERY_FLOAT=1 build/$(PRESET)/bin/nngen_compile_tests --durations yes \
	  'the functions on registers keep their bounds*'

format:
	git ls-files '*.hpp' '*.cpp' | xargs clang-format -i

# Every second program has a fixed seed, the others fresh ones; a failure prints its seed and a small program.
derivatives: build      # random programs for SECONDS, every derivative against the reference
	NNGEN_SECONDS=$(SECONDS) build/$(PRESET)/bin/nngen_property_tests 'every derivative of random programs*'

# The emitted code against peers and the machine's limit, docs/performance.md; the table and JSON stand in
# build/bench. All cases take twenty minutes or so on two processors, the quick ones three; once the
# peers are installed.
BENCH = bash scripts/install_dependencies.sh bench && \
  cmake --preset release && cmake --build --preset release --target nngen && \
  bash bench/install_peers.sh build/bench/venv && \
  python3 bench/run.py --nngen build/release/bin/nngen --out build/bench --python build/bench/venv/bin/python
bench: setup
	$(BENCH)

bench-quick: setup
	$(BENCH) --quick

# Stands in build/deb; `apt install ./build/deb/nngen_….deb` installs it.
deb:                    # the Debian package, of the optimised build
	bash scripts/install_dependencies.sh deb
	cmake --preset release
	cmake --build --preset release --target nngen nngen_pages
	cpack -G DEB --config build/release/CPackConfig.cmake -B build/deb

clean:
	rm -rf build

.NOTPARALLEL:
.PHONY: build setup test demo ci fuzz check-all check-latex check-report check-math derivatives bench bench-quick deb format clean
