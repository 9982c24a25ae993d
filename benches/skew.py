#!/usr/bin/env python3
"""What one credential with most of the uses costs the tasks of a lake: benches/skew.py BINARY [USES] [HOURS]

Writes USES requests of one credential (3,000,000 unless told), in the HOURS (24) from a morning on, and of every hundredth one another credential's; reads,
folds and loads them; and prints the CPU seconds and the greatest memory of each step's tasks, the greatest task beside the median.
The logs, 700 bytes a use, lie in a temporary folder (TMPDIR) and are removed.
"""

import os
import statistics
import sys
import tempfile
from datetime import datetime, timedelta, timezone

from lake import run, size

MORNING = datetime(2026, 10, 6, tzinfo=timezone.utc)
SPLIT_SIZE = 256 << 20
# MiB that a task may take, and how much more CPU than the median.
MOST_MEMORY, MOST_SKEW = 512, 2.0


def line(number, at):
    """A request as GKE exports one."""
    moment = (MORNING + timedelta(seconds=int(at))).strftime("%Y-%m-%dT%H:%M:%S") + f".{int(at % 1 * 1e9):09d}Z"
    credential = f"{number:08x}-0000-4000-8000-000000000001" if number % 100 == 0 else "00000000-0000-4000-8000-000000000000"
    request = f"{number * 2654435761 % (1 << 32):08x}-{number >> 16 & 0xFFFF:04x}-4{number & 0xFFF:03x}-8000-{number:012x}"
    return (
        f'{{"insertId":"{request}","labels":{{"authentication.kubernetes.io/credential-id":"JTI={credential}","authorization.k8s.io/decision":"allow"}},'
        '"logName":"projects/acme-prod/logs/cloudaudit.googleapis.com%2Fdata_access","protoPayload":{"@type":"type.googleapis.com/google.cloud.audit.AuditLog",'
        '"authenticationInfo":{"principalEmail":"system:serviceaccount:shop:robot"},"methodName":"io.k8s.core.v1.pods.list",'
        '"resourceName":"core/v1/namespaces/shop/pods","serviceName":"k8s.io","status":{}},'
        '"resource":{"labels":{"cluster_name":"payments","location":"us-central1","project_id":"acme-prod"},"type":"k8s_cluster"},'
        f'"severity":"INFO","timestamp":"{moment}"}}\n'
    )


def write(folder, uses, hours):
    """Writes the logs."""
    with open(os.path.join(folder, "k8s.ndjson"), "w", buffering=1 << 20) as file:
        file.writelines(line(number, number * hours * 3600 / uses) for number in range(uses))


def tasks(name, commands):
    """Runs the tasks of a step, and prints what they took."""
    cpu, memory = zip(*(run(*command)[1:] for command in commands))
    skew = max(cpu) / statistics.median(cpu)
    print(f"{name:<6}{len(cpu):4} tasks, {statistics.median(cpu):7.2f} CPU s, at most {skew:.2f} times that, {max(memory):5.0f} MiB")
    return max(memory) <= MOST_MEMORY and skew <= MOST_SKEW


def main():
    binary = os.path.abspath(sys.argv[1])
    uses = int(sys.argv[2]) if len(sys.argv) > 2 else 3_000_000
    hours = float(sys.argv[3]) if len(sys.argv) > 3 else 24.0
    with tempfile.TemporaryDirectory() as folder:
        logs, lake = os.path.join(folder, "logs"), os.path.join(folder, "lake")
        os.mkdir(logs)
        write(logs, uses, hours)
        plan = [binary, "facts", "--plan", "--out", lake, "--split-size", str(SPLIT_SIZE), logs]
        splits = run(*plan)[0].splitlines()
        *whole, _ = splits  # the last one is shorter
        good = tasks("facts", [[binary, "facts", it, "--out", lake] for it in whole or splits])
        for split in run(*plan)[0].splitlines():
            run(binary, "facts", split, "--out", lake)
        print(f"facts {size(lake) / size(logs):.2%} of the logs")
        slices = run(binary, "fold", lake, "--plan")[0].splitlines()
        good &= not slices or tasks("fold", [[binary, "fold", lake, it] for it in slices])
        good &= tasks("load", [[binary, "load", "-q", lake, "--db", os.path.join(folder, "a.db")]])
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
