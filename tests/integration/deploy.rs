//! The examples in deploy/ are sound, and say nothing that the command does not know.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use crate::harness::cli::run;
use crate::simulation::files::Folder;
use assert_cmd::cargo::cargo_bin;
use serde_json::Value;

#[test]
fn every_flag_is_one_that_the_command_knows() {
    let service = text("systemd/credtrail.service");
    let started = service
        .lines()
        .find_map(|it| it.strip_prefix("ExecStart=/usr/local/bin/credtrail "));
    let started = started
        .expect("a command")
        .split(' ')
        .map(str::to_owned)
        .collect();
    let [.., cron_job] = &manifests("kubernetes/cronjob.yaml")[..] else {
        panic!("four manifests")
    };
    let [job] = &manifests("cloud-run/job.yaml")[..] else {
        panic!("one manifest")
    };
    for arguments in [started, arguments(pod(cron_job)), arguments(pod(job))] {
        assert_eq!(arguments[0], "scan");
        let known = flags(&run(Folder::new().path(), &["scan", "--help"]).out);
        for flag in arguments.iter().filter(|it| it.starts_with('-')) {
            let flag = flag.split('=').next().expect("a flag");
            assert!(known.contains(flag), "{flag} of {arguments:?}");
        }
    }
}

/// What the unit takes away from a command that writes one directory and talks to the Internet.
const SANDBOX: [&str; 27] = [
    "AmbientCapabilities=",
    "CapabilityBoundingSet=",
    "DynamicUser=yes",
    "LockPersonality=yes",
    "MemoryDenyWriteExecute=yes",
    "NoNewPrivileges=yes",
    "PrivateDevices=yes",
    "PrivateTmp=yes",
    "PrivateUsers=yes",
    "ProcSubset=pid",
    "ProtectClock=yes",
    "ProtectControlGroups=yes",
    "ProtectHome=yes",
    "ProtectHostname=yes",
    "ProtectKernelLogs=yes",
    "ProtectKernelModules=yes",
    "ProtectKernelTunables=yes",
    "ProtectProc=invisible",
    "ProtectSystem=strict",
    "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
    "RestrictNamespaces=yes",
    "RestrictRealtime=yes",
    "RestrictSUIDSGID=yes",
    "SystemCallArchitectures=native",
    "SystemCallFilter=@system-service",
    "SystemCallFilter=~@privileged @resources",
    "UMask=0077",
];

#[test]
fn the_units_are_sound() {
    let service = text("systemd/credtrail.service");
    let sections: Vec<&str> = service.lines().filter(|it| it.starts_with('[')).collect();
    assert_eq!(sections, ["[Unit]", "[Service]"]);
    for line in [
        "StateDirectory=credtrail",
        "StateDirectoryMode=0700",
        "Environment=CREDTRAIL_DB=/var/lib/credtrail/credtrail.db",
    ]
    .iter()
    .chain(&SANDBOX)
    {
        assert!(service.lines().any(|it| it == *line), "{line}");
    }
    let timer = text("systemd/credtrail.timer");
    assert!(
        timer.contains("\nOnCalendar=hourly\n") && timer.contains("\nWantedBy=timers.target\n")
    );
    for line in service.lines().chain(timer.lines()) {
        let is_sound = line.is_empty() || line.starts_with(['#', '[']) || line.contains('=');
        assert!(is_sound, "{line}");
    }
}

#[test]
fn the_unit_of_the_server_leaves_it_one_port_and_the_database() {
    let service = text("systemd/credtrail-serve.service");
    let started = service
        .lines()
        .find_map(|it| it.strip_prefix("ExecStart=/usr/local/bin/credtrail "));
    let started: Vec<&str> = started.expect("a command").split(' ').collect();
    assert_eq!(started[..3], ["serve", "--listen", "127.0.0.1:8484"]);
    let known = flags(&run(Folder::new().path(), &["serve", "--help"]).out);
    for flag in started.iter().filter(|it| it.starts_with("--")) {
        assert!(known.contains(*flag), "{flag}");
    }
    let of_scan = ["RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX"];
    let sandbox = SANDBOX.iter().filter(|it| !of_scan.contains(it));
    for line in sandbox.chain(&[
        "RestrictAddressFamilies=AF_INET AF_INET6",
        "IPAddressDeny=any",
        "IPAddressAllow=localhost",
        "SocketBindDeny=any",
        "SocketBindAllow=tcp:8484",
        "StateDirectoryMode=0700",
    ]) {
        assert!(service.lines().any(|it| it == *line), "{line}");
    }
}

