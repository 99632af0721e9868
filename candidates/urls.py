"""Addresses of the record: the tracker, its places, its people, its files."""

from django.urls import path, re_path, register_converter

from candidates.converters import PublicIdConverter
from candidates.views import (
    candidate,
    changes,
    files,
    finding,
    method,
    pictures,
    places,
    pledge,
    reporting,
    sheets,
    tracker,
)

register_converter(PublicIdConverter, "public_id")

app_name = "candidates"
urlpatterns = [
    # Who answered what
    path("tracker/", tracker.tracker, name="tracker"),
    path("tracker/signed/", tracker.signed, name="signed"),
    path("tracker/find/", finding.find, name="find"),
    path("tracker/feed/", changes.tracker_feed, name="tracker_feed"),
    path("tracker/<str:code>/", places.state, name="state"),
    path("tracker/<str:code>/sheet/", sheets.sheet, name="sheet"),
    path("tracker/<str:code>/<str:name>/", places.seat, name="seat"),
    path("candidates/<public_id:public_id>/", candidate.candidate),
    path("candidates/<public_id:public_id>-<str:slug>/", candidate.candidate, name="candidate"),
    # What is asked, how an answer is verified, what changed, what is wrong
    path("pledge/", pledge.pledge, name="pledge"),
    path("method/", method.method, name="method"),
    path("corrections/", changes.corrections, name="corrections"),
    path("corrections/feed/", changes.corrections_feed, name="corrections_feed"),
    path("candidates/<public_id:public_id>-<str:slug>/report/", reporting.report, name="report"),
    path(
        "candidates/<public_id:public_id>-<str:slug>/report/thanks/",
        reporting.reported,
        name="reported",
    ),
    # Pictures of evidence
    re_path(r"^media/(?P<name>evidence/[0-9a-f]{32}\.webp)$", pictures.public_copy),
    # The same for programs
    path("tracker.csv", files.tracker_csv, name="tracker_csv"),
    path("tracker.json", files.tracker_json, name="tracker_json"),
]
