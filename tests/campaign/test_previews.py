"""What shared links show: one card a page, at an address that changes with what it says."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
import time_machine
from django.core.files.storage import default_storage

from campaign import previews
from campaign.content.models import Profile
from campaign.lib.files import exclusive_lock
from tests.campaign.shared_links import image_of
from tests.factories import publish_answer, run

pytestmark = pytest.mark.usefixtures("preview_media")


@pytest.fixture
def candidacy():
    return run("Ada Quartz")


class TestPreviews:
    def test_keep_one_picture_of_a_page(self, client, candidacy):
        client.get(image_of(client, "/tracker/mi/"))
        publish_answer(candidacy)
        client.get(image_of(client, "/tracker/mi/"))
        files = default_storage.listdir("previews/state/mi")[1]
        assert len([name for name in files if name.endswith(".png")]) == 1

    @time_machine.travel("2026-05-01T12:00:00Z", tick=False)
    def test_of_a_candidate_say_what_was_answered(self, client, candidacy):
        publish_answer(candidacy)
        page = client.get(candidacy.get_absolute_url()).content.decode()
        alt = re.findall(r'og:image:alt" content="([^"]+)"', page)
        assert alt == ["Ada Quartz. Michigan, District 11, 2026. Signed. Ours."]
        Profile.objects.update(short_ask="mend the levee")
        page = client.get(candidacy.get_absolute_url()).content.decode()
        assert "2026. Signed: the pledge to mend the levee. Ours." in page

    def test_of_a_state_tell_no_answer_from_signed_with_changes(self, client, candidacy):
        publish_answer(candidacy, "signed_with_changes")
        assert "0 no answer, 1 signed with changes" in client.get("/tracker/mi/").text

    def test_are_drawn_again_when_a_worker_died_over_one(self, client, tmp_path):
        address = image_of(client, "/")
        whole = client.get(address).content
        [drawn] = tmp_path.rglob("previews/record/all/*.png")
        drawn.unlink()
        drawn.with_name(f".{drawn.name}-rest").write_bytes(whole[:100])
        assert client.get(address).content == whole

    def test_are_drawn_once_for_two_who_ask_at_the_same_time(self, monkeypatch):
        both_came = threading.Barrier(2, timeout=30)
        began, drawn = threading.Event(), []

        def draw(card):
            began.set()
            both_came.wait()
            drawn.append(card)
            return b"picture"

        @contextmanager
        def lock(path):
            if began.is_set():
                both_came.wait()  # the second to ask waits for the lock while the first draws
            with exclusive_lock(path):
                yield

        monkeypatch.setattr("campaign.artwork.preview_pictures.draw_preview", draw)
        monkeypatch.setattr("campaign.previews.exclusive_lock", lock)
        card = previews.of_site(Profile.objects.current())
        with ThreadPoolExecutor(2) as pool:
            first = pool.submit(card.picture)
            assert began.wait(30)
            second = pool.submit(card.picture)
            assert (first.result(), second.result()) == (b"picture", b"picture")
        assert len(drawn) == 1

    def test_are_served_although_another_process_replaces_the_file(self, monkeypatch):
        card = previews.of_site(Profile.objects.current())
        picture = card.picture()
        read = Path.read_bytes

        def replaced_meanwhile(path):
            monkeypatch.setattr(Path, "read_bytes", read)
            path.unlink()
            return read(path)

        monkeypatch.setattr(Path, "read_bytes", replaced_meanwhile)
        assert card.picture() == picture

    def test_are_drawn_once(self, client, monkeypatch):
        address = image_of(client, "/")
        first = client.get(address).content
        monkeypatch.setattr("campaign.artwork.preview_pictures.draw_preview", None)
        assert client.get(address).content == first

    def test_come_with_title_and_description(self, client, candidacy):
        page = client.get(candidacy.get_absolute_url()).content.decode()
        title = re.findall(r"<title>(.*) · Ours</title>", page)
        assert re.findall(r'og:title" content="([^"]*)"', page) == title
        description = re.findall(r'name="description" content="([^"]*)"', page)
        assert re.findall(r'og:description" content="([^"]*)"', page) == description

    def test_are_not_named_by_error_pages(self, client):
        assert "og:image" not in client.get("/nowhere/").content.decode()
