import pytest

from taizhang.outcomes import ReceivedAnswer, judge_answer, outcome_signs
from taizhang.tables.terms import Outcome

URL = "http://a.gov.test/zwgk/zfwj/202204/t20220412_1.html"
ARTICLE = (
    "<html><head><title>关于印发实施方案的通知</title></head><body>"
    + "各有关单位：" * 900
    + "</body></html>"
)


def page(body: str, status: int = 200, **given: str) -> tuple[Outcome, str | None]:
    purpose = given.pop("purpose", "article")
    return judge_answer(
        ReceivedAnswer(status, "text/html", given.pop("url", URL), body.encode(), **given), purpose
    )


def test_an_article_is_content() -> None:
    assert page(ARTICLE) == (Outcome.CONTENT, None)
    assert page("<html><title>通知</title><body>会议改期。</body></html>") == (
        Outcome.CONTENT,
        None,
    )


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (304, "unchanged"),
        (404, "gone"),
        (410, "gone"),
        (403, "blocked"),
        (429, "error"),
        (500, "error"),
        (502, "error"),
    ],
)
def test_statuses(status: int, outcome: str) -> None:
    assert page("", status)[0] == outcome


@pytest.mark.parametrize("sign", [entry["text"] for entry in outcome_signs()["challenge"]])
def test_every_challenge_sign_blocks_a_short_page_and_no_article(sign: str) -> None:
    stub = f"<html><head><script>var x='{sign}';</script></head><body></body></html>"
    assert page(stub)[0] == Outcome.BLOCKED
    assert page(stub, 412)[0] == Outcome.BLOCKED
    assert page(ARTICLE.replace("各有关", sign, 1))[0] == Outcome.CONTENT


@pytest.mark.parametrize("sign", [entry["text"] for entry in outcome_signs()["missing"]])
def test_every_missing_sign_is_a_soft_404_in_a_title_and_not_in_a_body(sign: str) -> None:
    assert page(ARTICLE.replace("关于印发实施方案的通知", sign.upper() + "_网站")) == (
        Outcome.SOFT_404,
        f"title: {sign}",
    )
    assert page(ARTICLE.replace("各有关", sign, 1))[0] == Outcome.CONTENT


@pytest.mark.parametrize("sign", [entry["text"] for entry in outcome_signs()["login"]])
def test_a_redirect_to_a_log_in_is_a_block(sign: str) -> None:
    assert page("", 302, location=f"http://sso.gov.test/{sign}/x")[0] == Outcome.BLOCKED


@pytest.mark.parametrize(
    ("body", "outcome", "target"),
    [
        (
            '<html><title></title><meta http-equiv="refresh" content="0;URL=../"></html>',
            "soft_404",
            "zwgk/zfwj/",
        ),
        (
            "<html><script>location.replace('./bi/');</script></html>",
            "redirect",
            "zwgk/zfwj/202204/bi/",
        ),
        (
            "<html><meta http-equiv=refresh content='0;URL=./zzjs/'></html>",
            "redirect",
            "zwgk/zfwj/202204/zzjs/",
        ),
        (
            '<html><script>window.location.href="/index.html"</script></html>',
            "soft_404",
            "index.html",
        ),
        ('<html><script>location.href="/zwgk/t2.html"</script></html>', "redirect", "zwgk/t2.html"),
    ],
)
def test_stubs_lead_on_or_up(body: str, outcome: str, target: str) -> None:
    assert page(body) == (outcome, f"http://a.gov.test/{target}")


def test_a_redirect_names_its_target() -> None:
    assert page("", 301, location="./t2.html") == (
        Outcome.REDIRECT,
        "http://a.gov.test/zwgk/zfwj/202204/t2.html",
    )
    assert page("", 301, location="mailto:x@y") == (Outcome.ERROR, "status 301 without a target")


@pytest.mark.parametrize(
    ("url", "body", "outcome"),
    [
        ("http://a.gov.test/a.doc", b"\r\n", "soft_404"),
        ("http://a.gov.test/a.doc", b"<html><script>alert('no')</script></html>", "error"),
        ("http://a.gov.test/a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "content"),
        ("http://a.gov.test/a.pdf", b"%PDF-1.7 and so on and on", "content"),
        ("http://a.gov.test/download.jsp?id=1", b"PK\x03\x04 and so on and on", "content"),
    ],
)
def test_files(url: str, body: bytes, outcome: str) -> None:
    assert (
        judge_answer(
            ReceivedAnswer(200, "application/octet-stream", url, body), "attachment"
        ).outcome
        == outcome
    )
