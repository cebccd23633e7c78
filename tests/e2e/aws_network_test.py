#!/usr/bin/env python3
"""How the program reaches AWS: TLS with an own CA, a proxy, and a clock that is wrong."""

import json
import shutil
import subprocess
import unittest

import aws_gate
import s3_job_test
import support

CLOCK = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
int clock_gettime(clockid_t clock, struct timespec* now) {
    static int (*real)(clockid_t, struct timespec*);
    if (!real) real = (int (*)(clockid_t, struct timespec*))dlsym(RTLD_NEXT, "clock_gettime");
    const int result = real(clock, now);
    if (clock == CLOCK_REALTIME) now->tv_sec += atol(getenv("TEST_CLOCK_OFFSET"));
    return result;
}
"""


class NetworkTest(s3_job_test.S3Test):
    def setUp(self):
        super().setUp()
        self.fill({f"{number}.json": json.dumps(support.patient(f"p{number}")) for number in range(5)})
        for name in ("http_proxy", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY"):
            self.set_variable(name, None)

    def gate(self, *names):
        certificate = aws_gate.Certificate(self.folder, *names) if names else None
        gate = aws_gate.Gate(self.sandbox.ready["endpoint"], certificate=certificate)
        self.addCleanup(gate.end)
        return gate, certificate

    def assert_runs(self, job=None):
        self.assertEqual(self.run_job(job or self.s3_job())["objects"]["committed"], 5)

    def assert_refused(self, code, *words):
        result = self.s3_job().run("--json")
        self.assertEqual(result.code, code, result)
        for word in words:
            self.assertIn(word, result.err)


@unittest.skipIf(shutil.which("openssl") is None, "openssl makes the certificates")
class Tls(NetworkTest):
    def test_a_ca_of_ones_own_is_trusted_when_the_variable_names_it(self):
        gate, certificate = self.gate("IP:127.0.0.1")
        self.variables(AWS_ENDPOINT_URL=gate.url, AWS_CA_BUNDLE=str(certificate.file))
        self.assert_runs()
        self.assertGreater(len(gate.requests), 10)

    def test_or_when_the_spec_does(self):
        gate, certificate = self.gate("IP:127.0.0.1")
        self.variables(AWS_ENDPOINT_URL=gate.url)
        self.assert_runs(self.s3_job(aws={"ca_bundle": str(certificate.file)}))

    def test_an_unknown_ca_is_refused(self):
        gate, _ = self.gate("IP:127.0.0.1")
        self.variables(AWS_ENDPOINT_URL=gate.url)
        self.assert_refused(78, "[http.tls]", "AWS_CA_BUNDLE")
        self.assertEqual(gate.requests, [], "nothing may be sent to a stranger")

    def test_another_ca_is_refused(self):
        gate, _ = self.gate("IP:127.0.0.1")
        other = aws_gate.Certificate(self.folder, "DNS:other")
        self.variables(AWS_ENDPOINT_URL=gate.url, AWS_CA_BUNDLE=str(other.file))
        self.assert_refused(78, "[http.tls]")
        self.assertEqual(gate.requests, [])

    def test_a_trusted_certificate_of_another_host_is_refused(self):
        gate, certificate = self.gate("DNS:elsewhere.test")
        self.variables(AWS_ENDPOINT_URL=gate.url, AWS_CA_BUNDLE=str(certificate.file))
        self.assert_refused(78, "[http.tls]")
        self.assertEqual(gate.requests, [])

    def test_the_proxy_of_the_environment_is_used_and_its_exceptions_are_heeded(self):
        gate, certificate = self.gate("DNS:s3.test", "IP:127.0.0.1")
        proxy = aws_gate.ConnectProxy(gate.port)
        self.addCleanup(proxy.end)
        self.set_variable("https_proxy", proxy.url)
        self.variables(AWS_ENDPOINT_URL="https://s3.test", AWS_CA_BUNDLE=str(certificate.file))
        self.assert_runs(self.s3_job(aws={"addressing": "path"}))
        self.assertEqual(set(proxy.hosts), {"s3.test:443"})
        proxy.hosts.clear()
        self.set_variable("no_proxy", "127.0.0.1")
        self.variables(AWS_ENDPOINT_URL=gate.url, AWS_CA_BUNDLE=str(certificate.file))
        self.assert_runs(self.s3_job("direct", job="direct"))
        self.assertEqual(proxy.hosts, [])


@unittest.skipIf(shutil.which("cc") is None or support.SANITIZED, "a wrong clock takes a C compiler and LD_PRELOAD")
class WrongClock(NetworkTest):
    def set_clock(self, seconds):
        library = self.folder / "clock.so"
        if not library.exists():
            subprocess.run(["cc", "-shared", "-fPIC", "-x", "c", "-", "-o", str(library), "-ldl"], input=CLOCK.encode(),
                           check=True)
        self.set_variable("TEST_CLOCK_OFFSET", str(seconds))
        self.set_variable("LD_PRELOAD", str(library))

    def test_it_is_set_right_by_the_answers_of_the_service(self):
        for seconds in (-3600, 3600):
            with self.subTest(seconds=seconds):
                gate, _ = self.gate()
                self.variables(AWS_ENDPOINT_URL=gate.url)
                self.set_clock(seconds)
                name = f"by{seconds}"
                self.assert_runs(self.s3_job(name, job=name))
                refused = [request for request in gate.requests if request.status == 403]
                self.assertTrue(0 < len(refused) < 10, "the first calls are refused, and no more once it is known")


if __name__ == "__main__":
    support.main()
