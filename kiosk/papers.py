"""Papers: typst templates with data, set to raster for the receipt printer and the preview, and to PDF/A for the record.

Templates are read once and may reach nothing but other templates of their folder: packages would go to the network, and code built at run
time could import one, so both are refused before anything is set. Data is passed as JSON and only ever shown as text.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.templates import BUILT_IN, template_problems

if TYPE_CHECKING:
    import typst

PRINTER_DPI = 203.2
"""8 dots a millimetre, what a "203 dpi" receipt printer has."""


class PaperError(Exception):
    """A template that may not be used, or data that does not fit it. Names the template, never the data."""


class Papers:
    """The templates of one folder (``*.typ``), and the built-in one for each it lacks. Safe for several threads; one paper is set at a time.

    The compiler is kept: the first paper takes 50-150 ms (fonts are looked up), later ones a few.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Raises PaperError where a template imports a package or builds code, OSError where the folder cannot be read."""
        self.folder = folder or BUILT_IN
        own = {path.stem: path for path in sorted(self.folder.rglob("*.typ"))}
        if not own:
            raise FileNotFoundError(2, "no paper templates", str(self.folder))
        if wrong := template_problems(self.folder):
            raise PaperError("\n".join(problem.message for problem in wrong))
        self._templates = {**{path.stem: path for path in sorted(BUILT_IN.rglob("*.typ"))}, **own}
        self._lock = threading.Lock()
        self._compilers: dict[Path, typst.Compiler] = {}

    def png(self, template: str, data: Mapping[str, Any], *, dpi: float = PRINTER_DPI) -> tuple[bytes, ...]:
        """One PNG a page. A receipt is one page of 576 pixels' width at the printer's resolution."""
        made = self._set(template, data, format="png", ppi=dpi)
        return tuple(made) if isinstance(made, list) else (made,)

    def pdf(self, template: str, data: Mapping[str, Any], *, at: datetime | None = None) -> bytes:
        """A PDF/A-2b. The same data and ``at`` (with a time zone) give the same bytes."""
        if at is not None:
            at = at.replace(microsecond=0).astimezone(
                timezone(at.utcoffset() or timedelta(0))
            )  # typst takes whole seconds and fixed offsets
        made = self._set(template, data, format="pdf", pdf_standards="a-2b", timestamp=at)
        return made[0] if isinstance(made, list) else made

    def warm(self) -> None:
        """Look up the fonts now, off the screen's thread, so that the first receipt comes as fast as the others."""
        with self._lock:
            self._kept(self.folder).compile(input=b'#set text(font: "Noto Sans CJK SC")\n\xe5\x87\xad', format="png", ppi=20)

    def _set(self, template: str, data: Mapping[str, Any], **options: Any) -> bytes | list[bytes]:
        if template not in self._templates:
            raise PaperError(f"没有模板 {template}，有的是 {'、'.join(self._templates)}")
        inputs = {"data": json.dumps(data, ensure_ascii=False)}
        with self._lock:
            path = self._templates[template]
            compiler = self._kept(self.folder if path.is_relative_to(self.folder) else BUILT_IN)
            import typst

            try:
                made = compiler.compile(input=str(path), sys_inputs=inputs, **options)
            except typst.TypstError as error:
                raise PaperError(f"模板 {template} 排不出来：{error.message.splitlines()[0]}") from None
            finally:
                compiler.compile(input=b"", sys_inputs=None, format="png", ppi=1)  # the compiler keeps what it was given last
        if made is None:
            raise PaperError(f"模板 {template} 没有内容")
        return made

    def _kept(self, root: Path) -> typst.Compiler:
        if root not in self._compilers:
            import typst

            nowhere = str(root / "no-packages")
            self._compilers[root] = typst.Compiler(root=str(root), package_path=nowhere, package_cache_path=nowhere)
        return self._compilers[root]
