"""What the end-to-end tests of the AWS verbs share: a running `hios sandbox`, the program with its keys in the environment,
and a small HTTP server that plays the AWS services that the sandbox does not offer."""

import contextlib
import http.server
import json
import signal
import sqlite3
import subprocess
import threading
import urllib.parse
from pathlib import Path

import support


class Sandbox:
    """A running `hios sandbox`; `ready` is the line it printed."""

    options = ("--no-rate-limits",)

    def __init__(self, data, *arguments):
        self.data = Path(data)
        self.process = subprocess.Popen([support.PROGRAM, "sandbox", "--data", str(data), *self.options,
                                         *map(str, arguments)],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=support.environment())
        watch = threading.Timer(support.PATIENCE, self.process.kill)
        watch.start()
        line = self.process.stdout.readline()
        watch.cancel()
        if not line:
            raise AssertionError(self.process.stderr.read().decode())
        self.ready = json.loads(line)

    def end(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(support.PATIENCE)
        self.process.stdout.close()
        self.process.stderr.close()
        return code


class AwsTest(support.JobTest):
    """A sandbox for each test, with the bucket "raw", and no other AWS settings than those of the test."""

    arguments = ()

    def setUp(self):
        super().setUp()
        self.sandbox = self.start(*self.arguments)

    def start(self, *arguments):
        sandbox = Sandbox(self.folder / "sandbox", "--bucket", "raw", *arguments)
        self.addCleanup(sandbox.end)
        return sandbox

    def restart(self, *arguments):
        self.sandbox.end()
        self.sandbox = self.start(*arguments)

    def faults(self, *rules, seed=1):
        """Starts the sandbox anew with a script of faults."""
        script = self.folder / "faults.json"
        script.write_text(json.dumps({"seed": seed, "rules": list(rules)}))
        self.restart("--faults", script)

    def variables(self, **more):
        """The environment of a call; None takes a variable away."""
        ready = self.sandbox.ready
        env = {name: value for name, value in support.environment().items()
               if not name.startswith(("AWS_", "HEALTHLAKE_", "KMS_"))}
        env.update(HOME=str(self.folder), AWS_EC2_METADATA_DISABLED="true", AWS_REGION=ready["region"],
                   AWS_ENDPOINT_URL=ready["endpoint"], AWS_ACCESS_KEY_ID=ready["access_key"],
                   AWS_SECRET_ACCESS_KEY=ready["secret_key"])
        env.update(more)
        return {name: value for name, value in env.items() if value is not None}

    def hios(self, *arguments, cwd=None, **variables):
        done = subprocess.run([support.PROGRAM, *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True,
                              cwd=cwd or self.folder, env=self.variables(**variables), timeout=support.PATIENCE)
        return support.Result(done.returncode, done.stdout.decode("utf-8", "replace"),
                              done.stderr.decode("utf-8", "replace"))

    def popen(self, *arguments, **variables):
        process = subprocess.Popen([support.PROGRAM, *map(str, arguments)], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder,
                                   env=self.variables(**variables))
        self.addCleanup(self.stop, process)
        return process

    def rows(self, sql, *values):
        """Of the sandbox's object database, which is read while the sandbox runs."""
        path = self.sandbox.data / "objects.sqlite"
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)) as connection:
            return connection.execute(sql, values).fetchall()

    def objects(self, bucket="raw"):
        """key -> size, of all objects of a bucket."""
        return {key.decode(): size for key, size in self.rows("SELECT key, size FROM object WHERE bucket = ?", bucket)}

    def open_uploads(self):
        return [key.decode() for (key,) in self.rows("SELECT key FROM upload ORDER BY key")]


class QueryService:
    """Plays STS and IAM: answers[action] is an XML text, or a function of the parameters that returns one."""

    def __init__(self, answers, headers=None):
        self.calls = calls = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                length = int(self.headers.get("Content-Length", 0))
                fields = dict(urllib.parse.parse_qsl(self.rfile.read(length).decode()))
                calls.append(fields)
                answer = answers.get(fields.get("Action"))
                text = answer(fields) if callable(answer) else answer
                self.reply(200 if text else 400, text or "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no"
                                                         "</Message></Error></ErrorResponse>")

            def do_HEAD(self):
                self.reply(403, "")

            def reply(self, status, text):
                self.send_response_only(status)
                for name, value in {"Date": self.date_time_string(), **(headers or {})}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(text.encode())

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def end(self):
        self.server.shutdown()
        self.server.server_close()
