"""What would a payment come to now, step by step, and does anything stand against it?"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bandolo.desk.models import Application, Award, Event, Finding, Payment, RegisterCheck
from bandolo.desk.queries.award_gates import award_gates
from bandolo.desk.queries.checklist import VERDICTS, Check, checklist_of
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.inspections import LAW, OUTCOMES, last_inspection, sample_that_waits
from bandolo.desk.queries.later import Later, later_of
from bandolo.desk.queries.payments import left_of_grant
from bandolo.desk.queries.told_office import notes_of
from bandolo.papers.matching_call import facts_of
from bandolo.papers.transfer_order import plain_iban
from bandolo.rules.call import Call as Rules
from bandolo.rules.consequences import consequences
from bandolo.rules.days import day_in_rome, show_day
from bandolo.rules.load import law
from bandolo.rules.members_paid import MemberPaid
from bandolo.rules.money import Cents, show_euro
from bandolo.rules.paying import NOTHING, Paying, payment_within
from bandolo.rules.payment import PaymentBreakdown
from bandolo.rules.requirements import WEIGHT
from bandolo.rules.rule import Rule, Words
from bandolo.rules.so_far import ClaimNow

# A DURC is good for as many days from its request: D.M. 30 January 2015, art. 7.
DURC, DURC_DAYS = "durc_regular", 120
DURC_LAW = ("D.M. 30/01/2015, art. 7",)
# Up to this amount nobody asks for anti-mafia documentation: D.Lgs. 159/2011, art. 83, par. 3, letter e.
ANTIMAFIA_ABOVE = 15_000_000
# What the law asks the body to find out before it pays, whatever the call: an officer says so, with protocol.
ANTIMAFIA = Rule(
    id="antimafia",
    clauses=("D.Lgs. 159/2011, art. 83, c. 3",),
    words=Words(it="Documentazione antimafia", en="Anti-mafia documentation"),
)
COR_VALID = Rule(
    id="cor-valid",
    clauses=("D.M. 115/2017, artt. 9 e 15",),
    words=Words(
        it="Il COR è ancora valido e la visura del Registro aiuti è regolare",
        en="The COR is still valid and the state aid register has nothing against it",
    ),
)
INSPECTED = Rule(
    id="inspection",
    clauses=LAW,
    words=Words(it="Le ispezioni sono regolari", en="Inspections found nothing against it"),
)
OWN_GATES = (ANTIMAFIA, COR_VALID, INSPECTED)
TRACING_LAW = ("L. 136/2010, art. 3, c. 5",)
_SUBSTITUTION = ("D.L. 69/2013, art. 31, cc. 3 e 8-bis",)
_AMOUNT = Words(it="C'è una somma da pagare", en="There is a sum to be paid")
_STILL_OWED = Words(
    it="Gli enti creditori vanno ancora pagati al posto del beneficiario",
    en="The creditor bodies are still to be paid in the beneficiary's place",
)
_REVOKING = ("start_revocation", "answer_revocation", "drop_revocation", "revoke", "revoke_part")


@dataclass(frozen=True)
class Gate:
    """What must be so for a payment to be made: True it is, False it is not, None nobody knows yet.

    One that is `flagged` is told, and does not decide.
    """

    words: Words
    clauses: tuple[str, ...]
    verdict: bool | None
    why: tuple[Words, ...] = ()
    flagged: bool = False
    # Under which an officer records what they found out, where they can.
    id: str = ""


@dataclass(frozen=True)
class Asked:
    """What the officer states: the account, what creditor bodies are owed, in cents by name, the surety.

    `accounts` are those of the members of a group, by name, where each is paid by itself.
    """

    iban: str = ""
    accounts: Mapping[str, str] = field(default_factory=dict)
    debts: Mapping[str, int] | None = None
    guaranteed: Cents | None = None
    guaranteed_until: date | None = None


@dataclass(frozen=True)
class Payable:
    """What a payment comes to; `breakdown` None where it cannot be worked out, and the gates say why."""

    later: Later
    breakdown: PaymentBreakdown | None
    gates: tuple[Gate, ...]
    has_creditors: bool
    # What goes to each member of a group, or has to come back from it.
    members: tuple[MemberPaid, ...] = ()

    @property
    def against(self) -> tuple[Gate, ...]:
        """What keeps it from being paid."""
        return tuple(one for one in self.gates if one.verdict is False and not one.flagged)

    @property
    def open(self) -> tuple[Gate, ...]:
        """What is still to be found out."""
        return tuple(one for one in self.gates if one.verdict is None and not one.flagged)


def payable_of(paid: Payment, asked: Asked, now: datetime) -> Payable:
    """What a payment would come to as of an instant, under every rule of the call and of the law."""
    later, owes, gates = _standing(paid, asked, now)
    found = _paying(paid, later, asked, owes=owes)
    gross = None if found.whole is None else found.whole.gross
    amount = _amount_gate(later, found, paid.stage, None if gross is None else gross > 0)
    payees = [one.name for one in found.members if one.breakdown is not None and one.breakdown.net]
    accounts = [_account(asked.accounts.get(name, ""), name) for name in payees] or [_account(asked.iban)]
    return Payable(later, found.whole, (amount, *gates, *accounts), owes, found.members)


def gates_to_leave(paid: Payment, on: datetime) -> tuple[Gate, ...]:
    """What keeps a payment that was approved from leaving at an instant, or is to be found out again.

    Whatever held when it was proposed has to hold when it leaves: a DURC ends, a revocation begins. The
    amount is looked at until something of it was booked.
    """
    asked = asked_of(paid)
    later, owes, gates = _standing(paid, asked, on)
    if asked.debts and not owes:
        gates = (*gates, Gate(_STILL_OWED, _SUBSTITUTION, verdict=False))
    if not paid.ledger.exists():
        found = _paying(paid, later, asked, owes=owes)
        gates = (_amount_gate(later, found, paid.stage, _is_due(paid, found)), *gates)
    return tuple(one for one in gates if one.verdict is not True and not one.flagged)


def _is_due(paid: Payment, found: Paying) -> bool:
    """Whether what was approved is no more than what is due, of each member too."""
    due = {one.name: one.amount for one in found.members}
    is_of_each = all(one["gross"] <= due.get(one["name"], 0) for one in paid.members)
    return found.whole is not None and found.whole.gross >= paid.gross_cents and is_of_each


def asked_of(paid: Payment) -> Asked:
    """What was stated of a payment that was proposed."""
    debts = {one["payee"]: one["cents"] for one in paid.pays_to if one["is_creditor"]}
    accounts = {one["payee"]: one["iban"] for one in paid.pays_to if not one["is_creditor"]}
    iban = next(iter(accounts.values()), "")
    guaranteed = None if paid.guaranteed_cents is None else Cents(paid.guaranteed_cents)
    return Asked(iban, accounts, debts, guaranteed, paid.guaranteed_until)


def _standing(paid: Payment, asked: Asked, now: datetime) -> tuple[Later, bool, tuple[Gate, ...]]:
    """What the rules say of it now, whether creditor bodies are paid first, and every gate but the amount."""
    award = paid.award
    application = award.application
    rules = rules_of(application.edition_id)
    later = _with_claim(later_of(application, "payment", now), rules, paid.stage, asked)
    listed = Finding.objects.filter(review__application=application, at__gte=paid.at)
    findings = {one.requirement: one for one in listed.select_related("by").order_by("at", "id")}
    checks = () if later.assessment is None else checklist_of(later.assessment, findings.values()).checks
    owes = any(one.effect == "substitutive_payment" and one.verdict is False for one in checks)
    gates = (
        *(_gate_of(one, asked) for one in checks),
        *_grounds(later),
        *_body_gates(application, award, rules, findings, now),
    )
    return later, owes, gates


def _paying(paid: Payment, later: Later, asked: Asked, *, owes: bool) -> Paying:
    if later.assessment is None or later.consequences is None:
        return NOTHING
    debts = (asked.debts or {}) if owes else {}
    after, left = later.consequences.after_award, left_of_grant(paid.award)
    return payment_within(later.assessment, later.read, after, later.so_far, left, debts)


def _claim(rules: Rules, stage: str, asked: Asked) -> ClaimNow | None:
    if not rules.stages:
        return None
    return ClaimNow(stage=stage, guaranteed=asked.guaranteed, guaranteed_until=asked.guaranteed_until)


def _with_claim(later: Later, rules: Rules, stage: str, asked: Asked) -> Later:
    claim = _claim(rules, stage, asked)
    if claim is None or later.assessment is None:
        return later
    so_far = replace(later.so_far, claim=claim)
    following = consequences(later.assessment, later.read, law(), so_far)
    return replace(later, consequences=following, so_far=so_far)


def _gate_of(one: Check, asked: Asked) -> Gate:
    verdict = one.verdict
    if verdict is False and one.effect == "substitutive_payment":
        owed = sum((asked.debts or {}).values())
        words = Words(
            it=f"si pagano gli enti creditori: {show_euro(owed, 'it')}",
            en=f"the creditor bodies are paid: {show_euro(owed, 'en')}",
        )
        wait = Words(it="indica quanto spetta a ciascun ente", en="state what each body is owed")
        why = words if owed else wait
        return Gate(one.rule.words, one.rule.clauses, True if owed else None, (why,), id=one.rule.id)
    flagged = WEIGHT[one.effect] is True and one.effect != "substitutive_payment"
    return Gate(one.rule.words, one.rule.clauses, verdict, one.reasons, flagged, one.rule.id)


def _amount_gate(later: Later, found: Paying, stage: str, verdict: bool | None) -> Gate:
    why = tuple(Words(it=one, en=one) for one in (*later.problems, *found.missing))
    if later.consequences is not None and not verdict:
        stages = later.consequences.after_award.stages
        why += tuple(hurdle.words for one in stages if one.stage.id == stage for hurdle in one.hurdles)
    owing = [one for one in found.members if one.to_return]
    why += tuple(
        Words(
            it=f"{one.name} deve restituire {show_euro(one.to_return, 'it')}",
            en=f"{one.name} has to give back {show_euro(one.to_return, 'en')}",
        )
        for one in owing
    )
    return Gate(_AMOUNT, (), verdict, why)


def _grounds(later: Later) -> Iterator[Gate]:
    for one in later.consequences.grounds if later.consequences is not None else ():
        if one.verdict is not False:
            words = Words(
                it=f"Nessuna causa di revoca: {one.ground.words.it}",
                en=f"No ground of revocation: {one.ground.words.en}",
            )
            # What nobody knows is no ground; what is one has to be answered for before anything is paid.
            yield Gate(words, one.ground.clauses, False if one.verdict else None, flagged=not one.verdict)


def _body_gates(
    application: Application, award: Award, rules: Rules, findings: Mapping[str, Finding], now: datetime
) -> Iterator[Gate]:
    """What the law asks of the body itself, whatever the call."""
    act = award.act
    needed = {one.code for one in award_gates(rules, act.dated or day_in_rome(now))}
    checks = list(RegisterCheck.objects.filter(application=application).order_by("at", "id"))
    yield Gate(
        Words(it="La concessione è efficace", en="The award is in effect"), (), award.effective_at is not None
    )
    if "cup" in needed:
        words = Words(
            it="Il CUP sta nella causale del bonifico", en="The CUP stands in the reason for payment"
        )
        yield Gate(words, TRACING_LAW, bool(award.cup))
    if "cor" in needed:
        yield _own(COR_VALID, findings)
    if any(DURC in facts_of(one.holds) and "payment" in one.failing for one in rules.requirements):
        yield _durc(checks, now)
    yield _antimafia(award, findings)
    yield from _inspected(application, findings)
    notes = notes_of(application)
    if notes:
        words = Words(it="Segnalazioni del beneficiario", en="Reports of the beneficiary")
        told = tuple(Words(it=one.words, en=one.words) for one in notes)
        yield Gate(words, notes[0].clauses, None, told, flagged=True)
    last = Event.objects.filter(dossier=application.id, what__in=_REVOKING).order_by("-seq").first()
    words = Words(it="Nessun procedimento di revoca aperto", en="No revocation procedure is open")
    is_open = last is not None and last.what in ("start_revocation", "answer_revocation")
    yield Gate(words, ("L. 241/1990, art. 7",), not is_open)


def _inspected(application: Application, findings: Mapping[str, Finding]) -> Iterator[Gate]:
    """The last inspection, and that one is still to come; what an officer finds of it later counts."""
    last, waits = last_inspection(application), sample_that_waits(application)
    found = findings.get(INSPECTED.id)
    if found is not None and (last is None or found.at > last.at):
        yield _own(INSPECTED, findings)
    elif waits is not None:
        yield Gate(INSPECTED.words, INSPECTED.clauses, None, (_DRAWN,), id=INSPECTED.id)
    elif last is not None:
        said, day = OUTCOMES[last.outcome], last.held_on
        why = Words(
            it=f"{show_day(day, 'it')}, {said.it}: {last.findings}",
            en=f"{show_day(day, 'en')}, {said.en}: {last.findings}",
        )
        yield Gate(INSPECTED.words, INSPECTED.clauses, last.outcome == "regular", (why,), id=INSPECTED.id)


def _last(checks: Iterable[RegisterCheck], register: str) -> RegisterCheck | None:
    return max((one for one in checks if one.register == register), key=lambda one: one.at, default=None)


def _durc(checks: Iterable[RegisterCheck], now: datetime) -> Gate:
    words = Words(it="Il DURC è in corso di validità", en="The DURC is still good")
    last = _last((one for one in checks if DURC in one.facts), "durc") or _last(
        (one for one in checks if DURC in one.facts), "officer"
    )
    if last is None:
        return Gate(words, DURC_LAW, None, (_ASK,))
    age = (day_in_rome(now) - last.checked_on).days
    return Gate(words, DURC_LAW, True if age <= DURC_DAYS else None, (_asked_on(last),))


def _own(rule: Rule, findings: Mapping[str, Finding]) -> Gate:
    found = findings.get(rule.id)
    if found is None:
        return Gate(rule.words, rule.clauses, None, (_ASK,), id=rule.id)
    why = Words(it=f"{found.reason} ({found.by})", en=f"{found.reason} ({found.by})")
    return Gate(rule.words, rule.clauses, VERDICTS[found.verdict], (why,), id=rule.id)


def _antimafia(award: Award, findings: Mapping[str, Finding]) -> Gate:
    if award.amount_cents > ANTIMAFIA_ABOVE:
        return _own(ANTIMAFIA, findings)
    limit = {lang: show_euro(ANTIMAFIA_ABOVE, lang) for lang in ("it", "en")}
    why = Words(it=f"non richiesta fino a {limit['it']}", en=f"not asked for up to {limit['en']}")
    return Gate(ANTIMAFIA.words, ANTIMAFIA.clauses, True, (why,))


def _account(iban: str, name: str = "") -> Gate:
    words = Words(it="L'IBAN del beneficiario è valido", en="The beneficiary's IBAN is valid")
    if name:
        words = Words(it=f"L'IBAN di {name} è valido", en=f"The IBAN of {name} is valid")
    if not iban.strip():
        return Gate(words, (), None, (Words(it="scrivi l'IBAN", en="write the IBAN"),))
    try:
        plain_iban(iban)
    except ValueError as fault:
        return Gate(words, (), False, (Words(it=str(fault), en=str(fault)),))
    return Gate(words, (), True)


_ASK = Words(
    it="da verificare: registra l'esito con il suo protocollo",
    en="to be verified: record the outcome with its protocol",
)

_DRAWN = Words(it="sorteggiata, ancora da ispezionare", en="drawn, still to be inspected")


def _asked_on(check: RegisterCheck) -> Words:
    return Words(
        it=f"verifica del {show_day(check.checked_on, 'it')}, prot. {check.protocol}",
        en=f"checked on {show_day(check.checked_on, 'en')}, protocol {check.protocol}",
    )
