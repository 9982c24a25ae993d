//! A migration that is committed stays as it is: databases hold its hash.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// SHA-256 of each migration. A new one gets a new line; no line ever changes.
const MIGRATIONS: [&str; 30] = [
    "e7bab898fe518570a67b748d2d1f59cd32c83503b8376001fb4ca1b7f1d94cd6 0001_facts.sql",
    "48155e77806fcb36411cfa130c36019937a21cebcf153eed39e4254d481582da 0002_evidence.sql",
    "0ab3a64ed7db0344f750271645a77f2f605d40598987089b816091c28aeb350c 0003_receipts.sql",
    "79d738e1475040964a2533e2c58645de8ac67f76ab546337eb521eb7f7de1ef9 0004_configuration.sql",
    "05cdd972df9bab9fea79cd8dfa0473196426b4f0813e51c3338d3990eefd96f7 0006_scans.sql",
    "f2408e49bb413b8743a7b0e00e8a49a8d135e327fca90b9e0bec618ed70257db 0007_ancestry.sql",
    "fbfe434d785d8921857e32a52643cceec6876a696f1f43af39a2935450ea8faa 0008_workload.sql",
    "d4f8e68e5504692406472b66c6b84c0b7f954a126bad878babafafa2f7dac978 0009_pulled.sql",
    "347d2c16cc175c21e4cb650e8e8b8b29f3cc99909fcdb60a3c2920381d99ca9a 0010_objects.sql",
    "d75c71a9ce42a4bdff1e90e509c60f1a6be2d027447ca20faa2fb0c0124838a1 0011_covering.sql",
    "df5dc6c34397fc06f9a48565d8c61d7d6abfa5ff71201fb95eb71c097b680f3c 0012_by_value.sql",
    "305ea0382da85fd84e9050d676ea7bfd821e745d0fefddfc249e23019d0969a7 0013_unreadable.sql",
    "71400e807ff3bbf863486344f5acb66023976a1a0da44136076dcf48052050f9 0014_holders.sql",
    "5e6524635e6b5be96908e2de0484fbda78ea36515b04373254b1a861c7ea86f0 0015_callers.sql",
    "e8a1d0099c35f85dc5ec8a98fbebbc6d668e8761d6faf66068684332caf62156 0016_recorded.sql",
    "72b3dfbc88574dbb86e32d96abaef1c33ec433ef6877a661a76acfcf9f38513d 0017_called.sql",
    "7e36b50120ccbab4d219e49ae2c5041cba76a371be4b153d159029facbe54e9a 0018_by_agent.sql",
    "fa0e91a7288af2483e91e82872fd3d1b008eb8e21eb0a70987226cf0a62eb93a 0019_switch.sql",
    "6dc7f2d8636af2bb942311c9c78106b782077921e613c3433026fc86c631928b 0020_chain.sql",
    "4c82ba67f357a4d7e1868ac091fd1665e985d18aff0ff9c9256d1dbf2fa5138a 0021_signed.sql",
    "81db993f51359c24a07a8d7c2bf8abbfe13bff63f431ac5922f8215f0963cd5b 0022_counted.sql",
    "c8031eeaf275a1c838284f049728a0fc251381298cd63b13d9a9490c103b93bf 0023_unread.sql",
    "9dfb3559ff713aaf8947fc83cb023688936fead556130edc930924183f0de4be 0024_table_names.sql",
    "f5a717e1cc7495ad2f6b69de74c1b1ab2df0bf023d45ca65849b3bb4dc6999d6 0025_dismissed.sql",
    "3886bae037903912b13f5a6749f8f951a655d4263d298ea61da1d95c01cb2033 0026_provisional.sql",
    "8309df868ff0aeaf4ae21c0093b9a75f1b95968e5d4c60188e1739602e92aac6 0027_signing_requests.sql",
    "cd2ff5207c09fa9de474053cfd705b51654f802f3c8cf380a3006efcab079fb6 0028_covered.sql",
    "44f72e97692727991b24ac7f099683b533742c420d54cbff261a21742f27a60c 0029_signed_lists.sql",
    "6519fc347ecc23aa2b819ce73e77bfb05aab109d747bc6412fd8709b4930329d 0030_answered_request.sql",
    "65121e81746a6cfa124ac52aef9e15b6afebe06ca433bd42d2ee8e984ee8db16 0031_project_number.sql",
];

#[test]
fn committed_migrations_are_never_edited() {
    let hash = |path: PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy();
        let hash = Sha256::digest(fs::read(&path).expect("a migration"));
        format!("{} {name}", hex::encode(hash))
    };
    let hashes: Vec<String> = migrations().into_iter().map(hash).collect();
    assert_eq!(hashes, MIGRATIONS);
}

/// The files of the migrations, in order.
pub fn migrations() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let files = fs::read_dir(folder).expect("migrations");
    let files = files.map(|it| it.expect("an entry").path());
    let mut migrations: Vec<PathBuf> = files.filter(|it| !it.ends_with("schema.sql")).collect(); // made of the migrations
    migrations.sort();
    migrations
}
