#!/usr/bin/env python3
"""Writes the first inputs of every fuzz target, made from fixtures/: seed.py DIRECTORY

DIRECTORY gets a folder for each target. Beside it stands dictionary.txt, the names of fields and the values at which readers
decide; seed.py --dictionary writes it again.
"""

import base64
import gzip
import hashlib
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
FIXTURES = HERE.parent / "fixtures"

# Longer inputs cost much and teach a fuzzer little.
LONGEST = 24_000
LONGEST_LINE = 6_000

WORDS = """
JTI= X509SHA256= TBS= sha256: eyJ -----BEGIN  -----END  ----- CERTIFICATE X509\\x20CRL CERTIFICATE\\x20REQUEST PKCS7
PRIVATE\\x20KEY null true false \\x1f\\x8b\\x08\\x00 \\x28\\xb5\\x2f\\xfd \\xff\\xfe \\xfe\\xff \\xef\\xbb\\xbf \\\\u0000 \\\\ud800
\\\\\\\\ \\\\\\" \\x0d\\x0a %2F %2E {} [] 1e999 -1 9999-12-31T23:59:59Z 2026-10-06T12:00:03.123456Z spiffe:// projects/ /locations/
/clusters/ /cryptoKeyVersions/ /caPools/ system:serviceaccount: k8s.io container.googleapis.com privateca.googleapis.com
cloudkms.googleapis.com ---\\x0a [[cluster]] [tolerance] 90m 24h 7d \\x30\\x82 \\x02\\x01 \\x06\\x03\\x55\\x1d
""".split()


def name(content):
    return hashlib.sha1(content).hexdigest()


def files(*patterns):
    for pattern in patterns:
        for path in sorted(FIXTURES.glob(pattern)):
            if path.is_file():
                yield path


def logs():
    return list(files("*/logs/*.ndjson", "*/logs/*.json", "*/logs/*.log"))


def shape(value):
    """The names of the fields: two lines of one shape teach the same."""
    if isinstance(value, dict):
        return tuple(sorted((key, shape(inner)) for key, inner in value.items()))
    if isinstance(value, list):
        return tuple({shape(inner) for inner in value})
    return type(value).__name__


def lines():
    """A line of each shape and method."""
    met = set()
    for path in logs():
        for line in path.read_bytes().splitlines():
            try:
                value = json.loads(line)
            except ValueError:
                value = line[:40].decode("latin-1")
            method = re.search(rb'"method(?:Name|_name)":"([^"]*)"', line)
            key = (shape(value) if isinstance(value, (dict, list)) else value, method and method[1])
            if len(line) <= LONGEST_LINE and key not in met:
                met.add(key)
                yield line


