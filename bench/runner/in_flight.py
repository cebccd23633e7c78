"""How many requests of a program wait for an answer at once, and on how many of its threads: seen from outside, by a relay
that answers each request later by the time that S3 takes for a first byte."""

import asyncio
import pathlib
import threading
import urllib.parse

FIRST_BYTE_SECONDS = 0.03


class Relay:
    """Between a program and an S3 server. Requests on one connection come one after the other (HTTP/1.1 without pipelining)."""

    def __init__(self, endpoint):
        self._far = urllib.parse.urlsplit(endpoint)
        self.waiting = self.most = self.requests = 0
        self._loop = asyncio.new_event_loop()
        self._server = None
        started = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(started,), daemon=True)
        self._thread.start()
        started.wait()
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def end(self):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _serve(self, started):
        asyncio.set_event_loop(self._loop)
        self._server = self._loop.run_until_complete(asyncio.start_server(self._connection, "127.0.0.1", 0, backlog=512))
        started.set()
        self._loop.run_forever()
        self._server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _connection(self, reader, writer):
        state = {"waits": False}
        try:
            far_reader, far_writer = await asyncio.open_connection(self._far.hostname, self._far.port)
            await asyncio.gather(self._ask(reader, far_writer, state), self._answer(far_reader, writer, state))
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._answered(state)
            writer.close()

    def _answered(self, state):
        if state["waits"]:
            state["waits"] = False
            self.waiting -= 1

    async def _ask(self, reader, far, state):
        while data := await reader.read(1 << 16):
            if not state["waits"]:
                state["waits"] = True
                self.requests += 1
                self.waiting += 1
                self.most = max(self.most, self.waiting)
                await asyncio.sleep(FIRST_BYTE_SECONDS)
            far.write(data)
            await far.drain()
        far.close()

    async def _answer(self, far, writer, state):
        while data := await far.read(1 << 16):
            self._answered(state)
            writer.write(data)
            await writer.drain()
        writer.close()


class Threads:
    """The most threads that a process and its children were seen with; `see` is called with its id again and again."""

    def __init__(self):
        self.most = 0

    def see(self, process):
        self.most = max(self.most, self._of(process))

    def _of(self, process):
        try:
            folder = pathlib.Path(f"/proc/{process}")
            own = int(folder.joinpath("status").read_text().split("\nThreads:")[1].split()[0])
            children = folder.joinpath(f"task/{process}/children").read_text().split()
        except (OSError, IndexError):  # it has ended
            return 0
        return own + sum(map(self._of, children))
