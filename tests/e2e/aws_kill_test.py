#!/usr/bin/env python3
"""SIGKILL between every two steps of a job from S3 to HealthLake. A step is a request that changes something, or one to
HealthLake; the program dies once before the service sees it, and once before it sees the answer."""

import json
import unittest

import aws_gate
import healthlake_job_test
import s3_job_test
import support

DOCUMENTS = 12


class Killer:
    """Ends a process at the `number`th step."""

    def __init__(self, number, answered):
        self.number, self.answered = number, answered
        self.steps, self.process, self.struck = 0, None, None

    def before(self, request):
        self.steps += self.is_step(request)
        request.number = self.steps if self.is_step(request) else 0
        if request.number == self.number and not self.answered:
            self.strike(request)
        elif self.struck:
            raise aws_gate.Dropped

    def after(self, request):
        if request.number == self.number and self.answered:
            self.strike(request)

    def strike(self, request):
        self.struck = request.operation or request.method
        self.process.kill()
        raise aws_gate.Dropped

    @staticmethod
    def is_step(request):
        return request.changes or bool(request.operation)


class KilledBetweenTwoSteps(healthlake_job_test.HealthLakeTest):
    LAYOUT = {"identity": {"namespace": "kill"}, "pack": {"shard_bytes": "2KiB"}, "limits": {"threads": 2},
              "import": {"group": {"shards": 2}}}

    def setUp(self):
        super().setUp()
        documents = {f"{number:02}.json": json.dumps(support.patient(f"p{number}", language="x" * 500))
                     for number in range(DOCUMENTS)}
        documents["dirty.json"] = b'{"resourceType": "Patient", "id": '
        self.fill(documents)

    def step_job(self, name):
        return self.healthlake_job(name, **support.merged(
            self.LAYOUT, {"job": name, "staging": {"uri": f"s3://stage/{name}"}, "error": {"uri": f"s3://errors/{name}"}}))

    def made(self, name):
        """What stands in the zones, whatever the run is called."""
        # A process that ended between its claim and the run's beginning leaves the claim, and no run.
        runs = {key.split("/")[1] for key in self.stage.keys(name + "/") if not key.endswith("/claim.json")}
        self.assertEqual(len(runs), 1, "a run that goes on does so under its id")
        run = runs.pop()
        staged = {key: digest for key, digest in self.stage.objects(f"{name}/{run}/").items()
                  if key.startswith(("import/", "lineage/"))}
        return staged, self.errors.objects(f"{name}/{run}/")

    def check(self, name, summary, expected):
        self.assertTrue(summary["balanced"])
        self.assertEqual(summary["resources"]["staged"], DOCUMENTS)
        self.assertEqual(sum(found["imported"] for found in summary["import_jobs"]), DOCUMENTS)
        self.assertEqual({found["state"] for found in summary["import_jobs"]}, {"COMPLETED"})
        jobs = [uri for uri, _ in self.import_jobs() if uri.startswith(f"s3://stage/{name}/")]
        self.assertEqual(len(jobs), len(summary["import_jobs"]))
        self.assertEqual(len(jobs), len(set(jobs)), "one import job a prefix")
        self.assertEqual(self.made(name), expected)
        self.assertEqual(self.stage.uploads(), [])

    def sweep(self, answered):
        plain = self.step_job("plain")
        summary = self.run_job(plain, code=3)
        expected = self.made("plain")
        self.check("plain", summary, expected)
        self.assertGreater(len(summary["import_jobs"]), 1)
        struck = set()
        for number in range(1, 500):
            name = f"kill{number}"
            killer = Killer(number, answered)
            gate = aws_gate.Gate(self.sandbox.ready["endpoint"], killer.before, killer.after)
            job = self.step_job(name)
            self.variables(AWS_ENDPOINT_URL=gate.url)
            killer.process = job.start()
            code = killer.process.wait(support.PATIENCE)
            gate.end()
            self.variables()
            if killer.struck is None:
                self.assertEqual(code, 3)
                break
            struck.add(killer.struck)
            with self.subTest(step=number, struck=killer.struck, answered=answered):
                self.assertEqual(code, -9)
                # The very last steps may have been the run's end: it then has nothing left to do.
                if job.run_state() == support.DONE:
                    result = job.call("report", "--json", "--job", job.path)
                    self.check(name, result.json, expected)
                else:
                    self.check(name, self.run_job(job, code=3), expected)
        self.assertGreater(number, 20)
        self.assertLessEqual({"PUT", "StartFHIRImportJob", "ListFHIRImportJobs", "DescribeFHIRImportJob"}, struck)

    def test_before_the_service_sees_it(self):
        self.sweep(answered=False)

    def test_before_the_answer_is_seen(self):
        self.sweep(answered=True)


if __name__ == "__main__":
    support.main()
