"""What do the facts, conditions, comparisons and amounts of a call say, in words for people?"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from fractions import Fraction

from bandolo.rules.call import Call
from bandolo.rules.comparisons import Compared
from bandolo.rules.conditions import (
    STEP,
    Aggregate,
    All,
    AmountValue,
    Any,
    Comparison,
    Condition,
    Constant,
    Not,
    Operand,
    Over,
)
from bandolo.rules.days import show_day, show_end, show_instant
from bandolo.rules.deadlines import Due
from bandolo.rules.facts import Fact, Value
from bandolo.rules.money import Rounding, round_cents, show_euro, show_rate
from bandolo.rules.requirements import Effect
from bandolo.rules.rule import Moment, Words
from bandolo.rules.score import PREFIX, open_span
from bandolo.rules.score_reasons import points_words, show_points

Tongue = tuple[str, str]

# Who has a duty, or a term to keep.
WHO: Mapping[str, Tongue] = {
    "applicant": ("l'impresa richiedente", "the applicant"),
    "beneficiary": ("l'impresa beneficiaria", "the beneficiary"),
    "officer": ("il responsabile dell'istruttoria", "the officer"),
    "committee": ("il nucleo di valutazione", "the committee"),
    "approver": ("chi firma gli atti", "who signs the acts"),
    "body": ("l'ente", "the body"),
    "supplier": ("il fornitore", "the supplier"),
    "accountant": ("il revisore", "the accountant"),
}
SIGNERS: Mapping[str, Tongue] = {
    "legal_representative": ("legale rappresentante", "legal representative"),
    "delegate": ("delegato", "delegate"),
    "supplier": ("fornitore", "supplier"),
    "intermediary": ("intermediario", "intermediary"),
}
MOMENTS: Mapping[Moment, Tongue] = {
    "submission": ("presentazione della domanda", "submission of the application"),
    "review": ("istruttoria", "review"),
    "award": ("concessione", "award"),
    "reporting": ("rendicontazione", "report"),
    "payment": ("pagamento", "payment"),
}
EFFECTS: Mapping[Effect, Tongue] = {
    "not_admissible": ("la domanda non è ammessa", "the application is not admitted"),
    "curable": ("si può regolarizzare", "it can be mended"),
    "revoked": ("il contributo è revocato", "the grant is revoked"),
    "substitutive_payment": ("si pagano gli enti creditori", "the creditor bodies are paid"),
    "not_payable": ("il contributo non si paga", "the grant is not paid"),
    "flagged": ("si segnala a chi decide", "it is told to who decides"),
}
_STAGES: dict[str, Tongue] = {
    "claimed": ("spesa chiesta", "cost claimed"),
    "admitted": ("spesa ammessa", "cost admitted"),
    "approved": ("spesa approvata", "cost approved"),
}
_AMOUNTS: dict[str, Tongue] = {
    "aid.grant": ("contributo", "grant"),
    "aid.premium": ("premialità", "premium"),
    "aid.loan": ("finanziamento", "loan"),
    "aid.services": ("servizi gratuiti", "free services"),
    "aid.total": ("aiuto in tutto", "aid in all"),
    "approved.grant": ("contributo concesso", "grant awarded"),
    "approved.premium": ("premialità concessa", "premium awarded"),
    "approved.loan": ("finanziamento concesso", "loan awarded"),
    "score.total": ("punteggio", "score"),
    "score.without_bonus": ("punteggio senza premialità", "score without bonus"),
    "at_most": ("massimo", "most"),
    "room": ("spazio che resta", "room left"),
}
_NEEDED: dict[str, Tongue] = {
    "is": ("serve: {}", "needed: {}"),
    "in": ("serve una tra: {}", "needed one of: {}"),
    "has": ("deve comprendere {}", "it should include {}"),
    "filled": ("serve una risposta", "an answer is needed"),
    "at_least": ("serve almeno {}", "needed at least {}"),
    "at_most": ("serve al massimo {}", "needed at most {}"),
    "above": ("serve più di {}", "needed more than {}"),
    "below": ("serve meno di {}", "needed less than {}"),
    "is not": ("non deve essere {}", "it should not be {}"),
    "in not": ("non deve essere tra: {}", "it should be none of: {}"),
    "has not": ("non deve comprendere {}", "it should not include {}"),
    "filled not": ("deve restare vuoto", "it should be empty"),
}
_SAYS: dict[str, Tongue] = {
    "is": ("{}", "{}"),
    "in": ("{}", "{}"),
    "has": ("comprende {}", "includes {}"),
    "filled": ("con una risposta", "answered"),
    "at_least": ("almeno {}", "at least {}"),
    "at_most": ("al massimo {}", "at most {}"),
    "above": ("più di {}", "more than {}"),
    "below": ("meno di {}", "less than {}"),
    "is not": ("non {}", "not {}"),
    "in not": ("né {}", "none of {}"),
    "has not": ("non comprende {}", "does not include {}"),
    "filled not": ("senza risposta", "not answered"),
}
_OPPOSITE = {"at_least": "below", "at_most": "above", "above": "at_most", "below": "at_least"}
_OVER: dict[str, Tongue] = {
    "every": ("ogni riga «{}»{}", "every “{}”{}"),
    "some": ("almeno una riga «{}»{}", "at least one “{}”{}"),
    "no": ("nessuna riga «{}»{}", "no “{}”{}"),
}
# The fact by which a record says which cost line it belongs to.
LINE = "line"
_FUNCTIONS: Mapping[str, Tongue] = {
    "sum": ("la somma di", "the sum of"),
    "mean": ("la media di", "the mean of"),
    "highest": ("il più alto di", "the highest of"),
    "lowest": ("il più basso di", "the lowest of"),
    "count": ("il numero di", "the number of"),
}
_OF_LINE: Tongue = ("di", "of")
_RECORD = re.compile(r"(\w+)\[(\d+)\]\.")


class Wording:
    """The words of one call in one language, "it" or "en"."""

    def __init__(self, call: Call, lang: str) -> None:
        self.lang = lang
        self.facts = {fact.id: fact for fact in call.facts}
        self.records = {kind.id: kind.words for kind in call.records}
        self.nodes = {node.id: node.words for node in (*call.lines, *call.groups)}
        self.steps = {rule.id: rule.words for rule in (*call.regimes, *call.aid)}
        self.points = {one.id: one.words for one in call.criteria}
        self.points |= {one.id: one.words for one in (call.score.areas if call.score is not None else ())}

    def say(self, words: Words | Tongue) -> str:
        """Words in the language."""
        pair = (words.it, words.en) if isinstance(words, Words) else words
        return pair[self.lang == "en"]

    def quoted(self, text: str) -> str:
        """A text between the quotation marks of the language."""
        return self.say((f"«{text}»", f"“{text}”"))

    def question(self, fact: str) -> str:
        """What is asked for a fact, or for the records of a kind; the name itself where it is an amount."""
        if fact in self.facts:
            return self.say(self.facts[fact].ask)
        if fact in self.records:
            kind = self.say(self.records[fact])
            return self.say(
                (f"Elenco: {kind} (vuoto se non ce n'è)", f"List: {kind} (empty if there is none)")
            )
        return self.amount(fact)

    def amount(self, name: str) -> str:
        """A named amount of the chain: of a node at a stage, of an instrument, of a step."""
        name = name.removeprefix(STEP)
        if name in _AMOUNTS:
            return self.say(_AMOUNTS[name])
        stage, _, node = name.partition(".")
        if name.startswith(PREFIX) and node in self.points:
            return f"{self.say(('punti', 'points'))}, {self.say(self.points[node]).rstrip('.')}"
        if stage in _STAGES and node in self.nodes:
            return f"{self.say(_STAGES[stage])}, {self.say(self.nodes[node])}"
        return self.say(self.steps[name]).rstrip(".") if name in self.steps else name

    def place(self, place: str) -> str:
        """Where a comparison looked: the record and its number, empty for the application itself."""
        found = _RECORD.match(place)
        return f"{self.say(self.records[found[1]])} {found[2]}" if found else ""

    def value(self, fact: str, value: Value, rounding: Rounding = "half_up") -> str:
        """A value of a fact or of a named amount."""
        known = self.facts.get(fact)
        is_amount = (known is None and fact not in self.records) or (known and known.type == "amount")
        if (span := open_span(value)) is not None:
            return self.say(points_words(span))
        match value:
            case bool():
                return self.say(("sì", "yes") if value else ("no", "no"))
            case int() | Fraction() if fact.startswith(PREFIX):
                return show_points(round_cents(Fraction(value), rounding), self.lang)
            case int() | Fraction() if is_amount and known is not None and known.unit:
                return f"{show_points(round_cents(Fraction(value), rounding), self.lang)} {known.unit}"
            case int() | Fraction() if is_amount:
                return show_euro(round_cents(Fraction(value), rounding), self.lang)
            case Fraction():
                return show_rate(value, self.lang)
            case int():
                unit = f" {known.unit}" if known and known.unit else ""
                return f"{value:,}".replace(",", "." if self.lang == "it" else ",") + unit
            case datetime():
                return show_instant(value, self.lang)
            case date():
                return show_day(value, self.lang)
            case frozenset():
                return self._several(fact, value, ("o", "or"))
            case _:
                return self._choice(known, value)

    def _several(self, fact: str, values: Iterable[Value], joint: Tongue) -> str:
        """The values of a set, in the order in which the fact lists its choices."""
        known = self.facts.get(fact)
        order: list[Value] = list(known.choices or ()) if known is not None else []
        ranked = sorted(values, key=lambda one: (order.index(one) if one in order else len(order), str(one)))
        return self.listed((self.value(fact, one) for one in ranked), joint) or self.say(("nessuna", "none"))

    def _choice(self, fact: Fact | None, value: str) -> str:
        if fact is not None and fact.choices is not None and value in fact.choices:
            return self.say(fact.choices[value])
        if fact is not None and fact.id == LINE and value in self.nodes:
            return self.say(self.nodes[value])
        return value

    def listed(self, items: Iterable[str], joint: Tongue) -> str:
        """Items in a row, the last one after "o" or "e"; between semicolons where one has a comma itself."""
        *first, last = [*items] or [""]
        between = "; " if any("," in item or ":" in item for item in (*first, last)) else ", "
        end = f"{between.rstrip()} " if between == "; " else " "
        return f"{between.join(first)}{end}{self.say(joint)} {last}" if first else last

    def compared(self, one: Compared) -> str:
        """Why a comparison came out as it did: what was found and what is needed."""
        before = f"{self.place(one.place)}: " if self.place(one.place) else ""
        if one.fact in self.records:
            return before + self._count(one)
        if one.verdict is None or one.found is None:
            if one.fact in self.facts:
                lacks = self.say(("manca la risposta", "the answer is missing"))
                return f"{before}{self.question(one.fact)} {lacks}"
            return f"{before}{self.amount(one.fact)}: {self.say(('non ancora noto', 'not known yet'))}"
        found = self._found(one)
        return f"{before}{found}; {self._needs(_NEEDED, one.fact, one.operator, one.wanted, one.should)}"

    def _found(self, one: Compared) -> str:
        if one.found is None:
            return ""
        joint = ("e", "and")
        value = (
            self._several(one.fact, one.found, joint)
            if isinstance(one.found, frozenset)
            else self.value(one.fact, one.found)
        )
        if isinstance(one.found, str) and not value.strip():
            value = self.say(("vuota", "empty"))
        if one.fact not in self.facts:
            return f"{self.amount(one.fact)}: {value}"
        return f"{self.question(one.fact)} {self.say(('Risposta', 'Answer'))}: {value}"

    def _count(self, one: Compared) -> str:
        kind = self.say(self.records[one.fact])
        if one.verdict is None:
            return self.say(
                (f"manca l'elenco {self.quoted(kind)}", f"the list {self.quoted(kind)} is missing")
            )
        wanted = one.wanted
        if isinstance(wanted, Fraction):
            # A share of a number of records: as many of them as that takes.
            is_floor = (one.operator in ("at_least", "below")) is one.should
            wanted = round_cents(wanted, "up" if is_floor else "down")
        needs = self._needs(_NEEDED, one.fact, one.operator.replace("some", "at_least"), wanted, one.should)
        return f"{kind}: {one.found}; {needs}"

    def _needs(
        self, phrases: dict[str, Tongue], fact: str, operator: str, wanted: Value | None, should: bool
    ) -> str:
        """What a comparison asks for; turned round where it should be false."""
        if operator == "filled" and wanted is False:
            should = not should
        if isinstance(wanted, bool) and operator == "is" and not should:
            wanted, should = not wanted, True
        if not should:
            operator = _OPPOSITE.get(operator, f"{operator} not")
        if operator == "in" and isinstance(wanted, frozenset) and len(wanted) == 1:
            operator = "is"
        rounding: Rounding = "up" if operator in ("at_least", "below") else "down"
        shown = "" if wanted is None else self.value(fact, wanted, rounding)
        return self.say(phrases[operator]).format(shown)

    def condition(self, condition: Condition, should: bool = True) -> str:
        """When a condition holds (or does not, where it `should` not)."""
        match condition:
            case Comparison():
                return self._comparison(condition, should)
            case Not():
                return self.condition(condition.part, not should)
            case All() | Any():
                joint: Tongue = ("e", "and") if isinstance(condition, All) == should else ("oppure", "or")
                parts = [self._part(part, should) for part in condition.parts]
                return f" {self.say(joint)} ".join(parts)
            case Over():
                return self._over(condition, should)

    def _part(self, part: Condition, should: bool) -> str:
        """A part of a joined condition, in brackets where it is joined itself."""
        said, inner = self.condition(part, should), part
        while isinstance(inner, Not):
            inner = inner.part
        is_joined = isinstance(inner, All | Any) and len(inner.parts) > 1
        return f"({said})" if is_joined else said

    def _comparison(self, test: Comparison, should: bool) -> str:
        name = test.left.amount if isinstance(test.left, AmountValue) else test.left.fact
        label = self.quoted(self.question(name)) if name in self.facts else self.amount(name)
        label = self.say(_OF_LINE) if name == LINE else label
        if isinstance(test.left, Aggregate):
            label = self._aggregate(test.left)
        if isinstance(test.right, Constant):
            return f"{label} {self._needs(_SAYS, name, test.operator, test.right.value, should)}"
        operator = test.operator if should else _OPPOSITE.get(test.operator, f"{test.operator} not")
        return f"{label} {self.say(_SAYS[operator]).format(self._operand(test.right))}"

    def _operand(self, operand: Operand) -> str:
        if isinstance(operand, Constant):
            return str(operand.value)
        times = (
            f"{show_rate(operand.times, self.lang)} {self.say(('di', 'of'))} "
            if operand.times is not None
            else ""
        )
        if isinstance(operand, AmountValue):
            return times + self.amount(operand.amount)
        if isinstance(operand, Aggregate):
            return times + self._aggregate(operand)
        days = (
            self.say((f" + {operand.plus_days} giorni", f" + {operand.plus_days} days"))
            if operand.plus_days
            else ""
        )
        return f"{times}{self.quoted(self.question(operand.fact))}{days}"

    def _aggregate(self, operand: Aggregate) -> str:
        """The sum of "How many staff?" over each partner, of those where ..."""
        where = (
            "" if operand.where is None else self.say((", se ", ", where ")) + self.condition(operand.where)
        )
        kind = self.say(self.records[operand.records])
        if operand.function == "count":
            return f"{self.say(_FUNCTIONS['count'])} {self.quoted(kind)}{where}"
        fact = self.quoted(self.question(operand.fact))
        over = self.say((f" su ogni {kind}", f" over each {kind}"))
        return f"{self.say(_FUNCTIONS[operand.function])} {fact}{over}{where}"

    def _over(self, condition: Over, should: bool) -> str:
        kind = self.say(self.records[condition.records])
        inner = [self.condition(part) for part in (condition.where, condition.holds) if part is not None]
        holds = self.say((" con ", " with ")).join(inner)
        # "of a line" goes on as one phrase, a question is set apart.
        holds = f" {holds}" if holds.startswith(self.say(_OF_LINE)) else f": {holds}" if holds else ""
        if condition.quantifier == "count":
            bounds = (("at_least", condition.at_least), ("at_most", condition.at_most))
            many = (self.say(_SAYS[key]).format(number) for key, number in bounds if number is not None)
            said = f"{self.listed(many, ('e', 'and'))} {self.quoted(kind)}{holds}"
        else:
            said = self.say(_OVER[condition.quantifier]).format(kind, holds)
        return said if should else self.say((f"non ({said})", f"not ({said})"))


def end_words(due: Due) -> Words:
    """Until when there is time, by the clock of Rome."""
    return Words(it=show_end(due.end, due.last_instant, "it"), en=show_end(due.end, due.last_instant, "en"))
