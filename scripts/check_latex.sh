#!/usr/bin/env bash
# check_latex.sh BUILD_FOLDER
# Every formula of the examples and of the gallery in LaTeX: read by KaTeX, every warning an error, and
# set by TeX. KaTeX is installed into build/katex, TeX and Node.js from Debian.
set -euo pipefail

katex_version=0.16.22

cd "$(dirname "$0")/.."
tests=$(realpath "$1")/bin/nngen_property_tests
bash scripts/install_dependencies.sh latex

installed=build/katex/node_modules/katex/package.json
if ! grep -qs "\"version\": \"$katex_version\"" "$installed"; then
  mkdir -p build/katex
  npm install --prefix build/katex --no-save --ignore-scripts --no-audit --no-fund "katex@$katex_version"
fi

folder=build/latex
rm -rf "$folder"
mkdir -p "$folder"
NNGEN_LATEX_FOLDER=$folder "$tests" "KaTeX reads every printed formula"

{
  printf '%s\n' '\documentclass{article}' '\usepackage{amsmath}' '\begin{document}'
  for text in "$folder"/*.tex; do
    printf '%% %s\n' "${text##*/}"
    cat "$text"
    printf '\\clearpage\n'
  done
  printf '%s\n' '\end{document}'
} >"$folder/all.ltx"
if ! pdflatex -interaction=nonstopmode -halt-on-error -output-directory="$folder" "$folder/all.ltx" \
  >"$folder/tex.out"; then
  tail -n 40 "$folder/tex.out" >&2
  exit 1
fi
echo "TeX sets $(find "$folder" -name '*.tex' | wc -l) texts"
