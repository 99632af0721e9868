"""Proofs that the campaign gave an answer: codes given out, proofs kept, seconded and withdrawn.

Each proof says what it rests on; `candidates.proofs.grades` says what they're worth together.
"""

from __future__ import annotations

import datetime
import hashlib
from functools import partial
from typing import TYPE_CHECKING

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from campaign.lib.digest import digest_of
from campaign.lib.file_storage import store
from campaign.lib.uploads import Upload, random_name
from candidates.ledger.locks import lock_people_behind
from candidates.models import Answer, Proof, ProofCode
from candidates.models.proofs import ProofQuerySet
from candidates.proofs import codes, grades

if TYPE_CHECKING:  # their libraries take 4 MiB in every web process
    from candidates.proofs.dkim_email import SignedEmail
    from candidates.proofs.fetching import Fetched
    from candidates.proofs.websites import Website

# What a campaign confirms. The day and the evidence are our own work.
SAID = (
    "candidacy_id",
    "pledge_text_id",
    "kind",
    "signer_name",
    "signer_role",
    "statement",
    "changed_text",
)


def said_in(answer: Answer) -> str:
    """Return a digest of what the answer says, the pledge's words included."""
    said = [getattr(answer, name) for name in SAID]
    return digest_of([*said, answer.pledge_text.sha256])


def of_these_words(answer: Answer) -> ProofQuerySet:
    """Return the standing proofs of what an answer says now."""
    return answer.proofs.standing().filter(said=said_in(answer))


def give_code(answer: Answer, *, by: User | None, now: datetime.datetime) -> str:
    """Return a new one-time code for the campaign to publish or to email to us."""
    nonce = codes.new_nonce()
    expires_at = now + ProofCode.VALID_FOR
    ProofCode.objects.create(
        answer=answer, nonce=nonce, created_by=by, created_at=now, expires_at=expires_at
    )
    return codes.code_for(nonce, said_in(answer))


def codes_of(answer: Answer, *, now: datetime.datetime) -> list[tuple[str, datetime.datetime]]:
    """Return the codes of an answer that still work, the newest first, with when they expire."""
    said = said_in(answer)
    valid = answer.proof_codes.filter(expires_at__gt=now)
    return [(codes.code_for(row.nonce, said), row.expires_at) for row in valid]


def refuse_without_code(
    text: str, answer: Answer, *, quoted: str = "", now: datetime.datetime
) -> None:
    """Raise ValidationError unless `text` has one of the answer's codes; `quoted` doesn't count."""
    own = [code for code, _expires_at in codes_of(answer, now=now)]
    if any(codes.holds(text, code) for code in own):
        return
    if any(codes.holds(quoted, code) for code in own):
        raise ValidationError(
            _(
                "The code is only in what this email quotes, so it proves nothing. Ask the "
                "campaign to write it at the top of an email of its own."
            ),
            code="only_quoted",
        )
    raise ValidationError(
        _("This answer’s code isn’t there, or it has expired. Codes work for %(days)s days."),
        code="no_code",
        params={"days": ProofCode.VALID_FOR.days},
    )


def add_link_proof(
    answer: Answer, *, address: str, source_url: str, by: User | None, now: datetime.datetime
) -> Proof:
    """Keep that the answer came by a link that we mailed to `address`.

    `source_url` shows in public that it's the campaign's, such as the committee's FEC Form 1.
    """
    return _add(
        Proof(
            answer=answer,
            kind=Proof.Kind.MAILED_LINK,
            proved_at=now,
            source_url=source_url,
            rests_on=grades.of_mailbox(address),
            reached=address,
            recorded_by=by,
        ),
        now=now,
    )


def add_site_code(
    answer: Answer, page: Fetched, *, site: Website, by: User, now: datetime.datetime
) -> Proof:
    """Keep a page of the campaign's website that has the answer's code.

    On a host that many share, it's worth a post on an account there.
    """
    refuse_without_code(page.text, answer, now=now)
    rests_on = grades.of_account(site.url) if site.is_shared else grades.of_domain(site.domain)
    return _add(
        Proof(
            answer=answer,
            kind=Proof.Kind.SITE_CODE,
            proved_at=now,
            source_url=page.url[:500],
            rests_on=rests_on,
            reached=site.domain,
            details=f"{page.url}\n{page.address}",
            recorded_by=by,
        ),
        page.content,
        "html",
        now=now,
    )


def add_dns_record(
    answer: Answer, texts: list[str], *, domain: str, by: User, now: datetime.datetime
) -> Proof:
    """Keep the TXT records of the campaign's domain, with the answer's code in one of them."""
    kept = "\n".join(texts)
    refuse_without_code(kept, answer, now=now)
    return _add(
        Proof(
            answer=answer,
            kind=Proof.Kind.DNS_RECORD,
            proved_at=now,
            rests_on=grades.of_domain(domain),
            reached=domain,
            recorded_by=by,
        ),
        kept.encode(),
        "txt",
        now=now,
    )


