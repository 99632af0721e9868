import datetime

from candidates.demo.pages import HEIGHT, WIDTH, drawn_page
from candidates.models import Answer, Candidacy, Person, PledgeText


class TestDrawnPage:
    def test_is_a_picture_and_the_same_each_time(self):
        answer = Answer(
            candidacy=Candidacy(person=Person(full_name="Ada Quartzite")),
            pledge_text=PledgeText(title="The pledge", body="I will.\n\nIn writing."),
            kind=Answer.Kind.SIGNED,
            answered_on=datetime.date(2026, 3, 14),
        )
        page = drawn_page(answer)
        assert page.is_picture
        assert page.content == drawn_page(answer).content
        assert WIDTH < HEIGHT
