"""The soak in its short form: few messages, each kind of fault once, one kill.

The comparison is the same. scripts/soak sends ten thousand, and meets the faults more
often; docs/proof.md has what came of them.
"""

from pathlib import Path
import sys

from demo.process import Process

_COMMAND = ("-m", "proof.soak", "--messages", "120", "--kills", "1", "--seed", "3")
_FAULTS = ("drop_before", "drop_after", "html", "http_status", "delay", "error_code")
"""Among those that requests have to have met, in the simulator's words."""


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
    [met] = [line for line in table.splitlines() if line.startswith("Faults that")]
    for kind in _FAULTS:
        assert f" {kind} " in met
