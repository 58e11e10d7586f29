//! The pallets, for developers: governance, events, accounts, calls.

use super::{types::number, types::Number, Rpc};
use crate::{
    accounts,
    chain::Chain,
    error::Error,
    receipt::{Receipt, PALLETS},
    scale::Types,
};
use alloy_rpc_types_eth::BlockNumberOrTag;
use blueprint_e2e_runtime::{Assets, Runtime, RuntimeCall, UNIT};
use codec::DecodeLimit;
use frame_support::{
    traits::fungibles::{metadata::Inspect as Described, Inspect},
    MAX_EXTRINSIC_DEPTH,
};
use frame_system::Phase;
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use pallet_revive::{evm::Bytes, AccountId32Mapper, AddressMapper};
use pallet_stake::{Accepted, AssetId, MAX_DECIMALS};
use serde_json::{json, Value};
use sp_core::H160;
use sp_keyring::Sr25519Keyring;

#[rpc(server)]
pub trait Dev {
    /// Dispatches a SCALE-encoded call as root.
    #[method(name = "dev_sudo")]
    async fn sudo(&self, call: Bytes) -> RpcResult<Receipt>;
    /// Dispatches a SCALE-encoded call as a Substrate account: alice to ferdie.
    #[method(name = "dev_dispatch")]
    async fn dispatch(&self, name: String, call: Bytes) -> RpcResult<Receipt>;
    /// Encodes a call of a pallet with its arguments by name.
    #[method(name = "dev_encodeCall")]
    async fn encode_call(
        &self,
        pallet: String,
        call: String,
        arguments: Option<Value>,
    ) -> RpcResult<Bytes>;
    /// Accepts an asset as stake; creates it where there is none. `least` is the smallest stake.
    #[method(name = "dev_addAsset")]
    async fn add_asset(
        &self,
        token: H160,
        decimals: u8,
        least: Option<Number>,
    ) -> RpcResult<Receipt>;
    /// Gives an amount of an asset that `dev_addAsset` created to an account.
    #[method(name = "dev_mintAsset")]
    async fn mint_asset(&self, token: H160, to: H160, amount: Number) -> RpcResult<Receipt>;
    /// Sets the price of a unit of an asset, in 10^-18.
    #[method(name = "dev_setPrice")]
    async fn set_price(&self, token: H160, price: Number) -> RpcResult<Receipt>;
    #[method(name = "dev_activateBlueprint")]
    async fn activate_blueprint(&self, blueprint: Number) -> RpcResult<Receipt>;
    #[method(name = "dev_vetoSlash")]
    async fn veto_slash(&self, slash: Number) -> RpcResult<Receipt>;
    #[method(name = "dev_resolveSlash")]
    async fn resolve_slash(&self, slash: Number, stands: bool) -> RpcResult<Receipt>;
    #[method(name = "dev_account")]
    async fn account(&self, name: String) -> RpcResult<H160>;
    #[method(name = "dev_accounts")]
    async fn accounts(&self) -> RpcResult<Value>;
    /// All events of the runtime in a block.
    #[method(name = "dev_events")]
    async fn events(&self, block: Option<BlockNumberOrTag>) -> RpcResult<Vec<Value>>;
}

fn decode(call: &Bytes) -> Result<RuntimeCall, Error> {
    let mut bytes = &call.0[..];
    RuntimeCall::decode_all_with_depth_limit(MAX_EXTRINSIC_DEPTH, &mut bytes).map_err(|error| {
        Error::invalid(format!(
            "expected a SCALE-encoded call of the runtime, received one that does not decode: {error}; dev_encodeCall makes one"
        ))
    })
}

fn asset(token: H160) -> Result<AssetId, Error> {
    AssetId::of_token(token).ok_or_else(|| {
        Error::invalid(format!(
            "expected the zero address, or the address of an asset of the chain such as {:?}, received {token:?}",
            AssetId::Asset(7).token()
        ))
    })
}

fn u128(number: Number) -> Result<u128, Error> {
    u128::try_from(number.0).map_err(|_| {
        Error::invalid(format!(
            "expected a number of at most 128 bits, received {}",
            number.0
        ))
    })
}

