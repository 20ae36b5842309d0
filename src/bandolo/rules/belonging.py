"""Whose is each record of an application, and do all of them name somebody who is there?"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import cast

from bandolo.rules.build import Reading, shown
from bandolo.rules.call import Call
from bandolo.rules.conditions import Record


def check_owners(reading: Reading, call: Call, records: Mapping[str, Sequence[Record]]) -> None:
    """Each entity has a name of its own, and whatever belongs to one names one that is there."""
    known = {path for path, _ in reading.problems}
    for kind in call.records:
        if kind.named_by is None:
            continue
        names = [str(one.get(kind.named_by)) for one in records.get(kind.id, ())]
        for of, listed in records.items():
            for at, record in enumerate(listed):
                place = (of, at, kind.named_by)
                if of not in _kinds_with(call, kind.named_by) or known & {place[:2], place}:
                    continue
                name = record.get(kind.named_by)
                if name is None:
                    reading.fail(place[:2], f'the key "{kind.named_by}" is missing: which {kind.id} is it?')
                elif of == kind.id and names.index(str(name)) < at:
                    reading.fail(place, f"{shown(name)} is there twice; each {kind.id} has a name of its own")
                elif of != kind.id and kind.id in records and name not in names:
                    reading.fail_unknown(place, kind.id, name, names)


def with_sums(approved: Mapping[str, int], entities: Sequence[Record]) -> Mapping[str, int]:
    """The amounts of the award; those that only the entities give, each of them, are summed."""
    names = {name for one in entities for name in one if name.startswith("approved.")}
    sums = {
        name: sum(cast("int", one[name]) for one in entities)
        for name in names
        if all(name in one for one in entities)
    }
    return MappingProxyType({**sums, **approved})


def _kinds_with(call: Call, fact: str) -> tuple[str, ...]:
    """The kinds of records that have a fact."""
    return next((one.of for one in call.facts if one.id == fact), ())
