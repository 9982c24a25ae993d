//! Who reads what a command writes: in which language, and in which time zone.

use clap::Args;
use credtrail::language::Language;
use credtrail::language::locale::Locale;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Time;
use credtrail::message;
use credtrail::model::finding::message::Message;

/// How people read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Reading")]
pub struct Reader {
    /// The language of what people read, en or ko; without it that of LC_ALL, LC_MESSAGES or LANG. What programs read is English
    #[arg(
        long,
        value_name = "LANGUAGE",
        env = "CREDTRAIL_LANG",
        hide_env_values = true,
        global = true
    )]
    pub lang: Option<Language>,
    /// The time zone of what people read and of dates in --from and --to, as in Asia/Seoul; without it UTC, in which programs read
    #[arg(long, value_name = "ZONE", value_parser = time_zone, global = true)]
    pub time_zone: Option<TimeZone>,
}

impl Reader {
    /// Returns the language and the time zone.
    pub fn locale(&self) -> Locale {
        let from_environment = || Language::of_environment(|name| std::env::var(name).ok());
        Locale::new(
            self.lang.unwrap_or_else(from_environment),
            self.time_zone.clone(),
        )
    }
}

/// Returns the moment of a time on the command line.
pub fn in_zone(time: Option<Time>, locale: &Locale) -> anyhow::Result<Option<Timestamp>> {
    let moment = time.map(|it| it.in_zone(&locale.zone()));
    Ok(moment.transpose()?)
}

/// Reads the name of a time zone of the IANA database.
fn time_zone(name: &str) -> Result<TimeZone, Message> {
    let unknown = |_| {
        message!(
            "error-no-time-zone",
            "no time zone is called {text}; expected a name of the IANA database, as in Asia/Seoul",
            text = format!("{name:?}")
        )
    };
    match name.eq_ignore_ascii_case("UTC") {
        true => Ok(TimeZone::UTC),
        false => TimeZone::get(name).map_err(unknown),
    }
}
