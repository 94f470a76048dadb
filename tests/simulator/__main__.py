"""`python -m tests.simulator --port N [--speed K]`: the simulator on its own."""

import argparse
import asyncio
import contextlib
import logging
import signal

from .simulator import Simulator

_LOGGER = logging.getLogger("tests.simulator")


def _arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulator")
    parser.add_argument("--port", type=int, required=True, help="0 takes a free one")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--speed", type=float, default=1.0, help="shortens all waiting")
    return parser.parse_args()


async def _run(arguments: argparse.Namespace) -> None:
    """Serve until told to end."""
    done = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, done.set)
    async with Simulator(
        speed=arguments.speed, host=arguments.host, port=arguments.port
    ) as simulator:
        _LOGGER.info("The simulator listens on %s", simulator.url)
        await done.wait()


def main() -> None:
    """Run from the command line."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    asyncio.run(_run(_arguments()))


if __name__ == "__main__":
    main()
