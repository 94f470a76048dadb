"""What an account can do: which channels, and what each takes."""

from collections.abc import Callable, Collection, Sequence

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_API_KEY
from homeassistant.core import HomeAssistant

from .const import CONF_PROVIDER, DOMAIN
from .faults import bad_input
from .providers import PROVIDERS
from .providers.account import Ability
from .providers.details import Details
from .providers.model import Channel
from .providers.segments import PartLengths


def has_channel(entry: ConfigEntry, channel: Channel) -> bool:
    """Tell whether an account's provider sells a channel."""
    return channel in PROVIDERS[entry.data[CONF_PROVIDER]].channels


def check_channel(
    hass: HomeAssistant, entry: ConfigEntry, channel: Channel, details: Details
) -> None:
    """Refuse what an account does not offer; raises ServiceValidationError.

    The error names the accounts that have the channel.
    """
    _refuse_unless(hass, entry, lambda other: has_channel(other, channel))
    info = PROVIDERS[entry.data[CONF_PROVIDER]]
    able = info.channels[channel]
    for name, value in details.given.items():
        if name not in able:
            raise bad_input("detail_not_offered", field=name, account=entry.title)
        choices = info.choices.get(name)
        if choices is not None and value not in choices:
            raise bad_input(
                "choice_not_offered",
                field=name,
                account=entry.title,
                choices=", ".join(sorted(choices)),
            )
    _check_files(entry, channel, details)


def _check_files(entry: ConfigEntry, channel: Channel, details: Details) -> None:
    """Refuse files that the channel cannot carry."""
    kinds = PROVIDERS[entry.data[CONF_PROVIDER]].file_types.get(channel)
    if kinds is None:
        return
    for file in details.attachments:
        if file.name.rpartition(".")[2].lower() not in kinds:
            listed = ", ".join(sorted(kinds))
            raise bad_input("media_kind", file=file.name, kinds=listed)


def is_for_trying(entry: ConfigEntry) -> bool:
    """Tell whether an account has a key that is anybody's, and sends nothing."""
    info = PROVIDERS[entry.data[CONF_PROVIDER]]
    return entry.data.get(CONF_API_KEY) in info.trial_keys


def has_ability(entry: ConfigEntry, ability: Ability) -> bool:
    """Tell whether an account's provider can be asked for something."""
    return ability in PROVIDERS[entry.data[CONF_PROVIDER]].abilities


def check_ability(hass: HomeAssistant, entry: ConfigEntry, ability: Ability) -> None:
    """Refuse what an account does not offer; raises ServiceValidationError.

    The error names the accounts that do.
    """
    _refuse_unless(hass, entry, lambda other: has_ability(other, ability))


def _has_incoming(entry: ConfigEntry) -> bool:
    """Tell whether an account's provider takes messages in."""
    return PROVIDERS[entry.data[CONF_PROVIDER]].has_incoming


def check_incoming(hass: HomeAssistant, entry_ids: Collection[str]) -> None:
    """Refuse accounts that take no messages in; raises ServiceValidationError.

    Of several (all, where none is named), one that does is enough. The error names
    those that do.
    """
    entries = [
        entry
        for entry in hass.config_entries.async_entries(DOMAIN)
        if not entry_ids or entry.entry_id in entry_ids
    ]
    if entries and not any(map(_has_incoming, entries)):
        _refuse_unless(hass, entries[0], _has_incoming)


def _refuse_unless(
    hass: HomeAssistant, entry: ConfigEntry, is_able: Callable[[ConfigEntry], bool]
) -> None:
    """Refuse what an account is not able to do, and name those that are."""
    if is_able(entry):
        return
    others = [
        other.title
        for other in hass.config_entries.async_entries(DOMAIN, include_disabled=False)
        if is_able(other)
    ]
    if others:
        raise bad_input(
            "channel_elsewhere", account=entry.title, accounts=", ".join(others)
        )
    raise bad_input("channel_nowhere", account=entry.title)


def part_lengths(hass: HomeAssistant, chain: Sequence[str]) -> set[PartLengths]:
    """Return how the accounts of a chain cut a long SMS."""
    entries = (hass.config_entries.async_get_entry(entry_id) for entry_id in chain)
    return {PROVIDERS[e.data[CONF_PROVIDER]].part_lengths for e in entries if e}


def fitting_details(entry: ConfigEntry, channel: Channel, details: Details) -> Details:
    """Return details without those that an account does not take."""
    return PROVIDERS[entry.data[CONF_PROVIDER]].fitting(channel, details)


def chain_with_channel(
    hass: HomeAssistant, chain: Sequence[str], channel: Channel
) -> tuple[str, ...]:
    """Return the accounts of a chain that carry a channel, and are there at all.

    Nobody would wait for one that is gone to say no. To show itself at once is left off
    a text rather than the account.
    """
    entries = {e: hass.config_entries.async_get_entry(e) for e in chain}
    return tuple(
        entry_id
        for entry_id, entry in entries.items()
        if entry is not None
        and entry.domain == DOMAIN
        and entry.disabled_by is None
        and has_channel(entry, PROVIDERS[entry.data[CONF_PROVIDER]].carried_as(channel))
    )
