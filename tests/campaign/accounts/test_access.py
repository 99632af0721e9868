from campaign.accounts.access import NEEDS, PERMISSIONS, Role, permissions_of


class TestTable:
    def test_gives_nobody_half_a_role(self):
        for role in Role:
            rights = permissions_of(role)
            for right in rights & NEEDS.keys():
                assert rights >= NEEDS[right], (role, right)

    def test_gives_administrators_every_right(self):
        assert permissions_of(Role.ADMINISTRATOR) == PERMISSIONS.keys()
