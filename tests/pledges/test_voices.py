import re

import pytest
from django.test import Client
from django.utils import timezone

from pledges import moderation
from pledges.models import Signature
from pledges.signing import withdraw
from pledges.voices import voices_of
from tests.pledges.people import a_petition
from tests.pledges.shown_names import page, shown

pytestmark = pytest.mark.django_db
CommentState = Signature.CommentState
WORDS = "Two chairs were empty in March."


class TestVoices:
    def test_are_short_approved_reasons_of_people_who_are_shown(self):
        petition = a_petition()
        said = {
            "Nobody should need luck to get a lawyer.": {},
            "The first of four, so the oldest one stays out.": {},
            "Bring this to the county fair, too!": {"comment_state": "waiting"},
            "I was hidden by a moderator.": {"name_state": "hidden"},
            "Yes!": {},
            "Word " * 40: {},
            WORDS: {},
            "My father came here with a promise.": {},
        }
        for words, values in said.items():
            shown(petition, **{"comment": words, "comment_state": "approved", **values})
        assert [(each.words, each.signer) for each in voices_of(petition)] == [
            ("My father came here with a promise.", "Jane, Michigan"),
            (WORDS, "Jane, Michigan"),
            ("The first of four, so the oldest one stays out.", "Jane, Michigan"),
        ]

    def test_are_pictures_that_go_with_their_signer_or_a_moderators_decision(self, subtests):
        acts = {
            "withdrawn": lambda row: withdraw.withdraw(row, now=timezone.now()),
            "not shown": lambda row: withdraw.show(row, is_shown=False),
            "hidden": lambda row: moderation.decide_comments(
                [row.pk], CommentState.REJECTED, was=CommentState.APPROVED
            ),
        }
        for name, act in acts.items():
            with subtests.test(name):
                petition = a_petition()
                row = shown(petition, comment=WORDS, comment_state="approved")
                [address] = re.findall(r'src="(/petitions/[^"]+\.svg)" width="812"', page(petition))
                assert f'alt="{WORDS}"' in page(petition)
                picture = Client().get(address)
                assert picture.headers["Content-Type"] == "image/svg+xml"
                assert picture.content.startswith(b"<svg ")
                act(row)
                assert Client().get(address).status_code == 404
                assert "voices" not in page(petition)

    def test_are_plain_words_where_our_faces_lack_a_letter(self, subtests):
        for words in (
            "Because we are neighbors 🕯 and stay.",
            "لأننا جيران ونبقى معا هنا",
            "因" * 20,
        ):
            with subtests.test(words):
                petition = a_petition()
                shown(petition, comment=words, comment_state="approved")
                text = page(petition)
                assert f'<p dir="auto">{words}</p>' in text
                [voice] = voices_of(petition)
                address = f"{petition.get_absolute_url()}voices/{voice.key}.svg"
                assert Client().get(address).status_code == 404
