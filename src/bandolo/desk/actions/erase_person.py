"""What of a person is taken away where nothing has it kept?"""

from datetime import datetime, timedelta

from django.db.models import Value
from django.db.models.functions import Greatest

from bandolo.desk.actions.empty_dossier import destroy_files
from bandolo.desk.models import DataRequest, EventDetail, Person, SecondFactor
from bandolo.rules.days import day_in_rome

# Their id stays, which events name and their digests cover; it leads to nobody any more.
NOBODY = "—"


def erase_person(person: Person, now: datetime) -> None:
    """Empty the row of a person and what hangs on it, end what they act for, and let them in no more.

    To be called in the transaction that records it; who is on the staff or has sent an application is kept.
    """
    yesterday = day_in_rome(now) - timedelta(days=1)
    last = Greatest("since", Value(yesterday))
    person.representations.filter(until__isnull=True).update(until=last)
    person.mandates.filter(until__isnull=True).update(until=last)
    person.representations.update(evidence="")
    person.entries.update(subject="", sid="")
    person.recovery_codes.all().delete()
    SecondFactor.objects.filter(person=person).delete()
    EventDetail.objects.filter(event__dossier=person.id).delete()
    papers = [one for one in person.data_requests.values_list("paper_sha256", flat=True) if one]
    DataRequest.objects.filter(person=person).update(words="", changes={}, paper_sha256="")
    person.given_name, person.family_name, person.email = NOBODY, NOBODY, ""
    person.fiscal_code, person.is_foreign, person.is_active = f"erased-{person.id}", True, False
    person.set_unusable_password()
    person.save()
    if papers:
        destroy_files.enqueue(papers)
