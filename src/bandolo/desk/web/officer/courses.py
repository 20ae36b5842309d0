"""How does an officer raise the budget of a call, close it early, extend, suspend or reopen it by an act?"""

from collections.abc import Mapping
from typing import ClassVar, cast

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.change_course import CourseChange, Kind, change_course
from bandolo.desk.models import Call
from bandolo.desk.queries.calls import published_call
from bandolo.desk.queries.events import events_of
from bandolo.desk.queries.faults import faults_of
from bandolo.desk.queries.funds import funds_of
from bandolo.desk.web.acting import actor_of
from bandolo.desk.web.fields import AmountField, LabelledForm
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.words import said, say
from bandolo.rules.rule import Words

KIND_WORDS = {
    "budget": Words(it="cambia la dotazione", en="change the funds"),
    "close": Words(it="chiudi in anticipo", en="close early"),
    "extend": Words(it="proroga il termine", en="extend the term"),
    "suspend": Words(it="sospendi", en="suspend"),
    "reopen": Words(it="riapri", en="reopen"),
}


class _Moment(forms.DateTimeInput):
    """A day and an hour, as browsers let people choose them."""

    input_type = "datetime-local"


class ActForm(LabelledForm):
    """What an act says; from when and until when by the clock of Rome."""

    labels: ClassVar[Mapping[str, Words]] = {
        "kind": Words(it="Che cosa fa", en="What it does"),
        "reference": Words(it="Estremi dell’atto", en="Reference of the act"),
        "reason": Words(it="Motivo", en="Reason"),
        "effective": Words(it="Vale da (vuoto: da ora)", en="Holds from (empty: from now)"),
        "closes": Words(it="Aperto fino a", en="Open until"),
        "amount": Words(it="Di quanto cambia la dotazione (euro)", en="By how much the funds change (euro)"),
    }
    hints: ClassVar[Mapping[str, Words]] = {
        "amount": Words(
            it="Per esempio 100.000,00; con il meno davanti per ridurre",
            en="Such as 100,000.00; with a minus before it to lower",
        )
    }
    kind = forms.ChoiceField(choices=lambda: [(kind, said(words)) for kind, words in KIND_WORDS.items()])
    reference = forms.CharField(max_length=200)
    reason = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    effective = forms.DateTimeField(required=False, widget=_Moment)
    closes = forms.DateTimeField(required=False, widget=_Moment)
    amount = AmountField(signed=True, required=False)

    def clean(self) -> dict[str, object]:
        """An amount where the act is of the budget, an end where it extends or reopens, and nowhere else."""
        given = super().clean() or {}
        if given.get("kind") == "budget" and "amount" not in self.errors and not given.get("amount"):
            self.add_error(
                "amount", say("Di quanto cambia la dotazione?", "By how much do the funds change?")
            )
        if given.get("kind") != "budget" and given.get("amount"):
            self.add_error("amount", say("Solo per la dotazione.", "Only for the funds."))
        if given.get("kind") not in ("extend", "reopen") and given.get("closes"):
            self.add_error(
                "closes", say("Solo per proroga e riapertura.", "Only to extend or to open again.")
            )
        return given


def course(request: DeskRequest, call: Call) -> HttpResponse:
    """A call as officers steer it: course, funds, editions, acts, events."""
    return _course(request, call, ActForm())


def act(request: DeskRequest, call: Call) -> HttpResponse:
    """Record an act; where it is refused, say why and keep what was typed."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("call_course", args=[call.slug]))
    form = ActForm(request.POST)
    if form.is_valid():
        now = clock.now()
        given = form.cleaned_data
        change = CourseChange(
            cast("Kind", given["kind"]),
            given["reference"],
            given["reason"],
            given["effective"] or now,
            given["closes"],
            given["amount"],
        )
        done = change_course(call, change, actor_of(request), now)
        if not isinstance(done, Words):
            messages.success(request, say("L'atto è registrato.", "The act is recorded."))
            return HttpResponseRedirect(reverse("call_course", args=[call.slug]))
        form.add_error(None, said(done))
    return _course(request, call, form, status=422)


def _course(request: DeskRequest, call: Call, form: ActForm, status: int = 200) -> HttpResponse:
    editions = call.editions.select_related("published_by").defer("content", "cases")
    now = clock.now()
    faults, could_close = faults_of(call, now)
    values = {
        "one": published_call(call, now),
        "form": form,
        "faults": faults,
        "could_close": could_close,
        "funds": funds_of(call),
        "kinds": [(kind, said(words)) for kind, words in KIND_WORDS.items()],
        "acts": call.acts.select_related("by").order_by("at"),
        "editions": editions.order_by("-number"),
        "events": events_of(call.id),
    }
    return TemplateResponse(request, "officer/course.html", values, status=status)
