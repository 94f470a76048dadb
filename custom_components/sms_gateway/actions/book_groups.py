"""The actions `get_groups`, `add_group`, `edit_group`, `delete_group`: of the address book."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import voluptuous as vol

from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse

from ..coordinator import SmsGatewayConfigEntry
from ..faults import bad_input
from ..providers.address_book import Group, groups_called
from .action import Action
from .address_book import (
    ATTR_NAME,
    BOOK_FIELD,
    GROUP_FIELD,
    NAME_FIELD,
    async_book_account,
    async_change,
    async_groups,
    async_one_group,
    group_data,
    one_group,
)
from .groups import ATTR_GROUP


async def _async_get_groups(call: ServiceCall) -> ServiceResponse:
    """Ask for all groups."""
    entry = await async_book_account(call)
    groups = await async_groups(entry)
    return {
        ATTR_CONFIG_ENTRY_ID: entry.entry_id,
        "groups": [group_data(group) for group in groups],
    }


async def _async_add_group(call: ServiceCall) -> ServiceResponse:
    """Add a group; one of that name is not added twice."""
    entry = await async_book_account(call)
    name = call.data[ATTR_NAME]
    _refuse_taken(await async_groups(entry), name)
    added = await async_change(entry, lambda provider: provider.add_group(name))
    return _answer(entry, added)


async def _async_edit_group(call: ServiceCall) -> ServiceResponse:
    """Give a group another name."""
    entry = await async_book_account(call)
    groups = await async_groups(entry)
    group = one_group(entry, groups, call.data[ATTR_GROUP])
    renamed = replace(group, name=call.data[ATTR_NAME])
    others = [other for other in groups if other.id != group.id]
    _refuse_taken(others, renamed.name)
    await async_change(entry, lambda provider: provider.edit_group(renamed))
    return _answer(entry, renamed)


async def _async_delete_group(call: ServiceCall) -> ServiceResponse:
    """Delete a group, with all who are in it."""
    entry = await async_book_account(call)
    group = await async_one_group(entry, call.data[ATTR_GROUP])
    await async_change(entry, lambda provider: provider.delete_group(group.id))
    return _answer(entry, group)


def _refuse_taken(groups: Sequence[Group], name: str) -> None:
    """Refuse a name that another group has, as groups are named in other actions."""
    if found := groups_called(groups, name):
        raise bad_input("group_exists", group=name, number=found[0].id)


def _answer(entry: SmsGatewayConfigEntry, group: Group) -> ServiceResponse:
    """Return which group it was."""
    return {ATTR_CONFIG_ENTRY_ID: entry.entry_id, ATTR_GROUP: group_data(group)}


GET_GROUPS: Final = Action(
    name="get_groups",
    schema=vol.Schema(BOOK_FIELD),
    handler=_async_get_groups,
    supports_response=SupportsResponse.ONLY,
)
ADD_GROUP: Final = Action(
    name="add_group",
    schema=vol.Schema({**NAME_FIELD, **BOOK_FIELD}),
    handler=_async_add_group,
)
EDIT_GROUP: Final = Action(
    name="edit_group",
    schema=vol.Schema({**GROUP_FIELD, **NAME_FIELD, **BOOK_FIELD}),
    handler=_async_edit_group,
)
DELETE_GROUP: Final = Action(
    name="delete_group",
    schema=vol.Schema({**GROUP_FIELD, **BOOK_FIELD}),
    handler=_async_delete_group,
)
