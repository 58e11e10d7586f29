//! The figures for people.

use super::{Build, Row};
use comfy_table::{presets::UTF8_HORIZONTAL_ONLY, CellAlignment, Table};
use std::collections::BTreeMap;

/// A table for each contract: the builds beside each other, and what ink! costs in parts of the
/// others.
pub fn render(rows: &[Row]) -> String {
    let mut text = String::new();
    let mut contracts: Vec<&str> = rows.iter().map(|row| row.contract.as_str()).collect();
    contracts.dedup();
    for contract in contracts {
        let of_contract: Vec<&Row> = rows.iter().filter(|row| row.contract == contract).collect();
        let (code, hooks) = (code(&of_contract), hooks(&of_contract));
        text.push_str(&format!("\n{contract}\n{code}\n{hooks}\n"));
    }
    text
}

fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_preset(UTF8_HORIZONTAL_ONLY).set_header(header);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn code(rows: &[&Row]) -> Table {
    let of = |build| {
        rows.iter()
            .find(|row| row.build == build)
            .map(|row| row.code_bytes)
    };
    let mut table = table(&[
        "code bytes",
        "ink",
        "resolc",
        "evm",
        "ink/resolc",
        "ink/evm",
    ]);
    let [ink, resolc, evm] = [Build::Ink, Build::Resolc, Build::Evm].map(of);
    let shown = |figure: Option<u64>| figure.map_or("-".into(), |bytes| bytes.to_string());
    table.add_row([
        String::new(),
        shown(ink),
        shown(resolc),
        shown(evm),
        ratio(ink, resolc),
        ratio(ink, evm),
    ]);
    table
}

fn hooks(rows: &[&Row]) -> Table {
    let mut names: Vec<&str> = Vec::new();
    let mut by_hook = BTreeMap::<(&str, Build), &Row>::new();
    for row in rows {
        if !names.contains(&row.hook.as_str()) {
            names.push(&row.hook);
        }
        by_hook.insert((&row.hook, row.build), row);
    }
    let mut table = table(&[
        "hook",
        "ref_time, us: ink",
        "resolc",
        "evm",
        "ink/resolc",
        "ink/evm",
        "proof_size: ink",
        "resolc",
        "evm",
        "deposit: ink",
        "resolc",
        "evm",
        "gas: ink",
        "resolc",
        "evm",
    ]);
    const BUILDS: [Build; 3] = [Build::Ink, Build::Resolc, Build::Evm];
    for name in names {
        let found = BUILDS.map(|build| by_hook.get(&(name, build)).copied());
        let time = found.map(|row| row.map(|row| row.ref_time));
        let [ink, resolc, evm] = time;
        let mut cells = vec![name.to_owned()];
        cells.extend(time.map(|ps| ps.map_or("-".into(), |ps| format!("{:.1}", ps as f64 / 1e6))));
        cells.extend([ratio(ink, resolc), ratio(ink, evm)]);
        cells.extend(found.map(|row| row.map_or("-".into(), |row| row.proof_size.to_string())));
        cells.extend(found.map(|row| row.map_or("-".into(), |row| row.deposit.to_string())));
        cells.extend(found.map(|row| row.map_or("-".into(), |row| row.gas().to_string())));
        table.add_row(cells);
    }
    table
}

fn ratio(ink: Option<u64>, other: Option<u64>) -> String {
    match (ink, other) {
        (Some(ink), Some(other)) if other > 0 => format!("{:.2}", ink as f64 / other as f64),
        _ => "-".into(),
    }
}
