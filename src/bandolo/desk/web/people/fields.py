"""What did a person type into a form about people and enterprises, and what would be right?

Each problem stands beside its field; what else was typed stays.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from bandolo.desk.codes import activity_code, enterprise_code, person_code, typed_day, vat_number
from bandolo.desk.outside.uploads import Upload, received
from bandolo.desk.web.fields import LabelledForm
from bandolo.desk.words import said, say
from bandolo.rules.rule import Words

# The two letters of a province.
LETTERS = 2


def right(reader: Callable[[str], str | Words], text: str) -> str:
    """What a reader of codes makes of a text, else its words beside the field."""
    found = reader(text)
    if isinstance(found, Words):
        raise ValidationError(said(found))
    return found


def right_day(text: str) -> date | None:
    """The day typed, None where nothing was."""
    if not text.strip():
        return None
    found = typed_day(text)
    if isinstance(found, Words):
        raise ValidationError(said(found))
    return found


def right_codes(text: str, today: date) -> list[str]:
    """The ATECO codes typed, by blanks or commas; all that is wrong with them."""
    read = [activity_code(one, today) for one in text.replace(",", " ").replace(";", " ").split()]
    wrong = [said(one) for one in read if isinstance(one, Words)]
    if wrong:
        raise ValidationError(wrong)
    return list(dict.fromkeys(one for one in read if isinstance(one, str)))


def right_paper(file: UploadedFile | None) -> Upload | None:
    """The file uploaded, checked as far as its bytes tell; None where there is none."""
    if file is None:
        return None
    found = received(file.name or "", file.read())
    if isinstance(found, Words):
        raise ValidationError(said(found))
    return found


class SiteForm(LabelledForm):
    """A site with what it does there."""

    labels: ClassVar[Mapping[str, Words]] = {
        "address": Words(it="Indirizzo e numero", en="Address and number"),
        "municipality": Words(it="Comune", en="Municipality"),
        "province": Words(it="Provincia (due lettere)", en="Province (two letters)"),
        "ateco": Words(it="Codici ATECO, come 56.11.11", en="ATECO codes, such as 56.11.11"),
    }
    address = forms.CharField(max_length=300)
    municipality = forms.CharField(max_length=100)
    province = forms.CharField(max_length=2)
    ateco = forms.CharField(max_length=200, required=False)

    def __init__(self, *given: Any, today: date, **named: Any) -> None:
        super().__init__(*given, **named)
        self.today = today

    def clean_province(self) -> str:
        """Two capital letters."""
        text = str(self.cleaned_data["province"]).strip().upper()
        if len(text) != LETTERS or not (text.isascii() and text.isalpha()):
            raise ValidationError(say("Due lettere, come MI.", "Two letters, such as MI."))
        return text

    def clean_ateco(self) -> list[str]:
        """Codes of the classification in force."""
        return right_codes(self.cleaned_data["ateco"], self.today)


class DataForm(LabelledForm):
    """What can change of an enterprise."""

    labels: ClassVar[Mapping[str, Words]] = {
        "name": Words(it="Denominazione", en="Name"),
        "legal_form": Words(it="Forma giuridica", en="Legal form"),
        "pec": Words(it="PEC", en="Certified mail (PEC)"),
        "rea": Words(it="Numero REA", en="REA number"),
    }
    name = forms.CharField(max_length=300)
    legal_form = forms.CharField(max_length=100, required=False)
    pec = forms.EmailField(max_length=254)
    rea = forms.CharField(max_length=20, required=False)


class EnterpriseForm(DataForm, SiteForm):
    """An enterprise, its registered office, and by what right a person acts for it."""

    labels: ClassVar[Mapping[str, Words]] = {
        **DataForm.labels,
        **SiteForm.labels,
        "vat_number": Words(it="Partita IVA", en="VAT number"),
        "fiscal_code": Words(
            it="Codice fiscale dell’impresa, se diverso dalla partita IVA",
            en="The enterprise’s fiscal code, where it is not the VAT number",
        ),
        "capacity": Words(it="In quale veste agite?", en="In which capacity do you act?"),
        "grantor_code": Words(
            it="Codice fiscale di chi ha dato la procura", en="Fiscal code of who gave the mandate"
        ),
        "grantor_given": Words(it="Nome di chi l’ha data", en="Given name of who gave it"),
        "grantor_family": Words(it="Cognome di chi l’ha data", en="Family name of who gave it"),
        "until": Words(it="Valida fino al (se ha un termine)", en="Valid until (if it ends)"),
        "paper": Words(
            it="Visura o procura (PDF, P7M, PNG, JPEG)",
            en="Register extract or mandate (PDF, P7M, PNG, JPEG)",
        ),
    }
    vat_number = forms.CharField(max_length=20)
    fiscal_code = forms.CharField(max_length=20, required=False)
    capacity = forms.ChoiceField(widget=forms.RadioSelect, initial="representative")
    grantor_code = forms.CharField(max_length=20, required=False)
    grantor_given = forms.CharField(max_length=100, required=False)
    grantor_family = forms.CharField(max_length=100, required=False)
    until = forms.CharField(max_length=20, required=False)
    paper = forms.FileField(max_length=255, allow_empty_file=True)
    field_order = (
        *("vat_number", "fiscal_code", "name", "legal_form", "pec", "rea"),
        *("address", "municipality", "province", "ateco"),
        *("capacity", "grantor_code", "grantor_given", "grantor_family", "until", "paper"),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["capacity"].choices = [  # type: ignore[attr-defined]
            ("representative", say("Legale rappresentante", "Legal representative")),
            ("mandate", say("Delegato con procura", "Delegate with a mandate")),
        ]

    def clean_vat_number(self) -> str:
        """Eleven digits that fit together."""
        return right(vat_number, self.cleaned_data["vat_number"])

    def clean_fiscal_code(self) -> str:
        """The enterprise's own, or nothing where it is the VAT number."""
        text = self.cleaned_data["fiscal_code"]
        return right(enterprise_code, text) if text.strip() else ""

    def clean_grantor_code(self) -> str:
        """A person's, where there is a mandate."""
        text = self.cleaned_data["grantor_code"]
        return right(person_code, text) if text.strip() else ""

    def clean_until(self) -> date | None:
        """A day of the calendar."""
        return right_day(self.cleaned_data["until"])

    def clean_paper(self) -> Upload | None:
        """A file that is what its name says."""
        return right_paper(self.cleaned_data["paper"])

    def clean(self) -> dict[str, Any]:
        """Who gave the mandate stands with the mandate."""
        told: dict[str, Any] = self.cleaned_data
        if told.get("capacity") == "mandate":
            for name in ("grantor_code", "grantor_given", "grantor_family"):
                if not told.get(name) and name not in self.errors:
                    self.add_error(name, say("Serve con una procura.", "Needed with a mandate."))
        if told.get("until") and told["until"] < self.today:
            self.add_error("until", say("Il termine è già passato.", "That day has passed already."))
        return told


