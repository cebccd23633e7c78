#!/usr/bin/env python3
"""Canary tokens in every value of a corpus: none of them may be in anything that is printed or kept for reading."""

import gzip
import io
import json
import unittest
import zipfile

import support

CONTENT = "CanaryC0ntent"
NAME = "CanaryF1le"
# What makes a document FHIR must stay; everything else is data.
STRUCTURE = {"resourceType", "method"}


def planted(value, key="", counter=None):
    """`value` with a numbered canary in each string."""
    counter = counter if counter is not None else [0]
    if isinstance(value, dict):
        kind = value.get("resourceType")
        return {name: inner if name in STRUCTURE or (kind == "Bundle" and name == "type") else planted(inner, name, counter)
                for name, inner in value.items()}
    if isinstance(value, list):
        return [planted(inner, key, counter) for inner in value]
    if not isinstance(value, str):
        return value
    counter[0] += 1
    # Instants and URLs keep their beginning, so that each is still parsed for what it is.
    return f"{value}{CONTENT}{counter[0]}"


class Canaries(support.JobTest):
    @classmethod
    def setUpClass(cls):
        cls.shared = support.JobTest()
        cls.shared.setUp()
        cls.addClassCleanup(cls.shared.doCleanups)
        work = cls.work = cls.shared.job(tolerance={"rejects": "90%"}, limits={"document": "64KiB", "expanded_size": "4MiB"},
                                         pack={"shard_bytes": "16KiB"}, **{"import": {"group": {"bytes": "100KiB"}}})
        generated = cls.shared.folder / "generated"
        support.datagen("bundles", generated, seed=95, patients=2, mean_resources=20, compact=True)
        documents = [json.dumps(planted(json.loads(path.read_text()))) for path in sorted(generated.iterdir())]
        for number, text in enumerate(documents):
            work.put(f"{NAME}-{number}.json", text)
        work.put(f"{NAME}-lines.ndjson", "\n".join(json.dumps(planted(resource)) for document in documents[:1]
                                                   for resource in [entry["resource"] for entry in json.loads(document)["entry"]]))
        for name, text in cls.defects().items():
            work.put(f"{NAME}-{name}", text)
        cls.events = cls.shared.folder / "events.ndjson"
        cls.result = work.run("--events", str(cls.events))
        cls.run_id = work.runs()[0]

    @staticmethod
    def defects():
        value = f"{CONTENT}0"
        sound = f'{{"resourceType":"Patient","id":"{value}","name":[{{"family":"{value}"}}]'
        packed = gzip.compress((sound + "}\n").encode() * 40, mtime=0)
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr(f"{NAME}/member.json", sound)
            file.writestr(f"../{NAME}.json", sound + "}")
        bundle = '{"resourceType":"Bundle","type":"transaction","entry":[%s]}'
        return {
            "cut.json": sound,
            "string.json": sound[:-6],
            "syntax.json": sound + f",{value}}}",
            "trailing.json": sound + "}" + value,
            "utf8.json": (sound + "}").encode().replace(b"family\":\"", b"family\":\"\xfc"),
            "escape.json": sound.replace('"family":"', '"family":"\\q') + "}",
            "control.json": sound.replace('"family":"', '"family":"\x01') + "}",
            "repeated.json": sound + f',"{value}":1,"{value}":2}}',
            "type.json": f'{{"resourceType":"{value}","id":"x"}}',
            "no-type.json": f'{{"id":"{value}"}}',
            "bad-id.json": f'{{"resourceType":"Patient","id":{{"x":"{value}"}}}}',
            "deep.json": sound + ',"extension":' + f'[{{"{value}":' * 200 + "1" + "}]" * 200 + "}",
            "array.json": f'["{value}"]',
            "text.json": value,
            "delete.json": bundle % f'{{"request":{{"method":"DELETE","url":"Patient/{value}"}}}}',
            "patch.json": bundle % f'{{"resource":{sound}}},"request":{{"method":"PATCH","url":"Patient/{value}"}}}}',
            "verb.json": bundle % f'{{"resource":{sound}}},"request":{{"method":"{value}","url":"Patient/{value}"}}}}',
            "nested.json": bundle % (f'{{"fullUrl":"urn:uuid:{value}","resource":' + bundle % f'{{"resource":{sound}}}}}' + "}"),
            "shape.json": f'{{"resourceType":"Bundle","type":"{value}","entry":"{value}"}}',
            "unresolved.json": sound + f',"managingOrganization":{{"reference":"Organization?identifier={value}|{value}"}},'
                                       f'"generalPractitioner":[{{"reference":"urn:uuid:{value}"}}]}}',
            "large.json": sound + f',"language":"{value * 8000}"}}',
            "bomb.json.gz": gzip.compress(value.encode() * (1 << 20), mtime=0),
            "cut.ndjson.gz": packed[:-9],
            "members.zip": archive.getvalue(),
            "refused.json": f'{{"resourceType":"Observation","id":"{CONTENT}-refused","valueString":"{value}",'
                            '"valueQuantity":{"value":1e400}}',
        }

    def told(self, *more):
        """Everything that people or other programs read about the run: name → text."""
        staging = self.work.staging / self.run_id
        texts = {"standard output": self.result.out, "standard error": self.result.err, "events": self.events.read_text(),
                 "summary.json": (staging / "summary.json").read_text(), "manifest.json": (staging / "manifest.json").read_text()}
        for path in self.work.state.rglob("*.json"):
            texts[str(path.relative_to(self.work.folder))] = path.read_text()
        for verb, *arguments in (("status",), ("status", "--json"), ("report",), ("report", "--json"), ("plan",), ("plan", "--json")):
            result = self.work.call(verb, self.work.path, *arguments)
            texts[" ".join([verb, *arguments])] = result.out + result.err
        page = self.work.folder / "page.html"
        self.work.call("report", self.work.path, "--html", page)
        texts["page"] = page.read_text()
        texts.update(more)
        return texts

    def test_the_run_met_all_kinds_of_trouble(self):
        self.assertEqual(self.result.code, 5, self.result)
        codes = json.loads((self.work.staging / self.run_id / "summary.json").read_text())["rejects_by_code"]
        self.assertGreater(len(codes), 16, codes)
        self.assertTrue(list((self.work.error / self.run_id).glob("unresolved-*")))
        self.assertTrue(list((self.work.error / self.run_id / "import").iterdir()))

    def test_the_corpus_went_through(self):
        self.assertIn(CONTENT, "".join(line for _, line in self.work.sandbox().values()))

    def test_no_content_in_what_is_told(self):
        for name, text in self.told().items():
            with self.subTest(name):
                self.assertNotIn(CONTENT, text)

    def test_no_file_name_in_what_is_told(self):
        for name, text in self.told().items():
            with self.subTest(name):
                self.assertNotIn(NAME, text)

    def test_no_content_in_the_words_of_reject_records(self):
        records = self.work.rejects(self.run_id)
        self.assertGreater(len(records), 20)
        for record in records:
            with self.subTest(record.get("object")):
                self.assertNotIn(CONTENT, json.dumps(record))

    def test_no_content_in_names_of_files(self):
        for path in self.shared.folder.rglob("*"):
            self.assertNotIn(CONTENT, path.name)
            if self.work.raw not in path.parents:
                self.assertNotIn(NAME, path.name)

    def test_file_names_stand_where_a_mend_needs_them(self):
        self.assertIn(NAME, json.dumps(self.work.rejects(self.run_id)))
        lineage = "".join(path.read_text() for path in (self.work.staging / self.run_id / "lineage").iterdir())
        self.assertIn(NAME, lineage)
        self.assertNotIn(CONTENT, lineage)

    def test_plain_keys_show_file_names_in_events_and_still_no_content(self):
        work = self.job(raw=self.work.raw, limits={"document": "64KiB", "expanded_size": "4MiB"})
        events = self.folder / "events.ndjson"
        result = work.run("--plain-keys", "--events", str(events))
        self.assertIn(NAME, events.read_text())
        for text in (events.read_text(), result.out, result.err):
            self.assertNotIn(CONTENT, text)

    def test_no_content_in_the_errors_of_convert_and_retry(self):
        result = support.hios("convert", *sorted(self.work.raw.iterdir()))
        self.assertEqual(result.code, 3, result.err)
        self.assertNotIn(CONTENT, result.err)
        events = self.folder / "events.ndjson"
        result = self.work.call("retry", self.run_id, "--job", self.work.path, "--events", events)
        for text in (result.out, result.err, events.read_text()):
            self.assertNotIn(CONTENT, text)
            self.assertNotIn(NAME, text)


if __name__ == "__main__":
    support.main()
