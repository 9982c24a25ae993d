"""Writes logs of an estate that does not exist: as large as wanted, the same bytes for the same seed.

    corpus.py DIRECTORY [--lines 1000000] [--tokens N] [--certificates N] [--seed 1] [--hours 24] [--after 0]

Four files, one JSON object a line: kubernetes, gke, ca-service and kms. One token and three certificates in a hundred have a
defect: a record that is not there. Certificates carry no PEM; their digests are random and agree with each other. All moments lie in the HOURS
that begin --after hours from a fixed morning.
"""

import argparse
import math
import os
import random
from datetime import datetime, timedelta, timezone

MORNING = datetime(2026, 10, 6, 6, tzinfo=timezone.utc)
HOST, KEYS = "acme-prod", "acme-keys"
CLUSTERS = [("us-central1", "payments"), ("europe-west1", "ledger"), ("asia-northeast3", "edge")]
AGENT = "service-123456789012@container-engine-robot.iam.gserviceaccount.com"
CA_AGENT = "service-998877665544@gcp-sa-privateca.iam.gserviceaccount.com"
DEFECTS = ["kms", "gke", "ca-service"]


def moment(seconds):
    whole = math.floor(seconds)
    stamp = (MORNING + timedelta(seconds=whole)).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{stamp}.{int((seconds - whole) * 1e9):09d}Z"


def audit(log, project, at, insert_id, service, method, who, resource, inside="", labels="", kind=""):
    """One LogEntry with everything that comes with it in an export."""
    return (
        f'{{"insertId":"{insert_id}",{labels}"logName":"projects/{project}/logs/cloudaudit.googleapis.com%2F{log}",'
        f'"protoPayload":{{"@type":"type.googleapis.com/google.cloud.audit.AuditLog","authenticationInfo":{{"principalEmail":"{who}"}},'
        f'"authorizationInfo":[{{"granted":true,"permission":"{method}","resource":"{resource}","resourceAttributes":{{}}}}],'
        f'"methodName":"{method}",{inside}"requestMetadata":{{"callerIp":"10.20.30.40","callerSuppliedUserAgent":"agent/1.9 (linux/amd64)"}},'
        f'"resourceName":"{resource}","serviceName":"{service}","status":{{}}}},"receiveTimestamp":"{moment(at + 0.8)}",'
        f'"resource":{{{kind}}},"severity":"INFO","timestamp":"{moment(at)}"}}\n'
    )


class Estate:
    """The random choices of one seed."""

    def __init__(self, seed):
        self.dice = random.Random(seed)

    def digits(self, count):
        return f"{self.dice.getrandbits(4 * count):0{count}x}"

    def uuid(self):
        it = self.digits(32)
        return f"{it[:8]}-{it[8:12]}-4{it[13:16]}-8{it[17:20]}-{it[20:]}"

    def defect(self, kinds, share):
        return self.dice.choice(kinds) if self.dice.random() < share else None

    def bodies(self, count):
        """Bodies of requests: pods of one container or more."""
        return [self.body() for _ in range(count)]

    def body(self):
        labels = ",".join(f'"part-{i}":"{self.digits(16)}"' for i in range(self.dice.randrange(2, 10)))
        containers = ",".join(self.container(i) for i in range(self.dice.randrange(1, 5)))
        return (
            f'"request":{{"@type":"core.k8s.io/v1.Pod","apiVersion":"v1","kind":"Pod","metadata":{{"labels":{{{labels}}},'
            f'"name":"pod-{self.digits(6)}"}},"spec":{{"containers":[{containers}],"restartPolicy":"Always"}}}},'
        )

    def container(self, number):
        variables = ",".join(
            f'{{"name":"SETTING_{i}","value":"{self.digits(self.dice.randrange(6, 40))}"}}' for i in range(self.dice.randrange(2, 10))
        )
        return f'{{"env":[{variables}],"image":"registry.example/shop@sha256:{self.digits(64)}","name":"c{number}","stdin":false}}'


