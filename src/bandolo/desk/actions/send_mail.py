"""How does a person get an ordinary mail: the link to an account, a reminder of a term?"""

from django.core.mail import EmailMessage
from django_tasks import task


@task()
def send_mail(email: str, subject: str, body: str) -> None:
    """Hand the mail in; a failure is tried again by the worker, and sent twice it says the same."""
    EmailMessage(subject, body, to=[email]).send()