fn root(call: impl Into<RuntimeCall>) -> RuntimeCall {
    let call = Box::new(call.into());
    pallet_sudo::Call::sudo { call }.into()
}

impl Rpc {
    async fn govern(&self, call: RuntimeCall) -> RpcResult<Receipt> {
        self.sign(root(call), Sr25519Keyring::Alice).await
    }

    async fn sign(&self, call: RuntimeCall, signer: Sr25519Keyring) -> RpcResult<Receipt> {
        let dispatch = move |chain: &mut Chain| Ok(chain.dispatch(call, signer)?.receipt);
        Ok(self.chain.run(dispatch).await?)
    }
}

#[jsonrpsee::core::async_trait]
impl DevServer for Rpc {
    async fn sudo(&self, call: Bytes) -> RpcResult<Receipt> {
        self.govern(decode(&call)?).await
    }

    async fn dispatch(&self, name: String, call: Bytes) -> RpcResult<Receipt> {
        let call = decode(&call)?;
        let signers = [
            Sr25519Keyring::Alice,
            Sr25519Keyring::Bob,
            Sr25519Keyring::Charlie,
            Sr25519Keyring::Dave,
            Sr25519Keyring::Eve,
            Sr25519Keyring::Ferdie,
        ];
        let named = |key: &Sr25519Keyring| key.to_string().eq_ignore_ascii_case(&name);
        let signer = signers.into_iter().find(named).ok_or_else(|| {
            Error::invalid(format!(
                "expected alice, bob, charlie, dave, eve or ferdie, received {name:?}"
            ))
        })?;
        self.sign(call, signer).await
    }

    async fn encode_call(
        &self,
        pallet: String,
        call: String,
        arguments: Option<Value>,
    ) -> RpcResult<Bytes> {
        let encode = move |chain: &mut Chain| {
            let arguments = arguments.unwrap_or_default();
            chain.read(|| Types::new().encode_call(&pallet, &call, &arguments))
        };
        Ok(Bytes(self.chain.run(encode).await?))
    }

    async fn add_asset(
        &self,
        token: H160,
        decimals: u8,
        least: Option<Number>,
    ) -> RpcResult<Receipt> {
        let least = least.map_or(Ok(1), u128)?;
        let asset = asset(token)?;
        // Before anything is made.
        if decimals > MAX_DECIMALS {
            return Err(Error::invalid(format!(
                "expected at most {MAX_DECIMALS} decimals, received {decimals}"
            ))
            .into());
        }
        let unpriced = move |chain: &mut Chain| {
            let accepted = chain.read(Accepted::<Runtime>::get);
            let mut others = accepted.iter().filter(|terms| terms.asset != asset);
            Ok(others.find(|terms| terms.last.is_none()).map(|it| it.asset))
        };
        if let Some(other) = self.chain.run(unpriced).await? {
            return Err(Error::rejected(format!(
                "expected accepted assets to have prices, by which another one is weighed; {:?} has none: call dev_setPrice first",
                other.token()
            ))
            .into());
        }
        if let AssetId::Asset(id) = asset {
            let known = move |chain: &mut Chain| {
                Ok(chain.read(|| {
                    Assets::asset_exists(id).then(|| <Assets as Described<_>>::decimals(id))
                }))
            };
            let known = self.chain.run(known).await?;
            if let Some(known) = known.filter(|known| *known != decimals) {
                return Err(Error::invalid(format!(
                    "expected the {known} decimals that the asset has, received {decimals}"
                ))
                .into());
            }
            if known.is_none() {
                let owner = Sr25519Keyring::Alice.to_account_id();
                let create = pallet_assets::Call::force_create {
                    id,
                    owner: owner.into(),
                    is_sufficient: true,
                    min_balance: 1,
                };
                self.govern(create.into()).await?;
                // A wallet that is to show the token reads these.
                let describe = pallet_assets::Call::force_set_metadata {
                    id,
                    name: format!("Asset {id}").into_bytes(),
                    symbol: format!("ASSET{id}").into_bytes(),
                    decimals,
                    is_frozen: false,
                };
                self.govern(describe.into()).await?;
            }
        }
        let add = pallet_stake::Call::add_asset {
            asset,
            decimals,
            least,
        };
        self.govern(add.into()).await
    }

