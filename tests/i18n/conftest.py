"""The window of the screens' tests."""

from tests.screens.conftest import display, glass, look

__all__ = ["display", "glass", "look"]
