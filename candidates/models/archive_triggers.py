"""An archived cycle is read-only: the database refuses to change any row of it.

Evidence alone may still be shown otherwise: somebody's address may have to be blacked out.
"""

import pgtrigger

CYCLE_OF_RACE = "(SELECT cycle_id FROM candidates_race WHERE id = NEW.race_id)"
CYCLE_OF_CANDIDACY = (
    "(SELECT race.cycle_id FROM candidates_candidacy AS run"
    " JOIN candidates_race AS race ON race.id = run.race_id WHERE run.id = NEW.candidacy_id)"
)


def stays_as_archived(table: str, cycle_of_row: str) -> pgtrigger.Trigger:
    """Return a trigger that refuses to add, change or delete rows of an archived cycle.

    The row's cycle is locked until the transaction ends, so it can't be archived in between.

    `cycle_of_row` is the id of the cycle of NEW in SQL.
    """
    name = f"{table}_stays_as_archived"
    cycles = f"{cycle_of_row}, {cycle_of_row.replace('NEW.', 'OLD.')}"
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        when=pgtrigger.Before,
        func=f"""
                    IF (
                        SELECT bool_or(archived_at IS NOT NULL) FROM (
                            SELECT archived_at FROM candidates_cycle
                            WHERE id IN ({cycles}) ORDER BY id FOR SHARE
                        ) AS held
                    ) THEN
                        RAISE EXCEPTION 'The cycle is archived.'
                            USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; ELSE RETURN NEW; END IF;
                """,  # noqa: S608 (only our own names, no values)
    )
