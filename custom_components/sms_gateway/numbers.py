"""Phone numbers as people write them, as machines keep them, and as a screen may show."""

from dataclasses import dataclass

import phonenumbers

DEFAULT_REGION = "RU"


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A number that can exist; `is_likely` where its prefix is in use too."""

    e164: str
    is_likely: bool


def read_number(written: str | int, region: str | None) -> PhoneNumber | None:
    """Read a number, in the region's own way of writing or with a plus.

    Returns None for what cannot be a number. Reads files the first time it meets a
    country, so it belongs into an executor.
    """
    # YAML takes an unquoted +7… for an integer, and the plus is lost; but a number as
    # it is dialled at home is the more likely one.
    forms = [str(written)]
    if isinstance(written, int):
        forms.append(f"+{written}")
    found = [n for form in forms if (n := _parse(form, region or DEFAULT_REGION))]
    likely = [number for number in found if number.is_likely]
    return next(iter(likely or found), None)


def read_country(region: str | None) -> None:
    """Read the files on how numbers are written in a country.

    What is read after that in its way of writing needs no files any more.
    """
    code = phonenumbers.country_code_for_region(region or DEFAULT_REGION)
    for sharing in phonenumbers.region_codes_for_country_code(code):
        phonenumbers.PhoneMetadata.metadata_for_region(sharing, None)


def _parse(text: str, region: str) -> PhoneNumber | None:
    """Read a number written in one way.

    Letters are no keys of a phone, as on American posters: an O in place of a 0, or a
    note behind a number, would make it somebody else's.
    """
    if any(character.isalpha() for character in text):
        return None
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number) or number.extension:
        return None
    return PhoneNumber(
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
        phonenumbers.is_valid_number(number),
    )


def mask_number(phone: str) -> str:
    """Hide the middle of a number; short and lettered senders are nobody's number.

    Of an e-mail address or a name in Telegram the first letters stay.
    """
    name, at, domain = phone.rpartition("@")
    if at and name:
        return f"{name[:1]}•••@{domain}"
    if phone.startswith(("@", "#")):
        return f"{phone[:3]}•••"
    digits = "".join(character for character in phone if character.isdecimal())
    if len(digits) < 7:
        return phone
    if len(digits) == 11 and digits.startswith("7"):
        return f"+7 {digits[1:4]} •••-{digits[7:9]}-{digits[9:]}"
    return f"+{digits[:3]} ••• {digits[-3:]}"
