//! Code that encodes fields as Solidity's ABI does.

use crate::types::{dynamic, words, Field};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// The function that is handed an encoding. No parameter of the interface hides it, or is hidden.
pub fn send() -> Ident {
    Ident::new("send", Span::mixed_site())
}

/// Code that hands the encoding of `values`, behind `prefix`, to the function [`send`] as `&[u8]`, and is
/// what that returns. On the stack where all is static, on the heap otherwise.
pub fn encoded(fields: &[Field], values: &[TokenStream], prefix: Option<[u8; 4]>) -> TokenStream {
    let words = words(fields);
    let (send, local) = (send(), |name| Ident::new(name, Span::mixed_site()));
    let before = prefix.map_or(0, |prefix| prefix.len());
    if dynamic(fields) {
        let prefix = prefix.map_or(quote!(&[]), |prefix| quote!(&[#(#prefix),*]));
        let sequence = local("sequence");
        return quote!({
            let mut #sequence = ::blueprint_hooks::encode::Sequence::new(#words, #prefix);
            #(#sequence.push(#values);)*
            #send(&#sequence.finish())
        });
    }
    if fields.is_empty() {
        return match prefix {
            Some(prefix) => quote!({ #send(&[#(#prefix),*]) }),
            None => quote!({ #send(&[]) }),
        };
    }
    let length = before.saturating_add(words.saturating_mul(32));
    let data = local("data");
    let mut at = before;
    let puts = fields.iter().zip(values).map(|(field, value)| {
        let (from, to) = (at, at.saturating_add(field.ty.words().saturating_mul(32)));
        at = to;
        quote!(::blueprint_hooks::Encode::put(#value, &mut #data[#from..#to]);)
    });
    let puts: Vec<_> = puts.collect();
    let prefix = prefix.map(|prefix| quote!(#data[..4].copy_from_slice(&[#(#prefix),*]);));
    quote!({
        let mut #data = [0u8; #length];
        #prefix
        #(#puts)*
        #send(&#data)
    })
}
