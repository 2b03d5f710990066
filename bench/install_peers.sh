#!/usr/bin/env bash
# install_peers.sh FOLDER
# The peers from PyPI in a virtual environment of the folder. What cannot be installed is said, and the
# bench reports it as missing.
set -euo pipefail
venv=$1
here=$(dirname "$0")

if [[ ! -x $venv/bin/python ]]; then
  python3 -m venv "$venv" || { echo "no virtual environment for the peers: is python3-venv there?" >&2; exit 0; }
fi
has() { "$venv/bin/python" -c "import $1" 2>/dev/null; }
install() { "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$@"; }

if ! has jax || ! has casadi; then
  install -r "$here/requirements.txt" || echo "JAX and CasADi cannot be installed" >&2
fi
if ! has torch; then
  # Without CUDA it is a tenth as large; PyPI's wheel brings five gigabytes of it.
  install --retries 0 --timeout 15 --index-url https://download.pytorch.org/whl/cpu torch 2>/dev/null ||
    install torch || echo "PyTorch cannot be installed" >&2
fi
