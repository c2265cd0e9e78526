#!/usr/bin/env python3
"""Licences of the Rust and npm packages that are built into programs, with their texts.

Usage: third-party.py PROGRAM…   (run in the repository, after the interface was installed)
"""
import json
import pathlib
import subprocess
import sys

PREFIXES = ("license", "licence", "copying", "notice", "copyright", "unlicense")
PLATFORM = "x86_64-unknown-linux-gnu"


def crates(programs):
    """Crates that are linked into these programs: normal dependencies, for our platform."""
    call = ["cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", PLATFORM]
    metadata = json.loads(subprocess.run(call, check=True, capture_output=True).stdout)
    packages = {package["id"]: package for package in metadata["packages"]}
    edges = {
        node["id"]: [d["pkg"] for d in node["deps"] if any(k["kind"] is None for k in d["dep_kinds"])]
        for node in metadata["resolve"]["nodes"]
    }
    todo = [
        package["id"]
        for package in packages.values()
        if any("bin" in t["kind"] and t["name"] in programs for t in package["targets"])
    ]
    seen = set()
    while todo:
        package = todo.pop()
        if package not in seen:
            seen.add(package)
            todo += edges[package]
    for package in (packages[each] for each in seen):
        # What has a source came from a registry; the rest is ours.
        if package["source"]:
            folder = pathlib.Path(package["manifest_path"]).parent
            yield "crate", package["name"], package["version"], package["license"] or "", folder


def npm():
    """npm packages that are part of the interface."""
    root = pathlib.Path("ui")
    for path, package in json.loads((root / "package-lock.json").read_text())["packages"].items():
        if path and not package.get("dev") and (root / path).is_dir():
            name = path.rpartition("node_modules/")[2]
            yield "npm", name, package["version"], package.get("license", ""), root / path


def texts(folder):
    """Texts of licences in a package."""
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name.lower().startswith(PREFIXES):
            yield path.read_text(encoding="utf-8", errors="replace").strip()


def main():
    """Prints the list, then every text once with the packages it belongs to."""
    listed, owners = [], {}
    for kind, name, version, licence, folder in sorted([*crates(set(sys.argv[1:])), *npm()]):
        listed.append(f"{kind} {name} {version}: {licence}")
        for text in texts(folder):
            owners.setdefault(text, []).append(f"{name} {version}")
    print("Rust and npm packages that are built into the programs\n")
    print("\n".join(listed))
    for text, names in owners.items():
        print(f"\n{'=' * 80}\n{', '.join(names)}\n{'-' * 80}\n{text}")


main()
