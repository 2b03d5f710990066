#!/usr/bin/env bash
# demo.sh NNGEN FOLDER
# The digits network from its formula to a trained classifier: shows the gradient's formulas, emits the
# header into FOLDER, checks it, compiles examples/digits/train.cpp with it and trains. CXX is the
# compiler (c++).
set -euo pipefail

nngen=$(realpath "$1")
mkdir -p "$2"
folder=$(realpath "$2")
cd "$(dirname "$0")/../examples/digits"

run() {
  printf '\n$ %s\n' "$*"
  "$@"
}

run "$nngen" show net.expr
run "$nngen" net.expr --batch dynamic -o "$folder/grad.hpp"
run "$nngen" check net.expr
run "${CXX:-c++}" -std=c++17 -O2 -I"$folder" -I"${EIGEN_INCLUDE_DIR:-/usr/include/eigen3}" train.cpp \
  -o "$folder/train"
run "$folder/train" digits.csv
