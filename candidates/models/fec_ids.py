import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from candidates.models.people import Person
from candidates.models.triggers import refusing

# What the FEC gives a candidate for the House or the Senate, as a pattern.
FEC_ID = "[HS][0-9][A-Z]{2}[0-9]{5}"


class FecId(models.Model):
    """An id that the FEC gave a person for one office; it stays the same in every cycle."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="fec_ids", verbose_name=_("person")
    )
    fec_id = models.CharField(_("FEC ID"), max_length=9, unique=True)
    office = models.GeneratedField(
        expression=Left("fec_id", 1),
        output_field=models.CharField(_("office"), max_length=1),
        db_persist=True,
    )

    class Meta:
        ordering = ["fec_id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fec_id__regex=f"^({FEC_ID}|P[0-9A-Z]{{8}})$"),
                name="fec_id_is_one_of_a_candidate",
            )
        ]
        triggers = [
            refusing(
                "fec_id_takes_its_candidacies_along",
                """EXISTS (
                    SELECT FROM candidates_candidacy AS run
                    JOIN candidates_fecid AS id ON id.fec_id = run.fec_id
                    WHERE id.id = NEW.id AND run.person_id <> id.person_id
                )""",
                operation=pgtrigger.UpdateOf("person_id"),  # type: ignore[no-untyped-call]
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
            )
        ]
        verbose_name = _("FEC ID")
        verbose_name_plural = _("FEC IDs")

    def __str__(self) -> str:
        return self.fec_id
