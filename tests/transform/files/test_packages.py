"""Office packages in every dress in which Word, Excel and WPS open them."""

import io
import re
import zipfile
from base64 import b64encode
from collections.abc import Callable

import docx
import pytest
import xlsxwriter

from taizhang.issues import Code
from tests.transform.files.reading import read_only
from transform.files.detection import detect_format
from transform.files.filetext import FileText
from transform.files.formats import Format
from transform.model import Paragraph, TableBlock

ROWS = [["序号", "任务", "责任单位"], ["1", "修建桥梁", "县交通局"], ["2", "疏浚河道", "县水利局"]]
Parts = dict[str, bytes]


def letter() -> bytes:
    """A Word file with a title and a table."""
    document = docx.Document()
    document.add_paragraph("桥河两项任务")
    table = document.add_table(3, 3)
    for y, row in enumerate(ROWS):
        for x, text in enumerate(row):
            table.cell(y, x).text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def book() -> bytes:
    """A workbook with the same table."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "桥河两项任务")
        for y, row in enumerate(ROWS):
            sheet.write_row(y + 1, 0, row)
    return out.getvalue()


def parts_of(content: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Parts) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def renamed_main(parts: Parts) -> Parts:
    """As Word Online and some exports name the main part."""
    main = next(name for name in parts if name in ("word/document.xml", "xl/workbook.xml"))
    folder, _, name = main.rpartition("/")
    new = f"{folder}/main2.xml"
    moved = {
        key.replace(f"_rels/{name}.rels", "_rels/main2.xml.rels"): value
        for key, value in parts.items()
    }
    moved[new] = moved.pop(main)
    for listing in ("[Content_Types].xml", "_rels/.rels"):
        moved[listing] = moved[listing].replace(main.encode(), new.encode())
    return moved


def with_backslashes(parts: Parts) -> Parts:
    return {name.replace("/", "\\"): content for name, content in parts.items()}


def other_case(parts: Parts) -> Parts:
    return {
        name.upper() if name.endswith("rels") else name: content for name, content in parts.items()
    }


def with_macros(parts: Parts) -> Parts:
    types = parts["[Content_Types].xml"]
    for own, other in (("document", "ms-word.document"), ("sheet", "ms-excel.template")):
        usual = rf"application/vnd\.openxmlformats[^\"]*{own}\.main\+xml"
        types = re.sub(
            usual.encode(), f"application/vnd.{other}.macroEnabled.main+xml".encode(), types
        )
    return parts | {"[Content_Types].xml": types}


def with_lost_parts(parts: Parts) -> Parts:
    """Relationships to a picture that is not there, and to nothing."""
    rels = next(name for name in parts if name.endswith((".xml.rels",)) and name.count("/") == 2)
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    targets = enumerate(("media/gone.png", "NULL"))
    lost = "".join(
        f'<Relationship Id="x{i}" Type="{office}/image" Target="{target}"/>'
        for i, target in targets
    )
    return parts | {
        rels: parts[rels].replace(b"</Relationships>", lost.encode() + b"</Relationships>")
    }


def strict(parts: Parts) -> Parts:
    names = (
        (
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        ),
        (
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
        (
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    )
    out = dict(parts)
    for usual, other in names:
        out = {name: content.replace(usual, other) for name, content in out.items()}
    return out


def without_types(parts: Parts) -> Parts:
    return {name: content for name, content in parts.items() if name != "[Content_Types].xml"}


DRESSES = [
    renamed_main,
    with_backslashes,
    other_case,
    with_macros,
    with_lost_parts,
    strict,
    without_types,
]


def insist_on_table(file: FileText) -> None:
    assert file.issues == []
    title, block = file.blocks
    assert isinstance(title, Paragraph)
    assert title.text == "桥河两项任务"
    assert isinstance(block, TableBlock)
    assert [[cell.text if cell else None for cell in row] for row in block.grid.slots] == ROWS


@pytest.mark.parametrize("dress", DRESSES)
@pytest.mark.parametrize("make", [letter, book])
def test_a_package_is_read_in_any_dress(
    make: Callable[[], bytes], dress: Callable[[Parts], Parts]
) -> None:
    insist_on_table(read_only(packed(dress(parts_of(make()))), "附件.bin"))


def test_a_package_in_one_xml_file_is_read() -> None:
    pkg = "http://schemas.microsoft.com/office/2006/xmlPackage"
    pieces = []
    types = {
        "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    }
    for name, content in parts_of(letter()).items():
        if name.endswith((".xml", ".rels")):
            tree = content.decode().partition("?>")[2]
            body = f"<pkg:xmlData>{tree}</pkg:xmlData>"
        else:
            body = f"<pkg:binaryData>{b64encode(content).decode()}</pkg:binaryData>"
        pieces.append(
            f'<pkg:part pkg:name="/{name}" pkg:contentType="{types.get(name, "a/b")}">{body}</pkg:part>'
        )
    head = '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
    source = f'{head}<pkg:package xmlns:pkg="{pkg}">{"".join(pieces)}</pkg:package>'
    insist_on_table(read_only(source.encode(), "通知.doc"))


def test_slides_and_unknown_packages_are_issues_not_archives_of_xml() -> None:
    slides = parts_of(letter())
    slides["[Content_Types].xml"] = slides["[Content_Types].xml"].replace(
        b"wordprocessingml", b"presentationml"
    )
    file = read_only(packed(slides), "a.pptx")
    assert (file.format, file.blocks, [issue.code for issue in file.issues]) == (
        Format.SLIDES,
        [],
        [Code.UNSUPPORTED_FORMAT],
    )
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    assert (
        detect_format(packed({"[Content_Types].xml": types.encode(), "a/b.xml": b"<a/>"}))
        is Format.UNKNOWN
    )


def test_a_file_locked_by_a_password_says_so_and_excels_own_password_opens() -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    for password, is_read in (("VelvetSweatshop", True), ("秘密", False)):
        out = io.BytesIO()
        OOXMLFile(io.BytesIO(book())).encrypt(password, out)
        file = read_only(out.getvalue(), "台账.xlsx")
        if is_read:
            insist_on_table(file)
        else:
            assert [issue.message for issue in file.issues] == ["台账.xlsx: locked by a password"]


def test_issues_of_one_file_are_the_same_in_every_run() -> None:
    broken = parts_of(letter())
    broken["word/document.xml"] = broken["word/document.xml"][:200]
    messages = {read_only(packed(broken), "a.docx").issues[0].message for _ in range(3)}
    assert len(messages) == 1
    assert "0x" not in messages.pop()


def test_garbage_under_the_name_of_a_document_is_an_issue_never_text() -> None:
    for name in ("a.docx", "a.pdf", "a.xls", "台账.WPS"):
        file = read_only("这不是文档，只是几个字。\nnot a document".encode(), name)
        assert file.blocks == []
        assert [issue.code for issue in file.issues] == [Code.UNREADABLE_FILE]
    assert read_only("序号\t任务\n1\t修建桥梁\n".encode(), "台账.xls").blocks != []
    assert read_only("一、修建桥梁".encode(), "a.txt").blocks != []
