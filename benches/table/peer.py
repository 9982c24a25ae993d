"""The same job by hand with DuckDB (`pip install duckdb`): read the four logs, keep and de-duplicate what matters, join, judge.

    peer.py DIRECTORY DATABASE      prints how many credentials have which records, and how many signatures nothing claims
"""

import os
import sys

import duckdb

READ = "read_json('{0}/{1}.ndjson', format = 'newline_delimited', columns = {2}, maximum_object_size = 67108864)"

USES = """{"insertId": 'VARCHAR', "timestamp": 'TIMESTAMP_NS', "logName": 'VARCHAR', "labels": 'MAP(VARCHAR, VARCHAR)',
    "resource": 'STRUCT(type VARCHAR, labels STRUCT(cluster_name VARCHAR))',
    "protoPayload": 'STRUCT(methodName VARCHAR, authenticationInfo STRUCT(principalEmail VARCHAR))'}"""
ISSUED = """{"insertId": 'VARCHAR', "timestamp": 'TIMESTAMP_NS', "protoPayload": 'STRUCT(resourceName VARCHAR,
    metadata STRUCT(credentialId VARCHAR, certificateFingerprint VARCHAR, toBeSignedDigest VARCHAR))'}"""
CERTIFIED = """{"insertId": 'VARCHAR', "timestamp": 'TIMESTAMP_NS', "protoPayload": 'STRUCT(resourceName VARCHAR,
    response STRUCT(certificate_description STRUCT(cert_fingerprint STRUCT(sha256_hash VARCHAR), tbs_certificate_digest VARCHAR)))'}"""
SIGNED = """{"insertId": 'VARCHAR', "timestamp": 'TIMESTAMP_NS', "protoPayload": 'STRUCT(resourceName VARCHAR,
    authenticationInfo STRUCT(principalEmail VARCHAR), request STRUCT(digest STRUCT(sha256 VARCHAR)))'}"""

KEEP = """
create table used as
select distinct on (insertId, "timestamp", logName) insertId as id, "timestamp" as happened,
    labels['authentication.kubernetes.io/credential-id'] as credential, protoPayload.authenticationInfo.principalEmail as principal,
    resource.labels.cluster_name as cluster, protoPayload.methodName as method
from {uses} where resource.type = 'k8s_cluster' and labels['authentication.kubernetes.io/credential-id'] is not null;
create table issued as
select distinct on (insertId, "timestamp") "timestamp" as happened, protoPayload.metadata.credentialId as credential,
    protoPayload.metadata.toBeSignedDigest as digest, protoPayload.resourceName as cluster from {issued};
create table certified as
select distinct on (insertId, "timestamp") "timestamp" as happened, protoPayload.response.certificate_description.tbs_certificate_digest as digest,
    'X509SHA256=' || protoPayload.response.certificate_description.cert_fingerprint.sha256_hash as credential from {certified};
create table signed as
select distinct on (insertId, "timestamp") "timestamp" as happened, lower(protoPayload.request.digest.sha256) as digest,
    protoPayload.resourceName as key, protoPayload.authenticationInfo.principalEmail as principal from {signed};
"""

JUDGE = """
create table judged as
with credential as (select credential from used union select credential from issued),
uses as (select credential, count(*) as uses, min(happened) as first, max(happened) as last from used group by credential)
select credential, uses, first, last, issued.happened as issued, certified.happened as certified, signed.happened as signed
from credential left join uses using (credential) left join issued using (credential) left join certified using (credential)
left join signed on signed.digest = coalesce(issued.digest, certified.digest);
select issued is not null as gke, certified is not null as ca_service, signed is not null as kms, count(*), sum(uses)
from judged group by all order by all;
"""

UNCLAIMED = """
select count(*) from signed
where not exists (select 1 from issued where issued.digest = signed.digest) and not exists (select 1 from certified where certified.digest = signed.digest)
"""


def main():
    directory, database = sys.argv[1:]
    if os.path.exists(database):
        os.remove(database)
    connection = duckdb.connect(database)
    connection.execute(f"set threads = {os.environ.get('THREADS', '2')}")
    logs = {"uses": ("kubernetes", USES), "issued": ("gke", ISSUED), "certified": ("ca-service", CERTIFIED), "signed": ("kms", SIGNED)}
    connection.execute(KEEP.format(**{name: READ.format(directory, log, columns) for name, (log, columns) in logs.items()}))
    for row in connection.execute(JUDGE).fetchall():
        print(*row)
    print("unclaimed", *connection.execute(UNCLAIMED).fetchone())


if __name__ == "__main__":
    main()
