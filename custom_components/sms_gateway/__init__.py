"""SMS Gateway: text messages through the providers' accounts of a home."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import (
    CONF_API_KEY,
    CONF_PASSWORD,
    CONF_WEBHOOK_ID,
    EVENT_HOMEASSISTANT_CLOSE,
    EVENT_HOMEASSISTANT_STOP,
    Platform,
)
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv, device_registry as dr
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.helpers.typing import ConfigType

from . import webhook
from .actions import async_setup_actions
from .announcer import ANYBODY, Announcer, async_listen_state_changes
from .callback_address import async_encrypted_address, async_watch_address
from .callback_silence import CallbackSilence
from .cancellation import Cancellation
from .clock import SystemClock
from .collector import Collector
from .const import (
    CONF_ACCOUNT_ID,
    CONF_BASE_URL,
    CONF_INCOMING_INTERVAL,
    CONF_LOGIN,
    CONF_MESSAGES_PER_HOUR,
    CONF_MESSAGES_PER_NUMBER,
    CONF_MONEY_PER_DAY,
    CONF_PRACTICE,
    CONF_PROMISE,
    CONF_PROVIDER,
    CONF_SENDER,
    CONF_VALID_FOR,
    DEFAULT_INCOMING_INTERVAL,
    DEFAULT_VALID_FOR,
    DOMAIN,
    PROMISE_AT_LEAST_ONCE,
)
from .coordinator import AccountData, BalanceCoordinator, SmsGatewayConfigEntry
from .engine import AccountEngine, AccountSettings, GuardLimits
from .entity import account_device
from .fallbacks import async_watch_fallbacks, fallbacks_of
from .gateway import CLOCK, GATEWAY, Gateway
from .guard import SpendingGuard
from .issues import (
    async_forget_account_issues,
    async_report_damaged_journal,
    async_report_failures,
    async_report_journal,
    async_watch_given_up,
    async_watch_taken,
)
from .journal import Journal, JournalError
from .journal_file import journal_path
from .log_filter import async_redact
from .providers import PROVIDERS
from .providers.account import Credentials
from .providers.model import SendAnswer
from .providers.provider import Provider
from .recipients import recipients_of_account
from .removal import async_forget_messages
from .report_path import ReportPath, ReportPaths
from .reports import Reports
from .router import Router
from .spending import Spending
from .triggers.memory import async_forget_orphans
from .watches import (
    async_credentials_changed,
    async_forget_watches,
    async_settings_changed,
    async_watch_account,
)
from .words import async_follow_language

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)

PLATFORMS = [Platform.EVENT, Platform.NOTIFY, Platform.SENSOR]


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up what lives as long as Home Assistant, before any account is loaded."""
    for entry in hass.config_entries.async_entries(DOMAIN):
        # First of all: callbacks come before anybody listens for them.
        async_redact(hass, entry.data[CONF_WEBHOOK_ID])
    clock = hass.data.get(CLOCK) or SystemClock()
    journal = Journal(journal_path(hass), clock)
    await journal.open()
    if journal.was_damaged:
        async_report_damaged_journal(hass)
    spending = Spending(journal, clock)
    guard = SpendingGuard(journal, clock, spending)
    router = Router(journal, clock, guard)
    silence = CallbackSilence(hass, clock)
    router.on_journal = partial(async_report_journal, hass)
    router.on_refused_late = lambda message: async_report_failures(hass, [message])
    hass.data[GATEWAY] = Gateway(
        clock=clock,
        journal=journal,
        spending=spending,
        guard=guard,
        router=router,
        cancellation=Cancellation(router, journal, clock),
        collector=Collector(router, clock),
        announcer=Announcer(hass, journal),
        reports=Reports(
            hass, clock, journal, router, partial(webhook.async_count, hass)
        ),
        report_paths=ReportPaths(hass, silence.note),
        silence=silence,
        begun_at=clock.now(),
    )
    try:
        await router.recover()
    except JournalError:
        async_report_journal(hass, works=False)
    for entry in hass.config_entries.async_entries(DOMAIN):
        webhook.async_register(hass, entry)
    async_setup_actions(hass)
    async_watch_fallbacks(hass)
    async_watch_address(hass)
    async_forget_orphans(hass)
    # Also what is given up or taken while its account is not loaded.
    for watch in (async_watch_given_up, async_watch_taken):
        async_listen_state_changes(hass, ANYBODY, partial(watch, hass))

    async def close(_: Event) -> None:
        await journal.close()

    @callback
    def forget_old(_: datetime) -> None:
        journal.forget_old()

    await async_follow_language(hass)
    async_track_time_interval(
        hass, forget_old, timedelta(days=1), cancel_on_shutdown=True
    )

    async def stop(_: Event) -> None:
        await router.stop()

    # Not a shutdown job: those are the automations that tell of the shutdown.
    hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, stop)
    hass.bus.async_listen_once(EVENT_HOMEASSISTANT_CLOSE, close)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: SmsGatewayConfigEntry) -> bool:
    """Load an account, also one whose provider cannot be reached."""
    gateway = hass.data[GATEWAY]
    engine = AccountEngine(
        entry.entry_id,
        PROVIDERS[entry.data[CONF_PROVIDER]],
        connect(hass, entry),
        gateway.journal,
        gateway.clock,
        settings(entry),
    )
    coordinator = BalanceCoordinator(hass, entry, engine)
    entry.runtime_data = AccountData(engine, coordinator, credentials(entry))
    engine.on_balance = coordinator.async_take
    engine.requests.callback_address = partial(async_encrypted_address, hass, entry)
    engine.look_ups.on_answer = partial(_note_look_up, gateway, coordinator)
    engine.statuses.on_final_by_polling = partial(
        gateway.report_paths.note, entry.entry_id, ReportPath.POLLING
    )
    async_watch_account(hass, entry)
    webhook.async_register(hass, entry)
    dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, **account_device(entry)
    )
    engine.start()
    gateway.router.add(engine)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    _add_recipients(entry)
    entry.async_on_unload(coordinator.async_add_listener(coordinator.async_tell))
    entry.async_on_unload(entry.add_update_listener(_async_updated))
    entry.async_create_background_task(
        hass, coordinator.async_refresh(), f"{DOMAIN} first balance"
    )
    return True


