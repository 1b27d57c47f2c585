#!/usr/bin/env python3
"""Random facts objects near the borders of the rules, one JSON object a line:

    generate.py --n 20000 --seed 7 [--invalid 0.03]

A scene lays down a realistic combination that mostly stands on some basis; a few changes then
push it over or along a border.  Everything is invented.
"""
import argparse
import copy
import json
import random

from generate_changes import Changes
from generate_scenes import Scenes


class Maker(Scenes, Changes):
    def weighted(self, table):
        names, weights = zip(*table)
        return self.r.choices(names, weights)[0]

    def facts(self, invalid):
        f = self.blank()
        getattr(self, self.weighted(self.SCENES))(f)
        f = copy.deepcopy(f)
        for _ in range(self.r.choices([0, 1, 2, 3, 5], [30, 30, 20, 14, 6])[0]):
            getattr(self, self.weighted(self.CHANGES))(f)
        if self.chance(invalid):
            (self.drop_field if self.chance(0.2) else self.spoil)(f)
        return f


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--n", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--invalid", type=float, default=0.03)
    chosen = options.parse_args()
    maker = Maker(random.Random(chosen.seed))
    for _ in range(chosen.n):
        print(json.dumps(maker.facts(chosen.invalid)))


if __name__ == "__main__":
    main()
