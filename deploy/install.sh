#!/bin/sh
# Installs the project into the environment of a Python, with what a file of the lock names, each package only if its hash stands there:
#   sh deploy/install.sh /opt/lape-qa/bin/python constraints.txt .
set -eu
python=$1 lock=$2
shift 2
install() { "$python" -m pip install --disable-pip-version-check --progress-bar on --no-deps "$@"; }

if grep -q '^torch==' "$lock"; then
  # pip would rather take the index's own PyTorch, on Linux that for NVIDIA cards, than a build for CPUs from elsewhere.
  install --require-hashes -r constraints-cpu.txt 2>/dev/null || echo "No package index here offers PyTorch's build for CPUs on Linux"
fi
install --require-hashes -r "$lock"
if "$python" -m pip show torch 2>/dev/null | grep -q '^Requires:.*nvidia'; then
  install --require-hashes -r constraints-cuda.txt
fi
# What builds the project is in the lock too: nothing else is fetched for it.
install --no-build-isolation "$@"
"$python" -m pip check
