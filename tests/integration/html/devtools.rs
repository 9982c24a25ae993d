//! A browser without a window, which is told what to do over its pipe: the Chrome DevTools Protocol, a JSON object and a zero byte at a time.

use std::env;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// The names of browsers that speak the protocol.
const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// The longest time that is waited for something on a page.
const PATIENCE: Duration = Duration::from_secs(60);

/// Whether the browser of this machine shows an empty page: one that lacks a library, or that a container hinders, does not.
static WORKS: OnceLock<bool> = OnceLock::new();

/// A browser with one page.
pub struct Browser {
    process: Child,
    to: File,
    from: BufReader<File>,
    session: Option<String>,
    calls: u64,
    /// What the browser said without being asked.
    pub events: Vec<Value>,
    _folder: tempfile::TempDir,
}

impl Browser {
    /// Starts the browser of this machine. None where there is none, which is said.
    pub fn start() -> Option<Self> {
        let Some(program) = program() else {
            skipped("there is no Chromium here, so that no browser opens the page");
            return None;
        };
        if !*WORKS.get_or_init(|| works(&program)) {
            skipped("the Chromium of this machine shows no page, so that no browser opens ours");
            return None;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let pipe = |name: &str| {
            let path = folder.path().join(name);
            let made = Command::new("mkfifo").arg(&path).status();
            assert!(made.expect("mkfifo").success());
            path
        };
        let (to, from) = (pipe("to"), pipe("from"));
        let process = spawn(&program, folder.path(), &to, &from);
        let mut browser = Browser {
            process,
            to: OpenOptions::new().write(true).open(to).expect("the pipe"),
            from: BufReader::new(File::open(from).expect("the pipe")),
            session: None,
            calls: 0,
            events: Vec::new(),
            _folder: folder,
        };
        let target = browser.call("Target.createTarget", &json!({"url": "about:blank"}));
        let target = json!({"targetId": target["targetId"], "flatten": true});
        let attached = browser.call("Target.attachToTarget", &target);
        browser.session = attached["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Network", "Log", "Audits"] {
            browser.call(&format!("{domain}.enable"), &json!({}));
        }
        Some(browser)
    }

    /// Calls a method, and returns its result.
    pub fn call(&mut self, method: &str, parameters: &Value) -> Value {
        self.calls += 1;
        let mut call = json!({"id": self.calls, "method": method, "params": parameters});
        if let Some(session) = &self.session {
            call["sessionId"] = json!(session);
        }
        let text = format!("{call}\0");
        self.to
            .write_all(text.as_bytes())
            .expect("a browser that listens");
        loop {
            let message = self.message();
            if message["id"] == self.calls {
                assert!(message.get("error").is_none(), "{method}: {message}");
                return message["result"].clone();
            }
            self.events.push(message);
        }
    }

    fn message(&mut self) -> Value {
        let mut bytes = Vec::new();
        self.from.read_until(0, &mut bytes).expect("a message");
        assert_eq!(bytes.pop(), Some(0), "the browser ended");
        serde_json::from_slice(&bytes).expect("JSON")
    }

    /// Opens a page, and waits until its script is ready.
    pub fn open(&mut self, page: &Path) {
        self.show(page);
        self.wait_for("document.documentElement.dataset.ready === 'yes'");
    }

    /// Opens a page, and waits until it is there.
    pub fn show(&mut self, page: &Path) {
        let url = format!("file://{}", page.display());
        let is_there = format!(
            "document.readyState === 'complete' && location.href.startsWith({})",
            json!(url)
        );
        self.call("Page.navigate", &json!({"url": url}));
        self.wait_for(&is_there);
    }

    /// Returns the value of an expression on the page.
    pub fn value(&mut self, expression: &str) -> Value {
        let parameters =
            json!({"expression": expression, "returnByValue": true, "awaitPromise": true});
        let result = self.call("Runtime.evaluate", &parameters);
        assert!(
            result.get("exceptionDetails").is_none(),
            "{expression}: {result}"
        );
        result["result"]["value"].clone()
    }

    /// Waits until an expression is true.
    pub fn wait_for(&mut self, expression: &str) {
        let begin = Instant::now();
        while self.value(expression) != json!(true) {
            assert!(begin.elapsed() < PATIENCE, "waited for {expression}");
            sleep(Duration::from_millis(20));
        }
    }

    /// The events of one name.
    pub fn events_of(&self, method: &str) -> Vec<&Value> {
        let events = self.events.iter();
        events.filter(|it| it["method"] == method).collect()
    }
}

/// Says that something is not tested. What a test prints by macros is not seen.
pub fn skipped(reason: &str) {
    let _ = std::io::stderr().write_all(format!("SKIPPED: {reason}\n").as_bytes());
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Returns the browser of this machine.
fn program() -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let named = |folder: PathBuf| NAMES.map(|it| folder.join(it));
    env::split_paths(&path)
        .flat_map(named)
        .find(|it| it.is_file())
}

/// Returns whether a browser shows an empty page within the time that a test waits.
fn works(program: &Path) -> bool {
    let folder = tempfile::tempdir().expect("a folder");
    let flags = ["--headless=new", "--no-sandbox", "--disable-gpu"];
    let mut browser = Command::new(program)
        .args(flags)
        .args(["--disable-dev-shm-usage", "--dump-dom"])
        .arg(format!("--user-data-dir={}", folder.path().display()))
        .arg("about:blank")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(browser) = &mut browser else {
        return false;
    };
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        match browser.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) => sleep(Duration::from_millis(50)),
            Err(_) => break,
        }
    }
    let _ = browser.kill();
    let _ = browser.wait();
    false
}

/// Starts a browser that reads its descriptor 3 and writes its descriptor 4. A sandbox needs rights that a container may lack, and only the
/// page of a test is opened.
fn spawn(program: &Path, folder: &Path, to: &Path, from: &Path) -> Child {
    let flags = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--remote-debugging-pipe",
    ];
    let script = "to=$1 from=$2; shift 2; exec \"$@\" 3<\"$to\" 4>\"$from\"";
    Command::new("sh")
        .args(["-c", script, "sh"])
        .args([to, from, program])
        .args(flags)
        .arg(format!(
            "--user-data-dir={}",
            folder.join("profile").display()
        ))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a shell")
}
