"""Undoing one change from the history of a row, in the admins of the record and of texts."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from campaign.content.models import Article, Passage
from campaign.lib.admin.action_pages import page_of
from candidates import ledger
from candidates.ledger.refresh import differences
from candidates.models import Candidacy, Cycle
from tests.candidates.admin.pages import fields_in
from tests.factories import (
    SOURCE,
    ArticleFactory,
    OrganizerFactory,
    PersonFactory,
    RaceFactory,
    StageFactory,
    draft_answer,
    publish_answer,
    record_results,
    run,
)

pytestmark = pytest.mark.django_db


def history_of(row) -> str:
    return page_of(row).replace("/change/", "/history/")


def change(client: Client, row, **changes: str) -> None:
    posted = fields_in(client.get(page_of(row)))
    assert client.post(page_of(row), {**posted, **changes}).status_code == 302


def undo_links(client: Client, row) -> list[str]:
    """Return the addresses of the forms that undo a change, the newest change first."""
    versions = client.get(history_of(row)).context["versions"]
    return [f"{page_of(row)}?undo={each.number}" for each in versions if each.changes]


def changes_of(client: Client, address: str):
    return client.get(address).context["putting_back"].changes


def undo(client: Client, address: str):
    """Save the form as it opens."""
    return client.post(address, fields_in(client.get(address)))


class TestPuttingBack:
    def test_opens_the_form_with_the_values_from_before(self, admin_client: Client):
        person = PersonFactory.create(full_name="Ada Quartz")
        change(admin_client, person, full_name="Ada Moss", suffix="Jr.")
        assert "Undo this change…" in admin_client.get(history_of(person)).text
        [address] = undo_links(admin_client, person)
        shown = admin_client.get(address)
        rows = [(row.label, row.before, row.after) for row in changes_of(admin_client, address)]
        assert rows == [("Name", "Ada Moss", "Ada Quartz"), ("Suffix", "Jr.", "—")]
        assert "Nothing has changed yet." in shown.text
        person.refresh_from_db()
        assert person.full_name == "Ada Moss"
        assert undo(admin_client, address).status_code == 302
        person.refresh_from_db()
        assert (person.full_name, person.suffix) == ("Ada Quartz", "")

    def test_leaves_later_changes_of_other_fields_and_names_newer_ones(self, admin_client: Client):
        person = PersonFactory.create(full_name="Ada Quartz")
        change(admin_client, person, full_name="Ada Moss")
        change(admin_client, person, suffix="Jr.")
        change(admin_client, person, full_name="Ada Onyx")
        oldest = undo_links(admin_client, person)[-1]
        assert "Changed again since: name." in admin_client.get(oldest).text
        undo(admin_client, oldest)
        person.refresh_from_db()
        assert (person.full_name, person.suffix) == ("Ada Quartz", "Jr.")
        assert "Everything is already as it was" in admin_client.get(oldest).text

    def test_notices_what_someone_saves_meanwhile(self, admin_client: Client):
        person = PersonFactory.create(full_name="Ada Quartz")
        change(admin_client, person, full_name="Ada Moss")
        [address] = undo_links(admin_client, person)
        opened = fields_in(admin_client.get(address))
        change(admin_client, person, full_name="Ada Onyx")
        response = admin_client.post(address, opened)
        assert response.status_code == 422
        assert "Someone else saved changes" in response.text
        person.refresh_from_db()
        assert person.full_name == "Ada Onyx"

    def test_keeps_the_rules_of_a_candidacy(self, admin_client: Client):
        ada, zoe = run("Ada Quartz"), run("Zoe Stone")
        stage = StageFactory.create(race=ada.race)
        record_results(stage, {ada: "advanced"})
        ledger.runs.set_ballot_status(
            ada,
            Candidacy.BallotStatus.WITHDRAWN,
            on=timezone.localdate(),
            source_url=SOURCE,
            now=timezone.now(),
        )
        [withdrawal] = undo_links(admin_client, ada)
        record_results(stage, {zoe: "advanced"})
        refused = undo(admin_client, withdrawal)
        assert refused.status_code == 422
        assert "Someone else advanced after this person left" in refused.text
        assert not list(differences(Candidacy.objects.all()))

    def test_is_refused_in_an_archived_cycle(self, admin_client: Client):
        ada = run("Ada Quartz")
        change(admin_client, ada, campaign_url="https://new.example/")
        [address] = undo_links(admin_client, ada)
        Cycle.objects.update(archived_at=timezone.now())
        refused = undo(admin_client, address)
        assert refused.status_code == 422
        assert "This cycle is archived" in refused.text

    def test_says_what_only_other_pages_can_change(self, admin_client: Client):
        ada = run("Ada Quartz")
        ada.race = RaceFactory.create(district="12")
        ada.save()
        [address] = undo_links(admin_client, ada)
        shown = admin_client.get(address)
        assert "You can’t change this here: race." in shown.text
        assert not shown.context["putting_back"].changes

    def test_is_not_offered_for_published_answers_and_asks_to_verify_drafts_again(
        self, admin_client: Client, organizer
    ):
        published = publish_answer(run()).candidacy.answers.get()
        assert "Undo this change…" not in admin_client.get(history_of(published)).text
        draft = draft_answer(run())
        change(admin_client, draft, signer_name="Ada Moss")
        draft.refresh_from_db()
        draft.verified_by = OrganizerFactory.create()
        draft.save()
        [renaming] = (
            address
            for address in undo_links(admin_client, draft)
            if "Ada Moss" in [row.before for row in changes_of(admin_client, address)]
        )
        undo(admin_client, renaming)
        draft.refresh_from_db()
        assert (draft.signer_name, draft.verified_by, draft.recorded_by) == ("", None, organizer)

    def test_works_for_texts(self, admin_client: Client):
        article = ArticleFactory.create(title="Beds", body="It happened.")
        passage = Passage.objects.create(
            place=Passage._meta.get_field("place").choices[0][0], text="One."
        )
        for row, name, value in ((article, "body", "No."), (passage, "text", "Two.")):
            before = getattr(row, name)
            change(admin_client, row, **{name: value})
            undo(admin_client, undo_links(admin_client, row)[0])
            row.refresh_from_db()
            assert getattr(row, name) == before
        assert Article.objects.get().title == "Beds"

    def test_is_for_those_who_may_change_the_row(self, client: Client, admin_client: Client):
        person = PersonFactory.create(full_name="Ada Quartz")
        change(admin_client, person, full_name="Ada Moss")
        [address] = undo_links(admin_client, person)
        verifier = OrganizerFactory.create()
        verifier.groups.add(Group.objects.get(name="Verifier"))
        client.force_login(verifier)
        assert "Undo this change…" not in client.get(history_of(person)).text
        assert client.get(address).status_code == 200
        assert client.post(address, {"full_name": "Ada Quartz"}).status_code == 403

    def test_answers_odd_numbers(self, admin_client: Client):
        person, other = PersonFactory.create(), PersonFactory.create()
        change(admin_client, other, full_name="Ada Moss")
        elsewhere = undo_links(admin_client, other)[0].partition("=")[2]
        for odd in ("x", "0", "9" * 5000, "9" * 19, "٣", "", elsewhere):
            shown = admin_client.get(page_of(person), {"undo": odd})
            assert shown.status_code == 200
            assert shown.context["putting_back"] is None
