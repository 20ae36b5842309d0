"""Which administrative command of Django is run? `python -m bandolo.desk COMMAND`."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bandolo.desk.settings")
execute_from_command_line(["bandolo.desk", *sys.argv[1:]])
