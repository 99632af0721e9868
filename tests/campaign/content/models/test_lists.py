import pytest
from django.core.exceptions import ValidationError

from campaign.content.models import NextStep, Question


class TestQuestion:
    @pytest.mark.parametrize(("slug", "code"), [("share", "reserved_place"), ("", "no_place")])
    def test_refuses_a_place_that_is_taken_or_has_no_letters(self, db, slug, code):
        with pytest.raises(ValidationError) as refused:
            Question(question="李雷", slug=slug, answer="We.").full_clean()
        assert [error.code for error in refused.value.error_dict["slug"]] == [code]


class TestNextStep:
    def test_has_a_picture_and_an_address_for_every_target(self):
        for target in NextStep.Target:
            step = NextStep(title="Go", words="Go", target=target, link="/news/")
            assert step.mark
            assert step.leads_to(donate_url="/donate/", sign_url="/sign/")

    def test_refuses_what_it_cannot_lead_to(self, db):
        with pytest.raises(ValidationError) as refused:
            NextStep(title="Read", words="Go", target="link", link="nowhere").full_clean()
        assert [error.code for error in refused.value.error_dict["link"]] == ["no_address"]
