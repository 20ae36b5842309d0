"""Who are the people and the enterprises, and who may act for whom?"""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from bandolo.desk.models.record import Record, among, digest_field, digests, in_order, words_field
from bandolo.desk.roles import STAFF

# D.M. 23 dicembre 1976: letters stand for digits where two people would share a code.
PERSON_CODE = r"^[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]$"
SITE_KINDS = ("registered_office", "local_unit")


class People(BaseUserManager["Person"]):
    """Finds a person by the fiscal code."""


class Person(AbstractBaseUser, Record):
    """Who can log in: known by the fiscal code, or by another country's identifier (eIDAS)."""

    fiscal_code = words_field(64)
    is_foreign = models.BooleanField(default=False)
    given_name = words_field(100)
    family_name = words_field(100)
    email = models.EmailField(max_length=254, blank=True, default="")
    is_active = models.BooleanField(default=True)

    objects = People()
    USERNAME_FIELD = "fiscal_code"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fiscal_code"], name="person_fiscal_code_once"),
            models.CheckConstraint(
                condition=Q(is_foreign=True) | Q(fiscal_code__regex=PERSON_CODE),
                name="person_fiscal_code_form",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"


class StaffRole(Record):
    """A person has a role in the body from a day, until a day where one is set."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="staff_roles")
    role = words_field(20)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            among("role", STAFF),
            in_order("since", "until"),
            models.UniqueConstraint(
                fields=["person", "role"], condition=Q(until__isnull=True), name="staffrole_open_once"
            ),
        ]


class Enterprise(Record):
    """An enterprise as the business register names it."""

    vat_number = words_field(11, optional=True)
    fiscal_code = words_field(16)
    name = words_field(300)
    legal_form = words_field(100, optional=True)
    pec = models.EmailField(max_length=254, blank=True, default="")
    rea = words_field(20, optional=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fiscal_code"], name="enterprise_fiscal_code_once"),
            models.CheckConstraint(
                condition=Q(fiscal_code__regex=r"^[0-9]{11}$") | Q(fiscal_code__regex=PERSON_CODE),
                name="enterprise_fiscal_code_form",
            ),
            models.CheckConstraint(
                condition=Q(vat_number="") | Q(vat_number__regex=r"^[0-9]{11}$"),
                name="enterprise_vat_number_form",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Site(Record):
    """A place of an enterprise, with what it does there (ATECO)."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="sites")
    kind = words_field(20)
    address = words_field(300)
    municipality = words_field(100)
    province = words_field(2)
    ateco = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            among("kind", SITE_KINDS),
            models.CheckConstraint(condition=Q(province__regex=r"^[A-Z]{2}$"), name="site_province_form"),
        ]


class Undertaking(Record):
    """Enterprises that count as one (Reg. (UE) 2023/2831, art. 2.2)."""

    name = words_field(300)


class UndertakingMember(Record):
    """An enterprise belongs to a single undertaking from a day, until a day where one is set."""

    undertaking = models.ForeignKey(Undertaking, models.PROTECT, related_name="members")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="memberships")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            in_order("since", "until"),
            models.UniqueConstraint(
                fields=["enterprise"], condition=Q(until__isnull=True), name="undertakingmember_open_once"
            ),
        ]


class Representation(Record):
    """A person is the legal representative of an enterprise, by what evidence."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="representations")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="representations")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    evidence = words_field(300)

    class Meta:
        constraints = [
            in_order("since", "until"),
            models.UniqueConstraint(
                fields=["person", "enterprise"],
                condition=Q(until__isnull=True),
                name="representation_open_once",
            ),
        ]


class Mandate(Record):
    """A person may act for an enterprise by its mandate, until it ends or is revoked."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="mandates")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="mandates")
    granted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    evidence_name = words_field(255)
    evidence_sha256 = digest_field()
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            in_order("since", "until"),
            digests("evidence_sha256"),
            models.CheckConstraint(
                condition=~Q(person=models.F("granted_by")), name="mandate_not_to_oneself"
            ),
        ]
