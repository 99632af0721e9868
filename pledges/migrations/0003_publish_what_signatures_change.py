import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cache", "0001_publications"), ("pledges", "0002_keys_and_providers")]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="signature",
            trigger=pgtrigger.compiler.Trigger(
                name="signature_changed_is_published",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.state = 'confirmed' AND (OLD.state, OLD.petition_id, OLD.place, OLD.shown_publicly, OLD.name_state, OLD.comment_state) IS DISTINCT FROM (NEW.state, NEW.petition_id, NEW.place, NEW.shown_publicly, NEW.name_state, NEW.comment_state))",
                    func="PERFORM cache_publish(); RETURN NULL;",
                    hash="b3610449d15b86adc92ed5eb3c148b98e4f71456",
                    operation="UPDATE",
                    pgid="pgtrigger_signature_changed_is_published_b0372",
                    table="pledges_signature",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signature",
            trigger=pgtrigger.compiler.Trigger(
                name="signature_deleted_is_published",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.state = 'confirmed')",
                    func="PERFORM cache_publish(); RETURN NULL;",
                    hash="455755b2484a8105985902e812eff284851a0d8a",
                    operation="DELETE",
                    pgid="pgtrigger_signature_deleted_is_published_f229a",
                    table="pledges_signature",
                    when="AFTER",
                ),
            ),
        ),
    ]
