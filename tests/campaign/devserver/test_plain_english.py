"""The check for words that nobody would say to a neighbor."""

from campaign.devserver import plain_english


def found_in(path: str, text: str) -> list[tuple[int, str]]:
    return [
        (line, match[0])
        for line, passage in plain_english.passages(path, text)
        for match in plain_english.PATTERN.finditer(plain_english.prose(passage))
    ]


class TestFindings:
    def test_name_the_line_in_strings_docstrings_comments_templates_and_docs(self) -> None:
        python = (
            '"""Whoever asks."""\nx = _("Standfirst of it")  # in two mails\nstandfirst = "mails"\n'
        )
        assert found_in("a.py", python) == [(1, "Whoever"), (2, "Standfirst"), (2, "mails")]
        assert found_in("a.py", 'f"{n} mails came"') == [(1, "mails")]
        assert found_in("a.py", '_("mails")\n_(\n"Kept "\n"apart")') == [
            (1, "mails"),
            (3, "Kept apart"),
        ]
        assert found_in("a.py", '"They were sent back."') == [(1, "sent back")]
        template = '<p id="licence">{{ standfirst }}</p>\n\n{% translate "Kept\napart" %}\n'
        assert found_in("templates/a.html", template) == [(3, "Kept apart")]
        assert found_in("README.md", "Say `whoever`.\n\nAn\ne-mail.") == [(3, "e-mail")]

    def test_leave_plain_words_alone(self) -> None:
        assert not found_in("a.py", "# A mail server, by mail server, an email, “licence”, mailed.")

    def test_say_what_to_write_instead(self) -> None:
        assert plain_english.instead("Whoever") == "anyone who, people who"
        assert plain_english.instead("cancelled") == "American spelling"
