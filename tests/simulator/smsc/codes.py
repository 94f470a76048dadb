"""SMSC's codes and their names."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErrorName:
    """What an error code is called."""

    english: str
    russian: str


class Refusal(Exception):
    """An error answer. `note` is for the ledger, it does not go over the wire."""

    def __init__(
        self, code: int, note: str = "", message_id: str | None = None
    ) -> None:
        """Refuse with a code; the id goes with codes 3, 6, 7 and 8."""
        super().__init__(note)
        self.code = code
        self.note = note
        self.message_id = message_id


PARAMETERS = 1
LOGIN = 2
FUNDS = 3
BLOCKED = 4
DATE = 5
DELETION = 5
FORBIDDEN = 6
NUMBER = 7
ROUTE = 8
TOO_OFTEN = 9

CODES_WITH_ID = frozenset({FUNDS, FORBIDDEN, NUMBER, ROUTE})

SEND_ERRORS: Mapping[int, ErrorName] = {
    PARAMETERS: ErrorName("parameters error", "Ошибка в параметрах"),
    LOGIN: ErrorName("authorise error", "Неверный логин или пароль"),
    FUNDS: ErrorName("no money", "Недостаточно средств на счете Клиента"),
    BLOCKED: ErrorName("ip is blocked", "IP-адрес временно заблокирован"),
    DATE: ErrorName("wrong date format", "Неверный формат даты"),
    FORBIDDEN: ErrorName("message is denied", "Сообщение запрещено"),
    NUMBER: ErrorName("invalid number", "Неверный формат номера телефона"),
    ROUTE: ErrorName(
        "can not deliver message",
        "Сообщение на указанный номер не может быть доставлено",
    ),
    TOO_OFTEN: ErrorName(
        "duplicate request, wait a minute",
        "Отправка более одного одинакового запроса",
    ),
}

STATUS_ERRORS: Mapping[int, ErrorName] = {
    PARAMETERS: SEND_ERRORS[PARAMETERS],
    LOGIN: SEND_ERRORS[LOGIN],
    BLOCKED: SEND_ERRORS[BLOCKED],
    DELETION: ErrorName("delete error", "Ошибка удаления сообщения"),
    TOO_OFTEN: ErrorName(
        "too many requests, wait a minute",
        "Попытка отправки более пяти запросов",
    ),
}

NOT_FOUND = -3
PAUSED = -2
WAITING = -1
SENT = 0
DELIVERED = 1
READ = 2
EXPIRED = 3
LINK = 4
UNDELIVERED = 20
BAD_NUMBER = 22
DENIED = 23
NO_MONEY = 24
NO_ROUTE = 25

FINAL = frozenset(
    {
        DELIVERED,
        READ,
        EXPIRED,
        LINK,
        UNDELIVERED,
        BAD_NUMBER,
        DENIED,
        NO_MONEY,
        NO_ROUTE,
    }
)
ARRIVED = frozenset({DELIVERED, READ, LINK})

# The error code of a request that is refused because of a message's status.
CODE_OF_STATUS = {
    BAD_NUMBER: NUMBER,
    DENIED: FORBIDDEN,
    NO_MONEY: FUNDS,
    NO_ROUTE: ROUTE,
}

STATUS_NAMES = {
    NOT_FOUND: "Сообщение не найдено",
    PAUSED: "Остановлено",
    WAITING: "Ожидает отправки",
    SENT: "Передано оператору",
    DELIVERED: "Доставлено",
    READ: "Прочитано",
    EXPIRED: "Просрочено",
    LINK: "Нажата ссылка",
    UNDELIVERED: "Невозможно доставить",
    BAD_NUMBER: "Неверный номер",
    DENIED: "Запрещено",
    NO_MONEY: "Недостаточно средств",
    NO_ROUTE: "Недоступный номер",
}

STATUS_WORDS = {
    NOT_FOUND: "not found",
    PAUSED: "paused",
    WAITING: "waiting",
    SENT: "with the operator",
    DELIVERED: "delivered",
    READ: "read",
    EXPIRED: "expired",
    LINK: "link opened",
    UNDELIVERED: "undeliverable",
    BAD_NUMBER: "bad number",
    DENIED: "denied",
    NO_MONEY: "no money",
    NO_ROUTE: "no route",
}

NO_ERROR = 0
ABSENT = 1
OFFLINE = 6
VIRTUAL = 200
UNREPORTED = 245
UNROUTED = 248
BAD_FORMAT = 249
FLOOD = 251
SPAM = 253
UNREGISTERED = 254
OPERATOR = 255

MESSAGE_ERRORS = {
    NO_ERROR: "Нет ошибки",
    ABSENT: "Абонент не существует",
    OFFLINE: "Абонент не в сети",
    11: "Не подключена услуга",
    12: "Ошибка в телефоне абонента",
    13: "Абонент заблокирован",
    21: "Нет поддержки сервиса",
    VIRTUAL: "Виртуальная отправка",
    219: "Замена sim-карты",
    220: "Переполнена очередь у оператора",
    237: "Абонент не отвечает",
    238: "Нет шаблона",
    239: "Запрещенный ip-адрес",
    240: "Абонент занят",
    241: "Ошибка конвертации",
    242: "Зафиксирован автоответчик",
    243: "Не заключен договор",
    244: "Рассылка запрещена",
    UNREPORTED: "Статус не получен",
    246: "Ограничение по времени",
    247: "Превышен лимит сообщений",
    UNROUTED: "Нет маршрута",
    BAD_FORMAT: "Неверный формат номера",
    250: "Номер запрещен настройками",
    FLOOD: "Превышен лимит на один номер",
    252: "Номер запрещен",
    SPAM: "Запрещено спам-фильтром",
    UNREGISTERED: "Незарегистрированный sender id",
    OPERATOR: "Отклонено оператором",
}
