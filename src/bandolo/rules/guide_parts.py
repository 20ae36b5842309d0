"""How do the parts of a guide read: an item with its clauses, a paper, a term, a tree of costs?"""

import re
from collections.abc import Iterable, Iterator, Sequence

from bandolo.rules.call import Call
from bandolo.rules.conditions import Condition
from bandolo.rules.costs import Limit, Tree
from bandolo.rules.counting import closing_words, length_words
from bandolo.rules.days import show_day, show_instant
from bandolo.rules.deadlines import Deadline
from bandolo.rules.requirements import Document, Requirement
from bandolo.rules.rule import MOMENTS as MOMENTS_IN_ORDER
from bandolo.rules.rule import Moment, Rule, Words
from bandolo.rules.words_of import EFFECTS, MOMENTS, SIGNERS, WHO, Tongue, Wording

_MARKS = re.compile(r"[\\*_`<\[\]]")


class Voice:
    """Says the rules of a call in one language, as lines of Markdown."""

    def __init__(self, call: Call, lang: str) -> None:
        self.call = call
        self.lang = lang
        self.wording = Wording(call, lang)
        self.numbers = {reading.id: at for at, reading in enumerate(call.interpretations, 1)}
        self.deadlines = {deadline.id: deadline for deadline in call.deadlines}
        self.events = {event.id: event.words for event in call.events}

    def say(self, words: Words | Tongue) -> str:
        """Words in the language, on one line, with what Markdown would take for its own marks made plain."""
        return _MARKS.sub(r"\\\g<0>", " ".join(self.wording.say(words).split()))

    def item(self, rule: Rule, more: Iterable[str] = (), depth: int = 0) -> str:
        """A rule as an item of a list: its words, what is to be added, its clauses and its reading."""
        each = getattr(rule, "each", None)
        if isinstance(each, str) and each in self.wording.records:
            kind = self.say(self.wording.records[each])
            more = [self.say((f"per ogni {kind}", f"for each {kind}")), *more]
        said = " ".join([self.stopped(self.say(rule.words)), *(self.stopped(one) for one in more)])
        return f"{'  ' * depth}- {said}{self.source(rule)}"

    def stopped(self, text: str) -> str:
        """A text that ends as a sentence does, with a capital."""
        text = text[:1].upper() + text[1:]
        return text if text.endswith((".", "?", "!", ":")) else f"{text}."

    def source(self, rule: Rule) -> str:
        """The clauses that a rule carries, and the number of the reading that it rests on."""
        cited = [*rule.clauses]
        if rule.reading in self.numbers:
            number = self.numbers[rule.reading]
            cited.append(self.say((f"lettura {number}", f"reading {number}")))
        return f" ({', '.join(cited)})" if cited else ""

    def requirement(self, rule: Requirement, moments: Sequence[Moment]) -> str:
        """A requirement, what failing it costs where that is not exclusion, and when else it must hold."""
        more = self.where(rule.where)
        effects = dict.fromkeys(rule.failing[moment] for moment in moments if moment in rule.failing)
        for effect in effects:
            if effect == "curable" and rule.cure in self.deadlines:
                mend = self.say(self.deadlines[rule.cure].words)
                more.append(self.say((f"si può rimediare: {mend}", f"it can be mended: {mend}")))
            elif effect != "not_admissible":
                more.append(self.say((f"altrimenti {EFFECTS[effect][0]}", f"otherwise {EFFECTS[effect][1]}")))
        last = max(MOMENTS_IN_ORDER.index(moment) for moment in moments)
        after = [moment for moment in MOMENTS_IN_ORDER[last + 1 :] if moment in rule.failing]
        later = [self.say(MOMENTS[moment]) for moment in after]
        if later:
            when = self.wording.listed(later, ("e", "and"))
            more.append(self.say((f"vale anche per: {when}", f"holds also for: {when}")))
        return self.item(rule, more)

    def where(self, condition: Condition | None) -> list[str]:
        """For whom a rule holds, where it does not hold for all."""
        if condition is None:
            return []
        said = self.wording.condition(condition)
        return [self.say((f"vale se: {said}", f"it holds where: {said}"))]

    def document(self, rule: Document) -> str:
        """A paper: when it is due, who signs it, on which form, what its absence costs."""
        more = []
        if rule.when is not None:
            condition = self.wording.condition(rule.when)
            more.append(self.say((f"serve se: {condition}", f"due where: {condition}")))
        if rule.per is not None:
            kind = self.say(self.wording.records[rule.per])
            more.append(self.say((f"una volta per ogni {kind}", f"once for each {kind}")))
        if rule.signed_by:
            signers = self.wording.listed((self.say(SIGNERS[one]) for one in rule.signed_by), ("o", "or"))
            more.append(self.say((f"firma digitale: {signers}", f"digital signature: {signers}")))
        if rule.model is not None:
            more.append(self.say((f"modello: {rule.model}", f"form: {rule.model}")))
        missing = EFFECTS[rule.missing]
        more.append(self.say((f"se manca, {missing[0]}", f"where it is missing, {missing[1]}")))
        return self.item(rule, more)

    def deadline(self, rule: Deadline) -> str:
        """A term: how it is counted, who keeps it, what missing it costs."""
        more = [self._length(rule)]
        if rule.to_end_of is not None:
            closing = closing_words(rule.to_end_of)
            more.append(self.say((f"fino alla {closing.it}", f"up to the {closing.en}")))
        if rule.hour is not None:
            more.append(self.say((f"fino alle {rule.hour}", f"up to {rule.hour}")))
        if rule.if_holiday == "next_working_day":
            move = (
                "se cade in un giorno festivo o di sabato, passa al primo giorno lavorativo",
                "on a holiday or a Saturday it moves to the next working day",
            )
            more.append(self.say(move))
        for pause in rule.suspended_by:
            starts, ends = self.event(pause.starts), self.event(pause.ends)
            more.append(
                self.say((f"non si conta da {starts} a {ends}", f"not counted from {starts} to {ends}"))
            )
        more.append(f"{self.say(('riguarda', 'it binds'))} {self.say(WHO[rule.who])}")
        if rule.if_missed is not None:
            more.append(f"{self.say(('altrimenti', 'otherwise'))}: {self.say(rule.if_missed)}")
        return self.item(rule, more)

    def _length(self, rule: Deadline) -> str:
        if rule.at is not None:
            return show_instant(rule.at, self.lang)
        if rule.on is not None:
            return show_day(rule.on, self.lang)
        event = self.event(rule.counted_from or "")
        lengths = {
            "days": rule.days,
            "working_days": rule.working_days,
            "weeks": rule.weeks,
            "months": rule.months,
            "years": rule.years,
        }
        known = [length_words(length, unit) for unit, length in lengths.items() if length is not None]  # type: ignore[arg-type]  # the keys are units
        how_long = (
            known[0]
            if known
            else Words(it="nel termine che la richiesta indica,", en="in the term that the request states,")
        )
        first = (
            ("", "")
            if rule.first_day == "excluded"
            else (", giorno iniziale compreso", ", the first day included")
        )
        return self.say((f"{how_long.it} da: {event}{first[0]}", f"{how_long.en} from: {event}{first[1]}"))

    def event(self, name: str) -> str:
        """An event from which a term is counted, or the deadline that starts it."""
        if name in self.deadlines:
            return self.say(self.deadlines[name].words).rstrip(".")
        return (
            self.say(self.events[name]) if name in self.events else name.replace("_", " ").replace("-", " ")
        )

    def costs(self, node: str, tree: Tree, limits: Sequence[Limit], depth: int = 0) -> Iterator[str]:
        """A node of the tree with its limits, then its parts."""
        rule = tree.groups.get(node) or tree.lines[node]
        yield self.item(rule, depth=depth)
        for limit in limits:
            if limit.on == node:
                yield self.item(limit, self.where(limit.when), depth + 1)
        if node in tree.groups:
            for part in tree.groups[node].parts:
                yield from self.costs(part, tree, limits, depth + 1)
