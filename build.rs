//! Cargo does not notice an edited `.sql` file by itself.

fn main() {
    println!("cargo:rerun-if-changed=queries");
    println!("cargo:rerun-if-changed=migrations");
}
