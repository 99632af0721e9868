"""What an empty or unreadable box says: no form says “This field is required.”"""

import pytest
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from campaign.lib.field_messages import A_DAY
from candidates.forms.fields import PartialDateField

TYPED = ("3/14/2026", "03/14/2026", "3/14/26", "2026-03-14")


def said(field: forms.Field, value: object = "") -> list[str]:
    with pytest.raises(ValidationError) as refusal:
        field.clean(value)
    return refusal.value.messages


class TestMessages:
    def test_say_what_to_do_by_the_kind_of_box(self):
        expected = {
            forms.CharField(): "Fill this in.",
            forms.SlugField(): "Fill this in.",
            forms.ChoiceField(choices=[("a", "A")]): "Choose one.",
            forms.ModelChoiceField(None): "Choose one.",
            forms.TypedMultipleChoiceField(choices=[("a", "A")]): "Choose at least one.",
            forms.BooleanField(): "Check this box.",
            forms.EmailField(): "Enter an email address, such as name@example.org.",
            forms.URLField(
                assume_scheme="https"
            ): "Enter a web address, such as https://example.org/page.",
            forms.ImageField(): "Choose a file.",
            forms.FloatField(): "Enter a number.",
            forms.DateField(): "Enter a date such as 3/14/2026.",
            forms.DateTimeField(): "Enter a date and a time.",
            PartialDateField(): (
                "Enter a date such as 3/14/2026. If you only know the month or year, enter "
                "3/2026 or 2026."
            ),
        }
        assert {type(field): said(field) for field in expected} == {
            type(field): [sentence] for field, sentence in expected.items()
        }
        assert said(forms.CharField(error_messages={"required": "Enter your name."})) == [
            "Enter your name."
        ]

    @pytest.mark.django_db
    def test_every_date_box_of_the_admin_takes_days_as_people_type_them(self, admin_user):
        request = RequestFactory().get("/admin/")
        request.user = admin_user
        boxes = {}
        for model, each in admin.site._registry.items():
            if each.has_change_permission(request) or each.has_add_permission(request):
                for name, field in each.get_form(request, change=True).base_fields.items():
                    if isinstance(field, forms.DateField):
                        boxes[f"{model.__name__}.{name}"] = field
        assert {"Person.died_on", "Stage.held_on", "Outreach.done_on", "Race.election_on"} <= {
            *boxes
        }
        for name, field in boxes.items():
            days = {str(field.clean(typed)) for typed in TYPED}
            assert days == {"2026-03-14"}, name
            # A month or a year alone is no day: only an answer keeps how much of it we know.
            assert said(field, "3/2026") == said(field, "2026") == [A_DAY], name
