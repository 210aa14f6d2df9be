"""Small valid PDFs, uncompressed, so that a marker in them can be found wherever their bytes lie."""

from __future__ import annotations


def pdf(pages: int = 1, marker: bytes = b"") -> bytes:
    """A4 pages that say their number; ``marker`` stands in the first one's content as a comment."""
    kids = " ".join(f"{3 + 2 * number} 0 R" for number in range(pages))
    objects = [b"<</Type /Catalog /Pages 2 0 R>>", f"<</Type /Pages /Count {pages} /Kids [{kids}]>>".encode()]
    for number in range(pages):
        text = b"BT /F1 40 Tf 100 700 Td (Page %d) Tj ET\n" % (number + 1)
        content = text + (b"% " + marker + b"\n" if marker and number == 0 else b"")
        font = b"<</Font <</F1 <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>>>"
        page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources %b /Contents %d 0 R>>" % (font, 4 + 2 * number)
        objects += [page, b"<</Length %d>>\nstream\n%b\nendstream" % (len(content), content)]
    document, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(document))
        document += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(document)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return document + head + table + b"trailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
