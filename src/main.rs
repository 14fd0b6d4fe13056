//! The `huzhu` program: hands its arguments to [`huzhu::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    huzhu::cli::main()
}
