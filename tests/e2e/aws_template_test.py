#!/usr/bin/env python3
"""docs/aws-stack.yaml: what CloudFormation would refuse, and that it grants what docs/aws.md says. With cfn-lint, which is
no part of HIOS, where it is installed."""

import re
import shutil
import subprocess
import unittest

import support

try:
    import yaml
except ImportError:
    yaml = None

TEMPLATE = support.SOURCE / "docs/aws-stack.yaml"
CFN_LINT = shutil.which("cfn-lint")


def load():
    class Loader(yaml.SafeLoader):
        pass

    def function(loader, suffix, node):
        """A short form such as !Ref, as {"!Ref": value}."""
        kinds = {yaml.ScalarNode: loader.construct_scalar, yaml.SequenceNode: loader.construct_sequence,
                 yaml.MappingNode: loader.construct_mapping}
        arguments = {} if isinstance(node, yaml.ScalarNode) else {"deep": True}
        return {"!" + suffix: kinds[type(node)](node, **arguments)}

    Loader.add_multi_constructor("!", function)
    return yaml.load(TEMPLATE.read_text(), Loader)


def texts(value):
    """All texts in a tree, with the function they stand in."""
    if isinstance(value, dict):
        for name, inner in value.items():
            for function, text in texts(inner):
                yield (function or (name if name.startswith("!") else None)), text
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield None, value


def statements(document):
    return {one.get("Sid", ""): one for one in document["Statement"]}


@unittest.skipIf(yaml is None, "PyYAML is not installed")
class Template(unittest.TestCase):
    def setUp(self):
        self.template = load()
        self.resources = self.template["Resources"]

    def policy(self, name):
        properties = self.resources[name]["Properties"]
        return properties.get("PolicyDocument") or properties["Policies"][0]["PolicyDocument"]

    def test_it_has_no_aliases_which_cloudformation_refuses(self):
        self.assertNotRegex(TEMPLATE.read_text(), r"(?m)^[^#]*[:\-] [&*][a-z]")

    def test_everything_referred_to_is_there(self):
        known = set(self.resources) | set(self.template["Parameters"])
        for function, text in texts(self.template):
            if function == "!Ref":
                names = [text]
            elif function == "!GetAtt":
                names = [text.split(".")[0]]
            elif function == "!Sub":
                names = [name.split(".")[0] for name in re.findall(r"\$\{([^}]+)\}", text)]
            else:
                continue
            for name in names:
                self.assertTrue(name in known or name.startswith("AWS::") or name == "Id", f"{function} {text}")

    def test_buckets_are_private_encrypted_kept_and_swept(self):
        buckets = {name: one for name, one in self.resources.items() if one["Type"] == "AWS::S3::Bucket"}
        self.assertEqual(set(buckets), {"RawBucket", "StageBucket", "ErrorBucket"})
        for name, bucket in buckets.items():
            properties = bucket["Properties"]
            self.assertEqual(set(properties["PublicAccessBlockConfiguration"].values()), {True}, name)
            self.assertEqual(bucket["DeletionPolicy"], "Retain", name)
            self.assertIn("BucketEncryption", properties, name)
            rules = properties["LifecycleConfiguration"]["Rules"]
            self.assertTrue(any("AbortIncompleteMultipartUpload" in rule for rule in rules), name)

    def test_the_role_trusts_healthlake_for_this_data_store_only(self):
        trust = self.resources["ImportRole"]["Properties"]["AssumeRolePolicyDocument"]["Statement"][0]
        self.assertEqual(trust["Principal"], {"Service": "healthlake.amazonaws.com"})
        self.assertEqual(set(trust["Condition"]), {"StringEquals", "ArnEquals"})

    def test_the_role_has_what_import_jobs_need(self):
        granted = {action for one in self.policy("ImportRole")["Statement"] for action in one["Action"]}
        self.assertEqual(granted, {"s3:ListBucket", "s3:GetBucketPublicAccessBlock", "s3:GetEncryptionConfiguration",
                                   "s3:GetObject", "s3:PutObject", "kms:DescribeKey", "kms:GenerateDataKey*",
                                   "kms:Decrypt", "kms:Encrypt"})

    def test_no_policy_grants_all_of_a_service_or_all_resources(self):
        for name in ("ImportRole", "OperatorPolicy", "UploaderPolicy", "DoctorPolicy"):
            for one in self.policy(name)["Statement"]:
                actions = one["Action"] if isinstance(one["Action"], list) else [one["Action"]]
                self.assertFalse([action for action in actions if action.endswith(":*") or action == "*"], name)
                self.assertNotEqual(one["Resource"], "*", name)

    def test_the_raw_zone_is_only_read_by_the_operator(self):
        raw = statements(self.policy("OperatorPolicy"))["ReadTheRawZone"]
        self.assertEqual(set(raw["Action"]), {"s3:GetObject", "s3:GetObjectVersion"})

    def test_the_page_names_every_action(self):
        page = (support.SOURCE / "docs/aws.md").read_text()
        for name in ("OperatorPolicy", "ImportRole"):
            for one in self.policy(name)["Statement"]:
                for action in one["Action"] if isinstance(one["Action"], list) else [one["Action"]]:
                    self.assertIn(action.split(":")[1], page, action)


@unittest.skipIf(CFN_LINT is None, "cfn-lint is not installed: the template is only looked at by our own tests")
class CfnLint(unittest.TestCase):
    def test_it_finds_nothing(self):
        done = subprocess.run([CFN_LINT, str(TEMPLATE)], capture_output=True, text=True, timeout=support.PATIENCE)
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)


if __name__ == "__main__":
    support.main()
