//! The version of the guest agent, from the output of the serial port: `gcloud compute instances get-serial-port-output`.

use std::fmt;

use super::log_order;
use crate::evidence::input::text_encoding;

/// The words before the version when the agent starts: since 2025 the second text (google-guest-agent,
/// `cmd/google_guest_agent/setup/setup.go`), before that the first.
const STARTED: [&str; 2] = ["GCE Agent Started", "Google Guest Agent (version"];

/// The first version that writes credentials to files (Google's page "Authenticate workloads to other workloads over mTLS").
pub const LEAST: Version = Version {
    day: 20_231_103,
    build: 1,
};

/// A version such as `20231103.01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    day: u32,
    build: u32,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08}.{:02}", self.day, self.build)
    }
}

/// The guest agent in the output of a serial port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agent {
    /// The newest start was of this version.
    Started(Version),
    /// The newest start has no version.
    Unversioned,
    /// The output has no start of the agent.
    Silent,
}

impl Agent {
    /// Parses the output of a serial port, or the agent's lines in the journal. The newest start counts: the first one where the newest
    /// line comes first (`journalctl -r`), else the last one.
    pub fn read(output: &[u8]) -> Self {
        let output = text_encoding::text(output);
        let output = String::from_utf8_lossy(&output);
        let mut starts = output.lines().filter_map(start);
        let newest = match log_order::is_newest_first(&output) {
            true => starts.next(),
            false => starts.next_back(),
        };
        match newest {
            Some(rest) => version(rest).map_or(Agent::Unversioned, Agent::Started),
            None => Agent::Silent,
        }
    }
}

/// Returns the text behind the words of the last start on a line. The whole output is one line where it was printed as JSON.
fn start(line: &str) -> Option<&str> {
    let starts = STARTED.into_iter();
    let behind = starts.filter_map(|it| Some(line.rsplit_once(it)?.1));
    behind.min_by_key(|it| it.len())
}

/// Returns the first version in a text.
fn version(text: &str) -> Option<Version> {
    let words = text.split(|c: char| !c.is_ascii_digit() && c != '.');
    let mut versions = words.filter_map(|word| {
        let (day, rest) = word.split_once('.')?;
        let build = rest.split('.').next()?;
        let day = (day.len() == 8).then(|| day.parse().ok()).flatten()?;
        Some(Version {
            day,
            build: build.parse().ok()?,
        })
    });
    versions.next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_start_counts() {
        let output = b"[  5.1] noise\r\nGCEGuestAgent: 2023-11-07T09:00:00.1Z GCE Agent Started (version 20230626.00)\r\n\
            Nov  8 vm google_guest_agent[512]: GCE Agent Started (version 20231110.00-g1)\r\nlogin: \xff";
        let Agent::Started(version) = Agent::read(output) else {
            panic!("a version");
        };
        assert_eq!(version.to_string(), "20231110.00");
        assert!(version > LEAST);
    }

    #[test]
    fn the_line_of_todays_agent_is_known_and_the_newest_counts() {
        let today = "Oct  6 11:58:00 vm google_guest_agent[5]: Google Guest Agent (version: \"20260801.00\") Initialized...\n";
        let before =
            "Oct  6 11:57:00 vm google_guest_agent[4]: GCE Agent Started (version 20230626.00)\n";
        let of = |text: &str| match Agent::read(text.as_bytes()) {
            Agent::Started(version) => version.to_string(),
            other => panic!("{other:?}"),
        };
        assert_eq!(of(today), "20260801.00");
        let wide: Vec<u8> = today.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(
            matches!(Agent::read(&wide), Agent::Started(_)),
            "PowerShell's >"
        );
        assert_eq!(of(&(before.to_owned() + today)), "20260801.00");
        assert_eq!(
            of(&(today.to_owned() + before)),
            "20260801.00",
            "journalctl -r"
        );
        let undated = |line: &str| line.split_once("vm ").expect("a host").1.to_owned();
        assert_eq!(of(&(undated(today) + &undated(before))), "20230626.00");
        let json = format!("{{\"contents\": {:?}}}", before.to_owned() + today); // gcloud … --format=json
        assert_eq!(of(&json), "20260801.00");
        let other = "Google Guest Agent (version: \"dev\") Initialized...";
        assert_eq!(Agent::read(other.as_bytes()), Agent::Unversioned);
    }

    #[test]
    fn builds_of_one_day_are_distinguished() {
        let of = |text: &str| Agent::read(format!("GCE Agent Started (version {text})").as_bytes());
        assert_eq!(of("20231103.01"), Agent::Started(LEAST));
        assert!(matches!(of("20231103.00"), Agent::Started(it) if it < LEAST));
        assert_eq!(of(""), Agent::Unversioned);
        assert_eq!(Agent::read(b"login:"), Agent::Silent);
    }
}