class MandateForm(LabelledForm):
    """Whom a mandate is for."""

    labels: ClassVar[Mapping[str, Words]] = {
        "fiscal_code": Words(it="Codice fiscale del delegato", en="Fiscal code of the delegate"),
        "given_name": Words(it="Nome", en="Given name"),
        "family_name": Words(it="Cognome", en="Family name"),
        "until": Words(it="Fino al (vuoto: finché non è revocata)", en="Until (empty: until it is revoked)"),
        "paper": Words(it="Procura firmata, se c’è", en="Signed mandate, if there is one"),
    }
    fiscal_code = forms.CharField(max_length=20)
    given_name = forms.CharField(max_length=100)
    family_name = forms.CharField(max_length=100)
    until = forms.CharField(max_length=20, required=False)
    paper = forms.FileField(max_length=255, required=False, allow_empty_file=True)

    def clean_fiscal_code(self) -> str:
        """A person's."""
        return right(person_code, self.cleaned_data["fiscal_code"])

    def clean_until(self) -> date | None:
        """A day of the calendar."""
        return right_day(self.cleaned_data["until"])

    def clean_paper(self) -> Upload | None:
        """A file that is what its name says."""
        return right_paper(self.cleaned_data["paper"])


class MemberForm(LabelledForm):
    """An enterprise that counts as one with another."""

    labels: ClassVar[Mapping[str, Words]] = {
        "fiscal_code": Words(
            it="Codice fiscale dell’altra impresa", en="Fiscal code of the other enterprise"
        ),
        "name": Words(it="Denominazione", en="Name"),
    }
    fiscal_code = forms.CharField(max_length=20)
    name = forms.CharField(max_length=300)

    def clean_fiscal_code(self) -> str:
        """An enterprise's."""
        return right(enterprise_code, self.cleaned_data["fiscal_code"])
