#!/usr/bin/env python3
"""The same input gives the same bytes, whatever the threads, the engine and the memory."""

import unittest

import support

MANY_GROUPS = {"pack": {"shard_bytes": "32KiB"}, "import": {"group": {"bytes": "300KiB"}}}
# By name, so that a failure says which: packing settings under which bytes must not change.
LAYOUTS = {
    "groups by bytes": MANY_GROUPS,
    "a group a shard": {"pack": {"shard_bytes": "100KiB"}, "import": {"group": {"shards": 1}}},
    "one group": {"pack": {"shard_lines": 50}, "import": {"group": "run"}},
}


class SameBytes(support.JobTest):
    def setUp(self):
        super().setUp()
        self.raw = self.folder / "raw"
        support.datagen("bundles", self.raw / "bundles", seed=41, patients=4, mean_resources=150, compact=True)
        support.datagen("bundles", self.raw / "zip", seed=42, patients=3, mean_resources=60, archive="zip", style="urn")
        support.datagen("bundles", self.raw / "zst", seed=42, patients=2, mean_resources=60, compress="zst", style="urn")
        support.datagen("ndjson", self.raw / "bulk", seed=43, patients=3, mean_resources=100)
        support.datagen("small", self.raw / "small", seed=44, count=300, bytes=600)
        support.datagen("dirty", self.raw / "dirty", seed=45)

    def outcome(self, name, layout, *arguments, **limits):
        # The bomb's size is a matter of its own: limits.document follows limits.memory unless set.
        job = self.job(name, raw=self.raw, limits={"document": "4MiB", **limits}, **layout)
        summary = self.run_job(job, *arguments, code=3)
        return job.outcome(summary["run"])

    def test_threads_engine_and_memory_do_not_show(self):
        for number, (layout_name, layout) in enumerate(LAYOUTS.items()):
            expected = self.outcome(f"{number}-serial", layout, "--engine", "serial", threads=1)
            self.assertGreater(len(expected["staged"]), 20)
            self.assertGreater(len(expected["error zone"]), 10)
            others = {
                "1 thread": self.outcome(f"{number}-1", layout, threads=1),
                "2 threads": self.outcome(f"{number}-2", layout, threads=2),
                "8 threads": self.outcome(f"{number}-8", layout, threads=8),
                "8 threads in little memory": self.outcome(f"{number}-little", layout, threads=8, memory="96MiB"),
            }
            for name, other in others.items():
                with self.subTest(layout=layout_name, with_=name):
                    self.assertEqual(other, expected)

    def test_two_runs_of_different_jobs_agree_when_the_namespace_does(self):
        outcomes = []
        for name in ("one", "two"):
            job = self.job(name, raw=self.raw, job=name, identity={"namespace": "same"}, **MANY_GROUPS)
            outcomes.append(job.staged(self.run_job(job, code=3)["run"]))
        self.assertEqual(*outcomes)

    def test_another_namespace_gives_other_derived_ids_only(self):
        job = self.job("job", identity={"namespace": "one"})
        del job.spec["source"]
        job.change(source={"uri": str(job.folder / "raw")})
        job.put("a.ndjson", '{"resourceType":"Patient","id":"kept"}\n{"resourceType":"Patient","gender":"other"}\n')
        first = set(job.lines(self.run_job(job)["run"]))
        other = self.job("other", raw=job.raw, identity={"namespace": "two"})
        second = set(other.lines(self.run_job(other)["run"]))
        self.assertEqual(first & second, {("Patient", "kept")})
        self.assertEqual((len(first), len(second)), (2, 2))


class Layout(support.JobTest):
    def setUp(self):
        super().setUp()
        self.raw = self.folder / "raw"
        support.datagen("bundles", self.raw, seed=7, patients=3, mean_resources=80)

    def summary(self, name, **spec):
        job = self.job(name, raw=self.raw, **spec)
        return self.run_job(job)

    def test_group_shards_1_makes_an_import_job_of_each_packed_shard(self):
        summary = self.summary("a", pack={"shard_bytes": "16KiB"}, **{"import": {"group": {"shards": 1}}})
        self.assertEqual(len(summary["import_jobs"]), len(summary["shards"]))

    def test_group_run_makes_one_import_job(self):
        summary = self.summary("a", pack={"shard_bytes": "16KiB"}, **{"import": {"group": "run"}})
        self.assertEqual(len(summary["import_jobs"]), 1)
        self.assertGreater(len(summary["shards"]), 20)

    def test_shard_lines_bounds_every_shard(self):
        summary = self.summary("a", pack={"shard_lines": 7})
        self.assertEqual(max(shard["lines"] for shard in summary["shards"]), 7)

    def test_the_resources_are_the_same_however_they_are_packed(self):
        spec = {"a": {"pack": {"shard_lines": 7}, "import": {"group": "run"}},
                "b": {"pack": {"shard_bytes": "16KiB"}, "import": {"group": {"shards": 1}}}}
        lines = []
        for name, parts in spec.items():
            job = self.job(name, raw=self.raw, **parts)
            lines.append(job.lines(self.run_job(job)["run"]))
            self.assert_sandbox_holds(job, lines[-1])
        self.assertEqual(*lines)


if __name__ == "__main__":
    support.main()
