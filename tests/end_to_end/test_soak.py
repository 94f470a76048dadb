"""The soak in its short form: few messages, the same faults, kills and comparison.

scripts/soak sends ten thousand; docs/proof.md has what came of them.
"""

from pathlib import Path
import sys

from demo.process import Process

_COMMAND = ("-m", "proof.soak", "--messages", "120", "--kills", "1", "--seed", "3")


async def test_nothing_is_lost_doubled_or_late_under_faults_and_kills(
    tmp_path: Path,
) -> None:
    """The ledger of the providers, the journal, and the events on the bus agree."""
    log = tmp_path / "soak.log"
    soak = Process("The soak", [sys.executable, *_COMMAND], log)
    await soak.start()

    status = await soak.wait()

    table = log.read_text()
    assert status == 0, table
    assert "| lost " in table
    assert "1 kills, restored backups 1" in table
    assert "violations 0" in table
