//! Files that are written for somebody: they appear whole or not at all, and take the place of no device, pipe or link. How files and pipes
//! are opened.

pub mod destination_path;
pub mod input_file;
pub mod output_file;
pub mod temporary_files;
