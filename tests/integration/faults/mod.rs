//! A command that is killed, or that the system fails, loses nothing: whenever it ends, the database is sound, the same command run again
//! succeeds, and the report is that of a run that nobody disturbed. `README.md` beside this file tells how to ask for more.

mod failing_calls;
mod kills;
mod operation;
mod panics;
mod random;
mod trial;
