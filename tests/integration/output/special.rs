//! Pipes, devices, sockets and open descriptors: written through, and never replaced.

use std::io::Read;
use std::os::unix::fs::FileTypeExt;
use std::os::unix::net::UnixListener;
use std::thread;

use super::{printed, replayed_to, shell};
use crate::harness::cli::failed;
use crate::simulation::files::Folder;

#[test]
fn a_pipe_stays_a_pipe() {
    let folder = Folder::new();
    let script = "mkfifo pipe; cat pipe > got & \
        \"$0\" replay -q --format json --output pipe \"$1\"; status=$?; wait; test -p pipe && exit $status";
    assert_eq!(shell(&folder, script).status, 1);
    assert_eq!(folder.bytes("got"), printed(&folder));
    assert_eq!(folder.names(), ["got", "pipe"]);
}

#[test]
fn a_process_substitution_gets_the_report() {
    let folder = Folder::new();
    let script = "\"$0\" replay -q --format json --output >(cat > got) \"$1\"; status=$?; \
        wait $!; exit $status";
    assert_eq!(shell(&folder, script).status, 1);
    assert_eq!(folder.bytes("got"), printed(&folder));
}

#[test]
fn an_open_file_gets_the_report_behind_what_it_holds() {
    let folder = Folder::new().with("log", "before\n");
    std::os::unix::fs::symlink("/proc/self/fd/1", folder.path().join("link")).expect("a link");
    for place in ["link", "/dev/fd/1", "/proc/self/fd/1"] {
        let script = format!("\"$0\" replay -q --format json --output {place} \"$1\" >> log");
        let ended = shell(&folder, &script);
        assert_eq!(ended.status, 1, "{}", ended.err);
    }
    let report = printed(&folder);
    let expected = [&b"before\n"[..], &report, &report, &report].concat();
    assert_eq!(folder.bytes("log"), expected);
}

/// A device that swallows everything, and one that is full, in the folder: the real ones are not put at risk. Only root can make them.
#[test]
fn a_device_stays_a_device() {
    let folder = Folder::new();
    let made = shell(&folder, "mknod null c 1 3 && mknod full c 1 7");
    if made.status != 0 {
        return;
    }
    std::os::unix::fs::symlink("null", folder.path().join("link")).expect("a link");
    for name in ["null", "link"] {
        assert_eq!(replayed_to(&folder, name).status, 1);
    }
    let null = std::fs::metadata(folder.path().join("null")).expect("a device");
    assert!(null.file_type().is_char_device());
    assert!(folder.path().join("link").is_symlink());
    failed(&replayed_to(&folder, "full"), "No space left");
    let page = "\"$0\" replay -q --format html --output full \"$1\"";
    failed(&shell(&folder, page), "full: No space left");
}

#[test]
fn a_socket_gets_the_report() {
    let folder = Folder::new();
    let socket = UnixListener::bind(folder.path().join("socket")).expect("a socket");
    let reader = thread::spawn(move || {
        let mut got = Vec::new();
        let (mut stream, _) = socket.accept().expect("a connection");
        stream.read_to_end(&mut got).expect("a report");
        got
    });
    assert_eq!(replayed_to(&folder, "socket").status, 1);
    assert_eq!(reader.join().expect("a report"), printed(&folder));
    failed(&replayed_to(&folder, "socket"), "cannot write socket"); // nobody listens any more
    let socket = folder.path().join("socket").metadata().expect("a socket");
    assert!(socket.file_type().is_socket());
}

#[test]
fn who_reads_a_pipe_may_go() {
    let folder = Folder::new();
    let script = "mkfifo pipe; head -c 1 pipe > got & \
        \"$0\" replay -q --format json --output pipe \"$1\" \"$1\"; status=$?; wait; exit $status";
    let ended = shell(&folder, script);
    assert!(matches!(ended.status, 0 | 1), "{}", ended.err); // a short report may lie in the pipe before its reader goes
    assert_eq!(
        (folder.bytes("got"), ended.err.as_str()),
        (b"{".to_vec(), "")
    );
}
