#!/usr/bin/env python3
"""`hios store` against the sandbox's S3: what is sent and what is not, and what survives kills and faults."""

import os
import random
import signal
import time

import aws_support
import support

PART = 5 << 20
ODD_NAMES = ["a b", "a+b", "a%2Bb", "a%b", "dt=2025-01-01/x.ndjson", "q'\"q", "(1)!*", "é/日本/😀", "&<>", "~tilde",
             "#1?", "tab\tand\x01control", "x" * 250]


class StoreTest(aws_support.AwsTest):
    def setUp(self):
        super().setUp()
        self.source = self.folder / "documents"
        self.source.mkdir()

    def put(self, name, content):
        path = self.source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def store(self, *arguments, code=0, destination="s3://raw/in", **variables):
        result = self.hios("store", self.source, destination, "--json", *arguments, **variables)
        self.assertEqual(result.code, code, result)
        return result.json if result.out else result

    def sizes(self):
        return {path.relative_to(self.source).as_posix(): path.stat().st_size
                for path in self.source.rglob("*") if path.is_file()}

    def assert_stored(self, prefix="in/"):
        """The prefix holds the folder's files, whole."""
        self.assertEqual(self.objects(), {prefix + name: size for name, size in self.sizes().items()})


class WhatIsSent(StoreTest):
    def test_a_folder_goes_up_and_a_second_time_nothing_is_sent(self):
        for number in range(40):
            self.put(f"{number % 3}/{number}.json", f"document {number}")
        self.put("empty", b"")
        first = self.store()
        self.assertEqual((first["added"], first["unchanged"], first["failed"]), (41, 0, 0))
        self.assertEqual(first["sent_bytes"], first["bytes"])
        self.assert_stored()
        second = self.store()
        self.assertEqual((second["added"], second["replaced"], second["unchanged"]), (0, 0, 41))
        self.assertEqual(second["sent_bytes"], 0)

    def test_only_what_changed_is_sent_also_when_its_size_stayed(self):
        for number in range(5):
            self.put(f"{number}", "same size ?")
        self.store()
        self.put("3", "same size !")
        self.put("4", "other size")
        self.put("5", "new")
        again = self.store()
        self.assertEqual((again["added"], again["replaced"], again["unchanged"]), (1, 2, 3))
        self.assert_stored()

    def test_what_is_in_the_bucket_only_stays(self):
        self.put("a", "1")
        self.store()
        (self.source / "a").unlink()
        self.put("b", "2")
        self.store()
        self.assertEqual(self.objects(), {"in/a": 1, "in/b": 1})

    def test_names_with_odd_characters(self):
        for name in ODD_NAMES:
            self.put(name, name)
        self.store()
        self.assert_stored()
        self.assertEqual(self.store()["unchanged"], len(ODD_NAMES))

    def test_a_name_that_is_no_utf8_is_refused_and_the_rest_goes(self):
        self.put("good", "1")
        with open(os.fsencode(self.source) + b"/bad\xff", "wb") as file:
            file.write(b"2")
        result = self.store(code=3)
        self.assertEqual((result["added"], result["failed"]), (1, 1))
        self.assertEqual(result["failures"][0]["code"], "io.bad_key")

    def test_a_file_that_may_not_be_read_is_told_and_the_rest_goes(self):
        if os.geteuid() == 0:
            self.skipTest("root may read everything")
        self.put("good", "1")
        self.put("closed", "2").chmod(0)
        result = self.store(code=3)
        self.assertEqual(result["failures"][0]["code"], "io.permission")
        self.assertEqual(self.objects(), {"in/good": 1})

    def test_a_dry_run_sends_nothing_and_says_what_it_would(self):
        self.put("a", "1")
        self.store()
        self.put("a", "2")
        self.put("b", "33")
        result = self.store("--dry-run")
        self.assertEqual((result["added"], result["replaced"], result["sent_bytes"]), (1, 1, 3))
        self.assertEqual(self.objects(), {"in/a": 1})

    def test_many_pages_of_objects_are_compared(self):
        for number in range(2300):
            self.put(f"{number % 7}/{number}", str(number))
        self.store("--parallel", "32")
        self.put("3/2201", "changed")
        again = self.store()
        self.assertEqual((again["replaced"], again["unchanged"]), (1, 2299))

    def test_the_bucket_comes_from_the_environment(self):
        self.put("a", "1")
        result = self.hios("store", self.source, AWS_S3_BUCKET_NAME="raw")
        self.assertEqual(result.code, 0, result)
        self.assertIn("added      1", result.out)
        self.assertEqual(self.objects(), {"a": 1})

    def test_objects_encrypted_by_kms_are_compared_by_their_sha256(self):
        self.put("a", "1" * 100)
        self.put("large", random.Random(1).randbytes(2 * PART + 1000))
        flags = ("--kms-key", self.sandbox.ready["kms_key"], "--checksums", "on", "--part-size", "5MiB")
        self.store(*flags)
        self.assertEqual(self.store(*flags)["unchanged"], 2)
        self.put("a", "2" * 100)
        self.assertEqual(self.store(*flags)["replaced"], 1)


