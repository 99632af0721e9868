"""One row of every model of the admin, on a site with content, and values that few may see."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from campaign.accounts.access import MODELS
from campaign.accounts.models import Invitation
from campaign.accounts.models.organizers import note_invitation
from campaign.lib import audit
from campaign.lib.audit import Event
from campaign.lib.audit.tasks import check_audit_log
from campaign.lib.backups.models import Backup
from campaign.lib.outbox.models import Lane, Message
from candidates import ledger
from candidates.importers.sheets.apply import bring, check, match
from candidates.ledger.proofs import said_in
from candidates.models import (
    Act,
    ActChange,
    AuditSample,
    Candidacy,
    FecImport,
    LinkSuggestion,
    PledgeText,
    SheetImport,
)
from pledges.mail.addresses import domain_key
from pledges.models import (
    BlockedDomain,
    Export,
    Invalidation,
    Recount,
    SignUp,
    Suppression,
    Surge,
    Update,
)
from tests.candidates.admin.drafts import drafted_by
from tests.candidates.desk.desks import a_link, submit
from tests.factories import (
    ArticleFactory,
    CommentFactory,
    OrganizerFactory,
    OutreachFactory,
    PersonFactory,
    StageFactory,
    record_results,
    run,
)
from tests.pledges.people import a_paper_batch, a_petition, a_signature, a_supporter

NAME, DOMAIN, ZIP = "Zebulon Plantedname", "planted-domain.example", "59405"
# What the row of each private column holds, as a page would show it.
PLANTED = {
    "accounts.Invitation.email": "invited@planted.example",
    "pledges.Supporter.name": NAME,
    "pledges.Supporter.email": f"zeb@{DOMAIN}",
    "pledges.Supporter.postal_code": ZIP,
    "pledges.PaperBatch.scan": "planted scan",
    "campaign.Comment.email": "commenter@planted.example",
    "candidates.Correction.sender": "sender@planted.example",
    "candidates.Candidacy.contact_email": "desk@planted.example",
    "candidates.Candidacy.contact_phone": "555-0177",
    "candidates.ActChange.private": "former@planted.example",
    "candidates.DeskLink.email": "staff@planted.example",
    "candidates.SheetImport.folder": "sheet@planted.example",
    "candidates.Evidence.original": "planted original",
    "candidates.Proof.reached": "reached@planted.example",
    "candidates.Proof.original": "planted proof",
}


def stored(name: str, content: str) -> str:
    path = Path(settings.PRIVATE_MEDIA_ROOT, name)
    path.write_text(content)
    return name


def an_act_about(candidacy: Candidacy) -> Act:
    """Return an act that recorders and verifiers may undo."""
    act = Act.objects.create(kind="results", title="Contacts", done_at=timezone.now(), row_count=1)
    former, now = PLANTED["candidates.ActChange.private"], candidacy.contact_email
    label = candidacy._meta.label_lower
    private = {"contact_email": [former, now]}
    ActChange.objects.create(act=act, model=label, row_id=candidacy.pk, before={}, private=private)
    return act


def a_sheet_about(candidacy: Candidacy) -> SheetImport:
    """Return a sheet with a private contact that waits for its button."""
    lines = f"id,contact_email\n{candidacy.pk},{PLANTED['candidates.SheetImport.folder']}\n"
    sheet = bring(
        lines.encode(),
        kind="campaigns",
        file_name="contacts.csv",
        by=OrganizerFactory.create(),
        now=timezone.now(),
    )
    with transaction.atomic():
        match(sheet, header_row=1, columns=["id", "contact_email"], clears=False)
        check(sheet, now=timezone.now())
    return sheet


def rows(caller: User) -> dict[str, Any]:
    """Return the key of a row of each model, one that may be changed and deleted if any may."""
    recorder, now = OrganizerFactory.create(), timezone.now()
    note_invitation(recorder, by=caller)
    answer = drafted_by(recorder, kind="refused")
    evidence = answer.lead_evidence
    evidence.original = stored("original", PLANTED["candidates.Evidence.original"])
    evidence.sha256 = evidence.public_copy_sha256 = "0" * 64
    evidence.public_copy = stored("copy.webp", "copy")
    evidence.save()
    for channel in ("phone", "social"):
        today = timezone.localdate(now)
        OutreachFactory.create(candidacy=answer.candidacy, channel=channel, done_on=today)
    ledger.notices.send(answer, by=recorder, now=now)
    ledger.notices.note_reply(answer, reply="We never said that.", now=now)
    candidacy = run(
        "Ada Quartz",
        assigned_to=caller,
        contact_email=PLANTED["candidates.Candidacy.contact_email"],
        contact_phone=PLANTED["candidates.Candidacy.contact_phone"],
    )
    link = a_link(candidacy, PLANTED["candidates.DeskLink.email"])
    submission = submit(link)
    file = {"pk": submission.pk, "original": stored("page", "page"), "sha256": "0" * 64}
    submission.files.create(**file)
    stage = StageFactory.create(race=candidacy.race)
    (result,) = record_results(stage, {candidacy: "advanced"})
    petition = a_petition()
    supporter = a_supporter(PLANTED["pledges.Supporter.email"], name=NAME, postal_code=ZIP)
    signature = a_signature(petition, supporter, state="quarantined", quarantine="flood")
    surge = {"petition": petition, "hour": now, "count": 9, "usual_count": 1}
    made: list[Model] = [
        an_act_about(candidacy),
        a_sheet_about(candidacy),
        answer,
        evidence,
        candidacy,
        link,
        submission,
        candidacy.corrections.create(
            field="name",
            claimed_value="Ada Q.",
            reason="It is wrong.",
            sender=PLANTED["candidates.Correction.sender"],
        ),
        AuditSample.objects.create(seed="4 8 15", drawn_at=now, drawn_from=1),
        Backup.objects.create(name="b.tar", taken_at=now, size_bytes=1),
        Invitation.objects.create(
            email=PLANTED["accounts.Invitation.email"], role="Recorder", sent_at=now
        ),
        FecImport.objects.create(cycle_year=2026, file_name="cn.txt", sha256="0" * 64),
        answer.holds.create(
            kind="hold",
            reason="Why?",
            placed_by=recorder,
            placed_at=now,
            due_at=now,
            proposed="stands",
            proposed_by=recorder,
            explanation="It’s genuine.",
        ),
        answer.proofs.create(
            kind="mailed_link",
            proved_at=now,
            source_url="https://example.org/form-1",
            rests_on="domain:planted.example",
            reached=PLANTED["candidates.Proof.reached"],
            original=stored("proof", PLANTED["candidates.Proof.original"]),
            sha256="0" * 64,
            said=said_in(answer),
        ),
        LinkSuggestion.objects.create(
            first=PersonFactory.create(), second=PersonFactory.create(), reason="Same name."
        ),
        OutreachFactory.create(candidacy=candidacy),
        stage,
        result,
        ArticleFactory.create(published_at=None),
        CommentFactory.create(email=PLANTED["campaign.Comment.email"]),
        BlockedDomain.objects.create(domain="spam.example"),
        Export.objects.create(exported_by=recorder, reason="News", row_count=1),
        Invalidation.objects.create(petition=petition, postal_code=ZIP, name_pattern=NAME),
        a_paper_batch(
            petition,
            900,
            scan=stored("scan", PLANTED["pledges.PaperBatch.scan"]),
            awaits_release=True,
            entered_by=recorder,
        ),
        a_petition(),
        Recount.objects.create(signature_count=1, drift_count=0),
        signature,
        SignUp.objects.create(supporter=supporter, sent_at=now, tries=SignUp.MOST_TRIES, name=NAME),
        supporter,
        Suppression.objects.create(email_key=b"k" * 32, reason="asked"),
        Surge.objects.create(kind="domain", key=domain_key(f"a@{DOMAIN}"), **surge),
        Update.objects.create(petition=petition, title="News", body="News."),
        audit.record(Event.EXPORTED, by=recorder, rows=1),
        recorder,
        Message.objects.create(
            lane=Lane.REPLY,
            kind="confirm",
            object_id=1,
            queued_at=now,
            due_at=now,
            finished_at=now,
            outcome=Message.Outcome.FAILED,
        ),
    ]
    check_audit_log.defer(timestamp=0)
    made += [PledgeText.objects.create(version=90, title="Next", body="Next.")]
    keys = {row._meta.label_lower: row.pk for row in made}
    for label in MODELS.keys() - keys.keys() - {"pledges.follow"}:  # it has no page of a row
        first = apps.get_model(label).objects.first()

        keys[label] = first.pk
    return keys
