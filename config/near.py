"""Where in a long text something stands that is one wrong key away from what was typed."""

from __future__ import annotations

from collections.abc import Iterator


def one_apart(left: str, right: str) -> bool:
    """Whether one edit (a key wrong, missing, added, or two neighbours swapped) turns one text into the other."""
    if len(left) > len(right):
        left, right = right, left
    if len(right) - len(left) > 1:
        return False
    start = 0
    while start < len(left) and left[start] == right[start]:
        start += 1
    if len(left) < len(right):
        return left[start:] == right[start + 1 :]
    rest_left, rest_right = left[start:], right[start:]
    return rest_left[1:] == rest_right[1:] or (
        len(rest_left) >= 2 and rest_left[:2] == rest_right[1::-1] and rest_left[2:] == rest_right[2:]
    )


def near(text: str, wanted: str, most: int) -> Iterator[int]:
    """Positions in ``text`` within a line that holds ``wanted`` with one edit; at most ``most`` beginnings and ends are tried each.

    Wherever the edit is, the part before the middle or the part after it stands there unchanged: only those places are looked at.
    ``wanted`` has at least three characters and no line break.
    """
    half = (len(wanted) + 1) // 2
    head, rest = wanted[: half - 1], wanted[half - 1 :]
    tail, before = wanted[half:], wanted[:half]
    for at in occurrences(text, head, most):
        end = at + len(head)
        if _fits(rest, text, end):
            yield at
    for at in occurrences(text, tail, most):
        if _leads_to(before, text, at):
            yield at


def occurrences(text: str, part: str, most: int) -> Iterator[int]:
    """Where ``part`` begins in ``text``, from the start on, at most ``most`` times."""
    at = text.find(part)
    while at >= 0 and most > 0:
        yield at
        most -= 1
        at = text.find(part, at + 1)


def _leads_to(before: str, text: str, end: int) -> bool:
    """Whether what stands before ``end`` is ``before`` with one edit."""
    left = len(before)
    while left and text[end - 1] == before[left - 1]:
        left, end = left - 1, end - 1
    if left <= 1:
        return True  # the first key is wrong or too many
    rest = before[: left - 1]
    if text.endswith(rest, 0, end):  # one too many
        return True
    if text[end - 1] == "\n":
        return False
    if text.endswith(rest, 0, end - 1) or text.endswith(before[:left], 0, end - 1):  # wrong; missing
        return True
    return text.endswith(before[: left - 2] + before[left - 1] + before[left - 2], 0, end)


def _fits(rest: str, text: str, start: int) -> bool:
    """Whether ``text`` goes on at ``start`` like ``rest`` with one edit."""
    same = 0
    while same < len(rest) and text[start + same] == rest[same]:
        same += 1
    at, left = start + same, len(rest) - same
    if left <= 1:
        return True  # the last key is wrong or too many
    if text.startswith(rest[same + 1 :], at):  # one too many
        return True
    if text[at] == "\n":
        return False
    if text.startswith(rest[same + 1 :], at + 1) or text.startswith(rest[same:], at + 1):  # wrong; missing
        return True
    return text.startswith(rest[same + 1] + rest[same] + rest[same + 2 :], at)
