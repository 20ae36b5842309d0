"""Do events bind each other, so that whatever is changed, dropped or moved is found?"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from threading import Thread
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from bandolo.desk import clock
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.chain import ROOT, Link, digest_of, first_break
from bandolo.desk.models import Event, EventDetail
from bandolo.desk.queries.events import broken_at, events_of
from tests.desk.made import a_person

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
Chain = list[tuple[Link, str]]


def chain_of(said: list[str]) -> Chain:
    links: Chain = []
    for seq, what in enumerate(said, start=1):
        previous = links[-1][1] if links else ROOT
        link = Link("d", seq, None, None, "officer", AT, what, ("C26-B1",), "0" * 64, previous)
        links.append((link, digest_of(link)))
    return links


SAID = st.lists(st.text(max_size=5), min_size=2, max_size=6)


@given(SAID)
def test_a_whole_chain_holds(said: list[str]) -> None:
    assert first_break(chain_of(said)) is None


@given(SAID, st.data())
def test_a_change_anywhere_breaks_it_there(said: list[str], data: st.DataObject) -> None:
    links = chain_of(said)
    place = data.draw(st.integers(0, len(links) - 1))
    link, digest = links[place]
    changes: list[Callable[[], Chain]] = [
        lambda: [*links[:place], (replace(link, what=link.what + "x"), digest), *links[place + 1 :]],
        lambda: [*links[:place], (replace(link, role="auditor"), digest), *links[place + 1 :]],
        lambda: [*links[:place], (link, ROOT), *links[place + 1 :]],
    ]
    assert first_break(data.draw(st.sampled_from(changes))()) == place + 1


@given(SAID, st.data())
def test_one_that_is_dropped_but_the_last_or_rewritten_alone_breaks_it(
    said: list[str], data: st.DataObject
) -> None:
    links = chain_of(said)
    place = data.draw(st.integers(0, len(links) - 2))
    assert first_break([*links[:place], *links[place + 1 :]]) is not None
    link = replace(links[place][0], what=links[place][0].what + "x")
    assert first_break([*links[:place], (link, digest_of(link)), *links[place + 1 :]]) == place + 2


@pytest.mark.django_db
def test_recorded_events_hold_until_their_data_are_changed_and_after_they_are_disposed_of() -> None:
    dossier = uuid4()
    actor = Actor(a_person(1, "officer"), "officer")
    for number in (1, 2, 3):
        record_event(
            "application", dossier, "edit", actor, clock.now(), {"n": number, "name": "Maria"}, ["C26-B1"]
        )
    assert [event.seq for event in events_of(dossier)] == [1, 2, 3]
    assert broken_at(dossier) is None
    EventDetail.objects.filter(event__seq=2).update(data={"n": 2, "name": "Marta"})
    assert broken_at(dossier) == 2
    EventDetail.objects.filter(event__seq=2).delete()
    assert broken_at(dossier) is None
    assert "Maria" not in str(list(Event.objects.values()))


@pytest.mark.django_db
@pytest.mark.parametrize("changes", [{"seq": 3}, {"seq": 1}, {"previous": ROOT}])
def test_the_database_refuses_an_event_that_does_not_follow(changes: dict[str, object]) -> None:
    dossier = uuid4()
    first = record_event("application", dossier, "edit", Actor(None), clock.now(), {})
    right = {"seq": 2, "previous": first.digest}
    said = {"dossier_kind": "application", "dossier": dossier, "happened_at": AT, "what": "edit"}
    digests = {"data_sha256": ROOT, "digest": "1" * 64}
    with pytest.raises(IntegrityError, match="does not follow"), transaction.atomic():
        Event.objects.create(**said, **digests, **{**right, **changes})
    Event.objects.create(**said, **digests, **right)


def test_many_at_once_make_one_chain(committed: str) -> None:
    dossier = uuid4()

    def record() -> None:
        for _ in range(5):
            with transaction.atomic():
                record_event("application", dossier, "edit", Actor(None), clock.now(), {})
        connection.close()

    threads = [Thread(target=record) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert committed
    assert [event.seq for event in events_of(dossier)] == list(range(1, 21))
    assert broken_at(dossier) is None
