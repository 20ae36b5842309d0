"""What do forms and their fields take and say beyond Django's own?"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from bandolo.desk.typed import typed_cents
from bandolo.desk.words import said, say
from bandolo.rules.rule import Words


class AmountField(forms.Field):
    """An amount in euro, as cents: `1.234,56` and `1234.56` alike; with `signed`, also below zero."""

    def __init__(self, *, signed: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.signed = signed

    def to_python(self, value: Any) -> Any:
        """Cents, or None where nothing was typed."""
        text = str(value or "").strip()
        if not text:
            return None
        is_negative = self.signed and text[0] in "-\u2212"
        try:
            cents = typed_cents(text[1:] if is_negative else text)
        except ValueError:
            words = say("Scrivi un importo come 1.234,56", "Write an amount such as 1,234.56 or 1.234,56")
            raise ValidationError(words) from None
        return -cents if is_negative else cents


class LabelledForm(forms.Form):
    """A form whose fields are named in the reader's language, some with what would be right."""

    labels: ClassVar[Mapping[str, Words]] = {}
    hints: ClassVar[Mapping[str, Words]] = {}

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for name, field in self.fields.items():
            field.label = said(self.labels[name])
            if name in self.hints:
                field.help_text = said(self.hints[name])
            field.widget.attrs.setdefault("class", _look(field.widget))


def _look(widget: forms.Widget) -> str:
    if isinstance(widget, forms.RadioSelect | forms.CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"
