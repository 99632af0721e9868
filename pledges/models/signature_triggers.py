"""What the database does when a signature changes: count it, and have its pages made again."""

import pgtrigger

# What is counted of a signature goes to pledges_countchange in the transaction that changes it.
COUNTED = (
    "INSERT INTO pledges_countchange (petition_id, place, day, change)"
    " VALUES ({row}.petition_id, {row}.place,"
    " ({row}.confirmed_at AT TIME ZONE 'America/New_York')::date, {change});"
)
IS_COUNTED = "({row}.state = 'confirmed' AND {row}.petition_id IS NOT NULL)"
COUNT_NEW = COUNTED.format(row="NEW", change=1)
COUNT_OLD = COUNTED.format(row="OLD", change=-1)
NEW_IS_COUNTED, OLD_IS_COUNTED = IS_COUNTED.format(row="NEW"), IS_COUNTED.format(row="OLD")
# A signature that comes to count is seen once the roll-up has counted it, so that signing never
# makes pages again. What is no longer shown or counted as it was leaves them at once.
PUBLISHED = ("state", "petition_id", "place", "shown_publicly", "name_state", "comment_state")
OLD_PUBLISHED, NEW_PUBLISHED = (
    ", ".join(f"{row}.{column}" for column in PUBLISHED) for row in ("OLD", "NEW")
)

TRIGGERS = [
    pgtrigger.Trigger(
        name="signature_given_is_counted",
        operation=pgtrigger.Insert,
        when=pgtrigger.After,
        condition=pgtrigger.Condition(NEW_IS_COUNTED),
        func=f"{COUNT_NEW} RETURN NULL;",
    ),
    pgtrigger.Trigger(
        name="signature_deleted_is_uncounted",
        operation=pgtrigger.Delete,
        when=pgtrigger.After,
        condition=pgtrigger.Condition(OLD_IS_COUNTED),
        func=f"{COUNT_OLD} RETURN NULL;",
    ),
    pgtrigger.Trigger(
        name="signature_changed_is_recounted",
        operation=pgtrigger.Update,
        when=pgtrigger.After,
        condition=pgtrigger.Condition(
            "((OLD.state, OLD.petition_id, OLD.place, OLD.confirmed_at) IS DISTINCT FROM"
            " (NEW.state, NEW.petition_id, NEW.place, NEW.confirmed_at))"
        ),
        func=f"""
            IF {OLD_IS_COUNTED} THEN {COUNT_OLD} END IF;
            IF {NEW_IS_COUNTED} THEN {COUNT_NEW} END IF;
            RETURN NULL;
        """,
    ),
    pgtrigger.Trigger(
        name="signature_changed_is_published",
        operation=pgtrigger.Update,
        when=pgtrigger.After,
        condition=pgtrigger.Condition(
            f"OLD.state = 'confirmed' AND ({OLD_PUBLISHED}) IS DISTINCT FROM ({NEW_PUBLISHED})"
        ),
        func="PERFORM cache_publish(); RETURN NULL;",
    ),
    pgtrigger.Trigger(
        name="signature_deleted_is_published",
        operation=pgtrigger.Delete,
        when=pgtrigger.After,
        condition=pgtrigger.Condition("OLD.state = 'confirmed'"),
        func="PERFORM cache_publish(); RETURN NULL;",
    ),
]