    async fn mint_asset(&self, token: H160, to: H160, amount: Number) -> RpcResult<Receipt> {
        let amount = u128(amount)?;
        let AssetId::Asset(id) = asset(token)? else {
            return Err(Error::invalid(
                "expected an asset, received the zero address; anvil_setBalance sets a balance of the chain's token",
            )
            .into());
        };
        let mint = move |chain: &mut Chain| {
            let to = chain.read(|| AccountId32Mapper::<Runtime>::to_account_id(&to));
            let call = pallet_assets::Call::mint {
                id,
                beneficiary: to.into(),
                amount,
            };
            Ok(chain.dispatch(call.into(), Sr25519Keyring::Alice)?.receipt)
        };
        Ok(self.chain.run(mint).await?)
    }

    async fn set_price(&self, token: H160, price: Number) -> RpcResult<Receipt> {
        let call = pallet_stake::Call::set_price {
            asset: asset(token)?,
            price_e18: u128(price)?,
        };
        self.govern(call.into()).await
    }

    async fn activate_blueprint(&self, blueprint: Number) -> RpcResult<Receipt> {
        let blueprint = blueprint.u64()?;
        let call = pallet_stake::Call::activate_blueprint { blueprint };
        self.govern(call.into()).await
    }

    async fn veto_slash(&self, slash: Number) -> RpcResult<Receipt> {
        let slash = slash.u64()?;
        let call = pallet_services::Call::veto_slash { slash };
        self.govern(call.into()).await
    }

    async fn resolve_slash(&self, slash: Number, stands: bool) -> RpcResult<Receipt> {
        let slash = slash.u64()?;
        let call = pallet_services::Call::resolve_slash { slash, stands };
        self.govern(call.into()).await
    }

    async fn account(&self, name: String) -> RpcResult<H160> {
        let all = accounts::named();
        let found = all.iter().find(|account| account.name == name);
        Ok(found.map(|account| account.address).ok_or_else(|| {
            let names: Vec<_> = all.iter().map(|account| account.name.as_str()).collect();
            Error::invalid(format!(
                "expected one of {}, received {name:?}",
                names.join(", ")
            ))
        })?)
    }

    async fn accounts(&self) -> RpcResult<Value> {
        let keys = accounts::keys();
        let all = accounts::named().into_iter().map(|account| {
            let key = keys.iter().find(|key| key.address == account.address);
            json!({
                "name": account.name,
                "address": account.address,
                "account": format!("0x{}", hex::encode(<[u8; 32]>::from(account.account))),
                "privateKey": key.map(|key| format!("0x{}", hex::encode(key.secret))),
            })
        });
        Ok(json!({
            "accounts": all.collect::<Vec<_>>(),
            "services": blueprint_e2e_runtime::SERVICES,
            "pallets": PALLETS,
            "unit": UNIT.to_string(),
        }))
    }

    async fn events(&self, block: Option<BlockNumberOrTag>) -> RpcResult<Vec<Value>> {
        let events = move |chain: &mut Chain| {
            let at = number(chain, block.unwrap_or_default());
            let history = chain.history();
            let last = history.last_number();
            if at > last {
                return Err(Error::rejected(format!(
                    "expected a block from 0 to {last}, received {at}"
                )));
            }
            let Some(block) = history.made(at) else {
                // Its number was left out.
                return Ok(Vec::new());
            };
            let types = Types::new();
            let events = block.events.iter().map(|(phase, event)| {
                let mut json = types.event(event)?;
                // The time is set by the block's first extrinsic.
                let position = match phase {
                    Phase::ApplyExtrinsic(index) => index.checked_sub(1),
                    Phase::Initialization | Phase::Finalization => None,
                };
                let hash = position.and_then(|at| block.hashes().get(at as usize));
                json["transactionHash"] = json!(hash);
                json["phase"] = json!(match phase {
                    Phase::Initialization => "initialization",
                    Phase::Finalization => "finalization",
                    Phase::ApplyExtrinsic(_) => "transaction",
                });
                Ok(json)
            });
            // The address of an account is read from the state.
            let events: Vec<_> = events.collect();
            events.into_iter().collect()
        };
        Ok(self.chain.run(events).await?)
    }
}
