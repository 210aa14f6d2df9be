"""The CEL engine without its package's command line.

``import cel`` also imports that package's interactive shell (prompt_toolkit, rich, typer, pygments): 240 ms and 25 MB that a terminal does
not have to spare at start-up. The engine is one extension module; loading just that takes 15 ms and 5 MB.
"""

from __future__ import annotations

import sys
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cel import Program, compile
else:

    def _engine() -> ModuleType:
        name = "cel.cel"
        if name in sys.modules:
            return sys.modules[name]
        package = find_spec("cel")
        found = PathFinder.find_spec(name, list(package.submodule_search_locations or ())) if package is not None else None
        if found is None or found.loader is None:
            raise ImportError("the package common-expression-language is not installed", name="cel")
        module = module_from_spec(found)
        sys.modules[name] = module
        found.loader.exec_module(module)
        return module

    _module = _engine()
    Program, compile = _module.Program, _module.compile

__all__ = ["Program", "compile"]