def framing():
    for path in logs() + list(files("*/logs/*.gz", "*/logs/*.zst")):
        content = path.read_bytes()
        if len(content) <= LONGEST and "shape" in str(path):
            yield content
            yield content[: len(content) * 2 // 3]
    for content in [b'{"a":1}\n[{"b":[]},{"c":"\\""}]\n', b'{"entries":[{},\n{}],"nextPageToken":""}', b"{]\n{}{}"]:
        yield content
        yield gzip.compress(content, mtime=0) * 2
        yield b"\xff\xfe" + content.decode().encode("utf-16-le")


def log():
    yield from lines()
    for path in logs():
        content = path.read_bytes()
        if len(content) <= LONGEST and ("shape" in str(path) or path.suffix != ".ndjson"):
            yield content


def report():
    for scenario in sorted({path.parent for path in logs()}):
        content = b"".join(path.read_bytes().rstrip() + b"\n" for path in sorted(scenario.glob("*.*json")))
        if len(content) <= LONGEST:
            yield content
    yield from evidence()


def pages():
    yield b'{"nextPageToken":"t"}'
    few = [line.decode("utf-8", "replace") for line in lines() if line.startswith(b"{")]
    for start in range(0, len(few), 2):
        entries = few[start : start + 2]
        yield f'{{"entries":[{",".join(entries)}],"nextPageToken":"{start}"}}'.encode()
    for line in few[::8]:
        try:
            yield json.dumps({"entries": [json.loads(line)]}, indent=2).encode()
        except ValueError:
            pass


def spellings():
    text = b"\n".join(path.read_bytes() for path in logs())
    patterns = [
        rb"(?:JTI|X509SHA256)=[^\"\\]{1,80}",
        rb"\"(?:digest|sha256|sha384|sha512|toBeSignedDigest)\":\"([^\"]{1,200})\"",
        rb"spiffe://[^\"\\]{1,120}",
        rb"\d{4}-\d\d-\d\dT[\d:.]*Z",
        rb"projects/[a-z-]+/locations[^\"\\]{1,120}",
    ]
    for pattern in patterns:
        yield from sorted(set(re.findall(pattern, text)))[:24]
    for digest in [hashlib.sha256, hashlib.sha384, hashlib.sha512]:
        raw = digest(b"x").digest()
        yield base64.b64encode(raw)
        yield base64.urlsafe_b64encode(raw).rstrip(b"=")
        yield raw.hex(":").upper().encode()
        yield b"sha256:" + raw.hex().encode()
    yield from [b"7d", b"1h 30m", b"PT1.5S", b"missing-record:break:kms unclaimed-signature:gap::suppressed", b"2021-08-11 15:35:06.914207 UTC"]
    yield from (der for der in ders() if len(der) < 900)


def papers():
    return files("**/*.pem", "**/*.crl", "**/*.txt", "**/*.yaml", "*/logs/evidence/*", "*/*.jwt")


def ders():
    for path in papers():
        for body in re.findall(rb"-----BEGIN [^-]*-----([^-]*)-----END", path.read_bytes()):
            try:
                yield base64.b64decode(b"".join(body.split()))
            except ValueError:
                pass


def evidence():
    for path in papers():
        content = path.read_bytes()
        if len(content) <= LONGEST and b"PRIVATE" not in content:
            yield content
    for der in ders():
        yield der
        yield base64.b64encode(der)
    for line in lines():
        for pem in re.findall(rb"-----BEGIN CERTIFICATE[^\"]*", line):
            yield pem


def tokens():
    found = [path.read_bytes().strip() for path in files("**/*.jwt")]
    sets = [path.read_bytes() for path in files("**/*jwks*", "**/*keys*.json", "*/logs/evidence/*.json")]
    sets = [content for content in sets if b'"kty"' in content]
    for content in sets:
        yield b"\n" + content
    for line in lines():
        found += re.findall(rb"eyJ[\w-]+\.[\w-]+\.[\w-]*", line)
    for header in [b'{"alg":"ES256","kid":"a"}', b'{"alg":"none"}', b'{"alg":"RS256","crit":["b64"],"b64":false}']:
        part = base64.urlsafe_b64encode(header).rstrip(b"=")
        claims = base64.urlsafe_b64encode(b'{"jti":"x","exp":1}').rstrip(b"=")
        found.append(part + b"." + claims + b"." + b"A" * 86)
    for token in sorted(set(found)):
        yield token
        for content in sets:
            yield token + b"\n" + content
    # RFC 8037 and RFC 7515 publish these keys and signatures.
    okp = b'{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}'
    ec = b'{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}'
    es = b"eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
    yield es + b'\n{"keys":[' + ec + b"," + okp + b"]}"
    yield es + b'\n{"keys":[' + ec[:-1] + b',"kid":"k","alg":"ES256","use":"sig"}]}'


def blocks(language):
    """The blocks of a language in the pages of the book."""
    for page in sorted((HERE.parent / "docs" / "src").glob("**/*.md")):
        yield from re.findall(rf"```{language}\n(.*?)```", page.read_text(), re.S)


def policy():
    for path in files("**/*.toml"):
        yield path.read_bytes()
    for block in blocks("toml"):
        yield block.encode()
        for part in re.split(r"\n(?=\[)", block):
            yield part.encode()


def workload():
    for path in files("*/vm/*"):
        kind = {"config_status": b"s"}.get(path.name)
        content = path.read_bytes()
        if kind:
            yield kind + content
        elif path.suffix == ".json":
            yield b"c" + content
            yield b"a" + content
    for path in files("**/CONFIGS.json", "**/configs.json", "**/*config*.json", "**/workload-*", "**/trust-*", "**/serial*"):
        content = path.read_bytes()
        yield from (kind + content for kind in (b"c", b"a", b"g"))
    for block in blocks("json"):
        yield b"c" + block.encode()
    pem = next(content for path in files("*/vm/certificates.pem") if (content := path.read_text()))
    anchors = next(content for path in files("*/vm/ca_certificates.pem") if (content := path.read_text()))
    identity = "spiffe://p.global.1.workload.id.goog/ns/a/sa/b"
    yield b"a" + json.dumps({"workloadCredentials": {identity: {"certificatePem": pem, "privateKeyPem": "-"}}}).encode()
    yield b"a" + json.dumps({"trustAnchors": {"p.global.1.workload.id.goog": {"trustAnchorsPem": anchors}}}).encode()
    yield b"s" + json.dumps({"partnerMetadataConfigsErrors": {"errors": {"trust-config": "no such pool"}}}).encode()
    pool = "projects/p/locations/l/caPools/c"
    issuance = {"primary_certificate_authority_config": {"certificate_authority_config": {"ca_pool": "//privateca.googleapis.com/" + pool}}, "key_algorithm": "ecdsa-p256", "workload_certificate_lifetime_seconds": 86400, "rotation_window_percentage": 50}
    trust = {"p.global.1.workload.id.goog": {"trust_anchors": [{"ca_pool": "//privateca.googleapis.com/" + pool}]}}
    configs = {"wc.compute.googleapis.com": {"entries": {"certificate-issuance-config": issuance, "trust-config": trust}}, "iam.googleapis.com": {"entries": {"workload-identity": identity}}}
    inline = {"inlineCertificateIssuanceConfig": {"caPools": {"us-central1": pool}, "lifetime": "86400s", "rotationWindowPercentage": 50, "keyAlgorithm": "ECDSA_P256"}}
    for value in (configs, inline):
        yield b"c" + json.dumps(value).encode()
        yield b"c" + json.dumps(value, indent=1).encode()
    yield b"gJan 1 GCEGuestAgent: GCE Agent Started (version 20231103.01)\nGoogle Guest Agent (version 20240101.00)\n"


def redaction():
    bodies = [b'{"kind":"Secret","data":{"a":"YWJj"}}', b'{"a":"\\u0074oken","token":"x"}', b'{"message":{"data":"eyJhIjoxfQ=="}}']
    for number, line in enumerate(list(lines())[::4] + bodies):
        yield b"%d" % (number % 10) + line


TARGETS = {
    "evidence": evidence,
    "fast_reader": lines,
    "framing": framing,
    "log": log,
    "pages": pages,
    "policy": policy,
    "redaction": redaction,
    "report": report,
    "spellings": spellings,
    "tokens": tokens,
    "workload": workload,
}


def dictionary():
    """The names of fields in the logs, and the strings by which readers know something."""
    names = set()
    for path in logs() + list(files("**/*.json", "**/*.toml")):
        text = path.read_text(errors="replace")
        names.update(re.findall(r'\\?"([@\w./-]{2,48})\\?"\s*:', text))
        names.update(re.findall(r"^([a-z-]{2,32}) =", text, re.M))
    source = "\n".join(path.read_text() for path in sorted((HERE.parent / "src").glob("**/*.rs")))
    names.update(re.findall(r'(?:rename|alias) = "([\w@./-]+)"', source))
    shapes = "\n".join(path.read_text() for path in sorted((HERE.parent / "src/log/shape").glob("**/*.rs")))
    for spelt in re.findall(r'pub \w+: [^=;{}]+=\s*("[^,;{}]*"),', shapes):
        names.update(re.findall(r'"([\w@./-]+)"', spelt))
    literal = re.compile(r"""[\w./@%:=-]+""")
    words = sorted(it for it in names if literal.fullmatch(it) and not re.search(r"[0-9a-f]{16}", it))
    return "".join(f'"{it}"\n' for it in words) + "".join(f'"{it}"\n' for it in WORDS)


def main():
    if sys.argv[1:] == ["--dictionary"]:
        (HERE / "dictionary.txt").write_text(dictionary())
        return
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for target, seeds in TARGETS.items():
        folder = pathlib.Path(sys.argv[1]) / target
        folder.mkdir(parents=True, exist_ok=True)
        for seed in seeds():
            (folder / name(seed)).write_bytes(seed)


if __name__ == "__main__":
    main()
