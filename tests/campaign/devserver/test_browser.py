import pytest

from campaign.devserver import browser
from campaign.devserver.browser import find_or_install_chromium
from campaign.devserver.state_folder import StartError


class TestFindOrInstallChromium:
    def test_takes_the_one_that_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CHROMIUM", "/bin/sh")
        assert find_or_install_chromium() == "/bin/sh"

    def test_prefers_the_headless_shell(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("CHROMIUM", raising=False)
        monkeypatch.setattr(browser.shutil, "which", lambda name: f"/usr/bin/{name}")
        assert find_or_install_chromium() == "/usr/bin/chromium-headless-shell"

    def test_says_what_to_install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("CHROMIUM", raising=False)
        monkeypatch.setattr(browser.shutil, "which", lambda name: None)
        with pytest.raises(StartError, match="apt-get install chromium-headless-shell"):
            find_or_install_chromium()
