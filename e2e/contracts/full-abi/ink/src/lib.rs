//! What Solidity's ABI can say, in ink!. The same in Solidity is `../../solidity/FullAbi.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("../../IFullAbi.sol")]
pub mod full_abi {
    use blueprint_components::prelude::*;

    /// What `keep` keeps.
    #[record]
    pub struct Kept {
        number: i64,
        colour: u8,
        id: [u8; 20],
        price: u128,
    }

    /// What the constructor was given.
    #[record]
    pub struct Deployed {
        runtime: Address,
        value: U256,
        note: [u8; 32],
        number: i64,
    }

    #[derive(Default)]
    pub struct FullAbi {
        kept: Cell<Kept>,
        paid: Cell<U256>,
        deployed: Cell<Deployed>,
    }

    impl FullAbi {
        #[payable]
        pub fn constructor(&mut self, runtime: Address, note: [u8; 32], number: i64) -> Result<()> {
            let value = env::value();
            self.deployed.set(&Deployed {
                runtime,
                value,
                note,
                number,
            });
            Ok(())
        }
    }

    #[unguarded]
    impl IFullAbi for FullAbi {
        fn unsigned(
            &self,
            a: u8,
            b: u16,
            c: Narrow<u32, 24>,
            d: u32,
            e: Narrow<u64, 40>,
            f: u64,
            g: Narrow<u128, 96>,
            h: u128,
        ) -> (
            u8,
            u16,
            Narrow<u32, 24>,
            u32,
            Narrow<u64, 40>,
            u64,
            Narrow<u128, 96>,
            u128,
        ) {
            (a, b, c, d, e, f, g, h)
        }

        fn unsigned_wide(
            &self,
            a: Narrow<U256, 136>,
            b: Narrow<U256, 160>,
            c: Narrow<U256, 200>,
            d: Narrow<U256, 248>,
            e: U256,
        ) -> (
            Narrow<U256, 136>,
            Narrow<U256, 160>,
            Narrow<U256, 200>,
            Narrow<U256, 248>,
            U256,
        ) {
            (a, b, c, d, e)
        }

        fn signed(
            &self,
            a: i8,
            b: i16,
            c: Narrow<i32, 24>,
            d: i32,
            e: Narrow<i64, 40>,
            f: i64,
            g: Narrow<i128, 96>,
            h: i128,
        ) -> (
            i8,
            i16,
            Narrow<i32, 24>,
            i32,
            Narrow<i64, 40>,
            i64,
            Narrow<i128, 96>,
            i128,
        ) {
            (a, b, c, d, e, f, g, h)
        }

        fn signed_wide(
            &self,
            a: Narrow<I256, 136>,
            b: Narrow<I256, 200>,
            c: Narrow<I256, 248>,
            d: I256,
        ) -> (
            Narrow<I256, 136>,
            Narrow<I256, 200>,
            Narrow<I256, 248>,
            I256,
        ) {
            (a, b, c, d)
        }

        fn fixed_bytes(
            &self,
            a: [u8; 1],
            b: [u8; 4],
            c: [u8; 20],
            d: [u8; 31],
            e: [u8; 32],
        ) -> ([u8; 1], [u8; 4], [u8; 20], [u8; 31], [u8; 32]) {
            (a, b, c, d, e)
        }

        fn plain(
            &self,
            flag: bool,
            who: Address,
            other: Address,
            colour: Colour,
            price: Narrow<u128, 96>,
        ) -> (bool, Address, Address, Colour, Narrow<u128, 96>) {
            (flag, who, other, colour, price)
        }

        fn unnamed(&self, first: u8, _: Bytes) -> u8 {
            first
        }

        fn nothing(&self) {}

        fn point(&self, p: PointCalldata) -> Result<Point> {
            Ok(p.to_value()?)
        }

        fn line(&self, l: LineCalldata) -> Result<Line> {
            Ok(l.to_value()?)
        }

        fn item(&self, i: ItemCalldata) -> Result<Item> {
            Ok(i.to_value()?)
        }

        fn order(&self, o: OrderCalldata) -> Result<Order> {
            Ok(o.to_value()?)
        }

        fn labels(&self, all: LabelsCalldata) -> Result<Labels> {
            Ok(all.to_value()?)
        }

        fn uint64_list(&self, list: List<u64>) -> Result<Vec<u64>> {
            Ok(list.to_value()?)
        }

        fn bytes32_list(&self, list: List<[u8; 32]>) -> Result<Vec<[u8; 32]>> {
            Ok(list.to_value()?)
        }

        fn colour_list(&self, list: List<Colour>) -> Result<Vec<Colour>> {
            Ok(list.to_value()?)
        }

        fn bytes_list(&self, list: List<Bytes>) -> Result<Vec<Bytes>> {
            Ok(list.to_value()?)
        }

        fn string_list(&self, list: List<Text>) -> Result<Vec<Text>> {
            Ok(list.to_value()?)
        }

        fn point_list(&self, list: List<PointCalldata>) -> Result<Vec<Point>> {
            Ok(list.to_value()?)
        }

        fn item_list(&self, list: List<ItemCalldata>) -> Result<Vec<Item>> {
            Ok(list.to_value()?)
        }

        fn grid(&self, rows: List<List<U256>>) -> Result<Vec<Vec<U256>>> {
            Ok(rows.to_value()?)
        }

        fn threes(
            &self,
            three: Array<Narrow<u32, 24>, 3>,
            two: Array<PointCalldata, 2>,
            six: Array<Array<i16, 2>, 3>,
        ) -> Result<(
            Fixed<Narrow<u32, 24>, 3>,
            Fixed<Point, 2>,
            Fixed<Fixed<i16, 2>, 3>,
        )> {
            Ok((three.to_value()?, two.to_value()?, six.to_value()?))
        }

