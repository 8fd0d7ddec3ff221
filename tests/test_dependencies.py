"""What is installed is what is asked for, pinned and known by its hash, and nothing runs at installation."""

import json
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.seeded import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
WANTED = {
    "requirements.txt": PROJECT["dependencies"],
    "requirements-dev.txt": [*PROJECT["dependencies"], *EXTRAS["dev"]],
    "requirements-node.txt": EXTRAS["node"],
}


def pins(file: str) -> dict[str, tuple[str, int]]:
    """The packages of a requirements file, each with its version and its number of hashes."""
    text = (ROOT / file).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    found = [re.match(r"([\w.-]+)==(\S+)", line) for line in lines]
    assert all(found), f"{file} has a line that pins nothing"
    return {canonicalize_name(f[1]): (f[2], f.string.count("--hash=sha256:")) for f in found if f}


@pytest.mark.parametrize("file", WANTED)
def test_every_package_is_pinned_to_a_version_that_is_allowed_and_known_by_its_hash(file):
    pinned = pins(file)
    assert [name for name, (_, hashes) in pinned.items() if not hashes] == []
    for wanted in map(Requirement, WANTED[file]):
        version, _ = pinned[canonicalize_name(wanted.name)]
        assert wanted.specifier.contains(version), f"{wanted} is pinned to {version}"


def test_the_tests_run_with_the_versions_that_production_has():
    runtime, tests = pins("requirements.txt"), pins("requirements-dev.txt")
    assert {name: tests.get(name, ("", 0))[0] for name in runtime} == {n: v for n, (v, _) in runtime.items()}


def test_every_front_end_package_is_pinned_and_known_by_its_hash():
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    locked = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name, version in (wanted["dependencies"] | wanted["devDependencies"]).items():
        assert locked[f"node_modules/{name}"]["version"] == version
    assert [path for path, package in locked.items() if path and not package.get("integrity")] == []


def test_no_package_runs_a_script_when_it_is_installed():
    assert "npm ci --ignore-scripts" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_no_file_names_a_package_index():
    files = [*WANTED, "package-lock.json", ".npmrc", "pyproject.toml"]
    assert [f for f in files if re.search(r"--index-url|registry[.]|\"resolved\"", (ROOT / f).read_text("utf-8"))] == []