class Writer:
    """Files that are open, and how to write each kind of record."""

    def __init__(self, directory, estate):
        os.makedirs(directory, exist_ok=True)
        self.estate = estate
        self.files = {log: open(f"{directory}/{log}.ndjson", "w", buffering=1 << 20) for log in ["kubernetes", "gke", "ca-service", "kms"]}

    def signed(self, at, digest, key, who=AGENT):
        name = f"projects/{KEYS}/locations/us-central1/keyRings/gke-cpa/cryptoKeys/{key}/cryptoKeyVersions/1"
        inside = f'"request":{{"@type":"type.googleapis.com/google.cloud.kms.v1.AsymmetricSignRequest","digest":{{"sha256":"{digest}"}},"name":"{name}"}},'
        kind = f'"labels":{{"crypto_key_id":"{key}","key_ring_id":"gke-cpa","location":"us-central1","project_id":"{KEYS}"}},"type":"cloudkms_cryptokeyversion"'
        self.files["kms"].write(
            audit("data_access", KEYS, at, self.estate.digits(12), "cloudkms.googleapis.com", "AsymmetricSign", who, name, inside, kind=kind)
        )

    def issued(self, at, cluster, method, credential, more):
        place, name = CLUSTERS[cluster]
        inside = f'"metadata":{{"@type":"type.googleapis.com/google.cloud.gkeauth.v1.IssuanceMetadata","credentialId":"{credential}",{more}}},'
        kind = f'"labels":{{"cluster_name":"{name}","location":"{place}","project_id":"{HOST}"}},"type":"gke_cluster"'
        resource = f"projects/{HOST}/locations/{place}/clusters/{name}"
        method = f"google.cloud.gkeauth.v1.Auth.{method}"
        self.files["gke"].write(
            audit("system_event", HOST, at, self.estate.digits(12), "container.googleapis.com", method, AGENT, resource, inside, kind=kind)
        )

    def certified(self, at, cluster, fingerprint, digest, holder):
        place, name = CLUSTERS[cluster]
        pool = f"projects/{KEYS}/locations/{place}/caPools/{name}"
        certificate = f"{pool}/certificates/{self.estate.uuid()}"
        inside = (
            f'"request":{{"parent":"{pool}"}},"response":{{"certificate_description":{{"cert_fingerprint":{{"sha256_hash":"{fingerprint}"}},'
            f'"subject_description":{{"hex_serial_number":"{self.estate.digits(38)}","not_after_time":"{moment(at + 31536000)}",'
            f'"not_before_time":"{moment(at - 300)}","subject":{{"common_name":"{holder}"}}}},"tbs_certificate_digest":"{digest}"}},"name":"{certificate}"}},'
        )
        kind = f'"labels":{{"project_id":"{KEYS}","service":"privateca.googleapis.com"}},"type":"audited_resource"'
        method = "google.cloud.security.privateca.v1.CertificateAuthorityService.CreateCertificate"
        self.files["ca-service"].write(
            audit("data_access", KEYS, at, self.estate.digits(12), "privateca.googleapis.com", method, AGENT, certificate, inside, kind=kind)
        )

    def request(self, at, credential, cluster, who, body):
        place, name = CLUSTERS[cluster]
        verb, thing = self.estate.dice.choice(["create", "update"] if body else ["get", "list", "watch"]), self.estate.dice.choice(["pods", "leases", "secrets"])
        used = f'"authentication.kubernetes.io/credential-id":"{credential}",' if credential else ""
        labels = f'"labels":{{{used}"authorization.k8s.io/decision":"allow","authorization.k8s.io/reason":"RBAC: allowed by ClusterRole \\"edit\\" of \\"{who}\\""}},'
        kind = f'"labels":{{"cluster_name":"{name}","location":"{place}","project_id":"{HOST}"}},"type":"k8s_cluster"'
        log = "activity" if body else "data_access"
        resource = f"core/v1/namespaces/shop/{thing}/item-{int(at)}"
        self.files["kubernetes"].write(
            audit(log, HOST, at, self.estate.uuid(), "k8s.io", f"io.k8s.core.v1.{thing}.{verb}", who, resource, body, labels, kind)
        )

    def unrelated(self, at):
        resource = f"projects/{HOST}/zones/us-central1-a/instances/vm-{int(at)}"
        method = "v1.compute.instances.setMetadata"
        kind = f'"labels":{{"project_id":"{HOST}"}},"type":"gce_instance"'
        self.files["kubernetes"].write(
            audit("activity", HOST, at, self.estate.digits(12), "compute.googleapis.com", method, "dev@acme.example", resource, kind=kind)
        )


def write(directory, lines, tokens, certificates, seed, hours, after):
    estate = Estate(seed)
    writer = Writer(directory, estate)
    begin, length = after * 3600.0, hours * 3600.0
    credentials, total = [], tokens + certificates
    every = max(1, total // max(1, certificates))
    for number in range(total):
        at = begin + length * number / total
        cluster = estate.dice.randrange(len(CLUSTERS))
        digest = estate.digits(64)
        if certificates and number % every == 0:
            defect, fingerprint = estate.defect(DEFECTS, 0.03), estate.digits(64)
            who, credential = f"system:node:node-{number}", f"X509SHA256={fingerprint}"
            if defect != "kms":
                writer.signed(at, digest, "cluster-ca", CA_AGENT)
            if defect != "ca-service":
                writer.certified(at + 0.05, cluster, fingerprint, digest, who)
            if defect != "gke":
                writer.issued(at + 0.1, cluster, "SignCertificate", credential, f'"certificateFingerprint":"{fingerprint}"')
        else:
            defect = estate.defect(DEFECTS[:2], 0.01)
            who, credential = f"system:serviceaccount:shop-{number % 89}:worker-{number % 997}", f"JTI={estate.uuid()}"
            if defect != "kms":
                writer.signed(at, digest, "tokens")
            if defect != "gke":
                writer.issued(at + 0.02, cluster, "SignServiceAccountJWT", credential, f'"toBeSignedDigest":"{digest}"')
        credentials.append((at, credential, cluster, who))
    bodies = estate.bodies(300)
    for number in range(lines - 2 * tokens):
        at = begin + length * number / lines
        if estate.dice.random() < 0.04:
            writer.unrelated(at)
            continue
        issued, credential, cluster, who = credentials[number if number < len(credentials) else int(estate.dice.random() ** 2 * len(credentials))]
        shown = credential if estate.dice.random() > 0.08 else None
        body = estate.dice.choice(bodies) if estate.dice.random() < 0.5 else ""
        writer.request(max(at, issued + 1), shown, cluster, who, body)
    for file in writer.files.values():
        file.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory")
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--tokens", type=int)
    parser.add_argument("--certificates", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hours", type=float, default=24)
    parser.add_argument("--after", type=float, default=0)
    it = parser.parse_args()
    tokens = it.lines // 25 if it.tokens is None else it.tokens
    certificates = it.lines // 1000 if it.certificates is None else it.certificates
    write(it.directory, it.lines, tokens, certificates, it.seed, it.hours, it.after)


if __name__ == "__main__":
    main()
