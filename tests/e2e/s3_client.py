"""S3 over plain HTTP with nothing but the standard library, for tests that look into buckets. It signs by itself (AWS
Signature Version 4), so that what HIOS writes is looked at through other eyes."""

import datetime
import hashlib
import hmac
import http.client
import json
import signal
import subprocess
import threading
import urllib.parse
import xml.etree.ElementTree

import support

NAMESPACE = "{http://s3.amazonaws.com/doc/2006-03-01/}"


class Refused(Exception):
    """An answer that is no success."""


class Sandbox:
    """A running `hios sandbox`; `ready` is the line it printed."""

    def __init__(self, data, *arguments):
        self.process = subprocess.Popen([support.PROGRAM, "sandbox", "--data", str(data), "--no-rate-limits",
                                         *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                        env=support.environment())
        watch = threading.Timer(support.PATIENCE, self.process.kill)
        watch.start()
        line = self.process.stdout.readline()
        watch.cancel()
        if not line:
            raise AssertionError("the sandbox does not start")
        self.ready = json.loads(line)

    def end(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(support.PATIENCE)
        self.process.stdout.close()
        return code

    def variables(self, **changes):
        """The environment in which the AWS tools reach this sandbox, and nothing else."""
        return {"AWS_ENDPOINT_URL": self.ready["endpoint"], "AWS_REGION": self.ready["region"],
                "AWS_ACCESS_KEY_ID": self.ready["access_key"], "AWS_SECRET_ACCESS_KEY": self.ready["secret_key"],
                "AWS_CONFIG_FILE": "/nonexistent", "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
                "AWS_EC2_METADATA_DISABLED": "true", **changes}

    def bucket(self, name):
        return Bucket(self.ready, name)


class Bucket:
    """One bucket of a sandbox."""

    def __init__(self, ready, name):
        self.ready, self.name = ready, name

    def put(self, key, data):
        self.call("PUT", key, body=data if isinstance(data, bytes) else data.encode())

    def get(self, key):
        return self.call("GET", key)

    def remove(self, key):
        self.call("DELETE", key)

    def keys(self, prefix=""):
        """Keys below a prefix, in the order of the listing."""
        return [element.find(NAMESPACE + "Key").text for element in self.pages("list-type", "2", prefix, "Contents")]

    def objects(self, prefix=""):
        """Key without the prefix → SHA-256."""
        return {key[len(prefix):]: hashlib.sha256(self.get(key)).hexdigest() for key in self.keys(prefix)}

    def uploads(self):
        """Keys of uploads in parts that are under way."""
        return [element.find(NAMESPACE + "Key").text for element in self.pages("uploads", "", "", "Upload")]

    def pages(self, name, value, prefix, kind):
        found, token = [], None
        while True:
            query = {name: value, "prefix": prefix}
            if token:
                query["continuation-token"] = token
            root = xml.etree.ElementTree.fromstring(self.call("GET", "", query))
            found += root.iter(NAMESPACE + kind)
            token = root.findtext(NAMESPACE + "NextContinuationToken")
            if not token:
                return found

    def call(self, method, key, query=(), body=b""):
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
        host = urllib.parse.urlsplit(self.ready["endpoint"]).netloc
        path = "/" + self.name + ("/" + urllib.parse.quote(key, safe="/-_.~") if key else "")
        text = "&".join(f"{urllib.parse.quote(name, safe='-_.~')}={urllib.parse.quote(value, safe='-_.~')}"
                        for name, value in sorted(dict(query).items()))
        digest = hashlib.sha256(body).hexdigest()
        headers = {"host": host, "x-amz-content-sha256": digest, "x-amz-date": now}
        signed = ";".join(headers)
        canonical = "\n".join([method, path, text, *(f"{name}:{value}" for name, value in headers.items()), "", signed,
                               digest])
        scope = f"{now[:8]}/{self.ready['region']}/s3/aws4_request"
        signature = ("AWS4" + self.ready["secret_key"]).encode()
        for part in [*scope.split("/"),
                     f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"]:
            signature = hmac.new(signature, part.encode(), hashlib.sha256).digest()
        headers["Authorization"] = (f"AWS4-HMAC-SHA256 Credential={self.ready['access_key']}/{scope}, "
                                    f"SignedHeaders={signed}, Signature={signature.hex()}")
        connection = http.client.HTTPConnection(host, timeout=support.PATIENCE)
        try:
            connection.request(method, path + ("?" + text if text else ""), body, headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        if answer.status >= 300:
            raise Refused(f"{method} {path}: {answer.status} {content.decode('utf-8', 'replace')}")
        return content
