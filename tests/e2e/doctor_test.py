#!/usr/bin/env python3
"""`hios doctor`: what it finds right, what it finds wrong, and that no secret is printed."""

import json
import os
import urllib.parse

import aws_support
import support

ROLE = "arn:aws:iam::000000000000:role/hios"
TRUST = {"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"Service": "healthlake.amazonaws.com"}, "Action": "sts:AssumeRole",
    "Condition": {"StringEquals": {"aws:SourceAccount": "000000000000"}}}]}


def identity(account="000000000000"):
    return ("<GetCallerIdentityResponse><GetCallerIdentityResult>"
            f"<Arn>arn:aws:sts::{account}:assumed-role/operator/session</Arn><UserId>x</UserId>"
            f"<Account>{account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>")


def role(policy):
    text = urllib.parse.quote(json.dumps(policy), safe="")
    return ("<GetRoleResponse><GetRoleResult><Role><AssumeRolePolicyDocument>" + text +
            "</AssumeRolePolicyDocument></Role></GetRoleResult></GetRoleResponse>")


def simulation(denied=()):
    def answer(fields):
        actions = [value for name, value in sorted(fields.items()) if name.startswith("ActionNames.member.")]
        results = "".join(f"<member><EvalActionName>{action}</EvalActionName><EvalDecision>"
                          f"{'implicitDeny' if action in denied else 'allowed'}</EvalDecision></member>"
                          for action in actions)
        return ("<SimulatePrincipalPolicyResponse><SimulatePrincipalPolicyResult><EvaluationResults>" + results +
                "</EvaluationResults></SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>")
    return answer


class Findings:
    def __init__(self, json_text):
        self.all = json.loads(json_text)
        self.by_name = {(one["area"], one["check"]): one for one in self.all["findings"]}

    def state(self, area, check):
        return self.by_name[(area, check)]["state"]

    def failed(self):
        return [(one["area"], one["check"]) for one in self.all["findings"] if one["state"] == "fail"]


class DoctorTest(aws_support.AwsTest):
    def doctor(self, *arguments, code=0, **variables):
        result = self.hios("doctor", *arguments, "--json", **variables)
        self.assertEqual(result.code, code, result)
        self.assertNotIn(self.sandbox.ready["secret_key"], result.out + result.err)
        findings = Findings(result.out)
        for one in findings.all["findings"]:
            self.assertEqual("mend" in one, one["state"] in ("warn", "fail"), one)
        return findings

    def play(self, answers, **headers):
        service = aws_support.QueryService(answers, headers)
        self.addCleanup(service.end)
        return service


class Buckets(DoctorTest):
    def test_a_bucket_that_works_is_ok_both_ways_and_nothing_is_left_in_it(self):
        found = self.doctor("s3://raw/some/prefix")
        for check in ("list", "put", "get", "create only", "delete", "region", "public access"):
            self.assertEqual(found.state("bucket", check), "ok", check)
        self.assertEqual(found.state("credentials", "found"), "ok")
        self.assertEqual(found.state("account", "clock"), "ok")
        self.assertEqual(self.objects(), {})

    def test_the_environment_names_bucket_data_store_role_and_key(self):
        ready = self.sandbox.ready
        found = self.doctor(AWS_S3_BUCKET_NAME="raw", HEALTHLAKE_DATASTORE_ID=ready["datastore"],
                            HEALTHLAKE_ROLE_ARN=ready["role_arn"], KMS_KEY_ID=ready["kms_key"])
        self.assertEqual(found.state("bucket", "put"), "ok")
        self.assertEqual(found.state("data store", "state"), "ok")
        self.assertEqual(found.state("data store", "jobs"), "ok")
        self.assertEqual(found.state("role", "trust"), "skip")

    def test_a_missing_bucket_is_78(self):
        found = self.doctor("s3://not-there", code=78)
        self.assertEqual(found.failed(), [("bucket", "list")])

    def test_a_wrong_secret_is_77(self):
        self.doctor("s3://raw", code=77, AWS_SECRET_ACCESS_KEY="wrong")

    def test_no_credentials_are_77_and_the_bucket_is_not_asked(self):
        found = self.doctor("s3://raw", code=77, AWS_ACCESS_KEY_ID=None, AWS_SECRET_ACCESS_KEY=None)
        self.assertEqual(found.failed(), [("credentials", "found")])
        self.assertEqual(found.state("bucket", "list"), "skip")

    def test_a_key_that_is_unknown_fails_the_put(self):
        found = self.doctor("s3://raw", "--kms-key", "arn:aws:kms:us-east-1:000000000000:key/none", code=78)
        self.assertEqual(found.failed(), [("bucket", "put")])

    def test_a_system_that_does_not_answer_is_75(self):
        found = self.doctor("s3://raw", code=75, AWS_ENDPOINT_URL="http://127.0.0.1:9", AWS_MAX_ATTEMPTS="1")
        self.assertEqual(found.state("account", "reach"), "fail")

    def test_text_names_every_mend(self):
        result = self.hios("doctor", "s3://not-there")
        self.assertEqual(result.code, 78, result)
        self.assertIn("  fail  list", result.out)
        self.assertIn("-> ", result.out)

    def test_a_wrong_clock_is_told(self):
        clock = self.play({}, Date="Sat, 01 Jan 2022 00:00:00 GMT")
        found = self.doctor("--endpoint", clock.url, code=78)
        self.assertEqual(found.state("account", "clock"), "fail")


