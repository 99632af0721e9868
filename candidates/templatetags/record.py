"""What templates ask of a row of the record."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from campaign.lib.drawn_parts import drawn_part
from campaign.lib.structured_data import breadcrumb_list, data_block
from campaign.lib.uploads import SCRAP_PIXELS, SHEET_PIXELS, PublicPicture
from candidates import parties, race_words, timelines
from candidates.answer_words import (
    asked_at_a_glance,
    asked_how_often,
    asked_in_words,
    asked_since,
    headline,
    verified_by,
)
from candidates.coverage import Asked
from candidates.derivation import Phase
from candidates.forms.tracker import TrackerForm
from candidates.models import Answer, Candidacy, Evidence, Jurisdiction, Race, Stage
from candidates.models.choices import Outcome
from candidates.notice_words import needed_in_words, notice_in_words, notice_to_campaign
from candidates.proof_words import confirmed_in_words
from candidates.public_changes import Change
from candidates.timelines import answer_day, election_name, host

register = template.Library()


@register.filter
def confirmed(answer: Answer) -> str:
    """Say how well an answer is proved, from its standing proofs that are already loaded."""
    return confirmed_in_words(answer.proofs.all())


@register.filter
def answered_on(answer: Answer) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', answer.day_as_known, answer_day(answer))


@register.simple_tag
def status_badge(candidacy: Candidacy, asked: Asked | None = None) -> SafeString:
    """Draw what a campaign answered, and when: `{% status_badge candidacy %}`.

    Without an answer, it says since when we've `asked`, if we have.
    """
    answer = candidacy.current_answer
    day = answered_on(answer) if answer else ""
    if asked and not answer and not candidacy.review:
        day = asked_since(asked, candidacy.cycle_year)
    return _drawn_badge("status", candidacy.status, candidacy.status_label, day)


@register.simple_tag
def evidence_link(candidacy: Candidacy, url: str) -> SafeString:
    """Link the evidence for an answer on the campaign’s page `url`; "" without an answer."""
    answer = candidacy.current_answer
    if not answer:
        return SafeString("")
    return format_html(
        '<a class="evidence-link" href="{}#evidence-{}">'
        '<svg class="icon" aria-hidden="true"><use href="{}#evidence"/></svg>'
        '<span class="evidence-link__word">{}</span>'
        '<span class="visually-hidden"> {}</span></a>',
        url,
        answer.lead_evidence_id,
        static("img/icons.svg"),
        _("Evidence"),
        _("for %(name)s’s answer") % {"name": candidacy.person.full_name},
    )


@register.simple_tag
def outcome_badge(candidacy: Candidacy) -> SafeString:
    """Draw where a campaign stands in its race: `{% outcome_badge candidacy %}`."""
    code = candidacy.outcome
    if race_words.is_in_canceled_race(candidacy):
        code = Outcome.WITHDREW
    elif is_waiting(candidacy):
        code = Phase.WAITING
    return _drawn_badge("outcome", code, outcome_label(candidacy), "")


def _drawn_badge(kind: str, code: str, label: str, day: str) -> SafeString:
    context = {"code": code, "label": label, "day": day}
    drawn = drawn_part(f"components/{kind}_badge.html", context, shows=(code, label, day))
    # The line end of the file would be a blank in a sentence.
    return mark_safe(drawn.rstrip())  # noqa: S308 (our own)


@register.simple_tag
def drawn_rows(
    candidacies: Iterable[Candidacy], row_template: str, asked: Mapping[int, Asked] | None = None
) -> list[SafeString]:
    """Draw rows of a table: `{% drawn_rows page "candidates/_tracker_row.html" as rows %}`.

    The candidacies come from `with_row`. `asked` has how often some were asked, by their numbers.
    """
    today = timezone.localdate()  # a badge may say that the votes are being counted
    drawn = []
    for row in candidacies:
        times = asked.get(row.pk) if asked else None
        shows = (today, times, *_values(row))
        drawn.append(drawn_part(row_template, {"row": row, "asked": times}, shows=shows))
    return drawn


@register.simple_tag
def drawn_change(change: Change) -> SafeString:
    """Draw an entry of the page of corrections: `{% drawn_change change %}`."""
    names = ("key", "at", "kind", "about", "url", "sentence", "source")
    shown = {name: getattr(change, name) for name in names}
    return drawn_part("candidates/_change.html", {"change": shown}, shows=tuple(shown.values()))


def _values(candidacy: Candidacy) -> tuple[Any, ...]:
    """Return every value that was fetched of a candidacy and of the rows that it leads to."""
    race, answer = candidacy.race, candidacy.current_answer
    rows = (candidacy, candidacy.person, race, race.cycle, *([answer] if answer else []))
    values = (value for row in rows for name, value in vars(row).items() if name != "_state")
    return (race.is_canceled, *values)


@register.simple_tag
def tracker_filter(form: TrackerForm) -> SafeString:
    """Draw the filter of the tracker: `{% tracker_filter form %}`."""
    context = {
        "form": form,
        "action": f"{reverse('candidates:tracker')}#found",
        "label": _("Filter the list"),
        "submit": _("Show campaigns"),
        "filters_on": len(form.chosen),
    }
    fields: dict[str, Any] = form.fields
    choices = [tuple(fields[name].choices) for name in ("party", "outcome")]
    shows = (tuple(form.data.items()), *choices)
    return drawn_part("components/filter_form.html", context, shows=shows)


@register.filter
def running_for(race: Race) -> SafeString:
    """Draw where a campaign runs; a narrow list leaves out “District”, which is there for ears."""
    if race.seat_name == _("At-large district"):
        return format_html("{}, {}", race.place.name, _("at large"))
    if race.seat_name != _("District %(number)d") % {"number": int(race.district or 0)}:
        return format_html("{}, {}", race.place.name, race.seat_name)
    district = _(", District")
    return format_html(
        '{}<span class="ledger__district">{}</span> {}',
        race.place.name,
        district,
        int(race.district),
    )


@register.filter
def election_status(stage: Stage) -> str:
    """Return the status of an election; its race and the race's cycle are loaded."""
    today = stage.race.cycle.day_shown(timezone.localdate())
    return timelines.election_status(stage, today=today)


