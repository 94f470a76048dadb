"""Every text that the code asks for exists, in both languages and in good form."""

import ast
from collections.abc import Iterator
import re
from typing import Any

import pytest

from custom_components.sms_gateway.providers import PROVIDERS
from custom_components.sms_gateway.providers.model import Reason

from .source import INTEGRATION, parse, python_files, read_json

LANGUAGES = ["en", "ru"]

FLOW_SECTIONS = {
    "ConfigFlow": ("config",),
    "ConfigSubentryFlow": ("config_subentries", "recipient"),
    "OptionsFlow": ("options",),
}
"""By the kind of flow: where its texts are."""

ERRORS_OF_THE_CONTRACT = {
    "account_blocked",
    "cannot_connect",
    "certificate",
    "http_disabled",
    "invalid_auth",
    "ip_blocked",
    "unknown",
}
"""DESIGN §4; not every provider has all of them."""

type Texts = dict[tuple[str, ...], str]


def texts(language: str) -> Texts:
    """Return the texts of a language by their paths."""

    def leaves(node: Any, path: tuple[str, ...]) -> Iterator[tuple[Any, str]]:
        if isinstance(node, str):
            yield path, node
            return
        for key, value in node.items():
            yield from leaves(value, (*path, key))

    tree = read_json(INTEGRATION / "translations" / f"{language}.json")
    return dict(leaves(tree, ()))


def branch(*path: str) -> dict[str, Any]:
    """Return the part of the English texts below a path."""
    node = read_json(INTEGRATION / "translations" / "en.json")
    for key in path:
        node = node[key]
    assert isinstance(node, dict)
    return node


def placeholders(*parts: str) -> set[str]:
    """Return the names in curly brackets."""
    return {name for part in parts for name in re.findall(r"\{(\w+)\}", part)}


def constants(node: ast.AST | None) -> set[str]:
    """Return all strings in a piece of source."""
    return {
        part.value
        for part in (ast.walk(node) if node else ())
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call, dict[str, ast.expr]]]:
    """Yield every call with the last part of its name and its named arguments."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            yield (
                name,
                node,
                {word.arg: word.value for word in node.keywords if word.arg},
            )


def module_constants(tree: ast.Module) -> dict[str, ast.expr]:
    """Return what the names at the top of a file stand for."""
    found: dict[str, ast.expr] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = node.value
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            found[ast.unparse(node.target)] = node.value
    return found


def flow_modules() -> list[tuple[tuple[str, ...], ast.Module]]:
    """Return the files that hold a flow, with the place of its texts."""
    return [
        (FLOW_SECTIONS[base], tree)
        for tree in map(parse, python_files(INTEGRATION))
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for base in map(ast.unparse, node.bases)
        if base in FLOW_SECTIONS
    ]


def step_ids(tree: ast.Module) -> set[str]:
    """Return the steps that a flow shows, named or handed to a method of its own."""
    places = {
        node.name: [argument.arg for argument in node.args.args].index("step_id") - 1
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and "step_id" in [argument.arg for argument in node.args.args]
    }
    found: set[str] = set()
    for name, call, named in calls(tree):
        found |= constants(named.get("step_id"))
        if name in places:
            found |= constants(call.args[places[name]])
    return found


def form_errors(tree: ast.Module) -> set[str]:
    """Return the errors that a flow puts on a form."""
    known = module_constants(tree)
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            values = [
                value
                for key, value in zip(node.keys, node.values, strict=True)
                if isinstance(key, ast.Constant) and key.value == "base"
            ]
        elif isinstance(node, ast.Assign) and isinstance(
            node.targets[0], ast.Subscript
        ):
            is_error = ast.unparse(node.targets[0].value) == "errors"
            values = [node.value] if is_error else []
        else:
            continue
        for value in values:
            found |= constants(value)
            for part in ast.walk(value):
                if isinstance(part, ast.Name) and part.id in known:
                    table = known[part.id]
                    assert isinstance(table, ast.Dict)
                    found |= {key for item in table.values for key in constants(item)}
    return found


def translated_errors() -> Iterator[tuple[str, set[str]]]:
    """Yield every error that is raised by a key of its own, with what is put into it."""
    for tree in map(parse, python_files(INTEGRATION)):
        creators = issue_creators(tree)
        for name, call, named in calls(tree):
            key = named.get("translation_key")
            if name == "bad_input":
                [word] = constants(call.args[0])
                yield word, set(named)
            elif isinstance(key, ast.Constant) and name not in creators:
                given = named.get("translation_placeholders")
                yield str(key.value), dictionary_keys(given)


def dictionary_keys(node: ast.expr | None) -> set[str]:
    """Return the keys of a dictionary that is written out."""
    if node is None:
        return set()
    assert isinstance(node, ast.Dict)
    return {key for part in node.keys for key in constants(part)}


def key_words(key: ast.expr, known: dict[str, ast.expr]) -> set[str]:
    """Return what a key may be: a word, a name for one, or one of a table's."""
    if isinstance(key, ast.IfExp):
        return constants(key.body) | constants(key.orelse)
    names = [part.id for part in ast.walk(key) if isinstance(part, ast.Name)]
    return constants(key) | {
        w for n in names if n in known for w in constants(known[n])
    }


def filled_in(given: ast.expr | None, tree: ast.Module) -> set[str]:
    """Return the placeholders that are given, in place or by a function or a name."""
    found: set[str] = set()
    for part in ast.walk(given) if given else ():
        if isinstance(part, ast.Dict):
            found |= {word for key in part.keys for word in constants(key)}
        elif isinstance(part, ast.Name):
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef) and node.name == part.id:
                    returned = node.body[-1]
                    assert isinstance(returned, ast.Return)
                    found |= dictionary_keys(returned.value)
                elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
                    if ast.unparse(node.targets[0]) == part.id:
                        found |= dictionary_keys(node.value)
    return found


