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

ci:
	$(MAKE) test PRESET=ci

format:
	git ls-files '*.hpp' '*.cpp' | xargs clang-format -i

clean:
	rm -rf build

.NOTPARALLEL:
.PHONY: build setup test demo ci format clean
