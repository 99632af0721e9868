"""Test that templates lose white space that no browser shows, and nothing else."""

from pathlib import Path

from django.conf import settings
from django.template import engines

from campaign.lib.template_loader import packed


class TestPacked:
    def test_has_one_line_break_for_each_white_space_around_line_breaks(self):
        assert packed("<p>\n\n    Ada <b>\t\n Quartz</b>\n") == "<p>\nAda <b>\nQuartz</b>\n"

    def test_keeps_spaces_within_a_line(self):
        assert packed("<b>Ada</b>  <i>Quartz</i>") == "<b>Ada</b>  <i>Quartz</i>"

    def test_keeps_one_line_break_beside_tags_that_draw_nothing(self):
        packed_list = packed("<ul>\n  {% for a in b %}\n    <li>\n  {% endfor %}\n</ul>\n")
        assert packed_list == "<ul>{% for a in b %}\n<li>{% endfor %}\n</ul>\n"
        assert packed("{% load i18n %}\n{% if a %}\nb") == "{% load i18n %}{% if a %}\nb"

    def test_keeps_line_breaks_beside_what_a_tag_draws(self):
        for drawn in (
            "{% include a %}",
            "{{ a }}",
            "{% translate 'a' %}",
            "{% if a %}b{% endif %}",
        ):
            assert packed(f"<p>\n  {drawn}\n</p>") == f"<p>\n{drawn}\n</p>"


class TestLoader:
    def test_loads_every_template_of_ours_with_the_same_words_and_tags(self):
        folder = Path(settings.BASE_DIR) / "templates"
        loader = engines["django"].engine.template_loaders[0].loaders[0]
        for path in folder.rglob("*"):
            if path.is_file():
                name = str(path.relative_to(folder))
                typed = path.read_text()
                loaded = loader.get_contents(next(loader.get_template_sources(name)))
                assert "".join(loaded.split()) == "".join(typed.split()), name
                assert loaded == typed or name.endswith(".html"), name
        assert "\n  " not in loader.get_contents(next(loader.get_template_sources("base.html")))

    def test_leaves_a_template_with_typed_text_as_it_is(self):
        loader = engines["django"].engine.template_loaders[0].loaders[0]
        origin = next(loader.get_template_sources("admin/kept_form.html"))
        assert loader.get_contents(origin) == Path(origin.name).read_text()
