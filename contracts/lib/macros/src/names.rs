//! Rust names of Solidity's, and NatSpec comments.

use heck::{ToSnakeCase, ToUpperCamelCase};
use proc_macro2::{Ident, Span};
use syn::{Attribute, Expr, ExprLit, Lit, Meta};
use syn_solidity::SolIdent;

/// A name as it stands in the `.sol` file. The parser marks Rust's keywords, and calls `self` `this`, which
/// is no name in Solidity.
pub fn plain(name: &SolIdent) -> String {
    match name.as_string().as_str() {
        "this" => "self".to_owned(),
        "This" => "Self".to_owned(),
        other => other.to_owned(),
    }
}

/// A Solidity name in Rust's form for functions and fields: `serviceId` is `service_id`.
pub fn snake(name: &str) -> String {
    let snake = name.to_snake_case();
    if snake.is_empty() {
        // `_` and `__` are names in Solidity.
        return "unnamed".to_owned();
    }
    snake
}

/// An identifier, with an underscore behind it where Rust has a keyword of that name.
pub fn ident(name: &str) -> Ident {
    match syn::parse_str::<Ident>(name) {
        Ok(ident) => Ident::new(&ident.to_string(), Span::call_site()),
        Err(_) => Ident::new(&format!("{name}_"), Span::call_site()),
    }
}

/// The name of the struct that holds a function's arguments.
pub fn camel(name: &str) -> Ident {
    ident(&name.to_upper_camel_case())
}

/// A documentation comment, by its NatSpec tags.
#[derive(Debug, Clone, Default)]
pub struct NatSpec {
    /// Lines of `@notice`, `@title`, `@dev`, and of none.
    pub text: Vec<String>,
    /// `@param name text`.
    pub parameters: Vec<(String, String)>,
    /// `@return text`.
    pub returns: Vec<String>,
    /// `@custom:default value`: what a manager returns that does not implement the function.
    pub default: Option<String>,
    /// `@custom:rust name`: the function's name in Rust.
    pub rust: Option<String>,
}

impl NatSpec {
    /// Reads the comments of an item.
    pub fn read(attributes: &[Attribute]) -> Self {
        let mut spec = Self::default();
        let mut tag = String::new();
        for line in attributes.iter().flat_map(doc_lines) {
            let line = line.trim().trim_start_matches('*').trim();
            if let Some(rest) = line.strip_prefix('@') {
                let (name, text) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
                tag = name.to_owned();
                spec.begin(&tag, text.trim());
            } else {
                spec.go_on(&tag, line);
            }
        }
        while spec.text.last().is_some_and(String::is_empty) {
            spec.text.pop();
        }
        spec
    }

    fn begin(&mut self, tag: &str, text: &str) {
        match tag {
            "param" => {
                let (name, text) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
                self.parameters
                    .push((name.to_owned(), text.trim().to_owned()));
            }
            "return" => self.returns.push(text.to_owned()),
            "custom:default" => self.default = Some(text.to_owned()),
            "custom:rust" => self.rust = Some(text.to_owned()),
            _ => {
                if tag == "dev" && !self.text.is_empty() {
                    self.text.push(String::new());
                }
                self.text.push(text.to_owned());
            }
        }
    }

    fn go_on(&mut self, tag: &str, line: &str) {
        let last = match tag {
            "param" => self.parameters.last_mut().map(|(_, text)| text),
            "return" => self.returns.last_mut(),
            "custom:default" | "custom:rust" => return,
            _ => {
                self.text.push(line.to_owned());
                return;
            }
        };
        if let Some(text) = last {
            text.push(' ');
            text.push_str(line);
        }
    }

    /// What it says of a parameter.
    pub fn of_parameter(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(parameter, _)| parameter == name)
            .map(|(_, text)| text.as_str())
    }
}

fn doc_lines(attribute: &Attribute) -> Vec<String> {
    let Meta::NameValue(pair) = &attribute.meta else {
        return Vec::new();
    };
    if !pair.path.is_ident("doc") {
        return Vec::new();
    }
    let Expr::Lit(ExprLit {
        lit: Lit::Str(text),
        ..
    }) = &pair.value
    else {
        return Vec::new();
    };
    text.value().lines().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    #[test]
    fn names_are_rusts() {
        assert_eq!(snake("getRequiredResultCount"), "get_required_result_count");
        assert_eq!(snake("sha256Hash"), "sha256_hash");
        assert_eq!(snake("_"), "unnamed");
        assert_eq!(ident("type").to_string(), "type_");
        assert_eq!(camel("onJobCall").to_string(), "OnJobCall");
    }

    #[test]
    fn natspec_keeps_tags_apart() {
        let item: syn::ItemFn = parse_quote! {
            /// @notice Called first.
            /// @dev And this.
            /// @param job The job,
            ///   by its index.
            /// @return allowed Whether it may.
            /// @custom:default true
            /// @custom:rust other_name
            fn f() {}
        };
        let spec = NatSpec::read(&item.attrs);
        assert_eq!(spec.text, ["Called first.", "", "And this."]);
        assert_eq!(spec.of_parameter("job"), Some("The job, by its index."));
        assert_eq!(spec.returns, ["allowed Whether it may."]);
        assert_eq!(spec.default.as_deref(), Some("true"));
        assert_eq!(spec.rust.as_deref(), Some("other_name"));
    }
}
