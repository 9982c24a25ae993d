//! The overlay of deploy/kubernetes-example changes what it says it changes.

use std::io::{Write as _, stderr};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn deploy() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy")
}

fn yaml(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    serde_saphyr::from_str(&text).expect("YAML")
}

fn texts(value: &Value) -> Vec<&str> {
    let list = value.as_array().expect("a list");
    list.iter().map(|it| it.as_str().expect("text")).collect()
}

/// Kustomize refuses a base that holds its overlay as a cycle, and files from outside.
#[test]
fn the_base_stands_beside_the_overlay_and_its_files_within() {
    let overlay = deploy().join("kubernetes-example");
    let kustomization = yaml(&overlay.join("kustomization.yaml"));
    assert_eq!(texts(&kustomization["resources"]), ["../kubernetes"]);
    let base = overlay
        .join("../kubernetes")
        .canonicalize()
        .expect("a base");
    let overlay = overlay.canonicalize().expect("an overlay");
    assert!(!overlay.starts_with(&base) && !base.starts_with(&overlay));
    for patch in kustomization["patches"].as_array().expect("patches") {
        let kind = yaml(&overlay.join(patch["path"].as_str().expect("a file")));
        assert!(matches!(
            kind["kind"].as_str(),
            Some("CronJob" | "PersistentVolumeClaim")
        ));
    }
    let files = texts(&kustomization["configMapGenerator"][0]["files"]);
    let envs = texts(&kustomization["secretGenerator"][0]["envs"]);
    for file in files.iter().chain(&envs) {
        assert!(
            !file.contains('/') && overlay.join(file).is_file(),
            "{file}"
        );
    }
}

#[test]
fn kubectl_builds_the_overlay() {
    let mut kubectl = Command::new("kubectl");
    kubectl
        .arg("kustomize")
        .arg(deploy().join("kubernetes-example"));
    let Ok(built) = kubectl.output() else {
        let _ = writeln!(stderr(), "skipped: kubectl is not installed");
        return;
    };
    assert!(built.status.success(), "{built:?}");
    let built = String::from_utf8(built.stdout).expect("text");
    let manifests: Vec<Value> = serde_saphyr::from_multiple(&built).expect("YAML");
    let of = |kind: &str| {
        let mut all = manifests.iter().filter(|it| it["kind"] == kind);
        all.next().unwrap_or_else(|| panic!("no {kind}: {built}"))
    };
    let job = of("CronJob");
    assert_eq!(job["spec"]["schedule"], "5,35 * * * *");
    let pod = &job["spec"]["jobTemplate"]["spec"]["template"]["spec"];
    let container = &pod["containers"][0];
    let arguments = texts(&container["args"]);
    assert!(arguments.contains(&"--policy=/etc/credtrail/credtrail.toml"));
    let names = |list: &Value| -> Vec<String> {
        let names = list.as_array().expect("a list").iter();
        let mut names: Vec<String> = names.map(|it| it["name"].to_string()).collect();
        names.sort();
        names
    };
    let expected = ["\"policy\"", "\"state\"", "\"tmp\""];
    assert_eq!(names(&container["volumeMounts"]), expected);
    assert_eq!(names(&pod["volumes"]), expected);
    let policy = &of("ConfigMap")["metadata"]["name"];
    let volumes = pod["volumes"].as_array().expect("volumes");
    assert!(volumes.iter().any(|it| it["configMap"]["name"] == *policy));
    let secret = &container["env"][1]["valueFrom"]["secretKeyRef"];
    assert_eq!(secret["name"], of("Secret")["metadata"]["name"]);
    assert_eq!(
        of("PersistentVolumeClaim")["spec"]["storageClassName"],
        "premium-rwo"
    );
}
