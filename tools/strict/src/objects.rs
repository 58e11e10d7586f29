//! Objects where objects are expected. serde takes a list for a struct as well, its items for the members in their order: what was
//! left out, or added, then shifts the meaning of all that follows.

use serde::{
    de::{DeserializeSeed, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor},
    Deserializer,
};
use std::{fmt, marker::PhantomData};

/// A deserializer whose structs are objects, at every depth. What serde keeps for later, as it does of enums with a tag among
/// their members, it reads without this.
pub struct Objects<D>(pub D);

/// What passes on what it meets, with all that is in it as [`Objects`].
struct Inside<T>(T);

macro_rules! as_they_are {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            self.0.$method(Inside(visitor))
        }
    )*};
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Objects<D> {
    type Error = D::Error;

    as_they_are! {
        deserialize_any deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128 deserialize_f32 deserialize_f64
        deserialize_char deserialize_str deserialize_string deserialize_bytes deserialize_byte_buf deserialize_option
        deserialize_unit deserialize_seq deserialize_map deserialize_identifier deserialize_ignored_any
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(Inside(Object(visitor)))
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_unit_struct(name, Inside(visitor))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_newtype_struct(name, Inside(visitor))
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_tuple(length, Inside(visitor))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0
            .deserialize_tuple_struct(name, length, Inside(visitor))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_enum(name, variants, Inside(visitor))
    }

    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }
}

/// What a visitor expects, as text.
struct Said<'a, 'de, V>(&'a V, PhantomData<&'de ()>);

impl<'de, V: Visitor<'de>> fmt::Display for Said<'_, 'de, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }
}

/// Writes what a visitor expects. serde names a type of Rust where that is an object.
fn say<'de, V: Visitor<'de>>(visitor: &V, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let said = Said(visitor, PhantomData).to_string();
    match said.starts_with("struct ") {
        true => f.write_str("an object"),
        false => f.write_str(&said),
    }
}

macro_rules! values {
    ($($method:ident: $value:ty)*) => {$(
        fn $method<E: Error>(self, value: $value) -> Result<V::Value, E> {
            self.0.$method(value)
        }
    )*};
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Inside<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        say(&self.0, f)
    }

    values! {
        visit_bool: bool visit_i8: i8 visit_i16: i16 visit_i32: i32 visit_i64: i64 visit_i128: i128
        visit_u8: u8 visit_u16: u16 visit_u32: u32 visit_u64: u64 visit_u128: u128 visit_f32: f32 visit_f64: f64
        visit_char: char visit_str: &str visit_borrowed_str: &'de str visit_string: String
        visit_bytes: &[u8] visit_borrowed_bytes: &'de [u8] visit_byte_buf: Vec<u8>
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_none()
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, some: D) -> Result<V::Value, D::Error> {
        self.0.visit_some(Objects(some))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.0.visit_newtype_struct(Objects(inner))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(Inside(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(Inside(entries))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, variant: A) -> Result<V::Value, A::Error> {
        self.0.visit_enum(Inside(variant))
    }
}

/// What takes an object alone: TOML's tables and lists are offered as what they are, whatever is asked for.
struct Object<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Object<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        say(&self.0, f)
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(entries)
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Inside<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        self.0.deserialize(Objects(deserializer))
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Inside<A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        self.0.next_element_seed(Inside(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Inside<A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        self.0.next_key_seed(Inside(seed))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.0.next_value_seed(Inside(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: EnumAccess<'de>> EnumAccess<'de> for Inside<A> {
    type Error = A::Error;
    type Variant = Inside<A::Variant>;

    fn variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, Self::Variant), A::Error> {
        let (value, variant) = self.0.variant_seed(Inside(seed))?;
        Ok((value, Inside(variant)))
    }
}

/// The members of a variant.
struct Members<V>(V);

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for Members<V> {
    type Value = V::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        deserializer.deserialize_map(Object(self.0))
    }
}

impl<'de, A: VariantAccess<'de>> VariantAccess<'de> for Inside<A> {
    type Error = A::Error;

    fn unit_variant(self) -> Result<(), A::Error> {
        self.0.unit_variant()
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, A::Error> {
        self.0.newtype_variant_seed(Inside(seed))
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        self.0.tuple_variant(length, Inside(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        self.0.newtype_variant_seed(Inside(Members(visitor)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::{
        de::value::{Error as Plain, MapAccessDeserializer, MapDeserializer, SeqDeserializer},
        Deserialize,
    };
    use serde_json::{json, Value};

    #[derive(Debug, PartialEq, Deserialize)]
    struct Inner {
        a: u8,
        b: Option<u128>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    enum Choice {
        One,
        Two(Inner),
        Three { a: u8 },
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Outer {
        list: Vec<Inner>,
        pair: (u8, Inner),
        choices: Vec<Choice>,
        text: String,
        inner: Option<Inner>,
    }

    fn read(value: &Value) -> Result<Outer, serde_json::Error> {
        let text = value.to_string();
        let mut json = serde_json::Deserializer::from_str(&text);
        let from_text = Outer::deserialize(Objects(&mut json));
        let from_value = Outer::deserialize(Objects(value));
        assert_eq!(from_text.is_ok(), from_value.is_ok(), "{value}");
        from_text
    }

    #[test]
    fn list_is_no_object_at_any_depth() {
        let inner = json!({ "a": 1, "b": 2 });
        let good = json!({
            "list": [inner], "pair": [3, inner], "text": "t", "inner": inner,
            "choices": ["One", { "Two": inner }, { "Three": { "a": 4 } }],
        });
        let plain: Outer = serde_json::from_value(good.clone()).unwrap();
        assert_eq!(read(&good).unwrap(), plain);
        for place in [
            "/list/0",
            "/pair/1",
            "/inner",
            "/choices/1/Two",
            "/choices/2/Three",
            "",
        ] {
            let mut bad = good.clone();
            let object = bad.pointer_mut(place).unwrap();
            *object = object.as_object().unwrap().values().cloned().collect();
            let taken = serde_json::from_str::<Outer>(&bad.to_string());
            let error = read(&bad).unwrap_err().to_string();
            assert!(taken.is_ok() || place.is_empty(), "serde takes it");
            assert!(error.contains("invalid type: sequence"), "{place}: {error}");
        }
    }

    #[test]
    fn list_that_a_format_offers_for_an_object_is_none() {
        let expected = "invalid type: sequence, expected an object";
        let list = SeqDeserializer::<_, Plain>::new([1u8].into_iter());
        let error = Inner::deserialize(Objects(list)).unwrap_err();
        assert_eq!(error.to_string(), expected);
        let variant = MapDeserializer::<_, Plain>::new([("Three", vec![4u8])].into_iter());
        let error = Choice::deserialize(Objects(MapAccessDeserializer::new(variant))).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn numbers_beyond_64_bits_are_read() {
        let mut json = serde_json::Deserializer::from_str(r#"{"a":1,"b":36893488147419103232}"#);
        let read = Inner::deserialize(Objects(&mut json)).unwrap();
        assert_eq!(read.b, Some(1 << 65));
    }
}
