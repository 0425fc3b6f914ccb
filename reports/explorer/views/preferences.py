"""Language and look, remembered by cookies; and the styles and scripts."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from starlette.responses import RedirectResponse, Response

from reports.explorer.asset_files import asset
from reports.explorer.language import COOKIE, Language
from reports.explorer.pages import THEME_COOKIE, THEMES

router = APIRouter(include_in_schema=False)
A_YEAR = 365 * 86_400  # seconds


@router.get("/preferences")
def choose(
    lang: Language | None = None,
    theme: Annotated[str | None, Query(max_length=5)] = None,
    back: Annotated[str, Query(max_length=2000)] = "/",
) -> Response:
    """Remember a choice and go back to where it was made."""
    # An address from outside would make of this page a way to send our readers anywhere.
    answer = RedirectResponse(back if is_own_path(back) else "/", 303)
    if lang is not None:
        answer.set_cookie(COOKIE, lang.value, max_age=A_YEAR, samesite="lax", httponly=True)
    if theme in THEMES:
        answer.set_cookie(THEME_COOKIE, theme, max_age=A_YEAR, samesite="lax", httponly=True)
    return answer


def is_own_path(address: str) -> bool:
    """Whether an address leads to a page of ours: browsers take two slashes of either kind for another host."""
    return (
        address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    )


@router.get("/assets/{digest}/{name}")
def give_asset(digest: str, name: str) -> Response:
    """A style or script; it may be kept for ever, since another content has another address."""
    found = asset(name)
    if found is None or not digest.isalnum():
        raise HTTPException(404)
    return Response(
        found[0],
        media_type=found[1],
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )
