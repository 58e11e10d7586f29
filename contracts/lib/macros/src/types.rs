//! Solidity's types, and the Rust types that stand for them.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use std::rc::Rc;
use syn::{Error, Result};
use syn_solidity::Type;

/// A type as the ABI knows it: contracts are addresses, user-defined value types what they are of.
#[derive(Debug, Clone, PartialEq)]
pub enum Ty {
    Bool,
    Address,
    Uint(u16),
    Int(u16),
    FixedBytes(u16),
    Bytes,
    Text,
    Array(Box<Ty>),
    Fixed(Box<Ty>, usize),
    Struct(Rc<Struct>),
    Enum(Rc<Enum>),
}

/// A struct.
#[derive(Debug, PartialEq)]
pub struct Struct {
    pub name: String,
    pub docs: Vec<String>,
    pub fields: Vec<Field>,
}

/// A member of a struct, an argument, a return value.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Solidity's name; made up where there is none.
    pub name: String,
    pub ty: Ty,
    pub doc: Option<String>,
}

/// An enum.
#[derive(Debug, PartialEq)]
pub struct Enum {
    pub name: String,
    pub docs: Vec<String>,
    pub variants: Vec<String>,
}

impl Ty {
    /// Its name in signatures.
    pub fn canonical(&self) -> String {
        match self {
            Self::Bool => "bool".into(),
            Self::Address => "address".into(),
            Self::Uint(bits) => format!("uint{bits}"),
            Self::Int(bits) => format!("int{bits}"),
            Self::FixedBytes(bytes) => format!("bytes{bytes}"),
            Self::Bytes => "bytes".into(),
            Self::Text => "string".into(),
            Self::Array(of) => format!("{}[]", of.canonical()),
            Self::Fixed(of, length) => format!("{}[{length}]", of.canonical()),
            Self::Struct(of) => format!("({})", canonical(&of.fields)),
            Self::Enum(_) => "uint8".into(),
        }
    }

    /// Whether the ABI puts it behind an offset.
    pub fn is_dynamic(&self) -> bool {
        match self {
            Self::Bytes | Self::Text | Self::Array(_) => true,
            Self::Fixed(of, _) => of.is_dynamic(),
            Self::Struct(of) => of.fields.iter().any(|field| field.ty.is_dynamic()),
            _ => false,
        }
    }

    /// Words it takes in a head.
    pub fn words(&self) -> usize {
        if self.is_dynamic() {
            return 1;
        }
        match self {
            Self::Fixed(of, length) => of.words().saturating_mul(*length),
            Self::Struct(of) => words(&of.fields),
            _ => 1,
        }
    }

    /// The Rust type of an argument: what is dynamic stays in calldata.
    pub fn argument(&self) -> TokenStream {
        match self {
            Self::Array(of) => {
                let of = of.argument();
                quote!(::blueprint_hooks::List<#of>)
            }
            Self::Fixed(of, length) => {
                let of = of.argument();
                quote!(::blueprint_hooks::Array<#of, #length>)
            }
            Self::Struct(of) => {
                let name = format_ident!("{}Calldata", of.name);
                quote!(#name)
            }
            _ => self.value(),
        }
    }

    /// The Rust type of a value that a contract makes: a return value, a member of an error.
    pub fn value(&self) -> TokenStream {
        match self {
            Self::Bool => quote!(bool),
            Self::Address => quote!(::blueprint_hooks::Address),
            Self::Uint(bits) => uint(*bits),
            Self::Int(bits) => int(*bits),
            Self::FixedBytes(bytes) => {
                let bytes = usize::from(*bytes);
                quote!([u8; #bytes])
            }
            Self::Bytes => quote!(::blueprint_hooks::Bytes),
            Self::Text => quote!(::blueprint_hooks::Text),
            Self::Array(of) => {
                let of = of.value();
                quote!(::blueprint_hooks::Vec<#of>)
            }
            Self::Fixed(of, length) => {
                let of = of.value();
                quote!(::blueprint_hooks::Fixed<#of, #length>)
            }
            Self::Struct(of) => {
                let name = format_ident!("{}", of.name);
                quote!(#name)
            }
            Self::Enum(of) => {
                let name = format_ident!("{}", of.name);
                quote!(#name)
            }
        }
    }

    /// Whether a value of it can be copied as plain words.
    pub fn is_copy(&self) -> bool {
        match self {
            Self::Fixed(of, _) => of.is_copy(),
            Self::Struct(of) => of.fields.iter().all(|field| field.ty.is_copy()),
            _ => !self.is_dynamic(),
        }
    }
}

fn uint(bits: u16) -> TokenStream {
    match bits {
        8 => quote!(u8),
        16 => quote!(u16),
        32 => quote!(u32),
        64 => quote!(u64),
        128 => quote!(u128),
        256 => quote!(::blueprint_hooks::U256),
        _ => {
            let holder = match bits {
                0..=32 => quote!(u32),
                33..=64 => quote!(u64),
                65..=128 => quote!(u128),
                _ => quote!(::blueprint_hooks::U256),
            };
            quote!(::blueprint_hooks::Narrow<#holder, #bits>)
        }
    }
}

fn int(bits: u16) -> TokenStream {
    match bits {
        8 => quote!(i8),
        16 => quote!(i16),
        32 => quote!(i32),
        64 => quote!(i64),
        128 => quote!(i128),
        256 => quote!(::blueprint_hooks::I256),
        _ => {
            let holder = match bits {
                0..=32 => quote!(i32),
                33..=64 => quote!(i64),
                65..=128 => quote!(i128),
                _ => quote!(::blueprint_hooks::I256),
            };
            quote!(::blueprint_hooks::Narrow<#holder, #bits>)
        }
    }
}

/// The types of fields, separated by commas.
pub fn canonical(fields: &[Field]) -> String {
    let types: Vec<_> = fields.iter().map(|field| field.ty.canonical()).collect();
    types.join(",")
}

/// Words that fields take in a head.
pub fn words(fields: &[Field]) -> usize {
    fields.iter().map(|field| field.ty.words()).sum()
}

/// Whether any field is dynamic.
pub fn dynamic(fields: &[Field]) -> bool {
    fields.iter().any(|field| field.ty.is_dynamic())
}

/// A type that is not made of others.
pub fn elementary(ty: &Type) -> Option<Ty> {
    Some(match ty {
        Type::Address(..) => Ty::Address,
        Type::Bool(_) => Ty::Bool,
        Type::String(_) => Ty::Text,
        Type::Bytes(_) => Ty::Bytes,
        Type::FixedBytes(_, bytes) => Ty::FixedBytes(bytes.get()),
        Type::Int(_, bits) => Ty::Int(bits.map_or(256, |bits| bits.get())),
        Type::Uint(_, bits) => Ty::Uint(bits.map_or(256, |bits| bits.get())),
        _ => return None,
    })
}

/// The type of a constructor's parameter, of how Rust writes it.
pub fn of_rust(ty: &syn::Type) -> Result<Ty> {
    let solidity = blueprint_interfaces::type_of_rust(&quote!(#ty).to_string());
    solidity
        .and_then(|text| syn::parse_str(&text).ok())
        .and_then(|ty| elementary(&ty))
        .ok_or_else(|| {
            Error::new_spanned(
                ty,
                "expected a type that has one in Solidity: bool, u8 to u128, i8 to i128, U256, I256, \
                 Address, [u8; N], Bytes or Text",
            )
        })
}