async def async_unload_entry(hass: HomeAssistant, entry: SmsGatewayConfigEntry) -> bool:
    """Unload an account, once its requests on the wire have their answers."""
    if not await hass.config_entries.async_unload_platforms(entry, PLATFORMS):
        return False
    hass.data[GATEWAY].router.remove(entry.entry_id)
    await entry.runtime_data.engine.stop()
    if entry.disabled_by is not None:
        # Of an account that its owner does not want there is nothing to warn.
        async_forget_account_issues(hass, entry.entry_id)
        async_forget_watches(hass, entry.entry_id)
    return True


async def async_remove_entry(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Forget an account that is gone."""
    webhook.async_unregister(hass, entry)
    async_forget_account_issues(hass, entry.entry_id)
    async_forget_watches(hass, entry.entry_id)
    if gateway := hass.data.get(GATEWAY):
        gateway.reports.forget_account(entry.entry_id)
        gateway.report_paths.forget_account(entry.entry_id)
        gateway.callbacks.pop(entry.entry_id, None)
        gateway.called_at.pop(entry.entry_id, None)
        await async_forget_messages(hass, entry)


async def _async_updated(hass: HomeAssistant, entry: SmsGatewayConfigEntry) -> None:
    """Follow a change without a reload, in which calls would be skipped in silence."""
    data = entry.runtime_data
    if (now := credentials(entry)) != data.credentials:
        data.credentials = now
        data.engine.use(connect(hass, entry))
        async_credentials_changed(hass, entry)
        await data.coordinator.async_request_refresh()
    before = data.engine.settings
    data.engine.follow(settings(entry))
    async_settings_changed(hass, entry, before)
    devices = dr.async_get(hass)
    for recipient in recipients_of_account(entry):
        identifier = (DOMAIN, f"{entry.entry_id}_{recipient.id}")
        device = devices.async_get_device_by_identifier(identifier, entry.entry_id)
        if device is not None and device.name != recipient.name:
            devices.async_update_device(device.id, name=recipient.name)
    _add_recipients(entry)


@callback
def _note_look_up(
    gateway: Gateway, coordinator: BalanceCoordinator, answer: SendAnswer
) -> None:
    """Count what a look-up cost, which is in no message."""
    if answer.cost is not None:
        gateway.spending.add(coordinator.config_entry.entry_id, answer.cost)
    if answer.balance is not None:
        coordinator.async_take(answer.balance)


@callback
def _add_recipients(entry: SmsGatewayConfigEntry) -> None:
    """Give entities to the recipients that have none yet."""
    data = entry.runtime_data
    recipients = {recipient.id: recipient for recipient in recipients_of_account(entry)}
    for recipient_id in recipients.keys() - data.recipient_ids:
        for add in data.add_recipient:
            add(recipients[recipient_id])
    data.recipient_ids = set(recipients)


def credentials(entry: ConfigEntry) -> Credentials:
    """Return how an account proves itself."""
    return Credentials(
        base_url=entry.data[CONF_BASE_URL],
        login=entry.data.get(CONF_LOGIN),
        password=entry.data.get(CONF_PASSWORD),
        api_key=entry.data.get(CONF_API_KEY),
        account_id=entry.data.get(CONF_ACCOUNT_ID),
    )


def settings(entry: ConfigEntry) -> AccountSettings:
    """Return what the owner has chosen for an account."""
    options = entry.options
    return AccountSettings(
        sender=options.get(CONF_SENDER),
        valid_for=options.get(CONF_VALID_FOR, DEFAULT_VALID_FOR) * 60,
        fallbacks=tuple(fallbacks_of(entry)),
        at_least_once=options.get(CONF_PROMISE) == PROMISE_AT_LEAST_ONCE,
        is_practice=options.get(CONF_PRACTICE, False),
        incoming_interval=60
        * options.get(CONF_INCOMING_INTERVAL, DEFAULT_INCOMING_INTERVAL),
        guard=guard_limits(options),
    )


def guard_limits(options: Mapping[str, Any]) -> GuardLimits:
    """Return the limits of the spending guard; a form gives numbers with a point."""
    messages, to_one, money = (
        options.get(key)
        for key in (
            CONF_MESSAGES_PER_HOUR,
            CONF_MESSAGES_PER_NUMBER,
            CONF_MONEY_PER_DAY,
        )
    )
    return GuardLimits(
        messages_per_hour=None if messages is None else int(messages),
        messages_per_number=None if to_one is None else int(to_one),
        money_per_day=None if money is None else Decimal(str(money)),
    )


def connect(hass: HomeAssistant, entry: ConfigEntry) -> Provider:
    """Return the client of an account."""
    info = PROVIDERS[entry.data[CONF_PROVIDER]]
    return info.connect(partial(async_get_clientsession, hass), credentials(entry))