class LargeFiles(StoreTest):
    def setUp(self):
        super().setUp()
        self.put("large", random.Random(7).randbytes(7 * PART + 12345))

    def upload(self, *arguments, **more):
        return self.store("--part-size", "5MiB", *arguments, **more)

    def start_and_wait_for_parts(self, count, delay_ms=500):
        """Sending, with at least so many parts in the bucket."""
        self.faults({"operation": "UploadPart", "do": "delay", "delay_ms": delay_ms})
        process = self.popen("store", self.source, "s3://raw/in", "--part-size", "5MiB", "--parallel", "1")
        until = time.monotonic() + support.PATIENCE
        while self.rows("SELECT count(*) FROM part")[0][0] < count:
            self.assertLess(time.monotonic(), until)
            self.assertIsNone(process.poll())
            time.sleep(0.01)
        return process

    def test_parts_make_the_same_object_and_are_known_again(self):
        self.upload()
        self.assert_stored()
        self.assertEqual(self.upload()["unchanged"], 1)
        self.assertEqual(self.open_uploads(), [])

    def test_a_changed_byte_in_a_late_part_is_seen(self):
        self.upload()
        content = bytearray((self.source / "large").read_bytes())
        content[6 * PART + 1] ^= 1
        self.put("large", bytes(content))
        self.assertEqual(self.upload()["replaced"], 1)

    def test_after_a_kill_only_the_missing_parts_are_sent(self):
        process = self.start_and_wait_for_parts(4)
        self.stop(process)
        self.assertEqual(self.open_uploads(), ["in/large"])
        self.restart()
        result = self.upload()
        self.assertGreaterEqual(result["resumed_bytes"], 4 * PART)
        self.assertEqual(result["resumed_bytes"] + result["sent_bytes"], result["bytes"])
        self.assert_stored()
        self.assertEqual(self.open_uploads(), [])
        self.assertEqual(self.upload()["unchanged"], 1)

    def test_a_file_that_changed_after_the_kill_is_sent_as_it_is_now(self):
        process = self.start_and_wait_for_parts(4)
        self.stop(process)
        self.restart()
        self.put("large", random.Random(8).randbytes(5 * PART))
        self.assertEqual(self.upload()["resumed_bytes"], 0)
        self.assert_stored()
        self.assertEqual(self.upload()["unchanged"], 1)

    def test_ctrl_c_ends_the_upload_in_the_bucket_too(self):
        # Four parts go at a time: the first four have come, and the others are on their way for so long.
        process = self.start_and_wait_for_parts(1, delay_ms=3000)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(support.PATIENCE), 130)
        self.assertEqual(self.open_uploads(), [])
        self.assertEqual(self.objects(), {})

    def test_abandoned_uploads_of_the_same_names_are_ended_and_others_are_not(self):
        for name in ("large", "other"):
            self.put(name, random.Random(9).randbytes(2 * PART))
        for _ in range(2):
            process = self.start_and_wait_for_parts(1)
            self.stop(process)
            self.restart()
            self.put("large", random.Random(time.monotonic_ns()).randbytes(3 * PART))
        self.assertIn("in/large", self.open_uploads())
        (self.source / "other").unlink()
        self.upload()
        young = self.open_uploads()
        self.put("small", "1")
        self.upload("--abandoned-after", "0s")
        self.assertNotIn("in/large", self.open_uploads())
        self.assertEqual([key for key in young if key != "in/large"], self.open_uploads())


class WhenThingsGoWrong(StoreTest):
    def setUp(self):
        super().setUp()
        self.put("a", "1")

    def refused(self, code, *words, destination="s3://raw/in", **variables):
        result = self.hios("store", self.source, destination, **variables)
        self.assertEqual(result.code, code, result)
        for word in words:
            self.assertIn(word, result.err)
        self.assertNotIn(self.sandbox.ready["secret_key"], result.out + result.err)

    def test_a_wrong_secret_is_77(self):
        self.refused(77, AWS_SECRET_ACCESS_KEY="wrong")

    def test_no_credentials_are_77_and_what_was_tried_is_named(self):
        self.refused(77, "AWS_ACCESS_KEY_ID", AWS_ACCESS_KEY_ID=None, AWS_SECRET_ACCESS_KEY=None)

    def test_a_missing_bucket_is_78(self):
        self.refused(78, "bucket", destination="s3://not-there/in")

    def test_a_destination_that_is_no_bucket_is_78(self):
        self.refused(78, "s3://", destination="./folder")

    def test_a_missing_folder_is_78(self):
        result = self.hios("store", self.folder / "nowhere", "s3://raw")
        self.assertEqual(result.code, 78, result)

    def test_no_destination_at_all_is_78_and_names_the_variable(self):
        result = self.hios("store", self.source)
        self.assertEqual(result.code, 78, result)
        self.assertIn("AWS_S3_BUCKET_NAME", result.err)

    def test_a_server_that_is_not_there_is_75(self):
        self.refused(75, AWS_ENDPOINT_URL="http://127.0.0.1:9", AWS_MAX_ATTEMPTS="1")

    def test_faults_are_overcome(self):
        for number in range(60):
            self.put(f"f/{number}", str(number) * 50)
        self.put("large", random.Random(3).randbytes(3 * PART))
        self.faults({"service": "s3", "rate": 0.15, "do": "throttle"},
                    {"service": "s3", "rate": 0.05, "do": "cut"},
                    {"service": "s3", "operation": "*Upload*", "rate": 0.1, "do": "lose_reply"}, seed=11)
        result = self.store("--part-size", "5MiB")
        self.assertEqual((result["added"], result["failed"]), (62, 0))
        self.assert_stored()
        self.restart()
        self.assertEqual(self.store("--part-size", "5MiB")["unchanged"], 62)


if __name__ == "__main__":
    support.main()
