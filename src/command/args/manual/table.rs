//! The exit statuses and the examples of each verb.

use super::{Example, Manual, Status};

const DONE: &[Status] = &[(0, "done")];

const JUDGED: &[Status] = &[
    (0, "nothing is broken, or --fail-on does not ask for it"),
    (
        1,
        "something is broken, and no suppression covers it; with --fail-on unproven also where something is unproven",
    ),
    (
        3,
        "a whole log was unread for the window, an input is unread, or a log is stale",
    ),
];

const TRACED: &[Status] = &[
    (0, "it is not broken"),
    (
        1,
        "it is broken, and no suppression covers it; with --fail-on unproven also where it is unproven",
    ),
    (
        3,
        "nothing is known of it, a line of --bundle could not be had, or --jwks could verify nothing",
    ),
];

const fn manual(
    verb: &'static str,
    statuses: &'static [Status],
    [first, second]: [(&'static str, &'static str); 2],
) -> Manual {
    let first = Example {
        task: first.0,
        line: first.1,
    };
    let second = Example {
        task: second.0,
        line: second.1,
    };
    Manual {
        verb,
        statuses,
        examples: [first, second],
    }
}

/// What is exported, in one form so far.
const EXPORTS: [(&str, &str); 2] = [
    ("Write tables", "credtrail export parquet --out tables/"),
    ("Write b.db", "credtrail export parquet --db b.db --out b/"),
];

