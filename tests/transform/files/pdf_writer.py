"""A PDF written by hand: lines, boxes and Chinese text at given places, in a font that every reader knows."""

import math
from dataclasses import dataclass, field

FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [<< /Type /Font "
    b"/Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) "
    b"/Supplement 4 >> /DW 1000 /FontDescriptor << /Type /FontDescriptor "
    b"/FontName /STSong-Light /Flags 4 /FontBBox [0 -200 1000 900] "
    b"/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 80 >> >>] >>"
)
WIDTH, HEIGHT, SIZE, PAD, LEADING = 600, 400, 10, 3, 14


@dataclass
class PdfPage:
    """Places count from the page's top left corner, in points."""

    operations: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, text: str, size: float = SIZE) -> "PdfPage":
        code = text.encode("utf-16-be").hex()
        self.operations.append(f"BT /F1 {size} Tf {x} {HEIGHT - y - size} Td <{code}> Tj ET")
        return self

    def turned(
        self, x: float, y: float, text: str, degrees: float, size: float = SIZE
    ) -> "PdfPage":
        """A text that begins at a place and leans so many degrees from the horizontal, anticlockwise."""
        code, angle = text.encode("utf-16-be").hex(), math.radians(degrees)
        a, b = math.cos(angle), math.sin(angle)
        matrix = f"{a:.4f} {b:.4f} {-b:.4f} {a:.4f} {x} {HEIGHT - y}"
        self.operations.append(f"BT /F1 {size} Tf {matrix} Tm <{code}> Tj ET")
        return self

    def within(self, before: str, after: str = "") -> "PdfPage":
        """Puts the newest operation between others, within a state of its own."""
        self.operations[-1] = f"q {before} {self.operations[-1]} {after} Q"
        return self

    def line(self, x0: float, y0: float, x1: float, y1: float) -> "PdfPage":
        self.operations.append(f"{x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S")
        return self

    def scan(self) -> "PdfPage":
        """A picture over the whole page."""
        image = "BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI"
        self.operations.append(f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm {image} Q")
        return self

    def box(self, x0: float, y0: float, x1: float, y1: float) -> "PdfPage":
        self.operations.append(f"{x0} {HEIGHT - y1} {x1 - x0} {y1 - y0} re S")
        return self

    def cell(self, x0: float, y0: float, x1: float, y1: float, *lines: str) -> "PdfPage":
        self.box(x0, y0, x1, y1)
        for number, line in enumerate(lines):
            self.text(x0 + PAD, y0 + PAD + number * LEADING, line)
        return self


def write_pdf(*pages: PdfPage, filtered: tuple[str, bytes] | None = None) -> bytes:
    """The bytes of a PDF of these pages; `filtered` is a stream in place of theirs, with the filters that unpack it."""
    count = len(pages)
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(count))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode())
    objects.append(FONT)
    for number, page in enumerate(pages):
        stream = "\n".join(page.operations).encode("latin-1")
        media = f"/MediaBox [0 0 {WIDTH} {HEIGHT}] /Resources << /Font << /F1 3 0 R >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R {media} /Contents {5 + 2 * number} 0 R >>".encode()
        )
        filters = b""
        if filtered:
            filters, stream = f"/Filter {filtered[0]}".encode(), filtered[1]
        objects.append(
            b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(stream), filters, stream)
        )
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(out)
