"""Load and validate a workbook of overrides."""

import sys

from returnctl.files.policies.loading import load_policy

loaded = load_policy([], [sys.argv[1]])
assert loaded.policy is not None, loaded.findings[:3]
assert not loaded.findings, loaded.findings[:3]
print(len(loaded.policy.overrides))
