//! The runtime's types as JSON: events that are read, and calls that are written.
//!
//! Bytes are hexadecimal. Numbers are JSON numbers or, beyond 2^53, decimal strings. An account is its Ethereum
//! address. A variant is an object of its name and its fields, or its name alone where it has none.

use crate::{accounts, error::Error};
use blueprint_e2e_runtime::{AccountId, Runtime, RuntimeCall, RuntimeEvent};
use codec::{Decode, Encode};
use pallet_revive::{AccountId32Mapper, AddressMapper};
use scale_info::{
    form::PortableForm, meta_type, Field, PortableRegistry, Registry, Type, TypeDef,
    TypeDefPrimitive,
};
use scale_value::{scale, Composite, Primitive, Value, ValueDef, Variant};
use serde_json::{json, Map, Value as Json};
use sp_core::{H160, U256};
use sp_runtime::traits::{ConstU32, Get};

/// The largest number that JavaScript keeps exact.
const MAX_SAFE: u128 = 1 << 53;
/// How deep a call may be nested.
type MaxDepth = ConstU32<32>;

/// The types of the runtime.
pub struct Types {
    types: PortableRegistry,
    event: u32,
    call: u32,
}

impl Default for Types {
    fn default() -> Types {
        Types::new()
    }
}

impl Types {
    /// The types of the runtime.
    pub fn new() -> Types {
        let mut registry = Registry::new();
        let event = registry.register_type(&meta_type::<RuntimeEvent>()).id;
        let call = registry.register_type(&meta_type::<RuntimeCall>()).id;
        Types {
            types: registry.into(),
            event,
            call,
        }
    }

    /// An event: its pallet, its name and its fields.
    ///
    /// # Errors
    /// Never: an event is of its type.
    pub fn event(&self, event: &RuntimeEvent) -> Result<Json, Error> {
        let encoded = event.encode();
        let value = scale::decode_as_type(&mut &encoded[..], self.event, &self.types)
            .map_err(|error| Error::internal(format!("an event does not decode: {error}")))?;
        let ValueDef::Variant(pallet) = value.value else {
            return Err(Error::internal("an event is of no pallet"));
        };
        let inner = pallet.values.into_values().next();
        let Some(ValueDef::Variant(event)) = inner.map(|value| value.value) else {
            return Err(Error::internal("an event has no name"));
        };
        Ok(json!({
            "pallet": pallet.name,
            "event": event.name,
            "fields": self.fields(&event.values),
        }))
    }

    fn fields(&self, fields: &Composite<u32>) -> Json {
        match fields {
            Composite::Named(fields) => {
                let fields = fields.iter();
                let fields = fields.map(|(name, value)| (name.clone(), self.json(value)));
                Json::Object(fields.collect())
            }
            Composite::Unnamed(fields) => match &fields[..] {
                [] => Json::Null,
                // A tuple of one is what it holds.
                [one] => self.json(one),
                all => all.iter().map(|value| self.json(value)).collect(),
            },
        }
    }

    fn json(&self, value: &Value<u32>) -> Json {
        let kind = self.types.resolve(value.context);
        if let Some(bytes) = kind
            .filter(|_| self.is_bytes(value.context))
            .map(|_| bytes(value))
        {
            return Json::String(format!("0x{}", hex::encode(bytes)));
        }
        if kind.is_some_and(is_account) {
            if let Ok(account) = AccountId::decode(&mut &bytes(value)[..]) {
                let address =
                    <AccountId32Mapper<Runtime> as AddressMapper<Runtime>>::to_address(&account);
                return json!(address);
            }
        }
        match &value.value {
            ValueDef::Composite(fields) => match (fields, kind.map(|kind| &kind.type_def)) {
                (Composite::Unnamed(items), Some(TypeDef::Sequence(_) | TypeDef::Array(_))) => {
                    items.iter().map(|item| self.json(item)).collect()
                }
                _ => self.fields(fields),
            },
            ValueDef::Variant(variant) => self.variant(variant),
            ValueDef::BitSequence(bits) => bits.iter().map(Json::Bool).collect(),
            ValueDef::Primitive(primitive) => number(primitive),
        }
    }

    fn variant(&self, variant: &Variant<u32>) -> Json {
        let fields = self.fields(&variant.values);
        match (variant.name.as_str(), fields) {
            ("None", _) => Json::Null,
            ("Some", fields) => fields,
            (name, Json::Null) => json!(name),
            (name, fields) => json!({ name: fields }),
        }
    }

    /// Whether a type is a sequence of bytes.
    fn is_bytes(&self, id: u32) -> bool {
        let element = match self.types.resolve(id).map(|kind| &kind.type_def) {
            Some(TypeDef::Sequence(it)) => it.type_param.id,
            Some(TypeDef::Array(it)) => it.type_param.id,
            _ => return false,
        };
        let element = self.types.resolve(element).map(|kind| &kind.type_def);
        matches!(element, Some(TypeDef::Primitive(TypeDefPrimitive::U8)))
    }

