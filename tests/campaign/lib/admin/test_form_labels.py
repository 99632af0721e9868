import pytest
from django import forms

from campaign.content.models import Article
from campaign.lib.admin.form_labels import labeled
from tests.factories import ArticleFactory


class NoteForm(forms.Form):
    kind = forms.ChoiceField(label="Kind of note", choices=[("a", "An apple"), ("b", "A berry")])
    article = forms.ModelChoiceField(Article.objects.all(), label="About")
    is_public = forms.BooleanField(label="Public:")
    seen = forms.CharField(widget=forms.HiddenInput)


RowForms = forms.formset_factory(NoteForm)


@pytest.mark.django_db
class TestLabeled:
    def test_says_what_was_typed_as_the_page_does(self):
        article = ArticleFactory.create(title="The beds")
        typed = [
            ("kind", ["b"]),
            ("article", [str(article.pk)]),
            ("is_public", ["on"]),
            ("seen", ["token"]),
            ("_save", ["Save"]),
            ("seen_57", ["57\neba91f52"]),
            ("from", ["mine"]),
            ("action", ["assign"]),
            ("bulk_rows", ["7,8"]),
            ("gone_since", ["Text"]),
        ]
        assert dict(labeled(typed, {"form": NoteForm()})) == {
            "Kind of note": "A berry",
            "About": "The beds",
            "Public": "Yes",
            "Gone since": "Text",
        }

    def test_numbers_the_rows_of_a_formset(self):
        typed = [("form-TOTAL_FORMS", ["2"]), ("form-1-kind", ["a"]), ("form-1-article", ["\0"])]
        shown = dict(labeled(typed, {"rows": RowForms()}))
        assert shown == {"Kind of note (2)": "An apple", "About (2)": "\0"}
