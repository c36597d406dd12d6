"""Tools that know nothing of leapp: what they make of the files that it wrote is the verdict."""
import json
import subprocess
import sys

WHO = """
import boto3, json, sys
name = sys.argv[1] if len(sys.argv) > 1 else None
session = boto3.Session(profile_name=name)
answer = session.client("sts").get_caller_identity()
frozen = session.get_credentials().get_frozen_credentials()
print(json.dumps({"arn": answer["Arn"], "key": frozen.access_key, "region": session.region_name, "method": session.get_credentials().method}))
"""


def run(home, *argv, check=True, env=None, timeout=120):
    """A command in this home, as its user would run it."""
    done = subprocess.run([str(a) for a in argv], env={**home.environment, **(env or {})}, cwd=home.home, capture_output=True, text=True,
                          timeout=timeout, check=False, stdin=subprocess.DEVNULL)
    if check and done.returncode:
        raise AssertionError("$ %s\nexit %d\n%s\n%s" % (" ".join(map(str, argv)), done.returncode, done.stdout, done.stderr[-3000:]))
    return done


def boto3_identity(home, profile, **more):
    """boto3's own GetCallerIdentity through a profile: {arn, key, region, method}."""
    return json.loads(run(home, sys.executable, "-c", WHO, profile, **more).stdout)


def aws_identity(home, profile):
    """The ARN that `aws sts get-caller-identity` names."""
    return json.loads(run(home, "aws", "sts", "get-caller-identity", "--output", "json", "--profile", profile).stdout)["Arn"]


READ = """
import json, botocore.session
full = botocore.session.Session().full_config
print(json.dumps(full["profiles"]))
"""


def botocore_profiles(home):
    """What botocore reads in both files: {profile: {key: value}}; None where it refuses a file."""
    done = run(home, sys.executable, "-c", READ, check=False)
    return json.loads(done.stdout) if done.returncode == 0 else None
