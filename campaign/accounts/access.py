"""The one table of who may see and do what in the admin.

`manage.py migrate` gives each role's group exactly the rights listed here, and docs/roles.md
describes the roles. A test opens every address of the admin as every role, and fails
on an address or a private column that isn't listed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person does here. Each role is a group with its name; a person can have several."""

    CALLER = "Caller", _("Caller: calls their assigned campaigns and logs each call")
    RECORDER = "Recorder", _("Recorder: records answers, evidence, contacts and results")
    VERIFIER = "Verifier", _("Verifier: checks evidence, publishes answers, handles error reports")
    EDITOR = "Editor", _("Editor: writes pages and news, moderates comments")
    PETITIONS = "Petitions", _("Petitions: manages petitions, updates to signers, sign-up floods")
    STEWARD = "Data steward", _("Data steward: handles supporters’ requests, exports, paper")
    ADMINISTRATOR = "Administrator", _("Administrator: everything, accounts included")


C, R, V, E, P, S, A = Role


@dataclass(frozen=True)
class Rights:
    """Which roles have which right on the rows of one model. None means nobody.

    Administrators have every right that anybody has, so () means administrators only. `special`
    holds the rights that the model itself names.
    """

    view: tuple[Role, ...] | None = ()
    add: tuple[Role, ...] | None = None
    change: tuple[Role, ...] | None = None
    delete: tuple[Role, ...] | None = None
    special: Mapping[str, tuple[Role, ...]] = field(default_factory=dict)

    def of(self, model: str) -> dict[str, frozenset[Role]]:
        """Return the roles that have each permission, by its full name."""
        app, name = model.split(".")
        usual = {"view": self.view, "add": self.add, "change": self.change, "delete": self.delete}
        given = {f"{verb}_{name}": roles for verb, roles in usual.items()} | dict(self.special)
        return {
            f"{app}.{code}": frozenset({*roles, A})
            for code, roles in given.items()
            if roles is not None
        }


def edited_by(*roles: Role) -> Rights:
    return Rights(view=roles, add=roles, change=roles, delete=roles)


MODELS = {
    # The record
    "candidates.act": Rights((R, V), change=(R, V)),
    "candidates.answer": Rights((R, V), add=(R,), change=(R,), special={"publish_answer": (V,)}),
    "candidates.auditsample": Rights((V,)),
    "candidates.candidacy": Rights(
        (C, R, V), add=(R,), change=(R,), special={"view_unassigned": (R, V), "export_case": ()}
    ),
    "candidates.correction": Rights((V,), add=(V,), change=(V,)),
    "candidates.cycle": Rights((C, R, V, E), add=(), change=()),
    "candidates.desklink": Rights((R,), change=(R,)),
    "candidates.desksubmission": Rights((R, V), change=(R, V)),
    "candidates.evidence": Rights((R, V), add=(R,), change=(R, V), delete=(R,)),
    "candidates.fecimport": Rights(add=()),
    "candidates.jurisdiction": Rights((C, R, V)),
    "candidates.linksuggestion": Rights((V,), add=(V,), change=(V,)),
    "candidates.outreach": Rights((C, R, V), add=(C, R), change=(R,)),
    "candidates.person": Rights((C, R, V), add=(R,), change=(R,)),
    "candidates.pledgetext": Rights((R, V), add=(), change=(), delete=()),
    "candidates.race": Rights((C, R, V), add=(R,), change=(R,)),
    "candidates.sheetimport": Rights((R,), add=(R,)),
    "candidates.stage": Rights((R, V), add=(V,), change=(V,)),
    "candidates.stageresult": Rights((R, V), add=(R, V), special={"release_stageresult": (V,)}),
    # The site's own content
    "campaign.activity": edited_by(E),
    "campaign.aim": edited_by(E),
    "campaign.article": edited_by(E),
    "campaign.belief": edited_by(E),
    "campaign.coalitiondemand": edited_by(E),
    "campaign.comment": Rights((E,), change=(E,)),
    "campaign.consequence": edited_by(E),
    "campaign.nextstep": edited_by(E),
    "campaign.organization": edited_by(E),
    "campaign.passage": Rights((E,), add=(E,), change=(E,)),
    "campaign.picture": edited_by(E),
    "campaign.pollfigure": edited_by(E),
    "campaign.principle": edited_by(E),
    "campaign.profile": Rights((E,), add=(E,), change=(E,)),
    "campaign.question": edited_by(E),
    "campaign.quotation": edited_by(E),
    "campaign.step": edited_by(E),
    # Petitions and supporters
    "pledges.blockeddomain": edited_by(P),
    "pledges.domainrule": edited_by(S),
    "pledges.export": Rights((S,), add=(S,)),
    "pledges.follow": Rights((P, S)),
    "pledges.invalidation": edited_by(P),
    "pledges.paperbatch": Rights((P, S), add=(S,), change=(S,)),
    "pledges.petition": Rights((P, S), add=(P,), change=(P,), delete=(P,)),
    "pledges.recount": Rights((P, S)),
    "pledges.signature": Rights((P, S), change=(P, S)),
    "pledges.signup": Rights((S,), change=(S,)),
    "pledges.supporter": Rights((S,), change=(S,)),
    "pledges.suppression": Rights((S,), add=(S,), change=(S,)),
    "pledges.surge": Rights((P, S)),
    "pledges.update": edited_by(P),
    # How the site itself is run
    "accounts.invitation": Rights(add=(), delete=()),
    "audit.auditevent": Rights(),
    "backups.backup": Rights(),
    "auth.user": Rights(add=(), change=(), delete=()),
    "outbox.lanestate": Rights(change=()),
    "outbox.message": Rights(change=()),
    "procrastinate.procrastinatejob": Rights(),
}

