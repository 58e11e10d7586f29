//! The description of this command, from its own help texts.

use clap::Command;
use std::fmt::Write;

/// `docs/command.md`.
pub fn markdown(command: Command) -> String {
    // Help is wrapped to a terminal; a document has one width.
    let mut command = command.term_width(100);
    command.build();
    let mut text = String::from(
        "# The command\n\nMade by `blueprint-hooks reference`; the texts are those of `--help`.\n",
    );
    chapter(&mut command, 2, &mut text);
    text
}

fn chapter(command: &mut Command, level: usize, text: &mut String) {
    let help = command.render_long_help().to_string();
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    let name = command
        .get_bin_name()
        .unwrap_or(command.get_name())
        .to_owned();
    let title = "#".repeat(level);
    // Writing to a string does not fail.
    let _ = write!(
        text,
        "\n{title} {name}\n\n```text\n{}\n```\n",
        lines.join("\n").trim()
    );
    // Steps of `life` are the functions of IServices, which docs/library.md describes.
    if command.get_name() == "life" {
        return;
    }
    for inner in command.get_subcommands_mut() {
        if inner.get_name() != "help" && !inner.is_hide_set() {
            chapter(inner, level.saturating_add(1), text);
        }
    }
}

#[cfg(all(test, feature = "chain", feature = "live"))]
mod tests {
    use super::markdown;
    use crate::Cli;
    use clap::CommandFactory;

    #[test]
    fn document_is_what_the_command_says_of_itself() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/command.md");
        let written = std::fs::read_to_string(path).unwrap();
        assert_eq!(
            written,
            markdown(Cli::command()),
            "`blueprint-hooks reference > docs/command.md` writes it"
        );
    }
}
