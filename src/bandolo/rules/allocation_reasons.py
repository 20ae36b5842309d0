"""Why did an application get what it got of the funds, and where did every envelope's money go?"""

from collections.abc import Sequence

from bandolo.rules.allocation import Allocation, Award, Unserved
from bandolo.rules.envelopes import Envelope
from bandolo.rules.money import show_euro, show_rate
from bandolo.rules.rule import Words
from bandolo.rules.spend import Flow, Pot, Shared

WAITING = Words(
    it="Ammessa, non finanziata per esaurimento dei fondi.", en="Admitted, not financed for lack of funds."
)
_UNSERVED = {
    "beyond": Words(
        it="Ammessa, oltre la lista d'attesa: non attende altri fondi.",
        en="Admitted, beyond the waiting list: it waits for no further funds.",
    ),
    "no_envelope": Words(
        it="Ammessa, ma nessuna parte dei fondi le è destinata.",
        en="Admitted, but no part of the funds is meant for it.",
    ),
}
_PARTIAL = {
    "ended": ("in parte a fondi finiti", "in part as funds ended"),
    "all": ("in proporzione, come tutte le ammesse", "in proportion, like all admitted"),
    "level": ("in proporzione, con le pari in graduatoria", "in proportion, with those level with it"),
}


def award_words(
    award: Award, allocation: Allocation | None = None, envelopes: Sequence[Envelope] = ()
) -> Words:
    """What an application was awarded, from which envelopes, and why it is a part where it is."""
    parts = _parts_words(award, envelopes)
    amount, grant = award.amount, award.placed.entry.grant
    if not award.is_partial:
        return Words(
            it=f"Finanziata per {show_euro(amount, 'it')}{parts.it}.",
            en=f"Financed with {show_euro(amount, 'en')}{parts.en}.",
        )
    why = "ended"
    if allocation is not None and allocation.sharing == "pro_rata":
        why = "all"
    elif allocation is not None and allocation.last == "level":
        why = "level"
    it, en = _PARTIAL[why]
    return Words(
        it=f"Finanziata {it}: {show_euro(amount, 'it')} su {show_euro(grant, 'it')}{parts.it}.",
        en=f"Financed {en}: {show_euro(amount, 'en')} of {show_euro(grant, 'en')}{parts.en}.",
    )


def unserved_words(one: Unserved) -> Words:
    """Why an admitted application waits for nothing."""
    return _UNSERVED[one.why]


def flow_words(flow: Flow, envelopes: Sequence[Envelope]) -> Words:
    """Which money an envelope did not spend, and which one has it now."""
    source, target = _name(flow.source, envelopes), _name(flow.target, envelopes)
    return Words(
        it=f"{show_euro(flow.cents, 'it')} non usati da «{source.it}» vanno a «{target.it}».",
        en=f'{show_euro(flow.cents, "en")} not used by "{source.en}" go to "{target.en}".',
    )


def shared_words(one: Shared) -> Words:
    """How funds were shared pro rata; enough to do it again."""
    left, lacking = show_euro(one.left, "it"), show_euro(one.lacking, "it")
    left_en, lacking_en = show_euro(one.left, "en"), show_euro(one.lacking, "en")
    return Words(
        it=f"{left} per {lacking} ancora da coprire: a ciascuna la stessa quota, arrotondata per difetto; "
        "i centesimi rimasti ai resti maggiori, a parità secondo l'identificativo.",
        en=f"{left_en} for {lacking_en} still to be met: to each the same share, rounded down; the cents "
        "that remain to the largest remainders, those equal by identifier.",
    )


def pot_words(pot: Pot, envelopes: Sequence[Envelope]) -> Words:
    """What became of the money of an envelope."""
    name = _name(str(pot.id), envelopes)
    moves = (
        (pot.freed, "liberati", "freed"),
        (pot.received, "ricevuti", "received"),
        (pot.passed_on, "passati ad altri", "passed on"),
    )
    it = [f"{show_euro(pot.set_aside, 'it')} destinati"]
    it += [f"{show_euro(cents, 'it')} {word}" for cents, word, _ in moves if cents]
    en = [f"{show_euro(pot.set_aside, 'en')} set aside"]
    en += [f"{show_euro(cents, 'en')} {word}" for cents, _, word in moves if cents]
    it += [f"{show_euro(pot.given, 'it')} concessi", f"{show_euro(pot.left, 'it')} restano"]
    en += [f"{show_euro(pot.given, 'en')} awarded", f"{show_euro(pot.left, 'en')} left"]
    return Words(it=f"{name.it}: {', '.join(it)}.", en=f"{name.en}: {', '.join(en)}.")


def envelope_words(envelope: Envelope, envelopes: Sequence[Envelope]) -> Words:
    """What an envelope holds, and where its unused money goes; its own words say whose it is."""
    it, en = "il resto dei fondi", "the rest of the funds"
    if envelope.amount is not None:
        it, en = show_euro(envelope.amount, "it"), show_euro(envelope.amount, "en")
    elif envelope.share is not None:
        it, en = (
            f"{show_rate(envelope.share, 'it')} dei fondi",
            f"{show_rate(envelope.share, 'en')} of the funds",
        )
    then = [_name(id, envelopes) for id in envelope.unused_to]
    if then:
        it += f"; quello che non serve va a {', poi a '.join(f'«{one.it}»' for one in then)}"
        quoted = [f'"{one.en}"' for one in then]
        en += f"; what it does not use goes to {', then to '.join(quoted)}"
    return Words(it=it, en=en)


def _parts_words(award: Award, envelopes: Sequence[Envelope]) -> Words:
    if not award.parts:
        return Words(it="", en="")
    named = [(cents, _name(id, envelopes)) for id, cents in award.parts]
    it = " e ".join(f"{show_euro(cents, 'it')} da «{name.it}»" for cents, name in named)
    en = " and ".join(f'{show_euro(cents, "en")} from "{name.en}"' for cents, name in named)
    return Words(it=f" ({it})", en=f" ({en})")


def _name(id: str, envelopes: Sequence[Envelope]) -> Words:
    return next((one.words for one in envelopes if one.id == id), Words(it=id, en=id))