# Pages of the admin, by URL name, and the rights they need: the first to read, the last to act. A
# right without an app is a right on the page's own model. Django's usual five pages of a model need
# the rights in USUAL_PAGES unless they're listed here.
EVERYBODY, NOBODY = "everybody", "nobody"
PAGES: dict[str, tuple[str, ...]] = {
    "index": (EVERYBODY,),
    "login": (EVERYBODY,),
    "logout": (EVERYBODY,),
    "password_change": (EVERYBODY,),
    "password_change_done": (EVERYBODY,),
    "jsi18n": (EVERYBODY,),
    "second_factor": (EVERYBODY,),
    "second_factor_set_up": (EVERYBODY,),
    "second_factor_codes": (EVERYBODY,),
    "second_factor_words": (EVERYBODY,),
    "second_factor_passkey_remove": (EVERYBODY,),
    "second_factor_passkey_offer": (EVERYBODY,),
    "second_factor_passkey_add": (EVERYBODY,),
    "second_factor_passkey_ask": (EVERYBODY,),
    "second_factor_passkey_check": (EVERYBODY,),
    "guide": (EVERYBODY,),
    "notices": (EVERYBODY,),
    "trial_email": ("auth.change_user",),
    # Before the login
    "password_reset": (EVERYBODY,),
    "password_reset_confirm": (EVERYBODY,),
    "invitation": (EVERYBODY,),
    # These only show models that the organizer may see.
    "app_list": (EVERYBODY,),
    "autocomplete": (EVERYBODY,),
    "view_on_site": (EVERYBODY,),
    # Rows of these models are added or changed on other pages.
    "candidates_stageresult_add": (NOBODY,),
    "outbox_lanestate_change": ("view", NOBODY),
    "outbox_message_change": ("view", NOBODY),
    "pledges_signup_change": ("view", NOBODY),
    "auth_user_password_change": ("change",),
    "auth_user_approve": ("change",),
    "auth_user_close": ("change",),
    "auth_user_reset_second_factor": ("change",),
    "campaign_article_preview": ("view",),
    "campaign_article_put_back": ("change",),
    "campaign_article_withdraw": ("change",),
    "campaign_comment_by_address": ("change",),
    "campaign_comment_decide": ("change",),
    "campaign_comment_remove": ("change",),
    "campaign_comment_reply": ("change",),
    # Undoing an act also needs the right of its kind: see Act.RIGHTS.
    "candidates_act_undo": ("change",),
    "candidates_answer_carry_over": ("add",),
    "candidates_answer_correct": ("add",),
    "candidates_answer_confirm_decision": ("publish",),
    "candidates_answer_dispute": ("publish",),
    "candidates_answer_extend_hold": ("publish",),
    "candidates_answer_hold": ("publish",),
    "candidates_answer_propose_decision": ("publish",),
    "candidates_answer_give_notice": ("publish",),
    "candidates_answer_extend_notice": ("publish",),
    "candidates_answer_note_reply": ("publish",),
    "candidates_answer_hurry": ("publish",),
    "candidates_answer_code": ("candidates.change_evidence",),
    "candidates_answer_proof_original": ("candidates.view_evidence",),
    "candidates_answer_proofs": ("candidates.view_evidence",),
    "candidates_answer_prove": ("candidates.change_evidence",),
    "candidates_answer_second_call": ("candidates.change_evidence",),
    "candidates_answer_withdraw_proof": ("candidates.change_evidence",),
    "candidates_answer_discard": ("change",),
    "candidates_answer_publish": ("publish",),
    "candidates_answer_retract": ("publish",),
    "candidates_answer_review": ("view",),
    "candidates_answer_send_back": ("publish",),
    "candidates_answer_verify": ("publish",),
    "candidates_answer_verify_many": ("publish",),
    "candidates_answer_waiting": ("view",),
    "candidates_candidacy_call": ("candidates.add_outreach",),
    "candidates_candidacy_call_next": ("candidates.add_outreach",),
    "candidates_candidacy_email": ("candidates.add_outreach",),
    "candidates_auditsample_check": ("candidates.publish_answer",),
    "candidates_candidacy_case": ("candidates.export_case",),
    "candidates_candidacy_link_duplicate": ("change",),
    "candidates_candidacy_mine": ("candidates.add_outreach",),
    "candidates_candidacy_send_link": ("change",),
    "candidates_candidacy_switch_race": ("change",),
    "candidates_correction_acknowledge": ("change",),
    "candidates_correction_decide": ("change",),
    "candidates_correction_release": ("change",),
    "candidates_desklink_send_again": ("change",),
    "candidates_desklink_turn_off": ("change",),
    "candidates_desksubmission_accept": ("change",),
    "candidates_desksubmission_file": ("view",),
    "candidates_desksubmission_record": ("candidates.add_answer",),
    "candidates_desksubmission_set_aside": ("change",),
    "candidates_evidence_open": ("view",),
    "candidates_evidence_original": ("view",),
    "candidates_evidence_public_copy": ("view",),
    "candidates_fecimport_apply": ("add",),
    "candidates_linksuggestion_apart": ("change",),
    "candidates_linksuggestion_merge": ("change",),
    "candidates_linksuggestion_same": ("change",),
    "candidates_sheetimport_again": ("add",),
    "candidates_sheetimport_apply": ("add",),
    "candidates_sheetimport_choose": ("add",),
    "candidates_sheetimport_columns": ("add",),
    "candidates_sheetimport_discard": ("add",),
    "candidates_stage_declare_void": ("change",),
    "candidates_stage_hold_again": ("change",),
    "candidates_stage_night": ("candidates.add_stageresult",),
    "candidates_stage_nights": ("view",),
    "candidates_stage_reinstate": ("change",),
    "candidates_stage_release_results": ("candidates.release_stageresult",),
    "candidates_stage_results": ("candidates.add_stageresult",),
    "candidates_stage_take_back": ("candidates.add_stageresult",),
    "pledges_invalidation_apply": ("change",),
    "pledges_invalidation_count": ("change",),
    "pledges_invalidation_revert": ("change",),
    "pledges_paperbatch_release": ("change",),
    "pledges_paperbatch_scan": ("pledges.view_supporter",),
    "pledges_paperbatch_take_back": ("change",),
    "pledges_petition_delivery": ("view",),
    "pledges_petition_hours": ("view",),
    "pledges_petition_preview": ("view",),
    "pledges_signature_comments": ("view",),
    "pledges_signature_decide": ("change",),
    "pledges_signature_decide_names": ("change",),
    "pledges_signature_floods": ("view",),
    "pledges_signature_names": ("view",),
    "pledges_signature_release": ("change",),
    "pledges_signature_release_chosen": ("change",),
    "pledges_signature_release_flood": ("change",),
    "pledges_signature_withdraw": ("change",),
    "pledges_supporter_erase": ("change",),
    "pledges_supporter_renew_links": ("change",),
    "pledges_supporter_stop_mail": ("change",),
    "pledges_suppression_lift": ("change",),
    "pledges_update_cancel": ("change",),
    "pledges_update_mail": ("change",),
    "pledges_update_pause": ("change",),
    "pledges_update_preview": ("view",),
    "pledges_update_resume": ("change",),
    "pledges_update_test": ("change",),
}
USUAL_PAGES = {
    "changelist": ("view",),
    "add": ("add",),
    "change": ("view", "change"),
    "delete": ("delete",),
    "history": ("view",),
    "export": ("view",),
}

