"""Forms whose files are too large together: their texts are read all the same."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest


def limit_files(request: HttpRequest, most_bytes: int) -> None:
    """Keep no more than `most_bytes` of the files of a form that nobody has read yet.

    A file that would go over keeps its name and size but no content, so a field can say what's
    wrong and the texts of the form stay.
    """
    request.upload_handlers.insert(0, LimitHandler(request, most_bytes))


class LimitHandler(FileUploadHandler):
    """Passes bytes on to the handlers that keep them, until the limit."""

    def __init__(self, request: HttpRequest, most_bytes: int) -> None:
        super().__init__(request)
        self.form, self.bytes_left = request, most_bytes

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.bytes_left -= len(raw_data)
        return raw_data if self.bytes_left >= 0 else None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if self.bytes_left >= 0:
            return None
        for handler in self.form.upload_handlers:  # what came before the limit
            if hasattr(handler, "file"):
                handler.file.close()
        return UploadedFile(io.BytesIO(), self.file_name, self.content_type, file_size)
