import pytest
from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile

from campaign.content.models import Article, RelatedArticle
from campaign.lib.admin.fields import CheckedAutocompleteSelect, CheckedKeyField, UploadField
from tests.factories import ArticleFactory
from tests.pictures import photograph


def box() -> forms.ModelChoiceField:
    select = CheckedAutocompleteSelect(RelatedArticle._meta.get_field("leads_to"), admin.site)
    field = CheckedKeyField(Article.objects.all(), widget=select)
    select.choices = field.choices
    return field


@pytest.mark.django_db
class TestCheckedKeyField:
    @pytest.mark.parametrize("key", ["\0", "(", "٣x", "999"])
    def test_refuses_what_is_no_key_of_a_row(self, key):
        with pytest.raises(forms.ValidationError) as refused:
            box().clean(key)
        assert refused.value.code == "invalid_choice"


@pytest.mark.django_db
class TestCheckedAutocompleteSelect:
    def test_shows_nothing_for_what_is_no_key(self):
        assert "selected" not in box().widget.render("leads_to", "(")

    def test_names_a_row_that_is_known_without_asking(self, django_assert_num_queries):
        field, article = box(), ArticleFactory.create(title="The beds")
        field.widget.known = article
        with django_assert_num_queries(0):
            assert "The beds</option>" in field.widget.render("leads_to", article.pk)


class TestUploadField:
    def test_reads_a_photograph(self):
        file = SimpleUploadedFile("a.bin", photograph())
        assert UploadField().clean(file).kind == "JPEG"

    def test_takes_no_pdf_where_a_picture_is_asked_for(self):
        pdf = SimpleUploadedFile("a.jpg", b"%PDF-1.7 %%EOF")
        assert UploadField().clean(pdf).kind == "PDF"
        with pytest.raises(forms.ValidationError, match="JPEG, PNG or WebP"):
            UploadField(allow_pdf=False).clean(pdf)

    def test_may_be_left_empty(self):
        assert UploadField().clean(None) is None
