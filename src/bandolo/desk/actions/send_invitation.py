"""How does whoever asks for an account of their own get the link to it?"""

from django.core.mail import EmailMessage
from django_tasks import task


@task()
def send_invitation(email: str, subject: str, body: str) -> None:
    """Hand the mail in; a failure is tried again by the worker. Sent twice, it holds the same link."""
    EmailMessage(subject, body, to=[email]).send()
