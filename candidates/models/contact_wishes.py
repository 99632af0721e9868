"""Whom we don't call or email, and which numbers and addresses no longer work."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# What an export has instead of a number or address that nobody should use. A sheet that comes back
# with it changes nothing.
LEFT_OUT = _("do not contact")


class Contact(models.TextChoices):
    """The columns of a candidacy that hold a number or an address."""

    PUBLISHED_PHONE = "published_phone", _("published phone")
    CONTACT_PHONE = "contact_phone", _("private phone")
    OFFICE_PHONE = "office_phone", _("office phone")
    PUBLISHED_EMAIL = "published_email", _("published email")
    CONTACT_EMAIL = "contact_email", _("private email")


class ContactWishes(models.Model):
    """What a campaign asked of us. It says nothing about neighbors unless they asked for that."""

    class DoNotContact(models.TextChoices):
        NONE = "", _("nobody asked us to stop")
        ORGANIZERS = "organizers", _("we don’t call or email them")
        EVERYBODY = "everybody", _("we don’t call or email, or ask neighbors to")

    do_not_contact = models.CharField(
        _("do not contact"),
        max_length=10,
        choices=DoNotContact,
        blank=True,
        default=DoNotContact.NONE,
        help_text=_("Only if the campaign asked. Neighbors still see what it publishes itself."),
    )
    do_not_contact_on = models.DateField(_("asked on"), null=True, blank=True)
    do_not_contact_asked_by = models.CharField(
        _("who asked"),
        max_length=200,
        blank=True,
        help_text=_("For example: the campaign manager, on the phone. Only organizers see this."),
    )
    # A trigger removes a column from here when it gets another number or address.
    bad_contacts = ArrayField(
        models.CharField(max_length=15, choices=Contact),
        verbose_name=_("doesn’t work"),
        default=list,
        blank=True,
        help_text=_("We don’t use these until someone enters another number or address."),
    )

    class Meta:
        abstract = True

    @property
    def wants_no_contact(self) -> bool:
        return bool(self.do_not_contact)

    @property
    def hides_contacts(self) -> bool:
        """Say whether neighbors aren’t asked to call or write either."""
        return self.do_not_contact == self.DoNotContact.EVERYBODY


def works(*contacts: Contact) -> Q:
    """Return the condition that one of these is there and isn't known to be bad."""
    condition = Q()
    for contact in contacts:
        condition |= ~Q(**{contact: ""}) & ~Q(bad_contacts__contains=[contact])
    return condition


CONTACT_CONSTRAINTS: list[models.BaseConstraint] = [
    models.CheckConstraint(
        condition=Q(do_not_contact="", do_not_contact_on=None, do_not_contact_asked_by="")
        | (~Q(do_not_contact="") & Q(do_not_contact_on__isnull=False)),
        name="candidacy_do_not_contact_has_its_day",
        violation_error_code="do_not_contact_on",
        violation_error_message=_(
            "Enter the day they asked. If nobody asked us to stop, leave the day and the person "
            "empty."
        ),
    ),
]
_CLEARED = "".join(
    f"IF NEW.{contact} <> OLD.{contact} THEN"
    f" NEW.bad_contacts = array_remove(NEW.bad_contacts, '{contact}'); END IF; "
    for contact in Contact.values
)
CONTACT_TRIGGERS = [
    pgtrigger.Trigger(
        name="candidacy_new_contact_is_not_known_as_bad",
        operation=pgtrigger.UpdateOf(*Contact.values),  # type: ignore[no-untyped-call]
        when=pgtrigger.Before,
        func=f"{_CLEARED}RETURN NEW;",
    )
]
