from django.db import models
from django.utils.translation import gettext_lazy as _


class Publication(models.Model):
    """The last transactions in which a connection to the database changed what the public sees.

    `counts` is the last one that changed sums of signatures, `pages` anything else. Each connection
    writes its own row, so none waits for another, whatever else they lock. The row 0 is for all
    connections that have ended.
    """

    backend = models.IntegerField(_("process of the connection"), primary_key=True)
    pages = models.BigIntegerField(_("transaction that changed a page"), default=0)
    counts = models.BigIntegerField(_("transaction that changed a count"), default=0)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    def __str__(self) -> str:
        return str(self.backend)
