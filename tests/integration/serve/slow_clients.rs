//! Clients that take their time, as many as there are places, keep nobody from the pages for long.

use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use super::{Server, serving};

/// The places for connections at a time.
const PLACES: usize = 64;

#[test]
fn clients_that_send_half_a_head_are_let_go() {
    let (_folder, server) = serving("ancestry");
    let _slow = crowd(server.address, b"GET / HTTP/1.1\r\nHost: ", 1);
    assert_eq!(status_in_the_end(&server), 200);
}

#[test]
fn clients_that_read_no_answer_are_let_go() {
    let (_folder, server) = serving("ancestry");
    let request = format!("GET / HTTP/1.1\r\nHost: {}\r\n\r\n", server.address);
    let _slow = crowd(server.address, request.as_bytes(), 10_000); // more answers than the system keeps for a client
    assert_eq!(status_in_the_end(&server), 200);
}

/// The status of the first page. The server answers 503 ("try again in a moment") while too many lookups of the crowd wait.
fn status_in_the_end(server: &Server) -> u16 {
    let statuses = (0..600).map(|_| {
        let status = server.get("/").status;
        std::thread::sleep(Duration::from_millis(if status == 503 { 100 } else { 0 }));
        status
    });
    let mut answered = statuses.skip_while(|it| *it == 503);
    answered.next().unwrap_or(503)
}

/// As many clients as there are places, each of which sends a text several times and reads nothing.
fn crowd(address: SocketAddr, text: &[u8], times: usize) -> Vec<TcpStream> {
    let client = |_| {
        let mut stream = TcpStream::connect(address).expect("a connection");
        stream.set_nonblocking(true).expect("a setting");
        let _ = stream.write_all(&text.repeat(times)); // until the server reads no more
        stream
    };
    (0..PLACES).map(client).collect()
}
