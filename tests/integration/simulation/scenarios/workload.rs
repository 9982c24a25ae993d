//! Scenarios of managed workload identities: certificates of VMs, from the VM to the key.

use jiff::SignedDuration;
use serde_json::json;

use super::{minutes, node, web};
use crate::simulation::authority;
use crate::simulation::certificate::{Leaf, Signer};
use crate::simulation::clock::NOON;
use crate::simulation::constants::{
    CA_AGENT, CACHE, CART, CLUSTER_POOL, MWI_POOL, MWI_ROOT_KEY, MWI_ROOT_POOL, WEB, WORKLOAD_POOL,
};
use crate::simulation::entries::{ca_service, certificate_signature, certification, kms};
use crate::simulation::shapes::ndjson;
use crate::simulation::{Scenario, Vm, World};

pub fn all() -> Vec<Scenario> {
    vec![
        workload_identities(),
        workload_gaps(),
        workload_rotation(),
        unissued_workload(),
        unexpected_issuer(),
        untrusted_chain(),
        unexpected_identity(),
        unexpected_profile(),
        workload_that_signs(),
        expired_certificate(),
        overdue_rotation(),
        refused_configuration(),
        unexpected_files(),
        bundle_mismatch(),
        outdated_agent(),
    ]
}

fn workload_identities() -> Scenario {
    let vm = Vm::with(WEB, minutes(10));
    let cart = Vm::with(CART, minutes(20));
    let (subordinate, root) = (&vm.subordinate, &vm.root);
    let world = World::framed()
        .used_certificate(&node())
        .used_token(&web())
        .record(kms::signature(
            MWI_ROOT_KEY,
            &root.to_be_signed,
            minutes(1),
            CA_AGENT,
        ))
        .record(kms::signature(
            MWI_ROOT_KEY,
            &subordinate.to_be_signed,
            minutes(2),
            CA_AGENT,
        ))
        .record(ca_service::authority_created(
            subordinate,
            &MWI_ROOT_POOL,
            minutes(2),
        ))
        .records(vm.issued())
        .records(cart.issued());
    let looks = [
        vm.observed("web-1", minutes(15)),
        vm.observed("web-1", minutes(75)),
    ];
    Scenario::of("workload-identities", &world).log("workload.ndjson", ndjson(&looks))
}

/// The first certificate has no signature; the second came from a cluster's pool.
fn workload_gaps() -> Scenario {
    let unsigned = Vm::with(WEB, minutes(10));
    let [_, certified] = unsigned.issued();
    let smuggled = Leaf::of_identity(CACHE, minutes(20))
        .made_by(CLUSTER_POOL)
        .mint();
    let world = World::framed()
        .used_certificate(&node())
        .records(Vm::with(CACHE, minutes(5)).issued())
        .record(certified)
        .record(certificate_signature(&smuggled))
        .record(certification(&smuggled));
    Scenario::of("workload-gaps", &world)
}

/// Three certificates of one identity on one VM, the last of them issued late, and one on another VM.
fn workload_rotation() -> Scenario {
    let hours = |count| NOON - SignedDuration::from_hours(20) + SignedDuration::from_hours(count);
    let vms = [0, 12, 13].map(|hour| Vm::with(WEB, hours(hour)));
    let other = Vm::with(WEB, hours(1));
    let world = vms
        .iter()
        .chain([&other])
        .fold(World::framed(), |world, vm| world.records(vm.issued()));
    let looks = [
        vms[0].observed("web-1", hours(1)),
        vms[0].observed("web-1", hours(11)),
        vms[1].observed("web-1", hours(12) + SignedDuration::from_mins(6)),
        vms[0].observed("web-1", hours(14)),
        vms[2].observed("web-1", hours(15)),
        other.observed("web-2", hours(3)),
    ];
    Scenario::of("workload-rotation", &world).log("workload.ndjson", ndjson(&looks))
}

