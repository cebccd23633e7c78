#!/usr/bin/env python3
"""Bad documents: each kind has its stable code, and costs nothing but itself."""

import gzip
import io
import tarfile
import unittest
import zipfile

import support
from support import bundle, patient

SOUND = b'{"resourceType":"Patient","id":"sound"}'


def zipped(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def tarred(members):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in members:
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def nested(depth):
    return b'{"resourceType":"Patient","id":"deep","extension":' + b'[{"extension":' * depth + b"[]" + b"}]" * depth + b"}"


# name → (bytes, codes that it is rejected with)
BAD_OBJECTS = {
    "empty.json": (b"", {"object.empty": 1}),
    "blank.json": (b" \n\t ", {"object.empty": 1}),
    "truncated.json": (SOUND[:-1], {"json.truncated": 1}),
    "latin1.json": (b'{"resourceType":"Patient","id":"a","name":[{"family":"M\xfcller"}]}', {"json.utf8": 1}),
    "surrogate.json": (b'{"resourceType":"Patient","id":"a","name":[{"family":"\\ud800"}]}', {"json.escape": 1}),
    "escape.json": (b'{"resourceType":"Patient","id":"a","name":[{"family":"\\q"}]}', {"json.escape": 1}),
    "control.json": (b'{"resourceType":"Patient","id":"a","name":[{"family":"a\x01b"}]}', {"json.control_character": 1}),
    "repeated.json": (b'{"resourceType":"Patient","id":"a","gender":"male","gender":"female"}', {"json.duplicate_key": 1}),
    "repeated-escaped.json": (b'{"resourceType":"Patient","id":"a","gender":"male","\\u0067ender":"female"}',
                              {"json.duplicate_key": 1}),
    "deep.json": (nested(200), {"json.too_deep": 1}),
    "bomb.json": (nested(100_000), {"json.too_deep": 1}),
    "trailing.json": (SOUND + b" {}", {"json.trailing": 1}),
    "syntax.json": (b'{"resourceType":"Patient","id":"a",}', {"json.syntax": 1}),
    "number.json": (b'{"resourceType":"Patient","id":"a","multipleBirthInteger":01}', {"json.syntax": 1}),
    "type.json": (b'{"resourceType":"Hospital","id":"a"}', {"fhir.unknown_type": 1}),
    "no-type.json": (b'{"id":"a"}', {"fhir.no_resource_type": 1}),
    "id.json": (b'{"resourceType":"Patient","id":5}', {"fhir.bad_id": 1}),
    "array.json": (b"[1,2]", {"fhir.not_an_object": 1}),
    "text.json": (b"dear colleague", {"fhir.not_recognised": 1}),
    "scan.pdf": (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj", {"fhir.not_recognised": 1}),
    "cut.json.gz": (gzip.compress(SOUND * 50, mtime=0)[:-12], {"codec.corrupt": 1}),
    "crc.json.gz": (gzip.compress(SOUND, mtime=0)[:-8] + b"\0" * 8, {"codec.corrupt": 1}),
    "cut.json.zst": (b"\x28\xb5\x2f\xfd\x04\x00\x41", {"codec.corrupt": 1}),
}
# What loses an entry or a member, and keeps the rest: name → (bytes, codes, ids that stay).
HALF_BAD_OBJECTS = {
    "nested.json": ({"resourceType": "Bundle", "type": "collection",
                     "entry": [{"resource": patient("beside-bundle")}, {"resource": bundle(patient("inner"))}]},
                    {"fhir.bundle.nested": 1}, {"beside-bundle"}),
    "delete.json": ({"resourceType": "Bundle", "type": "transaction", "entry": [
        {"resource": patient("beside-delete"), "request": {"method": "PUT", "url": "Patient/beside-delete"}},
        {"request": {"method": "DELETE", "url": "Patient/gone"}}]}, {"fhir.entry.delete": 1}, {"beside-delete"}),
    "bad-entry.json": (b'{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient",'
                       b'"id":"beside-entry"}},{"resource":{"resourceType":"Nonsense","id":"x"}}]}',
                       {"fhir.unknown_type": 1}, {"beside-entry"}),
    "lines.ndjson": (b'{"resourceType":"Patient","id":"line-1"}\n\n{"resourceType":"Pat\n\xff\n'
                     b'{"resourceType":"Patient","id":"line-5"}', {"json.truncated": 1, "json.utf8": 1}, {"line-1", "line-5"}),
    "climbs.zip": (zipped([("../../etc/escaped.json", SOUND), ("fine.json", SOUND.replace(b"sound", b"zip-member"))]),
                   {"archive.unsafe_path": 1}, {"zip-member"}),
    "absolute.tar": (tarred([("/etc/escaped.json", SOUND), ("fine.json", SOUND.replace(b"sound", b"tar-member"))]),
                     {"archive.unsafe_path": 1}, {"tar-member"}),
    "mixed.zip": (zipped([("a.json", SOUND[:-1]), ("b/c.json", SOUND.replace(b"sound", b"zip-neighbour"))]),
                  {"json.truncated": 1}, {"zip-neighbour"}),
}


class BadDocuments(support.JobTest):
    @classmethod
    def setUpClass(cls):
        cls.shared = support.JobTest()
        cls.shared.setUp()
        cls.addClassCleanup(cls.shared.doCleanups)
        cls.work = cls.shared.job()
        for number in range(3):
            cls.work.put(f"{'alz'[number]}-good.json", bundle(patient(f"good-{number}")))
        for name, (data, _) in BAD_OBJECTS.items():
            cls.work.put(name, data)
        for name, (data, _, _) in HALF_BAD_OBJECTS.items():
            cls.work.put(name, data)
        cls.result = cls.work.run("--json")
        cls.summary = cls.result.json
        cls.rejects = {}
        for record in cls.work.rejects(cls.summary["run"]):
            cls.rejects.setdefault(record["object"], []).append(record)

    def codes(self, name):
        counted = {}
        for record in self.rejects.get(name, []):
            counted[record["code"]] = counted.get(record["code"], 0) + 1
        return counted

    def test_each_bad_object_has_its_code(self):
        for name, (_, codes) in BAD_OBJECTS.items():
            with self.subTest(name):
                self.assertEqual(self.codes(name), codes)

    def test_each_half_bad_object_has_its_code(self):
        for name, (_, codes, _) in HALF_BAD_OBJECTS.items():
            with self.subTest(name):
                self.assertEqual(self.codes(name), codes)

    def test_nothing_else_is_harmed(self):
        expected = {f"good-{number}" for number in range(3)}.union(*(ids for _, _, ids in HALF_BAD_OBJECTS.values()))
        self.assertEqual({key[1] for key in self.work.lines(self.summary["run"])}, expected)
        self.assertEqual({key[1] for key in self.work.sandbox()}, expected)

    def test_the_run_balances_and_ends_with_3(self):
        self.assertEqual(self.result.code, 3, self.result)
        self.assertTrue(self.summary["balanced"])
        self.assertEqual(self.summary["objects"]["rejected"], len(BAD_OBJECTS))
        self.assertEqual(self.summary["objects"]["committed"], 3 + len(HALF_BAD_OBJECTS))

    def test_each_reject_names_its_place_and_a_mend(self):
        for name, records in self.rejects.items():
            for record in records:
                with self.subTest(name, code=record["code"]):
                    self.assertTrue(record["what"] and record["mend"])
        self.assertEqual(self.rejects["lines.ndjson"][0]["line"], 3)
        self.assertEqual(self.rejects["latin1.json"][0]["offset"], BAD_OBJECTS["latin1.json"][0].index(b"\xfc"))
        self.assertEqual(self.rejects["mixed.zip"][0]["member"], "a.json")

    def test_every_code_can_be_explained(self):
        for code in self.summary["rejects_by_code"]:
            result = support.hios("explain", code)
            self.assertEqual(result.code, 0, result)
            self.assertIn(code, result.out)

    def test_no_member_left_its_archive(self):
        found = [str(path) for path in self.work.folder.parent.rglob("escaped*")]
        self.assertEqual(found, [])


class Limits(support.JobTest):
    def codes(self, name, data, **limits):
        work = self.job(name.partition(".")[0], limits=limits)
        work.put(name, data)
        work.put("good.json", patient("good"))
        summary = self.run_job(work, code=3)
        self.assertIn(("Patient", "good"), work.sandbox())
        return summary["rejects_by_code"]

    def test_data_that_expands_beyond_expanded_size_is_a_bomb(self):
        data = gzip.compress(SOUND + b" " * (4 << 20), mtime=0)
        self.assertEqual(self.codes("a.json.gz", data, expanded_size="1MiB"), {"archive.bomb": 1})

    def test_data_that_expands_beyond_the_ratio_is_a_bomb(self):
        data = gzip.compress(SOUND + b" " * (100 << 20), 9, mtime=0)
        self.assertEqual(self.codes("a.json.gz", data, expansion_ratio=100), {"archive.bomb": 1})

    def test_a_zip_member_bomb_leaves_the_members_before_it(self):
        data = zipped([("a.json", SOUND), ("b.json", b" " * (8 << 20))])
        work = self.job(limits={"expanded_size": "1MiB"})
        work.put("a.zip", data)
        summary = self.run_job(work, code=3)
        self.assertEqual(summary["rejects_by_code"], {"archive.bomb": 1})
        self.assertIn(("Patient", "sound"), work.sandbox())

    def test_archives_in_archives_beyond_archive_depth(self):
        data = SOUND
        for _ in range(6):
            data = gzip.compress(data, mtime=0)
        self.assertEqual(self.codes("a.json.gz", data, archive_depth=3), {"archive.too_deep": 1})

    def test_a_document_beyond_limits_document(self):
        data = bundle(patient("large", text={"div": "x" * (2 << 20)}))
        self.assertEqual(self.codes("a.json", data, document="1MiB"), {"io.too_large": 1})

    def test_a_line_beyond_limits_document_costs_its_neighbours_nothing(self):
        work = self.job(limits={"document": "1MiB"})
        long_line = b'{"resourceType":"Patient","id":"long","language":"' + b"x" * (3 << 20) + b'"}'
        work.put("a.ndjson", SOUND + b"\n" + long_line + b"\n" + SOUND.replace(b"sound", b"after") + b"\n")
        summary = self.run_job(work, code=3)
        self.assertEqual(summary["rejects_by_code"], {"io.too_large": 1})
        self.assertEqual({key[1] for key in work.sandbox()}, {"sound", "after"})
        (record,) = work.rejects(summary["run"])
        self.assertEqual((record["line"], record["offset"]), (2, len(SOUND) + 1))

    def test_objects_beyond_max_size_are_skipped_not_rejected(self):
        work = self.job(source={"max_size": 100})
        work.put("a.json", patient("a"))
        work.put("b.json", patient("b", language="x" * 200))
        summary = self.run_job(work)
        self.assertEqual((summary["objects"]["committed"], summary["objects"]["skipped"]), (1, 1))


class DirtySamples(support.JobTest):
    """The generator's folder of defects: one file a kind (data/samples/README.md)."""

    CODES = {
        "empty.json": {"object.empty"}, "truncated.json": {"json.truncated"}, "invalid-utf8.json": {"json.utf8"},
        "duplicate-key.json": {"json.duplicate_key"}, "depth-bomb.json": {"json.too_deep"},
        "bracket-bomb.json": {"fhir.not_an_object"}, "nested-bundle.json": {"fhir.bundle.nested"},
        "unknown-type.json": {"fhir.unknown_type"}, "missing-type.json": {"fhir.no_resource_type"},
        "bad-lines.ndjson": {"json.truncated", "fhir.not_an_object"}, "not-json.json": {"fhir.not_recognised"},
        "utf16.json": {"fhir.not_recognised"}, "truncated.ndjson.gz": {"codec.corrupt"},
        "verbs.json": {"fhir.entry.delete", "fhir.entry.patch"}, "history.json": {"fhir.entry.delete"},
        "path-escape.zip": {"archive.unsafe_path"}, "gzip-bomb.json.gz": {"archive.bomb"},
    }
    SOUND = {"utf8-bom.json", "decimals.ndjson", "searchset.json", "missing-id.json", "bad-id.json"}

    def test_every_kind_of_defect_has_its_code_and_the_run_balances(self):
        work = self.job(limits={"expanded_size": "1MiB"})
        support.datagen("dirty", work.raw, seed=3)
        summary = self.run_job(work, code=3)
        found = {}
        for record in work.rejects(summary["run"]):
            found.setdefault(record["object"], set()).add(record["code"])
        self.assertEqual(found, self.CODES)
        self.assertEqual({path.name for path in work.raw.iterdir()}, set(self.CODES) | self.SOUND)


if __name__ == "__main__":
    support.main()