/// The manuals of all verbs.
pub const ALL: [Manual; 25] = [
    manual(
        "ingest",
        DONE,
        [
            (
                "Read a directory of exported logs",
                "credtrail ingest logs/",
            ),
            (
                "Read what a sink wrote into a bucket on one day",
                "credtrail ingest gs://acme-logs/cloudaudit.googleapis.com/data_access/2026/11/21/",
            ),
        ],
    ),
    manual(
        "facts",
        DONE,
        [
            (
                "Plan: list the parts of the logs that have no facts yet",
                "credtrail facts --plan --out lake/ logs/",
            ),
            (
                "Read the parts of which another program gives a line each",
                "credtrail facts - --out lake/",
            ),
        ],
    ),
    manual(
        "fold",
        DONE,
        [
            ("Fold all that is not folded yet", "credtrail fold lake/"),
            (
                "Plan: list the slices of days that are not folded yet",
                "credtrail fold lake/ --plan",
            ),
        ],
    ),
    manual(
        "load",
        DONE,
        [
            (
                "Fill a database from facts",
                "credtrail load lake/ --db credtrail.db",
            ),
            (
                "Fill the database of the environment, and say nothing but errors",
                "credtrail load lake/ --quiet",
            ),
        ],
    ),
    manual("export", DONE, EXPORTS),
    manual("export parquet", DONE, EXPORTS),
    manual(
        "replay",
        JUDGED,
        [
            (
                "Judge a directory of exported logs",
                "credtrail replay logs/",
            ),
            (
                "Judge one by a policy, and keep the report as JSON",
                "credtrail replay logs/ --policy credtrail.toml -f json -o report.json",
            ),
        ],
    ),
    manual(
        "pull",
        DONE,
        [
            (
                "Pull what is new, or the last 30 days",
                "credtrail pull --project acme-prod --key-project acme-keys",
            ),
            (
                "Pull one day, and keep its entries as files",
                "credtrail pull --project acme-prod --from 2026-11-20 --to 2026-11-21 --save entries/",
            ),
        ],
    ),
    manual(
        "scan",
        JUDGED,
        [
            (
                "Judge the last day, and report what no scan has reported before",
                "credtrail scan --since 24h --new",
            ),
            (
                "Pull what is new, judge it, and write SARIF to a file",
                "credtrail scan --pull --project acme-prod -f sarif -o credtrail.sarif",
            ),
        ],
    ),
    manual(
        "trace",
        TRACED,
        [
            (
                "Tell where a certificate came from",
                "credtrail trace client.pem",
            ),
            (
                "Tell everything that hangs on a node",
                "credtrail trace system:node:gke-payments-1 --reach",
            ),
        ],
    ),
    manual(
        "serve",
        &[(0, "it was told to stop")],
        [
            (
                "Show a database to a browser on this machine",
                "credtrail serve --db credtrail.db",
            ),
            (
                "Show it to others, who know a token, behind a proxy that has a certificate",
                "credtrail serve --listen 10.0.0.7:8484 --token-file token --host trail.acme.example",
            ),
        ],
    ),
    manual(
        "workload verify",
        &[
            (0, "all is as it should be"),
            (1, "something is broken, and no suppression covers it"),
            (3, "a log or an input is unread"),
        ],
        [
            (
                "Look at what the guest agent wrote on this VM",
                "credtrail workload verify /var/run/secrets/workload-spiffe-credentials",
            ),
            (
                "Ask the metadata server, and keep what it says",
                "credtrail workload verify metadata --host vm-1 --record",
            ),
        ],
    ),
    manual(
        "filters",
        DONE,
        [
            (
                "Print the filters, commands and settings of a project",
                "credtrail filters --project acme-prod",
            ),
            (
                "Print them for keys in another project, with the bucket of the sinks",
                "credtrail filters --project acme-prod --key-project acme-keys --bucket acme-logs",
            ),
        ],
    ),
    manual(
        "doctor",
        &[
            (0, "nothing is missing"),
            (1, "something is missing"),
            (
                2,
                "the command failed, or something could not be asked and nothing is missing",
            ),
        ],
        [
            (
                "Ask what is missing in the projects of clusters and keys",
                "credtrail doctor --project acme-prod --key-project acme-keys",
            ),
            (
                "Tell why lineages of a database are unproven, as JSON",
                "credtrail doctor --db credtrail.db -f json",
            ),
        ],
    ),
    manual(
        "policy check",
        &[(0, "the policy is sound")],
        [
            (
                "Check the policy beside the database",
                "credtrail policy check",
            ),
            (
                "Check that a policy is sound and signed",
                "credtrail policy check credtrail.toml --policy-key sign.pub.pem",
            ),
        ],
    ),
    manual(
        "policy sign",
        DONE,
        [
            (
                "Sign a policy with a key in a file",
                "credtrail policy sign credtrail.toml --key sign.pem",
            ),
            (
                "Sign it with a key of Cloud KMS",
                "credtrail policy sign credtrail.toml --key projects/acme-keys/locations/global/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1",
            ),
        ],
    ),
    manual(
        "policy infer",
        DONE,
        [
            ("Print a first policy", "credtrail policy infer"),
            (
                "Write it to a file, to review it",
                "credtrail policy infer -o credtrail.toml",
            ),
        ],
    ),
    manual(
        "diff",
        &[(0, "nothing became broken"), (1, "something became broken")],
        [
            (
                "Tell what changed between the last two scans",
                "credtrail diff",
            ),
            ("Compare two scans, as JSON", "credtrail diff 41 42 -f json"),
        ],
    ),
    manual(
        "fsck",
        &[(0, "sound"), (1, "something is wrong")],
        [
            ("Verify the database", "credtrail fsck"),
            (
                "Look up every record in the files that were read",
                "credtrail fsck --files logs/",
            ),
        ],
    ),
    manual(
        "verify-report",
        &[
            (0, "all of it is as it was signed"),
            (1, "something is not"),
        ],
        [
            (
                "Verify a signed report, and the report beside it",
                "credtrail verify-report report.dsse.json --key sign.pub.pem",
            ),
            (
                "Verify that this report is the signed one",
                "credtrail verify-report report.dsse.json --key sign.pub.pem --report report.json",
            ),
        ],
    ),
    manual(
        "explain",
        DONE,
        [
            (
                "Tell what a finding means",
                "credtrail explain missing-record",
            ),
            (
                "Print all explanations for a program",
                "credtrail explain -f json",
            ),
        ],
    ),
    manual(
        "completions",
        DONE,
        [
            (
                "Print the completions of bash",
                "credtrail completions bash",
            ),
            ("Print those of zsh", "credtrail completions zsh"),
        ],
    ),
    manual(
        "man",
        DONE,
        [
            ("Print the manual page", "credtrail man"),
            (
                "Write the pages of all verbs",
                "credtrail man /usr/local/share/man/man1",
            ),
        ],
    ),
    manual(
        "policy",
        DONE,
        [
            (
                "Write a first policy, to review it",
                "credtrail policy infer -o credtrail.toml",
            ),
            ("Check it", "credtrail policy check credtrail.toml"),
        ],
    ),
    manual(
        "workload",
        JUDGED,
        [
            (
                "Look at what the guest agent wrote on this VM",
                "credtrail workload verify /var/run/secrets/workload-spiffe-credentials",
            ),
            (
                "Judge saved answers of the metadata server",
                "credtrail workload verify saved/",
            ),
        ],
    ),
];

/// The manual of the command without a verb.
pub const ROOT: Manual = manual(
    "",
    &[
        (0, "nothing is broken"),
        (1, "something is broken"),
        (
            3,
            "a whole log was unread for the window, or nothing is known of the credential",
        ),
    ],
    [
        (
            "Judge a directory of exported logs",
            "credtrail replay logs/",
        ),
        (
            "Tell where a certificate came from",
            "credtrail trace client.pem",
        ),
    ],
);