fn unissued_workload() -> Scenario {
    let genuine = Vm::with(WEB, minutes(10));
    let forged = Vm::with(CACHE, minutes(20));
    let world = World::framed().records(genuine.issued());
    let looks = [
        genuine.observed("web-1", minutes(30)),
        forged.observed("web-2", minutes(30)),
    ];
    Scenario::of("unissued-workload", &world).log("workload.ndjson", ndjson(&looks))
}

fn unexpected_issuer() -> Scenario {
    let strange = Leaf::of_identity(WEB, minutes(20))
        .made_by(WORKLOAD_POOL)
        .mint();
    let world = World::framed()
        .records(Vm::with(CACHE, minutes(10)).issued())
        .record(certificate_signature(&strange))
        .record(certification(&strange));
    let policy = format!("[workload]\npools = [\"{}\"]\n", MWI_POOL.name);
    Scenario::of("unexpected-issuer", &world).file("credtrail.toml", policy)
}

/// An observation of a VM, some minutes after noon.
fn look(name: &'static str, vm: &Vm, minute: i64) -> Scenario {
    let files = vm.files().into_iter();
    let scenario = files.fold(Scenario::new(name), |scenario, (file, content)| {
        scenario.file(&format!("vm/{file}"), content)
    });
    scenario.file("looked-at", format!("{}\n", minutes(minute)))
}

fn healthy() -> Vm {
    Vm::with(WEB, NOON)
}

fn untrusted_chain() -> Scenario {
    let impostor = Leaf::of_identity(WEB, NOON).by(Signer::Impostor).mint();
    look("untrusted-chain", &Vm::of(impostor), 10)
}

fn unexpected_identity() -> Scenario {
    let two = Leaf::of_identity(WEB, NOON).named_also(CACHE);
    look("unexpected-identity", &Vm::of(two.mint()), 10)
}

fn unexpected_profile() -> Scenario {
    let for_clients = Leaf::of_identity(WEB, NOON).for_clients_alone();
    look("unexpected-profile", &Vm::of(for_clients.mint()), 10)
}

/// A workload's certificate may sign others, and is among the trust anchors.
fn workload_that_signs() -> Scenario {
    let signs = Leaf::of_identity(WEB, NOON)
        .mint_with(|it| it.key_usages.push(rcgen::KeyUsagePurpose::KeyCertSign));
    let vm = Vm::of(signs);
    let anchors = format!("{}{}", vm.root.pem, vm.certificate.pem);
    look("workload-that-signs", &vm, 10).file("vm/ca_certificates.pem", anchors)
}

fn expired_certificate() -> Scenario {
    look("expired-certificate", &healthy(), 26 * 60)
}

fn overdue_rotation() -> Scenario {
    look("overdue-rotation", &healthy(), 14 * 60)
}

fn refused_configuration() -> Scenario {
    let errors = json!({ "partnerMetadataConfigsErrors": { "errors": {
        "certificate-issuance-config": "The CA pool does not exist, or the identity is not authorized to request certificates from it."
    } } });
    look("refused-configuration", &healthy(), 10).file("vm/config_status", format!("{errors}\n"))
}

fn unexpected_files() -> Scenario {
    let mut scenario = look("unexpected-files", &healthy(), 10);
    scenario.files.remove("vm/private_key.pem");
    scenario
}

fn bundle_mismatch() -> Scenario {
    let root = authority::certificate(&MWI_ROOT_POOL);
    let other = json!({ "trust_domains": { "other.global.210987654321.workload.id.goog": {
        "keys": [{ "use": "x509-svid", "kty": "EC", "x5c": [base64(&root.der)] }], "spiffe_sequence": 1
    } } });
    let mut scenario = look("bundle-mismatch", &healthy(), 10);
    scenario.files.remove("vm/ca_certificates.pem");
    scenario.file("vm/trust_bundles.json", format!("{other}\n"))
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

fn outdated_agent() -> Scenario {
    let serial = "[    9.81] systemd[1]: Started Google Compute Engine Guest Agent.\n\
        Oct  6 12:00:01 web-1 google_guest_agent[512]: GCE Agent Started (version 20230821.00)\n\
        Debian GNU/Linux 11 web-1 ttyS0\n";
    look("outdated-agent", &healthy(), 10).file("serial.txt", serial)
}
