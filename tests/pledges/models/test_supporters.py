from __future__ import annotations

import pytest

from tests.pledges.people import a_supporter

pytestmark = pytest.mark.django_db


class TestFirstName:
    @pytest.mark.parametrize(
        ("name", "first"),
        [
            ("Ines Basalt", "Ines"),
            ("Ines\N{NO-BREAK SPACE}Basalt", "Ines"),
            ("山田\N{IDEOGRAPHIC SPACE}太郎", "山田"),
            ("李雷", "李雷"),
            ("O'Brien-Nuñez", "O'Brien-Nuñez"),
        ],
    )
    def test_is_what_stands_before_the_first_blank_of_any_script(self, name, first):
        assert a_supporter(name=name).first_name == first
