"""What the database refuses by triggers, each with its sentence for organizers."""

from typing import Any

import pgtrigger
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.constraint_messages import SENTENCES

CYCLE_OF_RACE = "(SELECT cycle_id FROM candidates_race WHERE id = NEW.race_id)"
CYCLE_OF_CANDIDACY = (
    "(SELECT race.cycle_id FROM candidates_candidacy AS run"
    " JOIN candidates_race AS race ON race.id = run.race_id WHERE run.id = NEW.candidacy_id)"
)


def refuse_if(
    condition: str, name: str, sentence: Promise | None = None, *, field: str = NON_FIELD_ERRORS
) -> str:
    """Return the statement that refuses a row where the SQL `condition` is true.

    Forms say `sentence` at `field`.
    """
    if sentence:
        SENTENCES[name] = (field, sentence)
    return f"""
        IF {condition} THEN
            RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
        END IF;"""


def refusing(
    name: str,
    refused: str,
    sentence: Promise | None = None,
    *,
    field: str = NON_FIELD_ERRORS,
    operation: Any = pgtrigger.Insert | pgtrigger.Update,
    before: str = "",
    **options: Any,
) -> pgtrigger.Trigger:
    """Return a trigger that refuses rows where the SQL `refused` is true, after `before`."""
    refusal = refuse_if(refused, name, sentence, field=field)
    return pgtrigger.Trigger(
        name=name,
        operation=operation,
        func=f"{before}{refusal} RETURN COALESCE(NEW, OLD);",
        **({"when": pgtrigger.Before} | options),
    )


def stays_as_archived(table: str, cycle_of_row: str) -> pgtrigger.Trigger:
    """Return a trigger that refuses to add, change or delete rows of an archived cycle.

    The row's cycle is locked until the transaction ends, so it can't be archived in between.
    `cycle_of_row` is the id of the cycle of NEW in SQL. Evidence has no such trigger: somebody's
    address may have to be blacked out.
    """
    cycles = f"{cycle_of_row}, {cycle_of_row.replace('NEW.', 'OLD.')}"
    return refusing(
        f"{table}_stays_as_archived",
        f"""(SELECT bool_or(archived_at IS NOT NULL) FROM (
            SELECT archived_at FROM candidates_cycle WHERE id IN ({cycles}) ORDER BY id FOR SHARE
        ) AS held)""",  # noqa: S608 (only our own names, no values)
        _(
            "This cycle is archived. To change its record, first clear “Archived” on the cycle’s "
            "page."
        ),
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    )


def is_of_a_run_that_counts(table: str, *, field: str = "candidacy") -> pgtrigger.Trigger:
    """Return a trigger that keeps rows of `table` off registrations linked as duplicates."""
    return refusing(
        f"{table}_is_of_a_run_that_counts",
        "NOT FOUND",
        _("This candidacy is linked as a duplicate. Use the one it’s linked to."),
        field=field,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("candidacy_id"),  # type: ignore[no-untyped-call]
        before="""
        PERFORM FROM candidates_candidacy
            WHERE id = NEW.candidacy_id AND duplicate_of_id IS NULL FOR SHARE;""",
    )
