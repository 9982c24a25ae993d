//! A server of its own process, and requests as they stand on the wire.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use assert_cmd::cargo::cargo_bin;

/// The longest time that is waited for an answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// The mark between the fields of a form.
const BOUNDARY: &str = "----between-fields";

/// A server over `a.db`.
pub struct Server {
    process: Child,
    pub address: SocketAddr,
    errors: PathBuf,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Server {
    /// Starts a server over `a.db` in a folder, at a port that is free.
    pub fn start(folder: &Path, arguments: &[&str]) -> Self {
        let errors = folder.join("stderr.txt");
        // A shell in the background ignores SIGINT, and a child inherits that.
        let mut process = Command::new("env")
            .env_clear()
            .arg("--default-signal=INT")
            .arg(cargo_bin("credtrail"))
            .current_dir(folder)
            .args(["serve", "--db", "a.db", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(fs::File::create(&errors).expect("a file"))
            .spawn()
            .expect("a server");
        let mut line = String::new();
        let out = process.stdout.take().expect("its output");
        BufReader::new(out).read_line(&mut line).expect("a line");
        let address = line.trim().strip_prefix("http://");
        let address = address.and_then(|it| it.strip_suffix('/'));
        let address = address.and_then(|it| it.parse().ok());
        let address = address.unwrap_or_else(|| {
            let errors = fs::read_to_string(&errors).unwrap_or_default();
            panic!("no address in {line:?}: {errors}")
        });
        Server {
            process,
            address,
            errors,
        }
    }

    /// Sends a request as it stands, and returns the answer.
    pub fn send(&self, request: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(self.address).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a limit");
        let _ = stream.write_all(request); // a server that refuses does not read to the end
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8(bytes).expect("UTF-8");
        let (head, body) = text.split_once("\r\n\r\n").expect("a head");
        let status = head.split(' ').nth(1).and_then(|it| it.parse().ok());
        Answer {
            status: status.expect("a status"),
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }

    /// Gets a page, with further lines in the head.
    pub fn get_with(&self, path: &str, lines: &str) -> Answer {
        let host = self.address;
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{lines}\r\n");
        self.send(request.as_bytes())
    }

    /// Gets a page.
    pub fn get(&self, path: &str) -> Answer {
        self.get_with(path, "")
    }

    /// Sends a form with one field, with further lines in the head.
    pub fn post_with(&self, path: &str, (field, content): (&str, &[u8]), lines: &str) -> Answer {
        let file = if field == "file" {
            "; filename=\"dropped\""
        } else {
            ""
        };
        let begin = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"{file}\r\n\r\n"
        );
        let end = format!("\r\n--{BOUNDARY}--\r\n");
        let body = [begin.as_bytes(), content, end.as_bytes()].concat();
        let (host, length) = (self.address, body.len());
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {length}\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\n{lines}\r\n"
        );
        self.send(&[head.as_bytes(), &body].concat())
    }

    /// Searches for a text.
    pub fn search(&self, text: &str) -> Answer {
        self.post_with("/search", ("text", text.as_bytes()), "")
    }

    /// The standard error of the server.
    pub fn standard_error(&self) -> String {
        fs::read_to_string(&self.errors).expect("a file")
    }

    /// Asks the server to end, and returns its exit status.
    pub fn stopped(mut self, signal: &str) -> Option<i32> {
        let id = self.process.id().to_string();
        let killed = Command::new("kill").args([signal, &id]).status();
        assert!(killed.expect("kill").success());
        let patience = Instant::now() + PATIENCE;
        while Instant::now() < patience {
            if let Some(ended) = self.process.try_wait().expect("a process") {
                return ended.code();
            }
            thread::sleep(Duration::from_millis(10));
        }
        None
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Answer {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<String> {
        let lines = self.head.lines().skip(1);
        let mut pairs = lines.filter_map(|it| it.split_once(": "));
        let found = pairs.find(|it| it.0.eq_ignore_ascii_case(name));
        found.map(|it| it.1.to_owned())
    }

    /// Where a redirect leads.
    pub fn location(&self) -> Option<String> {
        (self.status == 303).then(|| self.header("location").expect("an address"))
    }

    /// The verdict in the heading of the page.
    pub fn verdict(&self) -> String {
        let (_, heading) = self.body.split_once("<h1").expect("a heading");
        let (_, mark) = heading.split_once("class=\"mark ").expect("a verdict");
        mark.split('"').next().expect("a class").to_owned()
    }

    /// The text of the first heading.
    pub fn heading(&self) -> String {
        let (_, heading) = self.body.split_once("<h1").expect("a heading");
        let (_, heading) = heading.split_once('>').expect("its beginning");
        let (heading, _) = heading.split_once("</h1>").expect("its end");
        let mut text = String::new();
        let mut in_tag = false;
        for c in heading.chars() {
            match c {
                '<' => in_tag = true,
                '>' => in_tag = false,
                _ if !in_tag => text.push(c),
                _ => {}
            }
        }
        text
    }
}