#[test]
fn systemd_finds_nothing_wrong_where_it_is_there() {
    let here = cargo_bin("credtrail").display().to_string();
    let service = text("systemd/credtrail.service").replace("/usr/local/bin/credtrail", &here);
    let folder = Folder::new()
        .with("credtrail.service", service)
        .with("credtrail.timer", text("systemd/credtrail.timer"))
        .with(
            "credtrail-serve.service",
            text("systemd/credtrail-serve.service").replace("/usr/local/bin/credtrail", &here),
        );
    let mut verify = Command::new("systemd-analyze");
    verify.args([
        "verify",
        "./credtrail.service",
        "./credtrail.timer",
        "./credtrail-serve.service",
    ]);
    let Ok(verified) = verify.current_dir(folder.path()).output() else {
        return; // no systemd here; what can be told without it, the other test tells
    };
    let stderr = String::from_utf8_lossy(&verified.stderr);
    let ours: Vec<&str> = stderr
        .lines()
        .filter(|it| it.contains("credtrail"))
        .collect();
    assert_eq!(ours, [""; 0]);
}

#[test]
fn the_kubernetes_manifests_are_of_the_known_form() {
    let manifests = manifests("kubernetes/cronjob.yaml");
    let kinds = manifests
        .iter()
        .map(|it| (text_at(it, "/apiVersion"), text_at(it, "/kind")));
    assert_eq!(
        kinds.collect::<Vec<_>>(),
        [
            ("v1", "Namespace"),
            ("v1", "ServiceAccount"),
            ("v1", "PersistentVolumeClaim"),
            ("batch/v1", "CronJob")
        ]
    );
    let job = &manifests[3];
    knows(
        &job["spec"],
        &[
            "schedule",
            "timeZone",
            "concurrencyPolicy",
            "startingDeadlineSeconds",
            "successfulJobsHistoryLimit",
            "failedJobsHistoryLimit",
            "jobTemplate",
        ],
    );
    knows(
        &job["spec"]["jobTemplate"]["spec"],
        &["backoffLimit", "activeDeadlineSeconds", "template"],
    );
    let pod = pod(job);
    knows(
        pod,
        &[
            "serviceAccountName",
            "automountServiceAccountToken",
            "restartPolicy",
            "securityContext",
            "containers",
            "volumes",
        ],
    );
    knows(
        &pod["containers"][0],
        &[
            "name",
            "image",
            "args",
            "env",
            "securityContext",
            "resources",
            "volumeMounts",
        ],
    );
    assert_eq!(
        text_at(job, "/spec/concurrencyPolicy"),
        "Forbid",
        "the database has one writer"
    );
    assert_eq!(pod["restartPolicy"], "Never");
    assert_eq!(pod["serviceAccountName"], manifests[1]["metadata"]["name"]);
    assert_eq!(
        pod["volumes"][0]["persistentVolumeClaim"]["claimName"],
        manifests[2]["metadata"]["name"]
    );
    for (path, value) in [
        ("/securityContext/runAsNonRoot", true),
        ("/containers/0/securityContext/readOnlyRootFilesystem", true),
        (
            "/containers/0/securityContext/allowPrivilegeEscalation",
            false,
        ),
        ("/automountServiceAccountToken", false),
    ] {
        assert_eq!(pod.pointer(path), Some(&Value::Bool(value)), "{path}");
    }
    database_is_mounted(pod);
    let namespaces: BTreeSet<&str> = manifests[1..]
        .iter()
        .map(|it| text_at(it, "/metadata/namespace"))
        .collect();
    assert_eq!(namespaces, BTreeSet::from(["credtrail"]));
}

