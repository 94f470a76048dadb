"""An old backup of the home, made by Home Assistant itself, and the journal out of it."""

import asyncio
import io
from pathlib import Path
import tarfile

from demo.errors import DemoError
from tests.end_to_end.home import Home

_AGENT = "backup.local"
_PAUSE = 0.2
_TRIES = 3
_FILES = ("sms_gateway.db", "sms_gateway.db-wal")


async def make_backup(home: Home) -> Path:
    """Let Home Assistant make a backup of its own; return a folder with the journal."""
    websocket = home.story.websocket
    for _ in range(_TRIES):
        await websocket.command(
            "backup/generate", agent_ids=[_AGENT], include_database=False, name="Soak"
        )
        while (shown := await websocket.command("backup/info"))["state"] != "idle":
            await asyncio.sleep(_PAUSE)
        if shown["backups"]:
            break
    else:
        raise DemoError(f"There is no backup: {shown}")
    [archive] = (home.home_assistant.folder / "backups").glob("*.tar")
    folder = home.folder / "backup"
    folder.mkdir()
    with tarfile.open(archive) as outer:
        inner = outer.extractfile("homeassistant.tar.gz")
        if inner is None:
            raise DemoError("The backup has no home in it.")
        with tarfile.open(fileobj=io.BytesIO(inner.read())) as files:
            for name in _FILES:
                path = f"data/.storage/{name}"
                if path in files.getnames() and (file := files.extractfile(path)):
                    (folder / name).write_bytes(file.read())
    return folder


def restore(home: Home, backup: Path) -> None:
    """Put the journal of a backup in the place of the one that is there."""
    for path in home.storage.glob("sms_gateway.db*"):
        path.unlink()
    for path in backup.iterdir():
        (home.storage / path.name).write_bytes(path.read_bytes())