class HealthLake(DoctorTest):
    def named(self, **more):
        ready = self.sandbox.ready
        return {"AWS_S3_BUCKET_NAME": "raw", "HEALTHLAKE_DATASTORE_ID": ready["datastore"],
                "HEALTHLAKE_ROLE_ARN": ROLE, "KMS_KEY_ID": ready["kms_key"], **more}

    def with_iam(self, answers, code=0):
        service = self.play(answers)
        return self.doctor(code=code, **self.named(AWS_ENDPOINT_URL_STS=service.url, AWS_ENDPOINT_URL_IAM=service.url))

    def test_a_right_role_is_ok(self):
        found = self.with_iam({"GetCallerIdentity": identity(), "GetRole": role(TRUST),
                               "SimulatePrincipalPolicy": simulation()})
        self.assertEqual(found.state("role", "trust"), "ok")
        self.assertEqual(found.state("role", "permissions"), "ok")
        self.assertEqual(found.state("operator", "permissions"), "ok")

    def test_a_role_that_another_account_owns_the_trust_of_fails(self):
        found = self.with_iam({"GetCallerIdentity": identity("999999999999"), "GetRole": role(TRUST),
                               "SimulatePrincipalPolicy": simulation()}, code=78)
        self.assertEqual(found.failed(), [("role", "trust")])
        self.assertIn("aws:SourceAccount", found.by_name[("role", "trust")]["text"])

    def test_a_role_of_another_service_fails(self):
        policy = json.loads(json.dumps(TRUST).replace("healthlake", "lambda"))
        found = self.with_iam({"GetCallerIdentity": identity(), "GetRole": role(policy)}, code=78)
        self.assertEqual(found.failed(), [("role", "trust")])
        self.assertEqual(found.state("role", "permissions"), "skip")

    def test_a_missing_action_is_named(self):
        found = self.with_iam({"GetCallerIdentity": identity(), "GetRole": role(TRUST),
                               "SimulatePrincipalPolicy": simulation({"s3:GetObject"})}, code=78)
        self.assertEqual(found.failed(), [("role", "permissions")])
        self.assertIn("s3:GetObject on arn:aws:s3:::raw/", found.by_name[("role", "permissions")]["text"])

    def test_what_may_not_be_seen_is_not_held_against_it(self):
        found = self.with_iam({"GetCallerIdentity": identity()})
        self.assertEqual(found.state("role", "trust"), "skip")

    def test_an_unknown_data_store_fails(self):
        found = self.doctor(code=78, **self.named(HEALTHLAKE_DATASTORE_ID="0" * 32))
        self.assertIn(("data store", "state"), found.failed())

    def test_a_missing_key_is_told(self):
        found = self.doctor(code=78, **self.named(KMS_KEY_ID=None))
        self.assertEqual(found.failed(), [("data store", "KMS key")])


class Folders(DoctorTest):
    def test_a_job_with_folders_needs_no_aws(self):
        job = self.job()
        job.put("a.json", support.patient("p"))
        found = self.doctor(job.path, AWS_ACCESS_KEY_ID=None, AWS_SECRET_ACCESS_KEY=None, AWS_ENDPOINT_URL=None)
        self.assertEqual(found.state("source", "list"), "ok")
        for area in ("staging", "error", "state"):
            self.assertEqual(found.state(area, "write"), "ok")
        self.assertFalse(job.staging.exists(), "doctor makes no folders")

    def test_after_a_run_the_folders_are_probed_and_left_clean(self):
        job = self.job()
        job.put("a.json", support.patient("p"))
        self.run_job(job)
        before = support.hashes(job.staging)
        found = self.doctor(job.path)
        self.assertEqual(found.state("staging", "put"), "ok")
        self.assertEqual(found.state("staging", "privacy"), "ok")
        self.assertEqual(support.hashes(job.staging), before)

    def test_a_source_that_is_not_there_is_78(self):
        job = self.job()
        job.raw.rmdir()
        self.assertEqual(self.doctor(job.path, code=78).failed(), [("source", "exists")])

    def test_an_open_folder_is_a_warning(self):
        job = self.job()
        job.put("a.json", support.patient("p"))
        job.staging.mkdir()
        os.chmod(job.staging, 0o755)
        self.assertEqual(self.doctor(job.path).state("staging", "privacy"), "warn")


if __name__ == "__main__":
    support.main()
