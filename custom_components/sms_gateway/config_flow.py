"""Config flow of accounts: added, mended when refused, changed."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from functools import partial
from hashlib import sha256
from ipaddress import ip_address
import logging
from typing import Any, Final, override

import voluptuous as vol
from yarl import URL

from homeassistant.components import webhook
from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntry,
    ConfigEntryState,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentryFlow,
    FlowType,
    SubentryFlowContext,
)
from homeassistant.const import CONF_API_KEY, CONF_PASSWORD, CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.data_entry_flow import section
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.selector import (
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from .const import (
    CONF_ACCOUNT_ID,
    CONF_BASE_URL,
    CONF_CURRENCY,
    CONF_LOGIN,
    CONF_PROVIDER,
    DOMAIN,
    SECTION_ADVANCED,
    SUBENTRY_RECIPIENT,
)
from .options_flow import AccountOptionsFlow
from .providers import PROVIDERS
from .providers.account import Ability, AccountInfo, Credentials
from .providers.errors import ProviderError
from .providers.model import Reason
from .providers.provider import ProviderInfo
from .recipient_flow import RecipientFlow

_LOGGER = logging.getLogger(__name__)

_ERRORS: Final = {
    Reason.AUTH: "invalid_auth",
    Reason.IP_NOT_ALLOWED: "invalid_auth",
    Reason.CREDENTIALS_LETTERS: "credentials_letters",
    Reason.IP_BLOCKED: "ip_blocked",
    Reason.IP_REFUSED: "ip_blocked",
    Reason.ACCOUNT_BLOCKED: "account_blocked",
    Reason.HTTP_DISABLED: "http_disabled",
    Reason.CERTIFICATE: "certificate",
    Reason.BUSY: "busy",
}
"""What a reason is called on the form; all others are `cannot_connect`."""

_PASSWORD = TextSelector(
    TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="current-password")
)


class SmsGatewayConfigFlow(ConfigFlow, domain=DOMAIN):
    """Adds an account, and mends it."""

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Return what an account consists of."""
        return {SUBENTRY_RECIPIENT: RecipientFlow}

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> AccountOptionsFlow:
        """Return the flow of the options."""
        return AccountOptionsFlow()

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Choose a provider."""
        return self.async_show_menu(step_id="user", menu_options=list(PROVIDERS))

    async def async_step_account(
        self, info: ProviderInfo, user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        """Prove the credentials of a new account, and add it."""
        errors: dict[str, str] = {}
        if user_input is not None:
            credentials = _credentials(user_input)
            errors, account = await _validate(self.hass, info, credentials)
            if account is not None:
                unique_id = _unique_id(info, credentials, account.account_id)
                await self.async_set_unique_id(unique_id)
                self._abort_if_unique_id_configured()
                if credentials.api_key:
                    # An account keeps the unique id of its first key.
                    self._async_abort_entries_match(
                        {CONF_PROVIDER: info.id, CONF_API_KEY: credentials.api_key}
                    )
                return self.async_create_entry(
                    title=_title(info, credentials, account.account_id),
                    data={
                        CONF_PROVIDER: info.id,
                        **_as_data(credentials),
                        **_id_as_data(account),
                        CONF_CURRENCY: account.balance.currency or info.currency,
                        CONF_WEBHOOK_ID: webhook.async_generate_id(),
                    },
                )
        return self.async_show_form(
            step_id=info.id,
            data_schema=self.add_suggested_values_to_schema(
                _schema(info), _without_secrets(user_input or {})
            ),
            errors=errors,
            description_placeholders={"site": info.sites[0]},
        )

    @override
    async def async_on_create_entry(self, result: ConfigFlowResult) -> ConfigFlowResult:
        """Go on to the first recipient."""
        recipient = await self.hass.config_entries.subentries.async_init(
            (result["result"].entry_id, SUBENTRY_RECIPIENT),
            context=SubentryFlowContext(source=SOURCE_USER),
        )
        result["next_flow"] = (
            FlowType.CONFIG_SUBENTRIES_FLOW,
            recipient["flow_id"],
        )
        return result

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Begin to mend an account whose credentials are refused."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Take new credentials of the same account."""
        return await self._async_change(
            "reauth_confirm", self._get_reauth_entry(), user_input
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Take other credentials, or another address of the same account."""
        return await self._async_change(
            "reconfigure", self._get_reconfigure_entry(), user_input
        )

    async def _async_change(
        self, step_id: str, entry: ConfigEntry, user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        """Prove changed credentials, and keep them without a reload."""
        info = PROVIDERS[entry.data[CONF_PROVIDER]]
        errors: dict[str, str] = {}
        if user_input is not None:
            credentials = _credentials(user_input)
            errors, account = await _validate(self.hass, info, credentials)
            # The login stays, also beside a key: it says whose account it is.
            login = entry.data.get(CONF_LOGIN)
            account_id = account.account_id if account else None
            unique_id = entry.unique_id
            if login is not None or account_id is not None:
                credentials_of_both = replace(credentials, login=login)
                unique_id = _unique_id(info, credentials_of_both, account_id)
            if account is not None and (
                _is_of_other(entry, credentials, account_id)
                or self._is_anothers(entry, unique_id, credentials)
            ):
                errors = {"base": "wrong_account"}
            elif account is not None:
                data = _without_secrets(entry.data) | _as_data(credentials)
                if login is not None and account_id is None:
                    data[CONF_LOGIN] = login
                if entry.data == data and entry.state is ConfigEntryState.LOADED:
                    # The same ones, right again: no change tells the account.
                    entry.runtime_data.engine.trust()
                return self.async_update_and_abort(
                    entry, unique_id=unique_id, data=data
                )
        known = {
            CONF_LOGIN: entry.data.get(CONF_LOGIN),
            SECTION_ADVANCED: {CONF_BASE_URL: entry.data[CONF_BASE_URL]},
        }
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                _schema(info), _without_secrets(user_input or known)
            ),
            errors=errors,
            description_placeholders={"account": entry.title},
        )

    def _is_anothers(
        self, entry: ConfigEntry, unique_id: str | None, credentials: Credentials
    ) -> bool:
        """Tell whether credentials are those of another account that is set up."""
        return any(
            other.entry_id != entry.entry_id
            and (
                (unique_id is not None and other.unique_id == unique_id)
                or (
                    credentials.api_key is not None
                    and other.data.get(CONF_API_KEY) == credentials.api_key
                )
            )
            for other in self._async_current_entries()
        )


type _Step = Callable[
    [SmsGatewayConfigFlow, dict[str, Any] | None],
    Coroutine[Any, Any, ConfigFlowResult],
]


def _account_step(info: ProviderInfo) -> _Step:
    """Return the step that a provider's line in the menu leads to."""

    async def step(
        self: SmsGatewayConfigFlow, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Take the credentials of a new account."""
        return await self.async_step_account(info, user_input)

    return step


# A step is a method by its name; a new provider brings its own.
for _info in PROVIDERS.values():
    setattr(SmsGatewayConfigFlow, f"async_step_{_info.id}", _account_step(_info))


def _schema(info: ProviderInfo) -> vol.Schema:
    """Return the form of a provider's credentials."""
    pair: dict[vol.Marker, object] = {
        vol.Optional(CONF_LOGIN): TextSelector(
            TextSelectorConfig(type=TextSelectorType.TEXT, autocomplete="username")
        ),
        vol.Optional(CONF_PASSWORD): _PASSWORD,
    }
    key: dict[vol.Marker, object] = (
        {vol.Optional(CONF_API_KEY): _PASSWORD} if info.has_api_key else {}
    )
    fields = {**key, **pair} if info.recommends_api_key else {**pair, **key}
    fields[vol.Required(SECTION_ADVANCED)] = section(
        vol.Schema(
            {
                vol.Required(CONF_BASE_URL, default=info.sites[0]): SelectSelector(
                    SelectSelectorConfig(
                        options=list(info.sites),
                        custom_value=True,
                        mode=SelectSelectorMode.DROPDOWN,
                    )
                )
            }
        ),
        {"collapsed": True},
    )
    return vol.Schema(fields)


def _credentials(user_input: Mapping[str, Any]) -> Credentials:
    """Return the credentials on a form; what is pasted often brings blanks.

    With a key, only that is proved: a login beside it may be anybody's.
    """

    def text(key: str) -> str | None:
        return user_input.get(key, "").strip() or None

    base_url = user_input[SECTION_ADVANCED][CONF_BASE_URL].strip().rstrip("/")
    if api_key := text(CONF_API_KEY):
        return Credentials(base_url=base_url, api_key=api_key)
    return Credentials(
        base_url=base_url,
        login=text(CONF_LOGIN),
        password=user_input.get(CONF_PASSWORD) or None,
    )


def _without_secrets(user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form may show again; secrets are typed anew."""
    secrets = (CONF_PASSWORD, CONF_API_KEY)
    return {key: value for key, value in user_input.items() if key not in secrets}


def _as_data(credentials: Credentials) -> dict[str, str]:
    """Return credentials as an entry keeps them."""
    data = {
        CONF_BASE_URL: credentials.base_url,
        CONF_LOGIN: credentials.login,
        CONF_PASSWORD: credentials.password,
        CONF_API_KEY: credentials.api_key,
    }
    return {key: value for key, value in data.items() if value is not None}


def _id_as_data(account: AccountInfo) -> dict[str, str]:
    """Return the provider's own id of an account as an entry keeps it."""
    return {} if account.account_id is None else {CONF_ACCOUNT_ID: account.account_id}


def _is_of_other(
    entry: ConfigEntry, credentials: Credentials, account_id: str | None
) -> bool:
    """Tell whether credentials are not those of an account."""
    if account_id is not None:
        return account_id != entry.data.get(CONF_ACCOUNT_ID)
    login = entry.data.get(CONF_LOGIN)
    return (login or "").lower() != (credentials.login or login or "").lower()


async def _validate(
    hass: HomeAssistant, info: ProviderInfo, credentials: Credentials
) -> tuple[dict[str, str], AccountInfo | None]:
    """Prove credentials by asking about the account; return errors or the answer."""
    if not credentials.api_key and not (credentials.login and credentials.password):
        if not info.has_api_key:
            return {"base": "pair_missing"}, None
        return {"base": "credentials_missing"}, None
    if not _is_safe(credentials.base_url):
        return {"base": "base_url_unsafe"}, None
    client = info.connect(partial(async_get_clientsession, hass), credentials)
    try:
        if Ability.ACCOUNT in info.abilities:
            return {}, await client.fetch_account()
        return {}, AccountInfo(balance=await client.prove())
    except ProviderError as err:
        return {"base": _ERRORS.get(err.fault.reason, "cannot_connect")}, None
    except Exception:
        _LOGGER.exception("Unexpected exception")
        return {"base": "unknown"}, None


def _is_safe(base_url: str) -> bool:
    """Tell whether a password may travel there: encrypted, or not out of the house."""
    try:
        url = URL(base_url)
    except ValueError:
        return False
    if not url.host or url.user or url.query_string or url.fragment:
        return False
    if url.scheme == "https":
        return True
    if url.scheme != "http":
        return False
    if url.host == "localhost":
        return True
    try:
        return ip_address(url.host).is_private
    except ValueError:
        return False


def _unique_id(
    info: ProviderInfo, credentials: Credentials, account_id: str | None
) -> str:
    """Return what tells accounts apart: the site with an id, the login or the key."""
    site = URL(credentials.base_url).host
    if account_id is not None:
        return f"{info.id}_{site}_{account_id}"
    if credentials.login:
        return f"{info.id}_{site}_{credentials.login.lower()}"
    digest = sha256((credentials.api_key or "").encode()).hexdigest()
    return f"{info.id}_{site}_{digest}"


def _title(info: ProviderInfo, credentials: Credentials, account_id: str | None) -> str:
    """Return the name of a new account."""
    name = credentials.login or account_id
    return f"{info.name} ({name})" if name else info.name
