import re

from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static


def collected(name: str) -> str:
    with staticfiles_storage.open(staticfiles_storage.stored_name(name)) as file:
        return file.read().decode()


class TestHashedStaticFilesStorage:
    def test_joins_the_style_sheets_in_the_order_of_their_imports(self):
        sheet = collected("css/site.css")
        assert "@import" not in sheet
        assert sheet.index("@layer reset, tokens") < sheet.index("--press-black:")
        assert sheet.index("--press-black:") < sheet.index(".button {")

    def test_names_files_inside_a_joined_sheet_by_their_content(self):
        fonts = re.findall(r'url\("(?!data:)([^"]+)"\) format', collected("css/site.css"))
        assert len(fonts) == 2
        for font in fonts:
            assert re.fullmatch(r"\.\./fonts/[a-z-]+\.[0-9a-f]{12}\.woff2", font)

    def test_names_modules_by_their_content_where_a_script_imports_them(self):
        assert re.search(r"\./modules/copy\.[0-9a-f]{12}\.js", collected("js/main.js"))

    def test_works_out_an_address_once(self, monkeypatch):
        first = static("css/site.css")
        monkeypatch.setattr(staticfiles_storage, "hashed_files", {})
        monkeypatch.setattr(staticfiles_storage, "stored_name", None)
        assert static("css/site.css") == first