def issues() -> Iterator[tuple[str, set[str]]]:
    """Yield every repair, with what is put into its text."""
    trees = [parse(path) for path in python_files(INTEGRATION)]
    shared = {name: value for t in trees for name, value in module_constants(t).items()}
    for tree in trees:
        known = shared | module_constants(tree)
        creators = issue_creators(tree)
        for name, _, named in calls(tree):
            if name in creators:
                given = named.get("translation_placeholders", creators[name])
                for word in key_words(named["translation_key"], known):
                    yield word, filled_in(given, tree)


def issue_creators(tree: ast.Module) -> dict[str, ast.expr | None]:
    """Return what makes a repair by the key it is handed, with what it puts in itself."""
    return {"async_create_issue": None} | {
        node.name: named.get("translation_placeholders")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and "translation_key" in [argument.arg for argument in node.args.kwonlyargs]
        for name, _, named in calls(node)
        if name == "async_create_issue"
    }


def test_languages_have_the_same_texts() -> None:
    """Nothing is missing in Russian, and nothing is left over."""
    assert texts("ru").keys() == texts("en").keys()


def test_languages_have_the_same_placeholders() -> None:
    """What is put into a text appears in both."""
    english = texts("en")

    assert {path: placeholders(text) for path, text in texts("ru").items()} == {
        path: placeholders(text) for path, text in english.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "flaw",
    [
        pytest.param(r"<[a-zA-Z/][^>]*>", id="HTML"),
        pytest.param(r"^\s|\s$", id="a blank at an end"),
        pytest.param(r"'\{", id="a placeholder in single quotes"),
        pytest.param(r"\[%", id="a reference, which only core resolves"),
        pytest.param(r"://", id="an address, which belongs into a placeholder"),
        pytest.param(r"^$", id="nothing"),
    ],
)
def test_texts_are_what_hassfest_accepts(language: str, flaw: str) -> None:
    """No text has a flaw that hassfest or the frontend stumbles over."""
    assert not [path for path, text in texts(language).items() if re.search(flaw, text)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_are_plain(language: str) -> None:
    """Keys are small letters, digits, dashes and underscores."""
    keys = {key for path in texts(language) for key in path}

    assert not [key for key in keys if not re.fullmatch(r"[a-z0-9-_]+", key)]


def test_steps_of_flows_have_texts() -> None:
    """Every step that is shown has a title or a description, and no text is idle."""
    for section, tree in flow_modules():
        shown = step_ids(tree)
        if section == ("config",):
            shown |= PROVIDERS.keys()

        assert shown == branch(*section, "step").keys()


def test_errors_of_forms_have_texts() -> None:
    """Every error that a flow may show has a text, and none of them is idle."""
    for section, tree in flow_modules():
        wanted = form_errors(tree)
        if section == ("config",):
            wanted |= ERRORS_OF_THE_CONTRACT
        known = branch(*section).get("error", {})

        assert wanted == known.keys()


def test_ends_of_flows_have_texts() -> None:
    """Every reason to give up that the code names has a text."""
    for section, tree in flow_modules():
        reasons = {
            reason
            for name, _, named in calls(tree)
            if name == "async_abort"
            for reason in constants(named["reason"])
        }

        if section == ("config",):
            reasons.add("already_configured")
        assert reasons == branch(*section).get("abort", {}).keys()


def test_menus_of_flows_have_texts() -> None:
    """Every line of a menu has a text."""
    assert branch("config", "step", "user", "menu_options").keys() == PROVIDERS.keys()
    for section, tree in flow_modules():
        for _, _, named in calls(tree):
            if lines := constants(named.get("menu_options")):
                [step] = constants(named["step_id"])
                options = branch(*section, "step", step, "menu_options")
                assert options.keys() == lines


def test_reasons_have_words() -> None:
    """Whatever goes wrong with a message can be said, with the account's name."""
    exceptions = branch("exceptions")

    for reason in Reason:
        text = exceptions[f"fault_{reason}"]["message"]
        assert placeholders(text) == {"account"}


def test_errors_of_actions_have_texts() -> None:
    """Every error that is raised has a text, and each part of it is filled in."""
    # Choices of a form are translated by a key of the same name.
    choices = branch("selector").keys()
    raised = {k: given for k, given in translated_errors() if k not in choices}
    exceptions = branch("exceptions")

    assert raised.keys() | {f"fault_{reason}" for reason in Reason} == exceptions.keys()
    for key, given in raised.items():
        assert placeholders(exceptions[key]["message"]) == given, key


def is_about_callbacks(key: str) -> bool:
    """Tell whether the dialog of a repair shows the callback address."""
    return key in {"address_changed", "callback_silent"}


def test_repairs_have_texts() -> None:
    """Every repair has a title and a description, and each part is filled in."""
    told = dict(issues())
    known = branch("issues")

    assert told.keys() == known.keys()
    for key, given in told.items():
        # One that the owner can mend has a dialog in place of a description.
        assert known[key].keys() in ({"title", "description"}, {"title", "fix_flow"})
        words = [t for path, t in texts("en").items() if path[:2] == ("issues", key)]
        # The dialog about the address adds it, and where it belongs.
        added = {"address", "site", "place"} if is_about_callbacks(key) else set()
        assert placeholders(*words) == given | added, key