# Permissions that only work together: a role that has the first must have the others.
NEEDS = {
    "candidates.publish_answer": {"candidates.view_answer", "candidates.view_evidence"},
    "candidates.release_stageresult": {"candidates.view_stageresult"},
    "candidates.add_answer": {"candidates.add_evidence", "candidates.view_candidacy"},
    "pledges.add_export": {"pledges.view_supporter"},
    "pledges.change_paperbatch": {"pledges.view_supporter"},
}


@dataclass(frozen=True)
class PrivateColumn:
    """Columns that only some roles may see or search anywhere in the admin."""

    what: str | Promise
    columns: tuple[str, ...]
    seen_by: frozenset[Role]


PRIVATE_COLUMNS = (
    PrivateColumn(
        _("email addresses of people we invited"), ("accounts.Invitation.email",), frozenset({A})
    ),
    PrivateColumn(
        _("supporters’ names, email addresses and ZIP codes"),
        ("pledges.Supporter.name", "pledges.Supporter.email", "pledges.Supporter.postal_code"),
        frozenset({S, A}),
    ),
    PrivateColumn(
        _("scans of signatures on paper"), ("pledges.PaperBatch.scan",), frozenset({S, A})
    ),
    PrivateColumn(
        _("email addresses of people who comment"), ("campaign.Comment.email",), frozenset({E, A})
    ),
    PrivateColumn(
        _("email addresses of people who report errors"),
        ("candidates.Correction.sender",),
        frozenset({V, A}),
    ),
    PrivateColumn(
        _("private contacts of campaigns"),
        ("candidates.Candidacy.contact_email", "candidates.Candidacy.contact_phone"),
        frozenset({R, A}),
    ),
    PrivateColumn(
        _("private contacts of campaigns in bulk changes"),
        ("candidates.ActChange.private",),
        frozenset({R, A}),
    ),
    PrivateColumn(
        _("addresses that we sent campaigns their links to"),
        ("candidates.DeskLink.email",),
        frozenset({R, A}),
    ),
    PrivateColumn(
        _("what’s in sheets that organizers bring back"),
        ("candidates.SheetImport.folder",),
        frozenset({R, A}),
    ),
    PrivateColumn(
        _("originals of evidence"), ("candidates.Evidence.original",), frozenset({R, V, A})
    ),
    PrivateColumn(
        _("who was reached for a proof, and its files"),
        ("candidates.Proof.reached", "candidates.Proof.original"),
        frozenset({R, V, A}),
    ),
)

PERMISSIONS: dict[str, frozenset[Role]] = {
    permission: roles
    for model, rights in MODELS.items()
    for permission, roles in rights.of(model).items()
}


def roles_at(page: str, *, to_act: bool = False) -> frozenset[Role]:
    """Return the roles that may read an admin page, or act on it. KeyError if it isn't listed."""
    app, model, name = (*page.split("_", 2), "", "")[:3]
    rights = PAGES[page] if page in PAGES else USUAL_PAGES[name]
    right = rights[-1] if to_act else rights[0]
    if right in {EVERYBODY, NOBODY}:
        return frozenset(Role if right == EVERYBODY else ())
    permission = right if "." in right else f"{app}.{right}_{model}"
    return PERMISSIONS.get(permission, frozenset())


def permissions_of(role: Role) -> frozenset[str]:
    return frozenset(name for name, roles in PERMISSIONS.items() if role in roles)
