#!/usr/bin/env bash
# install_dependencies.sh [fuzz|latex|report|bench|deb]
# Installs the Debian packages that nngen is built from, those that are missing; needs root or sudo
# for that. With `fuzz` also those of the fuzzer, with `latex` those that read formulas, with `report` those
# that show HTML pages, with `bench` those that the emitted code is measured
# against, with `deb` those that make a Debian package. Where all are there it does nothing and says nothing.
set -euo pipefail

packages=(g++ cmake ninja-build ccache libboost-dev libeigen3-dev libfmt-dev libcli11-dev
  nlohmann-json3-dev zlib1g-dev catch2 python3-numpy g++-aarch64-linux-gnu)
[[ ${1:-} == fuzz ]] && packages+=(clang libclang-rt-dev)
if [[ ${1:-} == latex ]]; then
  packages+=(texlive-latex-base)
  # Node.js may be there from elsewhere.
  command -v npm >/dev/null || packages+=(nodejs npm)
fi
[[ ${1:-} == report ]] && packages+=(chromium graphviz fonts-dejavu-core fonts-lmodern)
[[ ${1:-} == bench ]] && packages+=(libopenblas-dev libdnnl-dev python3 python3-venv)
[[ ${1:-} == deb ]] && packages+=(dpkg-dev file)

if ! command -v dpkg-query >/dev/null; then
  echo "not a Debian system: what corresponds to these packages must be there: ${packages[*]}" >&2
  exit 0
fi

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
  [[ $status == installed ]] || missing+=("$package")
done
[[ ${#missing[@]} -gt 0 ]] || exit 0

as_root=()
if [[ $EUID -ne 0 ]]; then
  if ! command -v sudo >/dev/null; then
    echo "these packages are missing, and installing them needs root: ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi
echo "installing ${missing[*]}"
"${as_root[@]}" apt-get update --quiet
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install --quiet --yes --no-install-recommends "${missing[@]}"
