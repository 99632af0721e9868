"""What narrows the list of candidacies."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.lists import ChoiceFilter


class ToLookAtFilter(ChoiceFilter):
    title = _("needs attention")
    parameter_name = "look"
    narrowed = {
        "name": (_("check this name"), lambda rows: rows.filter(person__name_needs_check=True)),
        "party": (_("check this party"), lambda rows: rows.with_party_to_check()),
        "missing": (
            _("missing from the FEC’s file"),
            lambda rows: rows.exclude(missing_from_fec_since=None),
        ),
        "duplicates": (_("linked as duplicates"), lambda rows: rows.exclude(duplicate_of=None)),
        "uncounted": (
            _("not counted: not the person’s current candidacy"),
            lambda rows: rows.filter(is_current=False, duplicate_of=None),
        ),
    }
