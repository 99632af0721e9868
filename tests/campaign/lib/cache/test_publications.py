"""What makes every process make its pages anew, and what does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from campaign.content import moderation
from campaign.content.models import Comment
from campaign.lib.cache.publications import TRIGGER, advance, stamps
from pledges.counts.roll_up import roll_up
from pledges.models import Signature, Supporter, Update
from pledges.moderation import decide_comments, decide_names, name_digest
from pledges.signing import withdraw as verbs
from tests.campaign.lib.cache.asking import another_connection
from tests.factories import ArticleFactory, CandidacyFactory, CommentFactory, OrganizerFactory
from tests.pledges.emails import answered, mailed_link
from tests.pledges.people import a_petition, a_signature, a_supporter
from tests.pledges.signers import press_confirm, sign

NAMES, COMMENTS = Signature.NameState, Signature.CommentState


def is_advanced_by(act: Callable[[], Any]) -> bool:
    before = stamps()
    act()
    return stamps() != before


@pytest.mark.django_db
class TestWatchTables:
    def test_watches_every_table_but_those_that_no_page_shows(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid)"
                " FROM pg_trigger WHERE tgname = %s",
                [TRIGGER],
            )
            watched = dict(cursor.fetchall())
        expected = {
            model._meta.db_table
            for config in apps.get_app_configs()
            if (unpublished := getattr(config, "unpublished", None)) is not None
            for model in config.get_models()
            if not model._meta.proxy
            and model.__name__ not in unpublished
            and not model.__name__.startswith("Historical")
        }
        assert set(watched) == expected
        assert {"campaign_article", "candidates_answer", "pledges_placetally"} <= expected
        assert not {"pledges_supporter", "pledges_countchange", "pledges_signature"} & expected
        assert "'sent_count'" in watched["pledges_update"]
        assert "AFTER DELETE OR UPDATE ON" in watched["candidates_correction"]

    def test_knows_every_name_that_the_apps_say_is_not_published(self):
        for config in apps.get_app_configs():
            for name in getattr(config, "unpublished", ()):
                model, _dot, field = name.rstrip("+").partition(".")
                found = config.get_model(model)
                assert not field or found._meta.get_field(field)


@pytest.mark.django_db(transaction=True)
class TestStamp:
    def test_moves_with_what_is_committed_and_shown_and_with_nothing_else(self):
        candidacy = CandidacyFactory.create()
        update = Update.objects.create(petition=a_petition(), title="News", body="Text")

        def undone() -> None:
            with transaction.atomic():
                candidacy.person.save()
                Supporter.objects.update(name="x")
                candidacy.party_code = "REP"
                candidacy.save()
                transaction.set_rollback(True)

        def undone_in_part() -> None:
            with transaction.atomic():
                with transaction.atomic():
                    undone()
                Update.objects.update(title="After a savepoint")

        assert not is_advanced_by(undone)
        assert is_advanced_by(undone_in_part)
        assert not is_advanced_by(candidacy.person.save)
        assert not is_advanced_by(lambda: Update.objects.update(sent_count=5, sent_through_id=7))
        assert is_advanced_by(lambda: Update.objects.update(sent_count=9, title="Other"))
        candidacy.refresh_from_db()
        candidacy.party_code = "IND"
        assert is_advanced_by(candidacy.save)
        assert is_advanced_by(update.delete)
        assert is_advanced_by(advance)
        assert is_advanced_by(lambda: call_command("empty_cache", verbosity=0))
        with another_connection() as late:
            late.execute("SELECT cache_publish()")
            assert is_advanced_by(advance)
            assert is_advanced_by(late.commit)

    def test_is_not_moved_by_signing_until_the_count_is_rolled_up(self, mailoutbox):
        a_petition(slug="ice", title="Investigate ICE")
        visitor = Client(headers={"Sec-Fetch-Site": "same-origin"})
        said = {"comment": "Enough", "shown_publicly": "on", "agrees_to_mail": "on"}

        def confirms() -> None:
            assert press_confirm(Client(), mailed_link("confirm", mailoutbox)).status_code == 303

        assert not is_advanced_by(lambda: sign(visitor, **said))
        assert not is_advanced_by(answered)
        assert not is_advanced_by(confirms)
        assert Signature.objects.confirmed().count() == 1
        pages, counts = stamps()
        roll_up(now=timezone.now())
        assert stamps()[0] == pages
        assert stamps()[1] != counts
        assert not is_advanced_by(lambda: roll_up(now=timezone.now()))

    def test_moves_at_once_where_a_person_is_shown_otherwise(self):
        petition, supporter, now = a_petition(), a_supporter(), timezone.now()
        signature = a_signature(
            petition,
            supporter,
            shown_publicly=True,
            comment="Enough",
            comment_state=COMMENTS.WAITING,
        )
        pending = a_signature(petition, state=Signature.State.PENDING)
        corrected = {"postal_code": "48226", "shown_as": ""}
        acts = {
            "correct": lambda: verbs.correct(supporter, name="Ada Quartz", **corrected),
            "approve": lambda: decide_comments([signature.pk], COMMENTS.APPROVED),
            "hide the comment": lambda: decide_comments(
                [signature.pk], COMMENTS.REJECTED, was=COMMENTS.APPROVED
            ),
            "hide": lambda: decide_names({signature.pk: name_digest(signature)}, NAMES.HIDDEN),
            "not shown": lambda: verbs.show(signature, is_shown=False),
            "withdraw": lambda: verbs.withdraw(signature, now=now),
        }
        for name, act in acts.items():
            signature.refresh_from_db()
            signature.supporter.refresh_from_db()
            assert is_advanced_by(act), name
        others = a_signature(petition)
        assert is_advanced_by(lambda: verbs.erase(others.supporter, now=now, bars_address=False)), (
            "erase"
        )
        assert not is_advanced_by(
            lambda: verbs.correct(supporter, name="Ada Quartz", **corrected)
        ), "the same name again"
        assert not is_advanced_by(lambda: pending.delete()), "nobody saw it"

    def test_moves_with_comments_that_an_organizer_has_read(self):
        by, now = OrganizerFactory.create(), timezone.now()
        article = ArticleFactory.create()
        comments: list[Comment] = []
        assert not is_advanced_by(lambda: comments.append(CommentFactory.create(article=article)))
        (comment,) = comments
        said = {"name": "The campaign", "text": "Thank you.", "by": by, "now": now}
        assert is_advanced_by(
            lambda: moderation.decide(
                comment, Comment.State.APPROVED, seen=Comment.State.WAITING, by=by, now=now
            )
        )
        assert is_advanced_by(lambda: moderation.reply(comment, **said))
