import re

import pytest

from campaign.lib.markdown import (
    Destination,
    Place,
    Section,
    internal_links,
    leftovers,
    plain_text,
    render,
)


def known(target: str) -> Destination | None:
    return Destination("/news/2026/known/", "Known & good") if target == "known" else None


class TestRender:
    @pytest.mark.parametrize(
        "hostile",
        [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[x](javascript:alert(1))",
            "[x](data:text/html,<script>alert(1)</script>)",
            "![x](https://elsewhere.example/pixel.png)",
            '<a href="/" onclick="alert(1)">x</a>',
            '<https://example.org/" onclick="alert(1)>',
            "<style>body{display:none}</style>",
            "[x](/ 'a\" onmouseover=\"alert(1)')",
        ],
    )
    def test_lets_nothing_run_and_nothing_load(self, hostile):
        drawn = re.findall(r"<[^>]*>", render(hostile).html)
        harmless = r'</?p>|<a href="(?:/|https://)[^"<>]*" rel="noopener">|</a>'
        assert [tag for tag in drawn if not re.fullmatch(harmless, tag)] == []

    def test_draws_what_editors_need(self):
        html = render("## Two\n\n*a* **b** [c](/faq/)\n\n- d\n\n> e\n\n| f |\n|---|\n| g |").html
        for part in ("<em>a</em>", "<strong>b</strong>", '<a href="/faq/" rel="noopener">c</a>',
                     "<li>d</li>", "<blockquote>", "<th>f</th>", '<h2 id="two">'):  # fmt: skip
            assert part in html

    def test_leaves_the_first_level_to_the_page(self):
        assert render("# One\n\n###### Six").html == '<h2 id="one">One</h2>\n<h4>Six</h4>\n'

    def test_names_each_section_once(self):
        rendered = render("## Same\n\n## Same\n\n### Below\n\n## 李雷\n\n## `code` *and*\nmore")
        assert rendered.sections == [
            Section("same", "Same"),
            Section("same-2", "Same"),
            Section("section", "李雷"),
            Section("code-and", "code and"),
        ]
        assert all(f'id="{section.anchor}"' in rendered.html for section in rendered.sections)

    def test_resolves_internal_links(self):
        html = render("[[known]] [[known|words]] [[ known ]]", resolve=known).html
        link = '<a href="/news/2026/known/" rel="noopener">'
        assert html == (
            f"<p>{link}Known &amp; good</a> {link}words</a> {link}Known &amp; good</a></p>\n"
        )

    def test_shows_the_words_of_a_link_that_leads_nowhere(self):
        assert render("[[gone]] [[gone|words]]", resolve=known).html == "<p>gone words</p>\n"

    def test_leaves_code_alone(self):
        assert "[[known]]" in render("`[[known]]`", resolve=known).html


class TestInternalLinks:
    def test_are_found_with_their_lines(self):
        text = "[[a]] and [[a|b]]\n\n`[[code]]`\n\n- [[c:1]]\n\n> [[a]]"
        assert internal_links(text) == [
            Place(1, "a"),
            Place(1, "a"),
            Place(5, "c:1"),
            Place(7, "a"),
        ]


class TestLeftovers:
    @pytest.mark.parametrize(
        "text", ["[Internal Link: sanctuary]", "[Link: x]", "[external link : y]", "x [LINK:] y"]
    )
    def test_are_found_however_they_are_written(self, text):
        assert leftovers(f"One.\n{text}")[0].line == 2

    @pytest.mark.parametrize("text", ["[a link](/x/)", "[The link: here](/x/)", "[Blink: x]"])
    def test_are_no_links_that_work(self, text):
        assert leftovers(text) == []


class TestPlainText:
    def test_is_what_is_said_without_its_marks(self):
        assert plain_text("## One\n\n*Two* [three](/x/) <b>") == "One Two three <b>"
