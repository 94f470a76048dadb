"""Whom a trigger is about: accounts, recipients, and numbers of anybody else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, override

import voluptuous as vol

from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv, entity_registry as er
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)
from homeassistant.helpers.trigger import TriggerConfig
from homeassistant.helpers.typing import ConfigType

from ..const import ATTR_PHONE, DOMAIN
from ..numbers import read_number
from ..recipients import find_recipient
from .trigger import ACCOUNTS_FIELD, GatewayTrigger


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom a trigger is about. Nobody named: everybody.

    The target is looked up at each event: a recipient may have got another number, or a
    label another recipient.
    """

    accounts: frozenset[str]
    phones: frozenset[str]
    target: TargetSelection

    @property
    def names_somebody(self) -> bool:
        """Tell whether a recipient or a number is chosen."""
        return bool(self.phones) or self.target.has_any_target

    def has_account(self, entry_id: str) -> bool:
        """Tell whether an account is one of those that are meant."""
        return not self.accounts or entry_id in self.accounts

    def has_phone(self, phone: str) -> bool:
        """Tell whether a number is one of those that are named."""
        return plain(phone) in self.phones

    def has_person(
        self,
        hass: HomeAssistant,
        phone: str,
        entry_id: str,
        recipient_id: str | None = None,
    ) -> bool:
        """Tell whether a number, or whoever a message was for, is meant.

        By the number: a person may be a recipient of several accounts.
        """
        if not self.names_somebody:
            return True
        if self.has_phone(phone):
            return True
        owners = _owners(hass, self.target)
        if entry_id in owners or recipient_id in owners:
            return True
        recipients = (find_recipient(hass, owner_id) for owner_id in owners)
        return plain(phone) in {
            plain(known)
            for recipient in recipients
            if recipient is not None
            for known in recipient.phones
        }


class WhomTrigger(GatewayTrigger):
    """A trigger about accounts, recipients and numbers."""

    fields: ClassVar[Mapping[vol.Marker, Any]] = {
        **ACCOUNTS_FIELD,
        vol.Optional(ATTR_PHONE, default=list): vol.All(
            cv.ensure_list, [vol.Any(int, cv.string)]
        ),
    }
    takes_names: ClassVar[bool] = False
    """Whether `900` or `MTS` can be meant: whoever writes to us may be called so."""

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Know whom checked options and a target mean."""
        super().__init__(hass, config)
        self.whom = Whom(
            accounts=frozenset(self.options[ATTR_CONFIG_ENTRY_ID]),
            phones=frozenset(map(plain, self.options[ATTR_PHONE])),
            target=TargetSelection(dict(self.target)),
        )

    @classmethod
    @override
    async def async_read(cls, hass: HomeAssistant, options: ConfigType) -> None:
        """Replace what was written by the numbers it stands for."""
        written: list[str | int] = options[ATTR_PHONE]
        if written:
            region = hass.config.country
            options[ATTR_PHONE] = await hass.async_add_executor_job(
                lambda: sorted(set(_read(written, region, takes_names=cls.takes_names)))
            )


def plain(phone: str) -> str:
    """Return a number as it is compared: providers write it with or without a plus.

    Short numbers and names are senders too; of these the case means nothing.
    """
    return phone.strip().removeprefix("+").casefold()


def _read(
    written: Iterable[str | int], region: str | None, *, takes_names: bool
) -> Iterable[str]:
    """Yield numbers in E.164, and names as they are."""
    for item in written:
        text = str(item).strip()
        number = read_number(item, region)
        if number is not None and (number.is_likely or not takes_names):
            yield number.e164
        elif takes_names and text:
            yield text
        else:
            raise vol.Invalid(f"{text} is not a phone number", path=[ATTR_PHONE])


def _owners(hass: HomeAssistant, target: TargetSelection) -> set[str]:
    """Return the ids of the recipients, and of the accounts, that a target reaches."""
    if not target.has_any_target:
        return set()
    selected = async_extract_referenced_entity_ids(
        hass, target, primary_entities_only=False
    )
    registry = er.async_get(hass)
    owners: set[str] = set()
    for entity_id in selected.referenced | selected.indirectly_referenced:
        entity = registry.async_get(entity_id)
        if entity is not None and entity.platform == DOMAIN:
            owner_id = entity.config_subentry_id or entity.config_entry_id
            owners |= {owner_id} if owner_id else set()
    return owners
