#!/usr/bin/env bash
# Runs the tests against a wheel, in an environment of its own: the sources' packages are not on the path of these tests.
# usage: ci/test_wheel.sh WHEEL
set -euo pipefail
wheel=$(realpath "$1")
cd "$(dirname "$0")/.."

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
pip=("$place/venv/bin/python" -m pip --disable-pip-version-check install --quiet -c constraints.txt)
"${pip[@]}" "$wheel"
"${pip[@]}" axe-playwright-python bert-score build check-jsonschema flask flask-cors hatchling hypothesis jsonschema "moto[s3]" playwright pytest pytest-xdist ray s3fs xmlschema
cp -r tests seeds pyproject.toml README.md constraints.txt benchmarks "$place/"
mkdir "$place/metrics" && cp metrics/README.md "$place/metrics/"
# What is marked "once" is long and run from the sources alone, and so is what no wheel can change (tests/conftest.py says what is kept);
# that the wheel holds the same bytes is a test there.
cd "$place" && EVALKIT_TEST_WHEEL=1 venv/bin/pytest -q -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder -m "not once"