        fn pairs(
            &self,
            pair: Array<Bytes, 2>,
            lists: Array<List<u16>, 2>,
            list_of_pairs: List<Array<u16, 2>>,
        ) -> Result<(Fixed<Bytes, 2>, Fixed<Vec<u16>, 2>, Vec<Fixed<u16, 2>>)> {
            Ok((
                pair.to_value()?,
                lists.to_value()?,
                list_of_pairs.to_value()?,
            ))
        }

        fn texts(&self, data: Bytes, text: Text) -> (Text, Bytes) {
            (text, data)
        }

        fn many(
            &self,
            number: U256,
            text: Text,
            thing: ItemCalldata,
        ) -> Result<(U256, Text, Item, Bytes, Point, Vec<u16>, bool)> {
            let item = thing.to_value()?;
            let Item { data, at, tags } = item.clone();
            Ok((number, text, item, data, at, tags, true))
        }

        fn twice_uint256(&self, single: U256) -> (U256, U256) {
            (single, single)
        }

        fn twice_bytes(&self, raw: Bytes) -> (Bytes, Bytes) {
            (raw.clone(), raw)
        }

        fn twice_a_point(&self, place: PointCalldata) -> Result<(Point, Point)> {
            let place = place.to_value()?;
            Ok((place, place))
        }

        fn fail(
            &self,
            which: u8,
            text: Text,
            data: Bytes,
            thing: ItemCalldata,
            path: LineCalldata,
        ) -> Result<()> {
            let (item, line) = (thing.to_value()?, path.to_value()?);
            match which {
                0 => Err(Empty.into()),
                1 => Err(Words {
                    a: which,
                    b: line.from.y,
                    c: line.to.x.get().to_be_bytes(),
                    d: line.dashed,
                    e: line.colour,
                    f: last_of_twenty([0, 0, 0, 1]).into(),
                    g: Narrow::new(7).unwrap_or_default(),
                }
                .into()),
                2 => {
                    let list = item.tags.iter().map(|tag| u64::from(*tag)).collect();
                    Err(Dynamic {
                        reason: text,
                        data,
                        list,
                    }
                    .into())
                }
                3 => Err(Nested {
                    at: line.to,
                    item,
                    line,
                    labels: [text.clone(), text].into(),
                }
                .into()),
                4 => Err(Revert::of_data(&[])),
                _ => Ok(()),
            }
        }

        fn tell(
            &mut self,
            data: Bytes,
            text: Text,
            list: List<U256>,
            thing: ItemCalldata,
            path: LineCalldata,
        ) -> Result<()> {
            let (list, item, line) = (list.to_value()?, thing.to_value()?, path.to_value()?);
            let both: Fixed<Text, 2> = [text.clone(), text.clone()].into();
            Nothing.emit();
            Words4 {
                a: Narrow::new(u64::from(item.at.x.get())).unwrap_or_default(),
                b: Narrow::new(item.at.y.get().into()).unwrap_or_default(),
                c: last_of_twenty(line.to.x.get().to_be_bytes()),
                d: line.colour,
            }
            .emit();
            Told {
                data: data.clone(),
                text: text.clone(),
                list,
                item: item.clone(),
            }
            .emit();
            Hashed {
                item,
                at: line.from,
                labels: both.clone(),
                plain: both,
            }
            .emit();
            Quiet {
                a: u64::from(line.from.x.get()),
                b: data,
                c: line,
                d: [line.colour, Colour::Blue].to_vec(),
                e: text,
            }
            .emit();
            Ok(())
        }

        fn keep(
            &mut self,
            number: Narrow<i64, 40>,
            colour: Colour,
            id: [u8; 20],
            price: Narrow<u128, 96>,
        ) {
            self.kept.set(&Kept {
                number: number.get(),
                colour: colour as u8,
                id,
                price: price.get(),
            });
        }

        fn kept(&self) -> (Narrow<i64, 40>, Colour, [u8; 20], Narrow<u128, 96>) {
            let kept = self.kept.get().unwrap_or_default();
            let colour = Colour::from_number(kept.colour).unwrap_or_default();
            let number = Narrow::new(kept.number).unwrap_or_default();
            let price = Narrow::new(kept.price).unwrap_or_default();
            (number, colour, kept.id, price)
        }

        fn pay(&mut self) -> U256 {
            let paid = self
                .paid
                .get()
                .unwrap_or_default()
                .saturating_add(env::value());
            self.paid.set(&paid);
            paid
        }

        fn deployment(&self) -> (Address, U256, [u8; 32], i64) {
            let it = self.deployed.get().unwrap_or_default();
            (it.runtime, it.value, it.note, it.number)
        }

        fn fallback(&mut self, data: Bytes) -> Bytes {
            Fell {
                length: data.len().into(),
                data: data.clone(),
            }
            .emit();
            data
        }

        fn receive(&mut self) {
            Received {
                from: env::caller(),
                value: env::value(),
            }
            .emit();
        }
    }

    fn last_of_twenty(last: [u8; 4]) -> [u8; 20] {
        let mut bytes = [0; 20];
        bytes[16..].copy_from_slice(&last);
        bytes
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        fn item() -> Item {
            Item {
                data: [1, 2, 3].into(),
                at: Point {
                    x: Narrow::default(),
                    y: Narrow::default(),
                },
                tags: vec![4, 5],
            }
        }

        #[ink::test]
        fn values_are_returned() {
            let contract = FullAbi::default();
            assert_eq!(contract.item(item().into()), Ok(item()));
            assert_eq!(
                contract.item_list(vec![item(), item()].into()),
                Ok(vec![item(), item()])
            );
        }
    }
}

#[cfg(test)]
mod on_host;
