import re

import pytest

from campaign.lib.markdown import (
    Destination,
    Place,
    Section,
    addresses,
    internal_links,
    leftovers,
    plain_text,
    render,
    unfinished,
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

    def test_begins_deeper_below_a_heading_of_the_page(self):
        html = render("# One\n\n### Two\n\n#### Three", level=3, has_ids=False).html
        assert html == "<h3>One</h3>\n<h4>Two</h4>\n<h4>Three</h4>\n"

    def test_gives_each_heading_an_id_of_its_own(self):
        text = "## Main\n\n## Section main\n\n## Main\n\n#### Main\n\n[a](#main) [b](#main-2)"
        rendered = render(text, reserved=re.compile("main"))
        ids = ["section-main", "section-main-2", "section-main-3"]
        assert re.findall(r'id="([^"]*)"', rendered.html) == ids
        assert [section.anchor for section in rendered.sections] == ids
        assert 'href="#section-main"' in rendered.html
        assert rendered.anchors.keys() == {"main", *ids}

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

    def test_have_the_line_of_their_row_in_a_table_and_so_have_those_below(self):
        text = "| a |\n|---|\n| [[nope\\|b]] |\n\n[[c]]\nand\\\n[[d]]"
        assert internal_links(text) == [Place(3, "nope"), Place(5, "c"), Place(7, "d")]


class TestAddresses:
    def test_are_found_once_with_their_lines_also_those_that_are_not_drawn(self):
        text = "[[a]] [x](/b/)\n[y](/b/) [z](tel:1)\n\n- `[c](/c/)`\n- <https://d.example/> []()"
        assert addresses(text) == [
            Place(1, "/b/"),
            Place(2, "tel:1"),
            Place(5, "https://d.example/"),
            Place(5, ""),
        ]


class TestUnfinished:
    def test_is_a_link_without_an_end(self):
        assert unfinished("One\n[[beds] `[[x`\n\n[[*a*\n[[b|c\nd]]") == [
            Place(2, "[[beds]"),
            Place(4, "[["),
            Place(5, "[[b|c"),
        ]


class TestLeftovers:
    @pytest.mark.parametrize(
        "text", ["[Internal Link: sanctuary]", "[Link: x]", "[external link : y]", "x [LINK:] y"]
    )
    def test_are_found_however_they_are_written(self, text):
        assert leftovers(f"One.\n{text}")[0].line == 2

    @pytest.mark.parametrize(
        "text",
        [
            *("[Internal Link:\nsanctuary cities]", "[**Internal Link**: beds]"),
            *("[Internal Link: the [big] beds]", "[the [big] link: beds]"),
            *("[Internal Link: x](", "[Internal&nbsp;Link&#58; x]", "[Links: a, b]"),
            *("\\[Internal Link: x\\]", "`[Link: x]`", "- [Link:\n  x]", "    [Link: x]"),
            *("```\n[Link: x]\n```", "> [Internal *Link*: [x](/y/)]", "| [Link: x] |\n|---|"),
        ],
    )
    def test_are_found_as_readers_see_them(self, text):
        [place] = leftovers(f"One.\n\n{text}\n\nTwo.")
        assert place.line == 3 + text.startswith("```")
        assert "ink" in place.words

    @pytest.mark.parametrize(
        "text",
        ["[a link](/x/)", "[The link: here](/x/)", "[Blink: x]", "[a]\n\nlink: [b]", "[x] link: y"],
    )
    def test_are_no_links_that_work(self, text):
        assert leftovers(text) == []


class TestPlainText:
    def test_is_what_is_said_without_its_marks(self):
        assert plain_text("## One\n\n*Two*\\\n[three](/x/) <b>") == "One Two three <b>"
