"""What checking a sample of published answers again found, for everyone to see."""

import datetime
from dataclasses import dataclass

from candidates.models import AuditSample


@dataclass(frozen=True)
class SampleResult:
    """A finished sample: how many answers were drawn, of how many, and how many were wrong."""

    seed: str
    drawn_at: datetime.datetime
    drawn_from: int
    size: int
    errors: int

    @property
    def error_percent(self) -> str:
        """Return the share of wrong answers, to a tenth of a percent."""
        return f"{self.errors * 100 / self.size:.1f}".removesuffix(".0")


def error_count(sample: AuditSample) -> int:
    """Count the answers that at least one of the two found wrong; one query."""
    return sample.sampled.filter(verdicts__is_right=False).distinct().count()


def newest_result() -> SampleResult | None:
    """Return the result of the sample that was finished last; three queries at most."""
    sample = AuditSample.objects.exclude(finished_at=None).order_by("finished_at").last()
    if sample is None:
        return None
    return SampleResult(
        sample.seed,
        sample.drawn_at,
        sample.drawn_from,
        sample.sampled.count(),
        error_count(sample),
    )
