//! What `new --from` writes of an interface: bodies that return zeros, in both languages, and a test of them.

use super::from::Interface;
use crate::{
    model::{Access, Function},
    names::{ident, plain, snake},
    types::{Field, Ty},
};
use proc_macro2::TokenStream;
use std::fmt::Write;
use syn_solidity::{Expr, ItemFunction, Lit, Type, VariableDeclaration};

/// Characters of a line of Rust, as rustfmt has them.
const LINE: usize = 100;
/// What a view returns stands there until the developer writes it.
const ZEROS: &str = "until you write it, it returns zeros";

/// `impl` blocks of the contract `camel`.
pub fn ink(interface: &Interface, camel: &str) -> String {
    let mut text = String::new();
    for (part, _) in &interface.parts {
        let changes = part.functions.iter().any(|it| it.access != Access::View);
        text.push('\n');
        if changes {
            text.push_str(
                "    // The runtime alone may call what changes state; `#[unguarded]` above a method lets any account.\n    \
                 #[guarded(self.guard)]\n",
            );
        }
        let _ = writeln!(text, "    impl {} for {camel} {{", part.name);
        for (index, function) in part.functions.iter().enumerate() {
            if index > 0 {
                text.push('\n');
            }
            text.push_str(&method(function));
        }
        text.push_str("    }\n");
    }
    text
}

fn method(function: &Function) -> String {
    let mut text = String::new();
    let says = function.spec.text.first().filter(|it| !it.is_empty());
    let _ = match says {
        Some(says) => writeln!(text, "        /// {says}"),
        None => writeln!(text, "        /// `{}`: {ZEROS}.", function.signature()),
    };
    let is_view = function.access == Access::View;
    let types: Vec<String> = function
        .outputs
        .iter()
        .map(|it| rust(&it.ty.value()))
        .collect();
    let values: Vec<String> = function.outputs.iter().map(|it| zero(&it.ty)).collect();
    let (ty, value) = match (&types[..], &values[..]) {
        ([ty], [value]) => (ty.clone(), value.clone()),
        _ => (
            format!("({})", types.join(", ")),
            format!("({})", values.join(", ")),
        ),
    };
    let receiver = if is_view { "&self" } else { "&mut self" };
    let (returns, body) = match (is_view, types.is_empty()) {
        (true, true) => (String::new(), String::new()),
        (true, false) => (format!(" -> {ty}"), value),
        (false, _) => (format!(" -> Result<{ty}>"), format!("Ok({value})")),
    };
    let mut parameters = vec![receiver.to_owned()];
    for (name, field) in unused(&function.inputs).into_iter().zip(&function.inputs) {
        parameters.push(format!("{name}: {}", rust(&field.ty.argument())));
    }
    let name = ident(&function.rust);
    let line = format!("        fn {name}({}){returns} {{", parameters.join(", "));
    if line.len() <= LINE {
        text.push_str(&line);
    } else {
        let _ = writeln!(text, "        fn {name}(");
        for parameter in &parameters {
            let _ = writeln!(text, "            {parameter},");
        }
        let _ = write!(text, "        ){returns} {{");
    }
    match body.as_str() {
        "" => text.push_str("}\n"),
        body => {
            let _ = write!(text, "\n            {body}\n        }}\n");
        }
    }
    text
}

/// Names of parameters that a body does not use, unlike each other.
fn unused(fields: &[Field]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for field in fields {
        let mut name = format!("_{}", snake(&field.name));
        while names.contains(&name) {
            name.push('_');
        }
        names.push(name);
    }
    names
}

/// A type as a developer writes it.
fn rust(tokens: &TokenStream) -> String {
    let text = tokens.to_string();
    let text: String = text.chars().filter(|it| !it.is_whitespace()).collect();
    let text = text.replace("::blueprint_hooks::", "");
    let mut written = String::new();
    for (index, part) in text.split_inclusive([',', ';', '>', ']']).enumerate() {
        // `3usize` is `3`.
        let end = part.len().saturating_sub(1);
        let (number, last) = part.split_at(if part.ends_with(['>', ']', ',']) {
            end
        } else {
            part.len()
        });
        let digits = number.trim_end_matches("usize").trim_end_matches("u16");
        let is_number = !digits.is_empty() && digits.chars().all(|it| it.is_ascii_digit());
        if index > 0 && written.ends_with([',', ';']) {
            written.push(' ');
        }
        written.push_str(if is_number { digits } else { number });
        written.push_str(last);
    }
    written
}

/// A value of zeros in Rust.
fn zero(ty: &Ty) -> String {
    match ty {
        Ty::Bool => "false".into(),
        Ty::Uint(8 | 16 | 32 | 64 | 128) | Ty::Int(8 | 16 | 32 | 64 | 128) => "0".into(),
        Ty::Array(_) => "Vec::new()".into(),
        Ty::Fixed(of, _) => format!("Fixed(core::array::from_fn(|_| {}))", zero(of)),
        Ty::Struct(of) => {
            let fields = of
                .fields
                .iter()
                .map(|field| format!("{}: {}", ident(&snake(&field.name)), zero(&field.ty)));
            format!(
                "{} {{ {} }}",
                of.name,
                fields.collect::<Vec<_>>().join(", ")
            )
        }
        _ => "Default::default()".into(),
    }
}

