"""Under which name does Django know the desk?"""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The one application of the project."""

    name = "bandolo.desk"
    label = "desk"
    verbose_name = "Bandolo"
    default_auto_field = "django.db.models.BigAutoField"
