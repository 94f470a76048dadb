"""The actions, registered for as long as Home Assistant runs."""

import voluptuous as vol

from homeassistant.core import HomeAssistant, callback

from ..const import DOMAIN
from .action import Action
from .book_contacts import ADD_CONTACT, DELETE_CONTACT, EDIT_CONTACT, GET_CONTACTS
from .book_groups import ADD_GROUP, DELETE_GROUP, EDIT_GROUP, GET_GROUPS
from .cancel_message import CANCEL_MESSAGE
from .confirm_by_call import CONFIRM_BY_CALL
from .estimate_cost import ESTIMATE_COST
from .get_incoming import GET_INCOMING
from .get_message_status import GET_MESSAGE_STATUS
from .get_sent import GET_SENT
from .get_statistics import GET_STATISTICS
from .given import whole_input
from .import_recipients import IMPORT_RECIPIENTS
from .lookup_number import LOOKUP_NUMBER
from .make_call import MAKE_CALL
from .send_binary import SEND_BINARY, SEND_WAP_PUSH
from .send_email import SEND_EMAIL
from .send_flash_call import SEND_FLASH_CALL
from .send_messengers import SEND_SOCIAL, SEND_VIBER, SEND_WHATSAPP
from .send_mms import SEND_MMS
from .send_personal_link import SEND_PERSONAL_LINK
from .send_personal_sms import SEND_PERSONAL_SMS
from .send_sms import SEND_SMS
from .send_telegram import SEND_TELEGRAM

ACTIONS: tuple[Action, ...] = (
    SEND_SMS.action(),
    SEND_PERSONAL_SMS.action(),
    SEND_PERSONAL_LINK.action(),
    MAKE_CALL.action(),
    SEND_FLASH_CALL.action(),
    SEND_VIBER.action(),
    SEND_WHATSAPP.action(),
    SEND_SOCIAL.action(),
    SEND_TELEGRAM.action(),
    SEND_WAP_PUSH.action(),
    SEND_BINARY.action(),
    SEND_EMAIL.action(),
    SEND_MMS.action(),
    GET_MESSAGE_STATUS,
    ESTIMATE_COST,
    CANCEL_MESSAGE,
    LOOKUP_NUMBER,
    GET_INCOMING,
    GET_SENT,
    CONFIRM_BY_CALL,
    GET_STATISTICS,
    GET_GROUPS,
    ADD_GROUP,
    EDIT_GROUP,
    DELETE_GROUP,
    GET_CONTACTS,
    ADD_CONTACT,
    EDIT_CONTACT,
    DELETE_CONTACT,
    IMPORT_RECIPIENTS,
)


@callback
def async_setup_actions(hass: HomeAssistant) -> None:
    """Register every action; whether an account can serve it is found out in it."""
    for action in ACTIONS:
        hass.services.async_register(
            DOMAIN,
            action.name,
            action.handler,
            vol.All(whole_input, action.schema),
            supports_response=action.supports_response,
        )
