"""What a message has besides its text: written down and read again, and files let go."""

import json

from custom_components.sms_gateway.providers.details import (
    Attachment,
    Details,
    Transliteration,
)

SOUND = Attachment(name="alarm.mp3", content_type="audio/mpeg", data=b"\x00\xff" * 50)


def test_a_journal_gives_back_what_it_was_given() -> None:
    """Files with their content, which is kept apart, as they may have to be sent again."""
    details = Details(
        attempts=3, transliterate=Transliteration.LATIN, attachments=(SOUND,)
    )
    files = {SOUND.digest: SOUND.data}
    again = Details.from_json(json.loads(json.dumps(details.as_json())), files)

    assert again == details
    assert again.attachments[0].data == SOUND.data


def test_a_file_is_the_same_without_its_content() -> None:
    """So that a repetition is known once the content is dropped."""
    details = Details(attachments=(SOUND,))
    values = json.loads(json.dumps(details.without_data().as_json()))
    # Another message may need it still.
    kept = Details.from_json(values, {SOUND.digest: SOUND.data})

    assert kept == details
    assert hash(kept) == hash(details)
    assert kept.attachments[0].data == b""
    other = Attachment(name="alarm.mp3", content_type="audio/mpeg", data=b"other")
    assert Details(attachments=(other,)) != details


def test_content_stays_out_of_logs() -> None:
    """However somebody prints a message."""
    assert "data" not in repr(SOUND)
