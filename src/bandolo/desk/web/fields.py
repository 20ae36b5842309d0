"""What do fields of forms take beyond Django's own, and what do they say to what they cannot take?"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from bandolo.desk.typed import typed_cents
from bandolo.desk.words import say


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