#[test]
fn the_cloud_run_job_is_of_the_known_form() {
    let manifests = manifests("cloud-run/job.yaml");
    let job = &manifests[0];
    assert_eq!(
        (text_at(job, "/apiVersion"), text_at(job, "/kind")),
        ("run.googleapis.com/v1", "Job")
    );
    knows(
        &job["spec"]["template"]["spec"],
        &["parallelism", "taskCount", "template"],
    );
    let pod = pod(job);
    knows(
        pod,
        &[
            "serviceAccountName",
            "maxRetries",
            "timeoutSeconds",
            "containers",
            "volumes",
        ],
    );
    knows(
        &pod["containers"][0],
        &["image", "args", "resources", "volumeMounts"],
    );
    knows(&pod["volumes"][0], &["name", "nfs"]);
    assert_eq!(
        (
            &pod["maxRetries"],
            &job["spec"]["template"]["spec"]["parallelism"]
        ),
        (&0.into(), &1.into())
    );
    database_is_mounted(pod);
}

#[test]
fn the_image_is_built_in_two_stages_and_runs_as_nobody() {
    let file = text("cloud-run/Containerfile");
    let steps: Vec<&str> = file
        .lines()
        .filter(|it| !it.starts_with([' ', '#']))
        .collect();
    let from: Vec<&&str> = steps.iter().filter(|it| it.starts_with("FROM ")).collect();
    assert_eq!(
        from,
        [
            &"FROM docker.io/library/rust:1-alpine AS build",
            &"FROM scratch"
        ]
    );
    for step in ["USER 65532:65532", "ENTRYPOINT [\"/credtrail\"]"] {
        assert!(steps.contains(&step), "{step}");
    }
    assert!(file.contains("cargo build --profile dist --locked --bin credtrail"));
}

fn text(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("deploy")
        .join(name);
    std::fs::read_to_string(path).expect(name)
}

fn manifests(name: &str) -> Vec<Value> {
    serde_saphyr::from_multiple(&text(name)).expect("YAML")
}

fn text_at<'v>(value: &'v Value, path: &str) -> &'v str {
    value.pointer(path).and_then(Value::as_str).expect(path)
}

/// The pod, however deep it stands.
fn pod(manifest: &Value) -> &Value {
    let mut spec = &manifest["spec"];
    while spec.get("containers").is_none() {
        let inner = spec
            .get("jobTemplate")
            .or(spec.get("template"))
            .expect("a template");
        spec = &inner["spec"];
    }
    spec
}

fn arguments(pod: &Value) -> Vec<String> {
    let arguments = pod["containers"][0]["args"]
        .as_array()
        .expect("arguments")
        .iter();
    arguments
        .map(|it| it.as_str().expect("a text").to_owned())
        .collect()
}

/// All of these fields stand there, and no other.
fn knows(value: &Value, fields: &[&str]) {
    let there: BTreeSet<&str> = value
        .as_object()
        .expect("fields")
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(there, fields.iter().copied().collect());
}

/// The database lies on a volume that stays.
fn database_is_mounted(pod: &Value) {
    let arguments = arguments(pod);
    let database = arguments
        .iter()
        .find_map(|it| it.strip_prefix("--db="))
        .expect("--db");
    let mounts = pod["containers"][0]["volumeMounts"]
        .as_array()
        .expect("mounts");
    let mount = mounts
        .iter()
        .find(|it| database.starts_with(text_at(it, "/mountPath")));
    let name = &mount.expect("a mount of the database")["name"];
    let volumes = pod["volumes"].as_array().expect("volumes");
    let volume = volumes
        .iter()
        .find(|it| it["name"] == *name)
        .expect("its volume");
    assert!(volume.get("emptyDir").is_none(), "{volume}");
    for mount in mounts {
        assert!(
            volumes.iter().any(|it| it["name"] == mount["name"]),
            "{mount}"
        );
    }
}

fn flags(help: &str) -> BTreeSet<String> {
    let words = help.split([' ', '\n', ',', '=', '[']);
    words
        .filter(|it| it.starts_with("--"))
        .map(str::to_owned)
        .collect()
}
