//! The storage of a pallet as a file has it, by version. A chain that runs keeps what it has stored: a change needs a version of its
//! own, and a migration. `UPDATE=1` writes the files. The tests of the other runtimes include this file.

use codec::{Decode, Encode};
use frame_metadata::{
    v14::{StorageEntryMetadata, StorageEntryType},
    RuntimeMetadata,
};
use frame_support::traits::{GetStorageVersion, StorageVersion};
use scale_info::{form::PortableForm, Field, PortableRegistry, TypeDef};
use std::{collections::BTreeMap, env, fs, path::Path};

/// Types by their names, and those of them that are met.
struct Types<'a> {
    registry: &'a PortableRegistry,
    met: BTreeMap<String, String>,
}

impl Types<'_> {
    /// The name of a type. What it consists of is noted where it has a path.
    fn name(&mut self, id: u32) -> String {
        let registry = self.registry;
        let ty = registry.resolve(id).expect("a type of the metadata");
        let parameters = ty.type_params.iter().filter_map(|it| it.ty);
        let parameters: Vec<_> = parameters.map(|it| self.name(it.id)).collect();
        if ty.path.segments.is_empty() {
            return self.shape(&ty.type_def);
        }
        let path = ty.path.segments.join("::");
        let name = match parameters.is_empty() {
            true => path,
            false => format!("{path}<{}>", parameters.join(", ")),
        };
        if !self.met.contains_key(&name) {
            // Before its parts, which may be of it.
            self.met.insert(name.clone(), String::new());
            let shape = self.shape(&ty.type_def);
            self.met.insert(name.clone(), shape);
        }
        name
    }

    fn names(&mut self, ids: impl Iterator<Item = u32>) -> String {
        ids.map(|id| self.name(id)).collect::<Vec<_>>().join(", ")
    }

    fn shape(&mut self, def: &TypeDef<PortableForm>) -> String {
        match def {
            TypeDef::Composite(it) => self.fields(&it.fields),
            TypeDef::Variant(it) => {
                let variants = it.variants.iter().map(|variant| {
                    let fields = self.fields(&variant.fields);
                    format!("{} = {} {fields}", variant.name, variant.index)
                });
                variants.collect::<Vec<_>>().join(" | ")
            }
            TypeDef::Sequence(it) => format!("[{}]", self.name(it.type_param.id)),
            TypeDef::Array(it) => format!("[{}; {}]", self.name(it.type_param.id), it.len),
            TypeDef::Tuple(it) => format!("({})", self.names(it.fields.iter().map(|it| it.id))),
            TypeDef::Primitive(it) => format!("{it:?}").to_lowercase(),
            TypeDef::Compact(it) => format!("compact {}", self.name(it.type_param.id)),
            TypeDef::BitSequence(it) => format!("bits of {}", self.name(it.bit_store_type.id)),
        }
    }

    fn fields(&mut self, fields: &[Field<PortableForm>]) -> String {
        let fields = fields.iter().map(|field| {
            let ty = self.name(field.ty.id);
            match &field.name {
                Some(name) => format!("{name}: {ty}"),
                None => ty,
            }
        });
        format!("{{ {} }}", fields.collect::<Vec<_>>().join(", "))
    }

    fn entry(&mut self, entry: &StorageEntryMetadata<PortableForm>) -> String {
        let shape = match &entry.ty {
            StorageEntryType::Plain(value) => self.name(value.id),
            StorageEntryType::Map {
                hashers,
                key,
                value,
            } => {
                let (key, value) = (self.name(key.id), self.name(value.id));
                format!("{hashers:?} {key} => {value}")
            }
        };
        format!("{}: {shape}", entry.name)
    }
}

/// The layout of a pallet's storage, a line for each item and each type in it.
fn layout(metadata: RuntimeMetadata, pallet: &str, version: u16) -> String {
    let RuntimeMetadata::V14(metadata) = metadata else {
        panic!("expected metadata of version 14, received {metadata:?}");
    };
    let found = metadata.pallets.iter().find(|it| it.name == pallet);
    let storage = found.and_then(|it| it.storage.as_ref()).expect(pallet);
    let mut types = Types {
        registry: &metadata.types,
        met: BTreeMap::new(),
    };
    let mut lines = vec![format!("version {version}"), String::new()];
    lines.extend(storage.entries.iter().map(|entry| types.entry(entry)));
    lines.push(String::new());
    lines.extend(
        types
            .met
            .iter()
            .map(|(name, shape)| format!("{name} = {shape}")),
    );
    lines.join("\n") + "\n"
}

/// The version of a pallet's storage in the code.
pub fn version<P: GetStorageVersion<InCodeStorageVersion = StorageVersion>>() -> u16 {
    let encoded = P::in_code_storage_version().encode();
    u16::decode(&mut &encoded[..]).expect("a number")
}

/// Compares the layout of a pallet's storage with the one in `<folder>/<pallet>.txt`.
pub fn assert_kept(metadata: RuntimeMetadata, pallet: &str, version: u16, folder: &Path) {
    let (path, now) = (
        folder.join(format!("{pallet}.txt")),
        layout(metadata, pallet, version),
    );
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, &now).expect("a folder that can be written");
    }
    let kept = fs::read_to_string(&path).expect("a layout that is kept");
    let changed: Vec<_> = now
        .lines()
        .filter(|line| !kept.lines().any(|it| it == *line))
        .collect();
    assert!(
        now == kept,
        "expected the layout of {pallet} in {}, received another one: give it a version and a migration, then run this test with \
         UPDATE=1. Lines that are new: {changed:#?}",
        path.display()
    );
}
