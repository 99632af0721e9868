"""What `.ci/run` tries in full (THOROUGH=1) and `make test` with a sample that has every kind."""

import os
from collections.abc import Iterable
from typing import TypeVar

IS_THOROUGH = bool(os.environ.get("THOROUGH"))
Case = TypeVar("Case")


def sample(cases: Iterable[Case], one_in: int) -> list[Case]:
    """Return every case when thorough, otherwise the first of every `one_in`.

    Of a `product`, a step that shares no factor with the length of the last part comes to each of
    its values.
    """
    return list(cases)[:: 1 if IS_THOROUGH else one_in]