@register.inclusion_tag("components/method_line.html")
def method_line() -> dict[str, Any]:
    return {"needs_two_people": needs_two_people()}


@register.simple_tag(takes_context=True)
def breadcrumb_data(
    context: Context,
    *,
    last: str,
    place: Jurisdiction | None = None,
    race: Race | None = None,
    candidacy: Candidacy | None = None,
) -> SafeString:
    """Say to search engines what the breadcrumbs of a page say; `last` is the page itself."""
    above = [(place.name, reverse("candidates:state", args=[place.path_code]))] if place else []
    above += [(race.seat_name, race.get_absolute_url())] if race else []
    above += [(candidacy.person.full_name, candidacy.get_absolute_url())] if candidacy else []
    here = (last, context.request.path)  # type: ignore[attr-defined]
    tracker = (_("Tracker"), reverse("candidates:tracker"))
    return data_block(breadcrumb_list([tracker, *above, here]))


@register.simple_tag
def needs_two_people() -> bool:
    return bool(settings.TWO_PERSON_RULE)


@register.simple_tag
def public_picture(evidence: Evidence) -> PublicPicture | None:
    return PublicPicture.of(evidence.public_copy)


@register.filter
def scrap(picture: PublicPicture) -> PublicPicture:
    return picture.thumbnail(SCRAP_PIXELS)


@register.filter
def sheet(picture: PublicPicture) -> PublicPicture:
    return picture.thumbnail(SHEET_PIXELS)


@register.filter
def notice_words(answer: Answer) -> str:
    return " ".join(notice_in_words(answer))


@register.filter
def notice_to_you(answer: Answer) -> str:
    return " ".join(notice_to_campaign(answer))


@register.filter
def needed_to_publish(answer: Answer) -> str:
    return needed_in_words(answer, timezone.now())


@register.filter
def party_names(codes: list[str]) -> list[str]:
    return [parties.NAMES.get(code, code) for code in codes]


@register.filter
def publisher_named(evidence: Evidence) -> str:
    """Return who published a piece of evidence, else the host of its link, else what it is."""
    return evidence.publisher or host(evidence.url) or evidence.get_kind_display()


@register.filter
def without_scheme(url: str) -> str:
    """Return an address as a person reads it: example.org/name."""
    return url.partition("://")[2].removeprefix("www.").rstrip("/")


@register.simple_tag
def race_line(race: Race, campaigns: Iterable[Candidacy]) -> str:
    """Say how a race ended, or that its result isn't known: `{% race_line race campaigns %}`."""
    return race_words.race_line(race, campaigns, timezone.localdate())


def is_waiting(candidacy: Candidacy) -> bool:
    """Say whether people have voted and the result of a candidate isn't recorded yet."""
    return race_words.phase_for(candidacy, timezone.localdate()) == Phase.WAITING


@register.simple_tag
def outcome_label(candidacy: Candidacy) -> str:
    return race_words.outcome_label(candidacy, timezone.localdate())


register.filter("find_heading", race_words.find_heading)
register.filter("results_in_words", race_words.results_in_words)
register.filter("signed_in_short", race_words.signed_in_short)
register.filter("in_words", asked_in_words)
register.filter("asked_at_a_glance", asked_at_a_glance)
register.filter("how_often", asked_how_often)
register.filter("answer_day", answer_day)
register.filter("headline", headline)
register.filter("verified_by", verified_by)
register.filter("host", host)
register.filter("election_name", election_name)
