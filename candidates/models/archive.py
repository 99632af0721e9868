"""An archived cycle is read-only, whoever writes: the database refuses every row of it."""

import pgtrigger

CYCLE_OF_RACE = "(SELECT cycle_id FROM candidates_race WHERE id = NEW.race_id)"
CYCLE_OF_CANDIDACY = (
    "(SELECT race.cycle_id FROM candidates_candidacy AS run"
    " JOIN candidates_race AS race ON race.id = run.race_id WHERE run.id = NEW.candidacy_id)"
)


def stays_as_archived(table: str, cycle_of_row: str) -> pgtrigger.Trigger:
    """Return a trigger that refuses rows of an archived cycle; `cycle_of_row` is its id in SQL."""
    name = f"{table}_stays_as_archived"
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        func=f"""
                    IF EXISTS (
                        SELECT FROM candidates_cycle
                        WHERE id = {cycle_of_row} AND archived_at IS NOT NULL
                    ) THEN
                        RAISE EXCEPTION 'The cycle is archived.'
                            USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
                    END IF;
                    RETURN NEW;
                """,
    )
