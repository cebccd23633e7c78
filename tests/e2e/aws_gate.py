"""A gate between the program and `hios sandbox`: it lets HTTP requests through one by one, tells of each, and may end the
program between any two of them. With a certificate it speaks TLS, and it can play the proxy that `https_proxy` names."""

import collections
import contextlib
import http.client
import http.server
import random
import select
import socket
import ssl
import struct
import subprocess
import threading
import urllib.parse

import support


class Dropped(Exception):
    """Raised by a hook: the connection ends, and the program gets no answer."""


class Reset(Dropped):
    """As well, and at once: what was on its way is gone."""


class Instead(Exception):
    """Raised by a hook: the program gets this answer."""

    def __init__(self, status, code):
        super().__init__(status, code)
        self.status = status
        self.content = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>by the gate</Message></Error>".encode()


class Cut(Exception):
    """Raised by `after`: only a part of the answer's body comes, then the connection ends."""


class Request:
    def __init__(self, method, path, headers):
        self.method, self.path = method, path
        self.status = None  # of the answer
        self.operation = headers.get("X-Amz-Target", "").partition(".")[2]  # of HealthLake

    @property
    def changes(self):
        """Whether it changes something: one of the steps that a kill may fall between."""
        return self.method in ("PUT", "POST", "DELETE")


class Gate:
    """`before` and `after` are called with each Request, before it is passed on and before its answer is."""

    def __init__(self, endpoint, before=None, after=None, certificate=None):
        target = urllib.parse.urlsplit(endpoint)
        nothing = lambda request: None
        gate = self
        self.before, self.after = before or nothing, after or nothing
        self.requests = []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self):
                super().setup()
                self.far = http.client.HTTPConnection(target.hostname, target.port, timeout=support.PATIENCE)

            def finish(self):
                self.far.close()
                with contextlib.suppress(OSError):
                    super().finish()

            def pass_on(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                request = Request(self.command, self.path, self.headers)
                gate.requests.append(request)
                try:
                    gate.before(request)
                    self.far.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
                    for name, value in self.headers.items():
                        self.far.putheader(name, value)
                    self.far.endheaders(body)
                    answer = self.far.getresponse()
                    content = answer.read()
                    length = len(content)
                    request.status = answer.status
                    try:
                        gate.after(request)
                    except Cut:
                        content = content[:len(content) // 2]
                        self.close_connection = True
                except Instead as instead:
                    self.send_response_only(instead.status)
                    self.send_header("Content-Type", "application/xml")
                    self.send_header("Content-Length", str(len(instead.content)))
                    self.end_headers()
                    self.wfile.write(b"" if self.command == "HEAD" else instead.content)
                    return
                except Reset:
                    self.close_connection = True
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    return
                except (Dropped, OSError, http.client.HTTPException):
                    self.close_connection = True
                    return
                self.send_response_only(answer.status, answer.reason)
                # It has been read to its end, in whatever pieces it came; whether this connection stays is the gate's affair.
                whole = [("Content-Length", str(length))] if answer.getheader("Transfer-Encoding") else []
                for name, value in answer.getheaders() + whole:
                    if name.lower() not in ("transfer-encoding", "connection"):
                        self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = pass_on

            def handle(self):
                with contextlib.suppress(OSError):
                    super().handle()

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *arguments: None
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate.file, certificate.key)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_port
        self.url = f"{'https' if certificate else 'http'}://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def end(self):
        self.server.shutdown()
        self.server.server_close()


class Faults:
    """Hooks of a gate that fail calls at random, but the same ones for the same seed and order of calls: of each kind one
    in every 1 / rate calls that it may befall, so that a test of some length meets all."""

    def __init__(self, seed, errors=0.2, resets=0.05, lost=0.0, cuts=0.1):
        self.random = random.Random(seed)
        self.lock = threading.Lock()
        self.errors, self.resets, self.lost, self.cuts = errors, resets, lost, cuts
        self.done = collections.Counter()
        self.calls = collections.Counter()
        self.due = {}  # of each kind: which call of the present stretch it befalls

    def happens(self, what, rate):
        if rate == 0:
            return False
        with self.lock:
            stretch = round(1 / rate)
            at = self.calls[what] % stretch
            self.calls[what] += 1
            if at == 0:
                self.due[what] = self.random.randrange(stretch)
            found = self.due[what] == at
            self.done[what] += found
            return found

    def before(self, request):
        if self.happens("reset", self.resets):
            raise Reset
        if self.happens("error", self.errors):
            with self.lock:
                raise Instead(*self.random.choice([(500, "InternalError"), (503, "SlowDown"), (429, "TooManyRequests")]))

    def after(self, request):
        if self.happens("lost", self.lost):
            raise Reset
        if request.method == "GET" and request.status in (200, 206) and self.happens("cut", self.cuts):
            raise Cut


class Certificate:
    """A certificate that signs itself, for these names: what an own CA would give."""

    def __init__(self, folder, *names):
        self.file, self.key = folder / f"{names[0]}.pem", folder / f"{names[0]}.key"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=gate",
                        "-addext", "subjectAltName=" + ",".join(names), "-keyout", str(self.key), "-out", str(self.file)],
                       check=True, capture_output=True)


class ConnectProxy:
    """The proxy of a site: every CONNECT, to whatever host, leads to one port of this machine."""

    def __init__(self, port):
        hosts = self.hosts = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_CONNECT(self):
                hosts.append(self.path)
                self.send_response_only(200)
                self.end_headers()
                with socket.create_connection(("127.0.0.1", port)) as far:
                    ends = {self.connection: far, far: self.connection}
                    while True:
                        for end in select.select(list(ends), [], [], support.PATIENCE)[0]:
                            data = end.recv(1 << 16)
                            if not data:
                                return
                            ends[end].sendall(data)

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *arguments: None
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def end(self):
        self.server.shutdown()
        self.server.server_close()
