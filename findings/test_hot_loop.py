"""A message of the last run whose provider comes back after a day: tried, or round and round?"""
from .test_round_two import *  # noqa
from .test_round_two import simulator  # noqa

async def test_hot_loop(hass, simulator, clock, entry, plant, statuses):
    await plant("Old", age=-86400*30)
    await simulator.go_down()
    await set_up(hass, entry)
    await clock.advance(86400)
    await asyncio.sleep(.05)
    await simulator.start()
    r = hass.data[GATEWAY].router
    n=0
    orig=r.woken
    def woken(refs):
        nonlocal n
        n+=1
        return orig(refs)
    r.woken=woken
    for i in range(40):
        await clock.advance(30); await asyncio.sleep(0.01)
        if i%8==0: print(i, n, r.deadlines, len(simulator.ledger.requests), [q.path for q in simulator.ledger.requests][-3:], clock.monotonic())
    await asyncio.sleep(1)
    print(n, [ (q.path) for q in simulator.ledger.requests][-5:], hass.data[GATEWAY].journal.get("r-Old"))
    for run in list(r._runs): run.cancel()
