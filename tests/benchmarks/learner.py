"""A learner's browser tab as the server sees it, without the browser: Streamlit's own messages over its websocket.

It opens the lesson, presses Train, moves controls, asks for the fragments of the page again at the intervals the server
gave, and fetches the frames of the run as the run bar does. So one process stands for a class of twelve, and the server
has all of its work.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from http.client import HTTPConnection

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import connect

from core.runs.wire import unpack

PACE = 0.09  # seconds from one look at a training run to the next, as in the run bar
PATIENCE = 60  # seconds that an answer is waited for; one that does not come counts as so many


class Learner:
    """One tab at one lesson."""

    def __init__(self, address: str, lesson: str, query: str):
        """address: host and port of the server.   query: of the page's address."""
        self.page, self.query = lesson, query
        self.step, self.state, self.selected = 0, "", None  # as the run bar and the latent map were last told
        self.updates = 0  # answers that brought new steps
        self.received = 0  # bytes
        self.errors: list[str] = []
        self._url = f"ws://{address}/_stcore/stream"
        self._http = HTTPConnection(address, timeout=PATIENCE)
        self._follows: tuple[str, int] = ("", -1)  # address of the run's frames, and the newest step that is here
        self._watching: asyncio.Task | None = None
        self._ids: dict[str, str] = {}  # a widget's key → its id
        self._values: dict[str, WidgetState] = {}  # what was set so far; sent along every time
        self._hash = ""  # of the page's script
        self._timers: dict[str, asyncio.Task] = {}
        self._heard = asyncio.Condition()
        self._finished = 0  # runs of the whole page

    # ---- what a learner does --------------------------------------------------------------------------------------

    async def open(self) -> float:
        """Open the lesson; seconds until the whole page was sent."""
        start = time.perf_counter()
        self._socket = await connect(self._url, subprotocols=["streamlit"], max_size=None, compression=None)
        self._reading = asyncio.create_task(self._read())
        await self._send(page_name=self.page)
        await self._until(lambda: self._finished > 0 and "digit" in self._ids)
        return time.perf_counter() - start

    async def train(self) -> float:
        """Press Train; seconds until the run bar says that the run trains."""
        start = time.perf_counter()
        bar = WidgetState(id=f"$$STREAMLIT_INTERNAL_KEY_{self._ids[f'run bar of {self.page}']}__events")
        bar.json_trigger_value = json.dumps([{"event": "command", "value": {"name": "play"}}])
        await self._send(bar)
        await self._until(lambda: self.state == "running")
        return time.perf_counter() - start

    async def change(self, digit: int, beta: float) -> float:
        """Choose a test digit and set β, which goes to the worker; seconds until the latent map shows that digit."""
        start = time.perf_counter()
        chosen, weight = WidgetState(id=self._ids["digit"]), WidgetState(id=self._ids["beta"])
        chosen.double_value = digit
        weight.double_array_value.data.append(beta)
        self._values |= {"digit": chosen, "beta": weight}
        await self._send()
        await self._until(lambda: self.selected == digit)
        return time.perf_counter() - start

    async def close(self) -> None:
        """Close the tab."""
        for task in (*self._timers.values(), self._reading, self._watching):
            task.cancel()
        self._http.close()
        await self._socket.close()

    # ---- messages -------------------------------------------------------------------------------------------------

    async def _send(self, *triggers: WidgetState, **where: object) -> None:
        state = ClientState(query_string=self.query, page_script_hash=self._hash, **where)
        state.widget_states.widgets.extend([*self._values.values(), *triggers])
        await self._socket.send(BackMsg(rerun_script=state).SerializeToString())

    async def _until(self, condition: Callable[[], bool]) -> None:
        try:
            async with asyncio.timeout(PATIENCE), self._heard:
                await self._heard.wait_for(lambda: condition() or self._reading.done())
        except TimeoutError:
            self.errors.append(f"a learner got no answer in {PATIENCE} s")
        if self._reading.done():
            raise ConnectionError("the server closed the connection") from self._reading.exception()

    async def _read(self) -> None:
        try:
            async for data in self._socket:
                self.received += len(data)
                self._take(ForwardMsg.FromString(data))
                await self._tell()
        finally:
            asyncio.get_running_loop().create_task(self._tell())  # nobody waits for a closed connection

    async def _tell(self) -> None:
        async with self._heard:
            self._heard.notify_all()

    def _take(self, message: ForwardMsg) -> None:
        match message.WhichOneof("type"):
            case "new_session":
                if not message.metadata.run.fragment_ids:  # the whole page runs
                    self._stop(list(self._timers))
            case "navigation":
                self._hash = message.navigation.page_script_hash
            case "auto_rerun":
                again = message.auto_rerun
                self._stop([again.fragment_id])
                self._timers[again.fragment_id] = asyncio.create_task(self._ask(again.fragment_id, again.interval))
            case "stop_auto_rerun":
                self._stop(message.stop_auto_rerun.fragment_ids)
            case "script_finished":
                self._finished += message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
            case "delta":
                self._draw(message.delta.new_element)

    def _stop(self, fragments: list[str]) -> None:
        for fragment in fragments:
            if timer := self._timers.pop(fragment, None):
                timer.cancel()

    async def _ask(self, fragment: str, interval: float) -> None:
        while not self._reading.done():
            await asyncio.sleep(interval)
            await self._send(fragment_id=fragment, is_auto_rerun=True)

    def _draw(self, element) -> None:
        kind = element.WhichOneof("type")
        part = getattr(element, kind) if kind else None
        if kind == "exception" or (kind == "alert" and part.format == part.ERROR):
            self.errors.append(part.message if kind == "exception" else part.body)
        if identity := getattr(part, "id", ""):
            self._ids[identity.split("-", 2)[-1]] = identity
        if kind == "bidi_component" and part.bytes:
            self._hear(unpack(part.bytes)[0])

    def _hear(self, header: dict) -> None:
        if "selected" in header:  # the latent map
            self.selected = header["selected"]
        if "status" in header:  # the run bar
            self.step, self.state = header["status"]["step"], header["status"]["state"]
            if header["address"] != self._follows[0]:
                self._follows = (header["address"], -1)
            if not self._watching or self._watching.done():
                self._watching = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        """Fetch the run's frames, again and again while it trains."""
        while not self._reading.done():
            start = time.perf_counter()
            address, since = self._follows
            answer = await asyncio.to_thread(self._fetch, f"{address}?since={since}")
            self.received += len(answer)
            header, _ = unpack(answer)
            status, steps = header["status"], [frame["step"] for frame in header["frames"]]
            if self._follows[0] == address and address.startswith("/runs/"):  # not the lesson's recording
                self._follows = (address, max([since, *steps]))
                self.updates += status["step"] != self.step
                self.step, self.state = status["step"], status["state"]
                await self._tell()
            if status["state"] not in ("starting", "running") and self._follows[0] == address:
                return
            await asyncio.sleep(max(0.0, PACE - (time.perf_counter() - start)))

    def _fetch(self, address: str) -> bytes:
        self._http.request("GET", address)
        return self._http.getresponse().read()
