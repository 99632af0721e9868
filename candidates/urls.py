"""Addresses of the record: the tracker, its places, its people, its files."""

from django.urls import path, re_path, register_converter

from candidates.converters import CycleYearConverter, PublicIdConverter
from candidates.views import (
    ballots,
    candidate,
    canvass_sheet,
    changelog,
    coverage,
    desk,
    files,
    pictures,
    place_lookup,
    places,
    pledge,
    reporting,
    tracker,
)

register_converter(PublicIdConverter, "public_id")
register_converter(CycleYearConverter, "cycle_year")

CANDIDATE = "candidates/<public_id:public_id>-<str:slug>/"
CANDIDATE_IN_YEAR = f"{CANDIDATE}<cycle_year:year>/"

app_name = "candidates"
urlpatterns = [
    # Who answered what
    path("tracker/", tracker.tracker, name="tracker"),
    path("tracker/signed/", tracker.signed, name="signed"),
    path("tracker/asked/", coverage.asked, name="asked"),
    path("tracker/find/", place_lookup.find, name="find"),
    path("tracker/feed/", changelog.tracker_feed, name="tracker_feed"),
    path("tracker/<str:code>/", places.state, name="state"),
    path("tracker/<str:code>/feed/", changelog.state_feed, name="state_feed"),
    path("tracker/<str:code>/sheet/", canvass_sheet.canvass_sheet, name="sheet"),
    path("tracker/<str:code>/<str:name>/", places.seat, name="seat"),
    path("tracker/<str:code>/<str:name>/feed/", changelog.seat_feed, name="seat_feed"),
    # A ballot, and what to say to each candidate on it
    path("ballot/", ballots.whose_ballot, name="whose_ballot"),
    path("ballot/military/", ballots.military_ballot, name="military_ballot"),
    path("ballot/<str:code>/", ballots.ballot, name="ballot"),
    path("ballot/<str:code>/<public_id:public_id>/", ballots.call, name="call"),
    # A candidate: in the latest cycle, or always in one year's cycle
    path("candidates/<public_id:public_id>/", candidate.candidate),
    path("candidates/<public_id:public_id>/<cycle_year:year>/", candidate.candidate),
    path(CANDIDATE, candidate.candidate, name="candidate"),
    path(CANDIDATE_IN_YEAR, candidate.candidate, name="candidate"),
    path(f"{CANDIDATE}feed/", changelog.candidate_feed, name="candidate_feed"),
    path(f"{CANDIDATE_IN_YEAR}feed/", changelog.candidate_feed, name="candidate_feed"),
    path(f"{CANDIDATE}report/", reporting.report, name="report"),
    path(f"{CANDIDATE_IN_YEAR}report/", reporting.report, name="report"),
    path(f"{CANDIDATE}report/thanks/", reporting.reported, name="reported"),
    path(f"{CANDIDATE_IN_YEAR}report/thanks/", reporting.reported, name="reported"),
    # A campaign's own pages, behind the link that we emailed to it. deploy/nginx.conf lets large
    # files through to desk_send, and so does campaign.lib.malformed_requests.
    path("desk/<mailed:token>", desk.desk, name="desk"),
    path("desk/<str:token>/certificate/", desk.certificate, name="desk_certificate"),
    path("desk/<str:token>/send/<slug:action>/", desk.send, name="desk_send"),
    path("desk/<str:token>/sent/<int:submission_id>/", desk.sent, name="desk_sent"),
    # What is asked, how an answer is verified, what changed, what is wrong
    path("pledge/", pledge.pledge, name="pledge"),
    path("method/", pledge.method, name="method"),
    path("corrections/", changelog.corrections, name="corrections"),
    path("corrections/feed/", changelog.corrections_feed, name="corrections_feed"),
    # Pictures of evidence
    re_path(r"^media/(?P<name>evidence/[0-9a-f]{32}\.webp)$", pictures.public_copy),
    re_path(
        r"^media/(?P<stem>evidence/[0-9a-f]{32})-(?P<width>240|480)\.webp$", pictures.thumbnail
    ),
    # The same for programs
    path("tracker/asked.csv", coverage.asked_csv, name="asked_csv"),
    path("tracker.csv", files.tracker_csv, name="tracker_csv"),
    path("tracker.json", files.tracker_json, name="tracker_json"),
]
