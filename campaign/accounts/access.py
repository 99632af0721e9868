"""The one table of who may see and do what in the admin.

`manage.py migrate` gives each role's group exactly the rights that stand here, and
docs/roles.md describes the roles. A test opens every address of the admin as every role, and fails
on an address or a private column that isn't listed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person does here. Each is a group of its name; a person can have several."""

    CALLER = "Caller", _("Caller: calls the campaigns assigned to them and logs it")
    RECORDER = "Recorder", _("Recorder: records answers, evidence, contacts and results")
    VERIFIER = "Verifier", _("Verifier: checks the evidence and publishes, decides reports")
    EDITOR = "Editor", _("Editor: writes pages and news, moderates comments")
    PETITIONS = "Petitions", _("Petitions: petitions, updates to signers, floods of sign-ups")
    STEWARD = "Data steward", _("Data steward: supporters, what they ask for, exports, paper")
    ADMINISTRATOR = "Administrator", _("Administrator: everything, accounts included")


C, R, V, E, P, S, A = Role


@dataclass(frozen=True)
class Rights:
    """Who has which right on the rows of one model. None means nobody, and "everyone" has all.

    Administrators have every right that anybody has, so () means them alone. `special` are rights
    that the model itself names.
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
    "candidates.answer": Rights((R, V), add=(R,), change=(R,), special={"publish_answer": (V,)}),
    "candidates.candidacy": Rights(
        (C, R, V), add=(R,), change=(R,), special={"view_unassigned": (R, V)}
    ),
    "candidates.correction": Rights((V,), add=(V,), change=(V,)),
    "candidates.cycle": Rights((R, V), add=(), change=()),
    "candidates.evidence": Rights((R, V), add=(R,), change=(R, V), delete=(R,)),
    "candidates.fecimport": Rights(add=()),
    "candidates.jurisdiction": Rights((R, V)),
    "candidates.linksuggestion": Rights((V,), change=(V,)),
    "candidates.outreach": Rights((C, R, V), add=(C, R), change=(R,)),
    "candidates.person": Rights((R, V), add=(R,), change=(R,)),
    "candidates.pledgetext": Rights((R, V), add=(), change=(), delete=()),
    "candidates.race": Rights((R, V), add=(R,), change=(R,)),
    "candidates.stage": Rights((R, V), add=(V,), change=(V,)),
    "candidates.stageresult": Rights((R, V), add=(R, V)),
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
    # The site's own works
    "audit.auditevent": Rights(),
    "auth.user": Rights(add=(), change=(), delete=()),
    "outbox.lanestate": Rights(change=()),
    "outbox.message": Rights(change=()),
    "procrastinate.procrastinatejob": Rights(),
}

# Who has what is given away by having something else: half a role is refused.
NEEDS = {
    "candidates.publish_answer": {"candidates.view_answer", "candidates.view_evidence"},
    "candidates.add_answer": {"candidates.add_evidence", "candidates.view_candidacy"},
    "pledges.add_export": {"pledges.view_supporter"},
    "pledges.change_paperbatch": {"pledges.view_supporter"},
}


@dataclass(frozen=True)
class PrivateColumn:
    """Something that only some roles see, wherever the admin shows it or lets people search it."""

    what: str | Promise
    columns: tuple[str, ...]
    seen_by: frozenset[Role]


PRIVATE_COLUMNS = (
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
        _("originals of evidence"), ("candidates.Evidence.original",), frozenset({R, V, A})
    ),
)

PERMISSIONS: dict[str, frozenset[Role]] = {
    permission: roles
    for model, rights in MODELS.items()
    for permission, roles in rights.of(model).items()
}


def permissions_of(role: Role) -> frozenset[str]:
    return frozenset(name for name, roles in PERMISSIONS.items() if role in roles)