/// Functions of the Solidity contract.
pub fn solidity(interface: &Interface) -> String {
    let mut text = String::new();
    for (part, declared) in &interface.parts {
        for (function, item) in part.functions.iter().zip(declared) {
            let _ = writeln!(text, "\n    /// @inheritdoc {}", part.name);
            let parameters = item.parameters.iter().map(|it| match &it.name {
                Some(name) => format!("{} /* {} */", place(it), plain(name)),
                None => place(it),
            });
            let parameters: Vec<_> = parameters.collect();
            let _ = write!(
                text,
                "    function {}({}) external",
                function.name,
                parameters.join(", ")
            );
            text.push_str(match function.access {
                Access::View => mutability(item),
                Access::Payable => " payable onlyRuntime",
                Access::Change => " onlyRuntime",
            });
            if let Some(returns) = &item.returns {
                let several = returns.returns.len() > 1;
                let values = returns
                    .returns
                    .iter()
                    .enumerate()
                    .map(|(index, it)| match several {
                        true => format!("{} returned{index}", place(it)),
                        false => format!("{} returned", place(it)),
                    });
                let _ = write!(text, " returns ({})", values.collect::<Vec<_>>().join(", "));
            }
            text.push_str(" {}\n");
        }
    }
    text
}

fn mutability(item: &ItemFunction) -> &'static str {
    match item.attributes.mutability() {
        Some(syn_solidity::Mutability::Pure(_)) => " pure",
        _ => " view",
    }
}

/// A parameter's type and where it lies.
fn place(declared: &VariableDeclaration) -> String {
    let storage = declared.storage.as_ref();
    storage.map_or_else(
        || written(&declared.ty),
        |it| format!("{} {}", written(&declared.ty), it.as_str()),
    )
}

/// A type in Solidity, its names as they stand in the file.
fn written(ty: &Type) -> String {
    match ty {
        Type::Custom(path) => path.iter().map(plain).collect::<Vec<_>>().join("."),
        Type::Address(_, Some(_)) => "address payable".into(),
        Type::Array(array) => {
            let size = match array.size.as_deref() {
                Some(Expr::Lit(Lit::Number(number))) => number.base10_digits().to_owned(),
                Some(Expr::Ident(name)) => plain(name),
                _ => String::new(),
            };
            format!("{}[{size}]", written(&array.ty))
        }
        other => other.to_string(),
    }
}

/// A test of all functions in each build; `builds` is the expression of these, `caller` that of who calls hooks.
pub fn test(interface: &Interface, builds: &str, caller: &str) -> String {
    let functions = || interface.parts.iter().flat_map(|(part, _)| &part.functions);
    let mut text = format!(
        "//! The functions of `{}`, as `blueprint-hooks new` wrote them: what changes state obeys the runtime alone, and a view\n\
         //! returns zeros. With a function change what is expected here.\n\n\
         use blueprint_test::{{json, Build, Caller, World}};\n",
        interface.name
    );
    let args = |function: &Function| {
        let values: Vec<_> = function
            .inputs
            .iter()
            .map(|it| json(&it.ty, false))
            .collect();
        format!("json!([{}])", values.join(", "))
    };
    let started = format!(
        "    for build in {builds} {{\n        let mut world = World::start({caller}).unwrap();\n        \
         let manager = world.deploy(&build, json!([\"runtime\"])).unwrap();\n"
    );
    let changes: Vec<_> = functions().filter(|it| it.access != Access::View).collect();
    if !changes.is_empty() {
        let _ = write!(
            text,
            "\n#[test]\nfn what_changes_state_obeys_the_runtime_alone() {{\n{started}        for (function, args) in [\n"
        );
        for function in changes {
            let _ = writeln!(
                text,
                "            (\"{}\", {}),",
                function.signature(),
                args(function)
            );
        }
        text.push_str(
            "        ] {\n            let sent = world.send(\"eve\", &manager, function, args).unwrap();\n            \
             assert_eq!(sent.error(), Some(\"CallerNotRuntime\"), \"{build:?} {function}: {sent}\");\n        }\n    }\n}\n",
        );
    }
    let views: Vec<_> = functions().filter(|it| it.access == Access::View).collect();
    if !views.is_empty() {
        let _ = write!(
            text,
            "\n#[test]\nfn views_return_zeros() {{\n{started}        for (function, args, expected) in [\n"
        );
        for function in views {
            let values: Vec<_> = function
                .outputs
                .iter()
                .map(|it| json(&it.ty, true))
                .collect();
            let _ = writeln!(
                text,
                "            (\"{}\", {}, json!([{}])),",
                function.signature(),
                args(function),
                values.join(", ")
            );
        }
        text.push_str(
            "        ] {\n            let read = world.read(&manager, function, args).unwrap();\n            \
             assert_eq!(read, expected, \"{build:?} {function}\");\n        }\n    }\n}\n",
        );
    }
    text
}

/// Zeros as JSON: as an argument, or as the test kit returns them.
fn json(ty: &Ty, returned: bool) -> String {
    match ty {
        Ty::Bool => "false".into(),
        Ty::Uint(bits) | Ty::Int(bits) if returned && *bits > 32 => "\"0\"".into(),
        Ty::Uint(_) | Ty::Int(_) | Ty::Enum(_) => "0".into(),
        Ty::Address => format!("\"0x{}\"", "0".repeat(40)),
        Ty::FixedBytes(bytes) => format!("\"0x{}\"", "00".repeat((*bytes).into())),
        Ty::Bytes => "\"0x\"".into(),
        Ty::Text => "\"\"".into(),
        Ty::Array(_) => "[]".into(),
        Ty::Fixed(of, length) => format!("[{}]", vec![json(of, returned); *length].join(", ")),
        Ty::Struct(of) if returned => {
            let fields = of
                .fields
                .iter()
                .map(|it| format!("\"{}\": {}", it.name, json(&it.ty, true)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        Ty::Struct(of) => {
            let fields: Vec<_> = of.fields.iter().map(|it| json(&it.ty, false)).collect();
            format!("[{}]", fields.join(", "))
        }
    }
}
