#!/usr/bin/env python
"""Run a management command. `make manage ARGS='…'` also starts the database when it has to."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaign.settings")
    execute_from_command_line(sys.argv)
