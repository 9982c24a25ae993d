//! What happens when a thread panics: the command ends, since whoever waits for the thread might wait for ever. sqlx panics in a thread of
//! its own where SQLite has no memory to copy a value.

use std::panic;
use std::process;
use std::thread;

use credtrail::files::temporary_files::TemporaryFiles;

use crate::command::output::notice::notify_user;

/// The exit status of a command that failed.
const FAILED: i32 = 2;

/// Ends the process when any thread but this one panics, and removes these files before. The message names what failed. A panic of this thread ends it anyway.
pub fn watch(files: TemporaryFiles, failed: String) {
    let this = thread::current().id();
    let print_panic = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        print_panic(panic);
        if thread::current().id() != this {
            notify_user(format_args!("credtrail: {failed}"));
            let _removed = files.remove();
            process::exit(FAILED);
        }
    }));
}
