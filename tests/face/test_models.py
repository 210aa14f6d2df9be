"""Only the two models that were tested are loaded; the same person is alike, others are not, down to a card's photo."""

from __future__ import annotations

import shutil
from pathlib import Path

import cv2
import pytest

from devices.simulators import people
from devices.simulators.cards import photo
from devices.simulators.photo_decoder import decode
from kiosk.face import models as module
from kiosk.face.models import DETECTOR, RECOGNISER, Models, ModelsUnusable, cosine
from kiosk.face.policy import Policy


@pytest.mark.parametrize("name", [DETECTOR, RECOGNISER])
def test_a_model_with_one_changed_byte_is_not_loaded(name: str, tmp_path: Path) -> None:
    for each in (DETECTOR, RECOGNISER):
        shutil.copy(module.folder() / each, tmp_path / each)
    content = bytearray((tmp_path / name).read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ModelsUnusable, match="not the one") as caught:
        Models(tmp_path)
    assert str(tmp_path) not in str(caught.value)


def test_a_missing_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelsUnusable, match="cannot be read"):
        Models(tmp_path)


def test_people_are_themselves_and_nobody_else_whatever_way_they_look(models: Models) -> None:
    least = Policy().threshold
    for name in people.PEOPLE:
        card = decode(photo(name))
        assert card is not None
        assert card.shape == (126, 102, 3)
        own = models.card_template(card)
        assert own is not None
        for degrees in (-30, 0, 30):
            for other in people.PEOPLE:
                picture = people.head(other, degrees)
                seen, rows = models.look(picture)
                assert len(seen.faces) == 1
                score = cosine(own, models.template(picture, rows[0]))
                assert (score >= least) is (name == other), (name, other, degrees, score)


def test_the_head_turns_as_far_as_the_landmarks_say(models: Models) -> None:
    for name in people.PEOPLE:
        yaws = [models.look(people.head(name, degrees))[0].faces[0].yaw for degrees in (-48, 0, 48)]
        assert yaws[0] < -20 < -13 < yaws[1] < 13 < 20 < yaws[2], (name, yaws)


def test_a_photo_without_a_face_has_nothing_to_compare(models: Models) -> None:
    wall = cv2.resize(people.head("worker", 0)[:100, :100], people.CARD_SIZE)
    assert models.card_template(wall.astype("uint8")) is None
