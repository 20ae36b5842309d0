"""How does an officer prepare a call file, see what it says and what is wrong, and publish it?"""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from bandolo.desk import clock
from bandolo.desk.actions.publish_edition import CallFile, Refused, publish_edition
from bandolo.desk.actions.upload_call import upload_call
from bandolo.desk.queries.calls import published_calls
from bandolo.desk.queries.drafts import Draft, draft_of, uploads
from bandolo.desk.web.acting import actor_of, unless_too_long
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.words import lang, say
from bandolo.rules.guide import guide
from bandolo.rules.load import LARGEST_FILE
from bandolo.rules.rule import Words

MOST_CASES = 40
MOST_DIGITS = 9


class UploadForm(forms.Form):
    """The call file and the files of its worked cases."""

    file = forms.FileField(max_length=255)

    def clean_file(self) -> UploadedFile:
        """The file, unless it is larger than any call."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise ValidationError(say("Un bando non supera 2 MB.", "A call is never over 2 MB."))
        return file


def calls(request: DeskRequest) -> HttpResponse:
    """The calls, the files being prepared, and where to put another."""
    return _calls(request, UploadForm())


def upload(request: DeskRequest) -> HttpResponse:
    """Take a call file with its cases, and go on to what it says."""
    form = UploadForm(request.POST, request.FILES)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("officer_calls"))
    cases, wrong = _texts(request.FILES.getlist("cases"))
    if wrong:
        form.add_error(None, wrong)
    if not form.is_valid():
        return _calls(request, form, status=422)
    file = form.cleaned_data["file"]
    kept = upload_call(file.read(), file.name, cases, actor_of(request))
    return HttpResponseRedirect(reverse("call_draft", args=[kept.id]))


def draft(request: DeskRequest, upload: UUID) -> HttpResponse:
    """What a file says: problems, guide, cases, and what it would change."""
    return _draft(request, _found(upload))


def publish(request: DeskRequest, upload: UUID) -> HttpResponse:
    """Publish a file as the next edition; what stands against it is shown with the reason kept."""
    found = _found(upload)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("call_draft", args=[upload]))
    reason = request.POST.get("reason", "")
    file = CallFile(bytes(found.upload.content), found.upload.name, found.upload.cases)
    actor, now = actor_of(request), clock.now()
    seen = _number(request.POST.get("seen", ""))
    edition = unless_too_long(lambda: publish_edition(file, reason, actor, now, seen))
    if isinstance(edition, Words):
        edition = Refused(why=edition)
    if isinstance(edition, Refused):
        return _draft(request, _found(upload), edition, reason, status=422)
    number = edition.number
    messages.success(request, say(f"Pubblicata l'edizione {number}.", f"Edition {number} is published."))
    return HttpResponseRedirect(reverse("call_course", args=[edition.call.slug]))


def _calls(request: DeskRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    values = {"form": form, "calls": published_calls(clock.now()), "uploads": uploads()}
    return TemplateResponse(request, "officer/calls.html", values, status=status)


def _draft(
    request: DeskRequest, found: Draft, refused: Refused | None = None, reason: str = "", status: int = 200
) -> HttpResponse:
    values = {"draft": found, "guide": _guide(found), "refused": refused, "reason": reason}
    return TemplateResponse(request, "officer/draft.html", values, status=status)


def _found(upload: UUID) -> Draft:
    found = draft_of(upload)
    if found is None:
        raise Http404
    return found


def _number(text: str) -> int:
    """The edition that the page was made against; what is no number is none that there is."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < MOST_DIGITS else -1


def _guide(found: Draft) -> SafeString:
    """The guide as HTML; the reader of Markdown lets no HTML of the file through."""
    text = guide(found.rules, lang()) if found.rules else ""
    html: str = MarkdownIt("commonmark", {"html": False}).render(text)
    return mark_safe(html)  # noqa: S308 - see above


def _texts(files: list[UploadedFile]) -> tuple[dict[str, str], str]:
    """The texts of case files by name, or what is wrong with one."""
    if len(files) > MOST_CASES:
        return {}, say(f"Al massimo {MOST_CASES} file di casi.", f"At most {MOST_CASES} files of cases.")
    texts: dict[str, str] = {}
    for file in files:
        try:
            texts[str(file.name)] = file.read(LARGEST_FILE).decode()
        except UnicodeDecodeError:
            return {}, say(f"{file.name} non è testo UTF-8.", f"{file.name} is not UTF-8 text.")
    return texts, ""
