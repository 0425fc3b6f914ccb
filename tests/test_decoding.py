"""Bytes are read as what they are, whatever they are declared to be."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taizhang.decoding import decode_text

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=60)
TEXT = "关于印发〔2021〕17号文件的通知，请各单位认真贯彻执行。"


@given(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.sampled_from([None, "gb2312", "big5", "iso-8859-1", "utf-8"]),
)
def test_utf8_is_utf8_whatever_is_declared(text, declared):
    content = text.encode()
    if content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return
    assert decode_text(content, declared).text == text


@pytest.mark.parametrize("declared", [None, "utf-8", "gb2312", "iso-8859-1", "big5"])
@pytest.mark.parametrize(
    "text", [TEXT, "镕垚㸃𠮷：GBK 之外的字也在 GB18030 里", "會寧縣人民政府關於印發方案的通知"]
)
def test_gb18030_is_read_under_every_declaration(text, declared):
    if declared == "big5" and text.isprintable():
        return  # Big5 is believed where it is declared and every byte fits: told apart below
    decoded = decode_text(text.encode("gb18030"), declared)
    assert (decoded.text, decoded.charset) == (text, "gb18030")


def test_big5_is_believed_where_it_is_declared_and_fits():
    content = "關於調整服務時間的通告".encode("big5")
    assert decode_text(content, "Big5").charset == "big5"
    assert decode_text(b'<meta charset="big5">' + content).text.endswith("通告")
    assert decode_text(content).charset == "gb18030"
    assert (
        decode_text("關於印發方案的通知，镕垚".encode("gb18030") + b"\xff", "big5").charset
        == "gb18030"
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_believed_and_is_no_text(encoding):
    assert decode_text(TEXT.encode(encoding)).text == TEXT


@given(HAN)
def test_a_text_torn_inside_a_character_stays_utf8(text):
    content = (TEXT * 3 + text).encode()[:-1]
    decoded = decode_text(content)
    assert decoded.charset == "utf-8"
    assert decoded.text.startswith(TEXT * 3)


def test_one_broken_character_does_not_turn_a_page_into_gibberish():
    content = (TEXT * 8).encode()
    decoded = decode_text(content[:42] + b"\xff" + content[42:])
    assert decoded.charset == "utf-8"
    assert decoded.text.count("通知") == 8


@given(st.binary(max_size=400), st.sampled_from([None, "big5", "utf-8"]))
def test_no_bytes_fail(content, declared):
    decoded = decode_text(content, declared)
    assert isinstance(decoded.text, str)
    assert decoded.utf8 in (None, decoded.text.encode())


@pytest.mark.parametrize("place", ["head", "foot", "both"])
def test_a_piece_in_another_charset_leaves_the_page_as_it_is(place: str) -> None:
    piece = "<div>某某市人民政府网站，主办单位：某某市人民政府办公室，网站标识码，联系我们</div>"
    body = "<p>一、修建跨河大桥，年底前通车。</p>" * 6
    before, after = (piece if place != "foot" else ""), (piece if place != "head" else "")
    head = "<html><head><meta charset=utf-8></head>"
    content = (
        f"{head}".encode() + before.encode("gb18030") + body.encode() + after.encode("gb18030")
    )
    assert decode_text(content).text == f"{head}{before}{body}{after}"


@pytest.mark.parametrize("declared", ["", "<meta charset=utf-8>", "<meta charset=gbk>"])
@pytest.mark.parametrize("wide", [1, 9])
def test_each_stretch_of_a_mixed_page_is_read_as_what_it_is(declared: str, wide: int) -> None:
    body = "<p>一、修建跨河大桥，年底前通车，两岸接线同步建成。</p>"
    foot = "<div>主办单位：某某市人民政府办公室，网站标识码，联系我们</div>" * wide
    assert (
        decode_text(declared.encode() + body.encode() + foot.encode("gb18030")).text
        == declared + body + foot
    )
    assert (
        decode_text(declared.encode() + body.encode("gb18030") + foot.encode()).text
        == declared + body + foot
    )


def test_a_page_that_says_utf_8_and_is_not_is_read_as_what_it_is() -> None:
    text = "<meta charset=utf-8>" + "<p>一、修建跨河大桥，年底前通车。</p>" * 6
    assert decode_text(text.encode("gb18030")).text == text


def test_torn_characters_spoil_no_more_than_themselves() -> None:
    text = "<meta charset=utf-8><p>一、修建跨河大桥，年底前通车。</p>"
    content = text.encode().replace("桥".encode(), "桥".encode()[:2])
    assert decode_text(content).text.replace("\ufffd", "桥") == text