def add_signed_email(
    answer: Answer,
    raw: bytes,
    email: SignedEmail,
    *,
    source_url: str,
    by: User,
    now: datetime.datetime,
) -> Proof:
    """Keep a verified email whose own words have the answer's code, with the key it was signed by.

    `source_url` shows in public that the address is the campaign's, "" if its domain does.
    """
    refuse_without_code(email.text, answer, quoted=email.quoted, now=now)
    return _add(
        Proof(
            answer=answer,
            kind=Proof.Kind.SIGNED_EMAIL,
            proved_at=email.sent_at,
            source_url=source_url,
            rests_on=grades.of_mailbox(email.sender),
            reached=email.sender,
            details=f"{email.key_name}\n{email.key_record}",
            recorded_by=by,
        ),
        raw,
        "eml",
        now=now,
    )


def add_post(
    answer: Answer, capture: Upload, *, url: str, by: User, now: datetime.datetime
) -> Proof:
    """Keep a post on the campaign's account, with a picture of it."""
    return _add(
        Proof(
            answer=answer,
            kind=Proof.Kind.SOCIAL_POST,
            proved_at=now,
            source_url=url,
            rests_on=grades.of_account(url),
            reached=url,
            recorded_by=by,
        ),
        capture.content,
        capture.extension,
        now=now,
    )


def add_call(
    answer: Answer, *, number: str, source_url: str, note: str, by: User, now: datetime.datetime
) -> Proof:
    """Keep that `by` called the campaign's published number. It counts once someone else did."""
    return _add(
        Proof(
            answer=answer,
            kind=Proof.Kind.CALL_BACK,
            proved_at=now,
            source_url=source_url,
            rests_on=grades.of_phone(number),
            reached=number,
            details=note,
            recorded_by=by,
        ),
        now=now,
    )


def second_call(proof: Proof, *, note: str, by: User, now: datetime.datetime) -> None:
    """Keep that a second person called the same number and heard the same."""
    with transaction.atomic():
        _lock(proof)
        if proof.is_finished or proof.is_withdrawn:
            raise ValidationError(_("This proof doesn’t wait for a call."), code="not_waiting")
        if proof.recorded_by_id == by.pk:
            raise ValidationError(
                _("You made the first call. Someone else has to call too."), code="same_person"
            )
        proof.seconded_by, proof.seconded_at, proof.second_note = by, now, note
        proof.save(update_fields=["seconded_by", "seconded_at", "second_note"])
        _note_change(proof.answer, now)


def withdraw(proof: Proof, *, reason: str, by: User, now: datetime.datetime) -> None:
    """Say that a proof proves nothing after all. It stays on the list with the reason."""
    with transaction.atomic():
        _lock(proof)
        if proof.is_withdrawn:
            raise ValidationError(_("This proof was already withdrawn."), code="withdrawn")
        proof.withdrawn_at, proof.withdrawn_by, proof.withdrawal_reason = now, by, reason
        proof.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
        _note_change(proof.answer, now)


def withdraw_of_other_words(answer: Answer, *, now: datetime.datetime) -> None:
    """Withdraw the proofs of a draft that says something else by now. Lock the people first."""
    reason = _("The answer was changed after this proof.")
    stale = answer.proofs.filter(withdrawn_at=None).exclude(said=said_in(answer))
    stale.update(withdrawn_at=now, withdrawal_reason=reason)


def copy(answer: Answer, to: Answer) -> None:
    """Give a correction the proofs of what it corrects. They count while it says the same."""
    for proof in answer.proofs.filter(withdrawn_at=None):
        proof.pk = None
        proof.answer = to
        proof.save(force_insert=True)


def discard(answer: Answer) -> None:
    """Delete the proofs of a draft with their files, unless another answer's proof has them."""
    for proof in answer.proofs.all():
        name, storage = proof.original.name, proof.original.storage
        proof.delete()
        if name and not Proof.objects.filter(original=name).exists():
            transaction.on_commit(partial(storage.delete, name))


def _add(
    proof: Proof, content: bytes = b"", extension: str = "", *, now: datetime.datetime
) -> Proof:
    """Store a proof with its bytes. Call it within `no_orphans`."""
    with transaction.atomic():
        lock_people_behind([proof.answer.candidacy_id])
        proof.answer.refresh_from_db()
        if proof.answer.candidacy.race.cycle.archived_at:
            raise ValidationError(_("This cycle is archived and read-only."), code="archived")
        if proof.answer.is_retracted:
            raise ValidationError(_("This answer was retracted."), code="retracted")
        if content:
            name = f"proofs/{random_name(extension)}"
            proof.original = store(proof.original.storage, name, content)
            proof.sha256 = hashlib.sha256(content).hexdigest()
        proof.said = said_in(proof.answer)
        proof.recorded_at = now
        proof.save()
        _note_change(proof.answer, now)
    return proof


def _lock(proof: Proof) -> None:
    lock_people_behind([proof.answer.candidacy_id])
    proof.refresh_from_db()


def _note_change(answer: Answer, now: datetime.datetime) -> None:
    """Date the campaign's row again: it says how well the answer is proved."""
    if answer.is_published:
        answer.candidacy.updated_at = now
        answer.candidacy.save(update_fields=["updated_at"])
