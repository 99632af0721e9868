"""Addresses of the admin's pages over the site's own content."""

from __future__ import annotations

from django.db.models import Model
from django.urls import reverse


def address(model: type[Model], page: str, *arguments: object) -> str:
    return reverse(f"admin:campaign_{model._meta.model_name}_{page}", args=arguments)
