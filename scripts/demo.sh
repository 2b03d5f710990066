#!/usr/bin/env bash
# demo.sh NNGEN FOLDER
# The digits network from its formula to a trained classifier: shows the gradient's formulas, emits the
# header into FOLDER, checks it, compiles examples/digits/train.cpp with it and trains; then the same with a larger
# network by `nngen train`, whose result is exported as a header with its weights. CXX is the
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
run "$nngen" train classifier.expr --data digits.csv --label digit --split 0.8,0,0.2 --stratify \
  --optimizer adamw --weight-decay 0.3 --lr 0.003 --schedule cosine --epochs 60 \
  --out "$folder/weights.safetensors"
run "$nngen" export classifier.expr --weights "$folder/weights.safetensors" -o "$folder/model.hpp"