    /// Encodes a call of a pallet with its arguments by name.
    ///
    /// # Errors
    /// If there is no such call, or an argument is missing or of another type.
    pub fn encode_call(
        &self,
        pallet: &str,
        call: &str,
        arguments: &Json,
    ) -> Result<Vec<u8>, Error> {
        let arguments = match arguments {
            Json::Null => &Json::Object(Map::new()),
            arguments => arguments,
        };
        let json = json!({ pallet: { call: arguments } });
        // The names of the pallet and of the call are added where they are found.
        let value = self.value(&json, self.call, "call", MaxDepth::get())?;
        let mut encoded = Vec::new();
        scale::encode_as_type(&value, self.call, &self.types, &mut encoded)
            .map_err(|error| Error::invalid(format!("the arguments do not encode: {error}")))?;
        Ok(encoded)
    }

    fn value(&self, json: &Json, id: u32, at: &str, depth: u32) -> Result<Value<()>, Error> {
        let expected =
            |what: &str| Error::invalid(format!("{at}: expected {what}, received {json}"));
        let kind = self
            .types
            .resolve(id)
            .ok_or_else(|| expected("a known type"))?;
        let depth = depth
            .checked_sub(1)
            .ok_or_else(|| expected("less nesting"))?;
        if is_account(kind) {
            let account = json.as_str().and_then(account);
            let account = account.ok_or_else(|| expected("an address, a name, or 32 bytes"))?;
            return Ok(Value::unnamed_composite([Value::from_bytes(account)]));
        }
        if self.is_bytes(id) {
            if let Some(text) = json.as_str() {
                return text
                    .strip_prefix("0x")
                    .and_then(|digits| hex::decode(digits).ok())
                    .map(Value::from_bytes)
                    .ok_or_else(|| expected("hexadecimal bytes with 0x"));
            }
        }
        match &kind.type_def {
            TypeDef::Primitive(TypeDefPrimitive::Bool) => {
                let value = json.as_bool().ok_or_else(|| expected("true or false"))?;
                Ok(Value::bool(value))
            }
            TypeDef::Primitive(TypeDefPrimitive::Str | TypeDefPrimitive::Char) => Ok(
                Value::string(json.as_str().ok_or_else(|| expected("text"))?),
            ),
            TypeDef::Primitive(_) => integer(json).ok_or_else(|| expected("a number")),
            TypeDef::Compact(inner) => self.value(json, inner.type_param.id, at, depth),
            TypeDef::Sequence(it) => self.items(json, it.type_param.id, at, depth),
            TypeDef::Array(it) => self.items(json, it.type_param.id, at, depth),
            TypeDef::Tuple(it) => {
                let items: Vec<Json> = match json {
                    Json::Array(items) => items.clone(),
                    Json::Null => vec![],
                    one => vec![one.clone()],
                };
                if items.len() != it.fields.len() {
                    return Err(expected(&format!("{} items", it.fields.len())));
                }
                let items = items.iter().zip(&it.fields);
                let items = items.map(|(item, field)| self.value(item, field.id, at, depth));
                Ok(Value::unnamed_composite(
                    items.collect::<Result<Vec<_>, _>>()?,
                ))
            }
            TypeDef::Composite(it) => {
                let fields = self.composite(json, &it.fields, at, depth)?;
                Ok(Value {
                    value: ValueDef::Composite(fields),
                    context: (),
                })
            }
            TypeDef::Variant(it) => {
                let named = |name: &str| it.variants.iter().find(|variant| variant.name == name);
                let (name, fields) = match json {
                    Json::Null if named("None").is_some() => ("None", &Json::Null),
                    json if named("Some").is_some() => ("Some", json),
                    // An account is the common form of an address of an extrinsic.
                    Json::String(text) if named("Id").is_some() && named(text).is_none() => {
                        ("Id", json)
                    }
                    Json::String(text) => (text.as_str(), &Json::Null),
                    Json::Object(map) => match map.iter().next() {
                        Some((name, fields)) if map.len() == 1 => (name.as_str(), fields),
                        _ => return Err(expected("an object of one variant")),
                    },
                    _ => return Err(expected("the name of a variant, or an object of it")),
                };
                let variant = named(name).ok_or_else(|| {
                    let names: Vec<_> = it.variants.iter().map(|it| it.name.as_str()).collect();
                    expected(&format!("one of {}", names.join(", ")))
                })?;
                let at = format!("{at}.{name}");
                let fields = self.composite(fields, &variant.fields, &at, depth)?;
                Ok(Value {
                    value: ValueDef::Variant(Variant {
                        name: name.into(),
                        values: fields,
                    }),
                    context: (),
                })
            }
            TypeDef::BitSequence(_) => Err(expected("a type without bits")),
        }
    }

