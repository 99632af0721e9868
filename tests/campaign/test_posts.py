"""Pictures to post: what they say, what they are called, and how much work they can make."""

import datetime
import io
import re

import pytest
import time_machine
from PIL import Image

from campaign import previews
from campaign.content.models import Profile
from campaign.lib import busy
from campaign.posts import find_posts
from candidates.models import Candidacy, Person
from tests.factories import (
    SOURCE,
    OutreachFactory,
    PledgeTextFactory,
    RaceFactory,
    publish_answer,
    run,
)
from tests.pledges.people import a_petition, signatures

pytestmark = pytest.mark.usefixtures("preview_media")


@pytest.fixture
def ada() -> Candidacy:
    Profile.objects.update(short_ask="mend the levee")
    PledgeTextFactory.create()
    return run(
        "Ada Quartz",
        published_phone="(202) 555-0155",
        published_contact_source=SOURCE,
        party_name="Green Party",
    )


def alt_of(kind: str, key: object) -> str:
    [alt] = {post.alt for post in find_posts(Profile.objects.current(), kind, str(key))}
    return alt


@pytest.fixture(autouse=True)
def before_the_election():
    with time_machine.travel("2026-05-01T12:00:00Z", tick=False):
        yield


class TestFindPosts:
    def test_say_how_to_ask_who_gave_no_answer(self, ada):
        OutreachFactory.create(candidacy=ada, done_on=datetime.date(2026, 2, 16))
        assert alt_of("candidate", ada.pk).replace("\N{NO-BREAK SPACE}", " ") == (
            "Ada Quartz. Michigan, District 11, 2026. Green Party. No answer on the pledge to mend "
            "the levee. Asked once, on Feb. 16. Call (202) 555-0155. “Will you sign the pledge to "
            "mend the levee?” Ours."
        )

    def test_say_what_was_answered_and_nothing_else(self, ada, subtests):
        said = {
            "signed": "Signed the pledge to mend the levee, word for word. March 14, 2026.",
            "signed_with_changes": (
                "Signed with changes a changed version of the pledge to mend the levee. "
            ),
            "refused": "Refused to sign the pledge to mend the levee. March 14, 2026.",
        }
        for number, (kind, words) in enumerate(said.items(), start=1):
            with subtests.test(kind):
                race = RaceFactory.create(district=f"{number:02}")
                candidacy = run(race=race, published_phone="(202) 555-0155",
                                published_contact_source=SOURCE)  # fmt: skip
                publish_answer(candidacy, kind)
                alt = alt_of("candidate", candidacy.pk)
                assert words in alt
                assert "555-0155" not in alt

    def test_of_places_and_petitions_say_their_figures(self, ada):
        publish_answer(ada)
        figures = "2026. 1 signed, 0 refused, 0 no answer. Did yours sign?"
        asked = "Who has pledged to mend the levee?"
        assert f"Michigan. {asked} {figures} testserver/tracker/mi/. Ours." in alt_of("state", "mi")
        assert f"Michigan, District 11. {asked} {figures}" in alt_of("seat", "mi-11")
        assert alt_of("record", "all").startswith(f"{asked} 1 signed, 0 refused, 0 no answer")
        signatures(a_petition(slug="levee", title="Mend it", target="The mayor"), 2)
        petition = alt_of("petition", "levee")
        assert petition.startswith("Mend it. The mayor. 10 is our goal. Add your name. testserver/")


class TestPosts:
    def test_are_downloads_with_a_name_that_says_what_they_show(self, client, ada):
        publish_answer(ada)
        page = client.get("/share/state/mi/").text
        sizes = {}
        for address in re.findall(r'<img src="([^"]+)"', page):
            answer = client.get(address)
            name = answer.headers["Content-Disposition"]
            sizes[name] = Image.open(io.BytesIO(answer.content)).size
            assert "max-age=31536000" in answer.headers["Cache-Control"]
        assert sizes == {
            'attachment; filename="michigan-1-signed-1080x1350.png"': (1080, 1350),
            'attachment; filename="michigan-1-signed-1080x1920.png"': (1080, 1920),
        }
        Person.objects.update(full_name="محمد")
        [post, _story] = find_posts(Profile.objects.current(), "candidate", str(ada.pk))
        assert post.file_name == "signed-1080x1350.png"

    def test_are_drawn_once_whatever_digest_is_asked_for(self, client, ada, monkeypatch, tmp_path):
        drawn = []

        def draw(*said: object) -> bytes:
            drawn.append(said)
            return b"png"

        monkeypatch.setattr("campaign.artwork.post_pictures.draw_post", draw)
        for number in range(5):
            for size in ("1080x1350", "1080x1920"):
                answer = client.get(f"/previews/state/mi/{number:016x}-{size}.png?n={number}")
                assert "max-age=60" in answer.headers["Cache-Control"]
        assert len(drawn) == 2
        publish_answer(ada)
        client.get(f"/previews/state/mi/{0:016x}-1080x1350.png")
        assert len(drawn) == 3
        assert len([*tmp_path.rglob("previews/state/mi/*.png")]) == 2

    def test_of_a_petition_are_drawn_for_milestones_only(self, client, ada):
        petition = a_petition(slug="levee", goal=100)
        digests = set()
        for _more in range(4):
            signatures(petition, 2)
            [post, _story] = find_posts(Profile.objects.current(), "petition", "levee")
            digests.add(post.card.digest)
        assert len(digests) == 1

    def test_are_refused_while_another_one_is_drawn(self, client, ada, monkeypatch):
        monkeypatch.setattr(busy, "PATIENCE_SECONDS", 0)
        with previews.DRAWING:
            answer = client.get(f"/previews/state/mi/{0:016x}-1080x1350.png")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
        assert client.get(f"/previews/state/mi/{0:016x}-1080x1350.png").status_code == 200

    def test_are_not_of_someone_who_died(self, client, ada):
        Person.objects.update(died_on=datetime.date(2026, 4, 1), died_source_url=SOURCE)
        path = f"/previews/candidate/{ada.pk}/{0:016x}-1080x1350.png"
        assert client.get(path).status_code == 404
