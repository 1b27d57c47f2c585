#!/usr/bin/env python3
"""Runs the worked cases and their flips:  cases.py FOLDER.  Exit 1 if any differs."""
import json
import sys
from pathlib import Path

from oracle import decide
from wellformed import faults_of

WHOLE = ("outcome", "needs", "existence")
SUBSETS = {"needs_include": "needs", "conditions_include": "conditions",
           "strip_include": "strip", "tasks_include": "tasks"}
KNOWN = {*WHOLE, *SUBSETS, "strip_exclude", "cites"}


def differences(decision, expect):
    for name in expect.keys() - KNOWN:
        yield f"expect.{name} is not in the checking rule"
    for name in WHOLE:
        if name in expect and decision[name] != (sorted(expect[name]) if name == "needs" else expect[name]):
            yield f"{name}: expected {expect[name]}, got {decision[name]}"
    for name, part in SUBSETS.items():
        absent = set(expect.get(name, [])) - set(decision[part])
        if absent:
            yield f"{part} lacks {sorted(absent)}"
    present = set(expect.get("strip_exclude", [])) & set(decision["strip"])
    if present:
        yield f"strip must not hold {sorted(present)}"
    for text in expect.get("cites", []):
        if not any(text in cite for cite in decision["cites"]):
            yield f"no provision cited with {text!r}: {decision['cites']}"


def decisions_in(folder):
    for path in sorted(Path(folder).glob("*.json")):
        case = json.loads(path.read_text(encoding="utf-8"))
        yield case["id"], case["title"], case
        for number, flip in enumerate(case.get("flips", []), 1):
            yield f"{case['id']} flip {number}", flip["title"], flip


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: cases.py FOLDER")
    total = wrong = 0
    for name, title, case in decisions_in(sys.argv[1]):
        total += 1
        faults = faults_of(case["facts"])
        found = [f"refused: {faults}"] if faults else list(differences(decide(case["facts"]), case["expect"]))
        wrong += bool(found)
        print(f"{'DIFFERS' if found else 'ok':8}{name:13} {title}", *found, sep="\n        " if found else " ")
    print(f"{total} decisions, {total - wrong} as expected, {wrong} differ")
    sys.exit(1 if wrong or not total else 0)


if __name__ == "__main__":
    main()
