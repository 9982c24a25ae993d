//! The language and the time zone of what people read. English is in the code, and `locale/en.ftl` is made of that; another language is
//! a file of `locale/` with the same ids, in the syntax of Project Fluent. What programs read is English and in UTC in any case.

mod catalogue;
mod choice;
pub mod locale;
pub mod policy_problem;
pub mod say;
mod stored;

pub use choice::Language;
