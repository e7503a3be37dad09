//! The `gmpsim` command: hands the arguments to [`gmpsim::cli`] and ends with its exit code.

fn main() -> std::process::ExitCode {
    gmpsim::cli::main()
}
