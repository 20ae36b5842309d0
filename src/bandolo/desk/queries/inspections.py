"""Which awards are drawn to be inspected, how can anyone draw them again, and what did inspections find?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bandolo.desk.models import Application, Award, Call, Inspection, InspectionSample, SampleDraw
from bandolo.desk.queries.choice import references_of
from bandolo.desk.queries.letters import reference_of
from bandolo.rules.call import Call as Rules
from bandolo.rules.draw import Draw, Drawn, check_drawn, lot
from bandolo.rules.rule import Words

OUTCOMES: Mapping[str, Words] = {
    "regular": Words(it="regolare", en="nothing found against it"),
    "irregular": Words(it="irregolare", en="irregular"),
    "prevented": Words(it="impedita dal beneficiario", en="prevented by the beneficiary"),
}
# What a call's rules know of inspections (VDI-49, VDI-50), by the outcome that makes it so.
FACTS: Mapping[str, str] = {"irregular": "controls_failed", "prevented": "controls_prevented"}
# By which the body checks what was declared and done, whatever the call.
LAW = ("D.P.R. 445/2000, art. 71",)
_UNDER_WAY = ("granted", "effective")


@dataclass(frozen=True)
class Sample:
    """A sample as everybody may see it: the seed, the value and what was drawn once it is drawn."""

    announced: InspectionSample
    draw: SampleDraw | None
    waiting: tuple[str, ...]

    @property
    def listed(self) -> list[str]:
        """The references that take part."""
        return self.announced.listed.splitlines()

    @property
    def drawn(self) -> list[str]:
        """Those to be inspected, the lowest lot first."""
        return [] if self.draw is None else self.draw.drawn.splitlines()

    def as_json(self) -> dict[str, Any]:
        """All that it takes to draw it again."""
        one, draw = self.announced, self.draw
        told = {
            "number": one.number,
            "announced_at": one.at.isoformat(),
            "size": one.size,
            "listed": self.listed,
            "listed_sha256": one.listed_sha256,
            "committed": one.committed,
            "public": one.public,
        }
        if draw is None:
            return told
        return {**told, "seed": one.seed, "value": draw.value, "drawn": self.drawn}


def eligible(call: Call) -> dict[str, Application]:
    """The applications of a call whose award stands, by reference: those that can be inspected."""
    awarded = set(
        Award.objects.filter(application__call=call, state__in=_UNDER_WAY).values_list(
            "application_id", flat=True
        )
    )
    return {name: one for name, one in references_of(call).items() if one.id in awarded}


def drawn_from(sample: InspectionSample, value: str) -> list[str]:
    """The references that a public value draws; ValueError where seed or list is not what was announced."""
    names = sample.listed.splitlines()
    words = Words(it=sample.public, en=sample.public)
    drawn = Drawn(seed=sample.seed, public=value, committed=sample.committed, listed=sample.listed_sha256)
    check_drawn(Draw(public=words, committed=sample.committed), drawn, names)
    return sorted(names, key=lambda name: lot(drawn, name))[: sample.size]


def samples_of(call: Call) -> list[Sample]:
    """The samples of a call, the newest first, with the drawn ones that were not inspected since."""
    known = references_of(call)
    found = []
    for one in call.inspection_samples.order_by("-number").select_related("draw"):
        draw = getattr(one, "draw", None)
        done = set(one.inspections.values_list("application_id", flat=True))
        drawn = [] if draw is None else draw.drawn.splitlines()
        waiting = tuple(name for name in drawn if name in known and known[name].id not in done)
        found.append(Sample(one, draw, waiting))
    return found


def last_inspection(application: Application) -> Inspection | None:
    """The inspection that counts."""
    return application.inspections.order_by("-held_on", "-at").first()


def sample_that_waits(application: Application) -> InspectionSample | None:
    """The drawn sample for which an application is still to be inspected."""
    drawn = (
        SampleDraw.objects.filter(sample__call=application.call_id).select_related("sample").order_by("at")
    )
    for one in drawn:
        is_drawn = reference_of(application) in one.drawn.splitlines()
        if is_drawn and not one.sample.inspections.filter(application=application).exists():
            return one.sample
    return None


def inspected_facts(rules: Rules, application: Application) -> dict[str, bool]:
    """What the last inspection makes of the facts by which a call knows inspections; nothing without one."""
    last = last_inspection(application)
    if last is None:
        return {}
    known = {fact.id for fact in rules.facts if not fact.of}
    return {fact: outcome == last.outcome for outcome, fact in FACTS.items() if fact in known}
