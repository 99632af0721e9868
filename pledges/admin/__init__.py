"""The organizers' pages over petitions and supporters, one module a concept."""

from pledges.admin import mail_domains, petitions, problems, signatures, supporters, suppressions

__all__ = ["mail_domains", "petitions", "problems", "signatures", "supporters", "suppressions"]
