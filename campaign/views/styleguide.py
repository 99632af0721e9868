"""Shows a sample of every component, in light and dark mode.

The comment at the top of each template says what it’s for. The people are invented, and the page
makes no query.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace as Row
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from campaign.content.models import Aim, PollFigure, Quotation, Step
from campaign.lib.cache.decorators import cached_page
from campaign.lib.forms import EmailAddressField, PlainTextField
from campaign.lib.http import public_page
from candidates.models.choices import Outcome, Status
from candidates.statistics import Tally

COMPONENTS = Path(settings.BASE_DIR, "templates", "components")
PURPOSE = re.compile(r"\{% comment %\}\s*(.+?)\s*(?:\n  \S|\{% endcomment %\})", re.DOTALL)
ID = re.compile(r'\sid="[^"]*"')
# These frame every page, are part of another component, or can't be seen.
FRAMES = {"next_steps", "site_footer", "site_header"}
PARTS = {"cells", "stencil", "voice"}
UNSEEN = {"icons", "preview", "honeypot_field"}
DAY = datetime.date(2026, 8, 4)


class SampleForm(forms.Form):
    name = PlainTextField(max_length=40, label="Name", help_text="As it appears on the ballot.")
    email = EmailAddressField(label="Email")
    consent = forms.BooleanField(label="Email me updates", required=False)


@dataclass(frozen=True)
class Sample:
    """One component: its name, what it's for, and how it looks in both color schemes."""

    name: str
    purpose: str
    light: SafeString
    dark: SafeString


@cached_page()
@public_page
def styleguide(request: HttpRequest) -> HttpResponse:
    return render(request, "campaign/styleguide.html", {"samples": samples(request)})


def samples(request: HttpRequest) -> Iterator[Sample]:
    context = contexts()
    for path in sorted(COMPONENTS.glob("[!_]*.html")):
        name = path.stem
        if name in FRAMES | PARTS | UNSEEN:
            continue
        drawn = render_to_string(f"components/{name}.html", context[name], request)
        found = PURPOSE.search(path.read_text(encoding="utf-8"))
        purpose = " ".join(found[1].split()) if found else ""
        # An id can be on the page only once: in the light sample.
        yield Sample(name, purpose, drawn, mark_safe(ID.sub("", drawn)))  # noqa: S308 (our own)


def contexts() -> dict[str, dict[str, Any]]:
    tally = Row(signed=3, refused=1, no_answer=21, tracked=25)
    state = Row(code="OH", name="Ohio", path_code="oh", tile_row=4, tile_column=8)
    sent = SampleForm({"name": "Ada Quartz", "email": "ada@"})
    source = {"publisher": "Springfield Register", "on": DAY, "url": "https://example.org/"}
    drawing = Row(
        url="/static/img/icon.svg",
        source_set="",
        width=32,
        height=32,
        alt="A placard with a check mark",
        is_placard=True,
        is_decorative=False,
        credit="",
    )
    aims = [Aim(title="First", text="A sentence about it."), Aim(title="Second", text="Another.")]
    steps = [
        Step(title="We ask", text="In writing."),
        Step(title="We publish", text="Every answer."),
    ]
    poll = PollFigure(
        percent=65,
        finding="say so",
        asked="whether they do",
        pollster="A pollster",
        fielded_on=DAY,
        source_url="https://example.org/",
    )
    quotation = Quotation(
        pk=1,
        text="Words worth keeping.",
        speaker="Ada Quartz",
        source="A speech",
        said="1883",
        source_url="https://example.org/",
    )
    lines = [
        ballot_line("Ada Quartz", Status.SIGNED, "Feb. 17", "Worth a thank-you.", is_thanks=True),
        ballot_line("Ben Basalt", Status.REFUSED, "Feb. 19", "“We don’t sign pledges.”"),
        ballot_line("Cal Chert", Status.PENDING, "since Jan. 5", "Asked twice, last on Feb. 16"),
    ]
    columns = [{"label": "Candidate", "sort_url": "?sort=name", "direction": "ascending"}]
    return {
        "answer_score": {"tally": tally},
        "ballot_rows": {"lines": lines},
        "button_link": {"url": "#", "words": "See every answer"},
        "counts_strip": {"figures": tally, "place": state},
        "data_table": {"caption": "Campaigns", "columns": columns, "rows": []},
        "empty_record": {},
        "error_summary": {"form": sent},
        "field_of_signers": {
            "signed": 42,
            "outcomes": [("Running", 37), ("Won the primary", 1), ("Lost the primary", 4)],
            "states": 18,
        },
        "filter_form": {
            "form": SampleForm(auto_id="filter_%s"),
            "action": "#",
            "label": "Filter the list",
            "submit": "Show",
            "filters_on": 2,
        },
        "find_box": {"form": Row(place=SampleForm(auto_id="find_%s")["name"])},
        "downloads": {"count": 12, "csv_url": "#", "json_url": "#"},
        "found": {
            "sentence": "12 campaigns match: 3 signed, 9 no answer.",
            "active_filters": [("Ohio", "#"), ("House", "#")],
            "reset_url": "#",
        },
        "gallery": {"pictures": [drawing]},
        "mark": {"name": "whistle"},
        "method_line": {"needs_two_people": True},
        "notice": {"heading": "Nothing here yet", "text": "Check back soon."},
        "outcome_badge": {"code": Outcome.WON_PRIMARY, "label": Outcome.WON_PRIMARY.label},
        "pagination": {"page": Paginator(range(500), 50).page(4)},
        "petition_progress": {
            "petition": Row(pk=1),
            "figures": Row(total=39, goal=50, left=11, is_goal_reached=False),
            "status": Row(has_ended=False),
        },
        "picture": {"picture": drawing},
        "points": {"points": aims, "are_numbered": True},
        "polls": {"polls": [poll]},
        "process": {"points": steps},
        "quotation": {"quotation": quotation},
        "results_line": {"figures": Tally(signed=42, signed_elected=12, elected=30, defeated=60)},
        "share_row": {"title": "The style guide", "url": f"{settings.SITE_URL}/"},
        "source_line": source,
        "status_badge": {"code": Status.SIGNED, "label": "Signed", "day": "Aug. 4, 2026"},
        "tile_map": {
            "tiles": [(state, tally)],
            "with_signers": 18,
            "with_refusals_only": 5,
            "without_answers": 33,
        },
        "voices": {
            "voices": [Row(words="So nobody is missing.", signer="Ines, Ohio", lettering=None)]
        },
        "timeline": {"entries": [{"on": DAY, "what": "Primary", "detail": "", "source": source}]},
    }


def ballot_line(name: str, status: Status, when: str, note: str, *, is_thanks: bool = False) -> Row:
    return Row(
        candidacy=Row(
            person=Row(full_name=name),
            get_absolute_url="#",
            status=status,
            status_label="No answer" if status == Status.PENDING else status.label,
            party_name="Independent",
            current_answer=None if status == Status.PENDING else Row(lead_evidence_id=1),
        ),
        when=when,
        note=note,
        is_thanks=is_thanks,
        has_tabs=True,
        call_to_action=Row(
            phone="202-555-0100", phone_url="tel:2025550100", email="ada@example.org"
        ),
        call_url="#",
    )
