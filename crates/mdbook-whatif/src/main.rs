//! The command `mdbook-whatif`; all of it is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    mdbook_whatif::main()
}