    fn items(&self, json: &Json, id: u32, at: &str, depth: u32) -> Result<Value<()>, Error> {
        let items = json
            .as_array()
            .ok_or_else(|| Error::invalid(format!("{at}: expected an array, received {json}")))?;
        let items = items.iter().map(|item| self.value(item, id, at, depth));
        Ok(Value::unnamed_composite(
            items.collect::<Result<Vec<_>, _>>()?,
        ))
    }

    fn composite(
        &self,
        json: &Json,
        fields: &[Field<PortableForm>],
        at: &str,
        depth: u32,
    ) -> Result<Composite<()>, Error> {
        let names: Option<Vec<&String>> = fields.iter().map(|field| field.name.as_ref()).collect();
        let Some(names) = names.filter(|names| !names.is_empty()) else {
            return Ok(match fields {
                [] => Composite::Unnamed(vec![]),
                [one] => Composite::Unnamed(vec![self.value(json, one.ty.id, at, depth)?]),
                many => {
                    let items = json.as_array().filter(|items| items.len() == many.len());
                    let items = items.ok_or_else(|| {
                        Error::invalid(format!(
                            "{at}: expected {} items, received {json}",
                            many.len()
                        ))
                    })?;
                    let items = items.iter().zip(many);
                    let items = items.map(|(item, field)| self.value(item, field.ty.id, at, depth));
                    Composite::Unnamed(items.collect::<Result<Vec<_>, _>>()?)
                }
            });
        };
        let unknown = json
            .as_object()
            .and_then(|map| map.keys().find(|key| !names.contains(key)));
        if !json.is_object() || unknown.is_some() {
            let known: Vec<_> = names.iter().map(|it| it.as_str()).collect();
            return Err(Error::invalid(format!(
                "{at}: expected an object of {}, received {json}",
                known.join(", ")
            )));
        }
        let values = names.into_iter().zip(fields).map(|(name, field)| {
            let value = json.get(name);
            let value = value.ok_or_else(|| {
                Error::invalid(format!(
                    "{at}: expected the field {name}, which is missing; null is none"
                ))
            })?;
            let value = self.value(value, field.ty.id, &format!("{at}.{name}"), depth)?;
            Ok((name.clone(), value))
        });
        Ok(Composite::Named(values.collect::<Result<Vec<_>, Error>>()?))
    }
}

fn is_account(kind: &Type<PortableForm>) -> bool {
    kind.path
        .segments
        .last()
        .is_some_and(|name| name == "AccountId32")
}

/// The account of an address, a name, or 32 bytes.
fn account(text: &str) -> Option<[u8; 32]> {
    if let Some(named) = accounts::named()
        .into_iter()
        .find(|named| named.name == text)
    {
        return Some(named.account.into());
    }
    let bytes = hex::decode(text.strip_prefix("0x")?).ok()?;
    if bytes.len() == 20 {
        let address = H160(blueprint_strict::address(text)?.into_array());
        return Some(AccountId32Mapper::<Runtime>::to_account_id(&address).into());
    }
    bytes.try_into().ok()
}

/// The bytes in a value, however they are wrapped.
fn bytes(value: &Value<u32>) -> Vec<u8> {
    match &value.value {
        ValueDef::Composite(fields) => fields.values().flat_map(bytes).collect(),
        ValueDef::Primitive(Primitive::U128(byte)) => u8::try_from(*byte).into_iter().collect(),
        _ => vec![],
    }
}

fn number(primitive: &Primitive) -> Json {
    match primitive {
        Primitive::Bool(it) => json!(it),
        Primitive::Char(it) => json!(it),
        Primitive::String(it) => json!(it),
        Primitive::U128(it) if *it <= MAX_SAFE => json!(*it as u64),
        Primitive::U128(it) => json!(it.to_string()),
        Primitive::I128(it) => json!(it.to_string()),
        Primitive::U256(it) => json!(U256::from_little_endian(it).to_string()),
        Primitive::I256(it) => json!(format!("0x{}", hex::encode(it))),
    }
}

fn integer(json: &Json) -> Option<Value<()>> {
    let number = match json {
        Json::Number(number) => return number.as_u64().map(|it| Value::u128(it.into())),
        // No digits would be zero.
        Json::String(text) if matches!(text.as_str(), "" | "0x") => return None,
        Json::String(text) => match text.strip_prefix("0x") {
            Some(digits) => U256::from_str_radix(digits, 16).ok()?,
            None => U256::from_dec_str(text).ok()?,
        },
        _ => return None,
    };
    match u128::try_from(number) {
        Ok(number) => Some(Value::u128(number)),
        Err(_) => Some(Value::primitive(Primitive::U256(number.to_little_endian()))),
    }
}
