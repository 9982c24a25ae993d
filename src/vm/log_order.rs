//! Whether a log is written with its newest line first, as `journalctl -r` writes it.

/// When a line was written, as its beginning shows. Times of two forms are not compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Time<'l> {
    /// `2026-10-06T11:58:00+0000`, as text, which sorts like the time.
    Iso(&'l str),
    /// `Oct  6 11:58:00`, without a year: month, day, time of the day.
    Syslog(usize, u8, &'l str),
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Returns whether more lines of a log are older than the line above than are newer. So one line out of order, and the turn of a year in times
/// without a year, do not decide.
pub(super) fn is_newest_first(log: &str) -> bool {
    let (mut newer, mut older) = (0_usize, 0_usize);
    let mut above = None;
    for time in log.lines().filter_map(Time::of) {
        match above.and_then(|above| time.is_later_than(above)) {
            Some(true) => newer += 1,
            Some(false) => older += 1,
            None => {}
        }
        above = Some(time);
    }
    older > newer
}

impl<'l> Time<'l> {
    fn of(line: &'l str) -> Option<Self> {
        Time::iso(line).or_else(|| Time::syslog(line))
    }

    fn iso(line: &'l str) -> Option<Self> {
        const FORM: &[u8] = b"0000-00-00T00:00:00";
        let text = line.get(..FORM.len())?;
        is_of_form(text, FORM).then_some(Time::Iso(text))
    }

    fn syslog(line: &'l str) -> Option<Self> {
        const FORM: &[u8] = b"00:00:00";
        let month = MONTHS.iter().position(|it| line.starts_with(it))?;
        let day = line.get(4..6)?.trim_start().parse().ok()?;
        let text = line.get(7..7 + FORM.len())?;
        is_of_form(text, FORM).then_some(Time::Syslog(month, day, text))
    }

    /// Whether this time is later than another one; None where both are equal, or of two forms.
    fn is_later_than(self, other: Self) -> Option<bool> {
        match (self, other) {
            (Time::Iso(one), Time::Iso(other)) => (one != other).then_some(one > other),
            (Time::Syslog(month, day, time), Time::Syslog(of_other, other_day, other_time)) => {
                let (one, other) = ((month, day, time), (of_other, other_day, other_time));
                (one != other).then_some(one > other)
            }
            _ => None,
        }
    }
}

/// Whether a text has digits where the form has zeros, and the same characters elsewhere.
fn is_of_form(text: &str, form: &[u8]) -> bool {
    let mut both = text.bytes().zip(form);
    both.all(|(one, of_form)| match of_form {
        b'0' => one.is_ascii_digit(),
        _ => one == *of_form,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_lines_decide() {
        let forward = "Dec 30 11:58:00 vm a\nDec 31 23:59:59 vm b\nno time\nJan  1 00:00:01 vm c\nJan  1 00:00:02 vm d\n";
        let backward: Vec<&str> = forward.lines().rev().collect();
        assert!(!is_newest_first(forward));
        assert!(is_newest_first(&backward.join("\n")));
        let iso = "2026-10-06T11:58:01+0000 vm a\n2026-10-06T11:58:00+0000 vm b\n";
        assert!(is_newest_first(iso));
        for undecided in [
            "",
            "a\nb\n",
            "Oct  6 11:58:00 a",
            "Oct  6 11:58:00 a\nOct  6 11:58:00 b\n",
            "Oct  6 11:58:00 a\n2026-01-01T00:00:00Z b\n",
            "Oct é 11:58:00 a\nOct  5 é1:58:00 b\n",
        ] {
            assert!(!is_newest_first(undecided), "{undecided}");
        }
    }
}
