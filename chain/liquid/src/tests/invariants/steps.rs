//! What may happen in a life.

use super::*;
use proptest::prelude::*;

/// Holders who act.
pub const HOLDERS: u8 = 5;

/// One step of a life.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    Deposit(u8, u64),
    Claim(u8),
    Redeem(u8, u8),
    Pay(u8),
    Transfer(u8, u8, u8),
    CashOut(u8),
    Destroy(u8),
    Block,
    Era,
    Sync(u8),
    Idle,
    Payout(u8),
    Slash(u8, u8),
    Cancel,
    Chill,
    Validate(u8, bool),
    Kick,
    ChillVault,
    Minimum(bool),
    Donate(u16),
    Retire,
    Finish,
    Announce(u8),
    Rehome,
    Fee(u16),
    Seed,
    NewVault,
}

pub fn steps() -> impl Strategy<Value = Step> {
    let who = || 1..=HOLDERS;
    prop_oneof![
        12 => (who(), LEAST as u64..200_000).prop_map(|(n, amount)| Step::Deposit(n, amount)),
        10 => who().prop_map(Step::Claim),
        10 => (who(), 1u8..=4).prop_map(|(n, part)| Step::Redeem(n, part)),
        10 => who().prop_map(Step::Pay),
        3 => (who(), who(), 1u8..=4).prop_map(|(n, to, part)| Step::Transfer(n, to, part)),
        4 => who().prop_map(Step::CashOut),
        1 => who().prop_map(Step::Destroy),
        14 => Just(Step::Block),
        5 => Just(Step::Era),
        12 => (1u8..=4).prop_map(Step::Sync),
        4 => Just(Step::Idle),
        5 => any::<u8>().prop_map(Step::Payout),
        4 => (any::<u8>(), prop_oneof![2 => 1u8..=60, 1 => 92u8..=100])
            .prop_map(|(age, percent)| Step::Slash(age, percent)),
        1 => Just(Step::Cancel),
        1 => Just(Step::Chill),
        3 => (0u8..=30, any::<bool>()).prop_map(|(percent, blocked)| Step::Validate(percent, blocked && percent > 25)),
        1 => Just(Step::Kick),
        1 => Just(Step::ChillVault),
        1 => any::<bool>().prop_map(Step::Minimum),
        2 => any::<u16>().prop_map(Step::Donate),
        5 => Just(Step::Retire),
        4 => Just(Step::Finish),
        1 => (2u8..=3).prop_map(Step::Announce),
        4 => Just(Step::Rehome),
        1 => (0u16..=1_000).prop_map(Step::Fee),
        2 => Just(Step::Seed),
        3 => Just(Step::NewVault),
    ]
}

/// The newest vault.
pub fn newest() -> VaultId {
    FIRST_VAULT + Created::<Test>::get() - 1
}

pub fn current() -> Option<VaultOf<Test>> {
    Vaults::<Test>::get(newest())
}

fn sender(n: u8) -> AccountId32 {
    holder(n)
}

/// Whether all stashes that stood behind a validator in an era are there. The staking pallet does not expect a slash of one that
/// is gone, which is an assertion of debug builds. A vault's is gone early only where slashes have taken all that was bonded in
/// the era.
fn has_all_who_backed(validator: &AccountId32, era: EraIndex) -> bool {
    let backed = Staking::eras_stakers(era, validator).others;
    let mut gone = backed
        .into_iter()
        .filter(|it| Liquid::ledger_of(&it.who).is_none())
        .peekable();
    let all = gone.peek().is_none();
    for vault in gone
        .filter(|it| it.who == stash(newest()))
        .filter_map(|_| current())
    {
        assert_eq!(vault.pool.assets, 0, "a stash is gone that has stake");
        for (_, chunk) in Chunks::<Test>::iter_prefix(newest()).filter(|it| it.1.era > era) {
            assert_eq!(chunk.claims.value, 0, "a stash is gone whose stake unbonds");
        }
    }
    all
}

/// The call of a step, if it is one of the pallet or a plain one.
pub fn act(step: Step) {
    let id = newest();
    let held = |n: u8| Assets::balance(id, holder(n));
    // The staking pallet does not expect a slash of a stash that is gone. It is gone before where deferral is as
    // long as bonding, which it is in no runtime.
    let withdraws = matches!(step, Step::Claim(_) | Step::Pay(_) | Step::Finish);
    if withdraws && Liquid::is_frozen(id) {
        return;
    }
    let nominated = current().map_or_else(|| validator(1), |it| it.validator);
    let _ = match step {
        Step::Deposit(n, amount) => send(
            sender(n),
            Call::request_deposit {
                vault: id,
                amount: amount.into(),
                controller: holder(n),
            },
        ),
        Step::Claim(n) => {
            let batches: Vec<_> = DepositBatches::<Test>::iter_prefix(id)
                .map(|it| it.0)
                .collect();
            for batch in batches {
                let (controller, receiver) = (holder(n), holder(n));
                let call = Call::claim {
                    vault: id,
                    batch,
                    controller,
                    receiver,
                };
                let _ = send(stranger(), call);
            }
            Ok(())
        }
        Step::Redeem(n, part) => {
            let shares = held(n) / Balance::from(part);
            send(
                sender(n),
                Call::request_redeem {
                    vault: id,
                    shares,
                    controller: holder(n),
                    owner: holder(n),
                },
            )
        }
        Step::Pay(n) => {
            let open: Vec<_> = Tickets::<Test>::iter_prefix((id,))
                .filter(|((_, who), _)| *who == holder(n))
                .map(|((batch, _), _)| batch)
                .collect();
            for batch in open {
                let (controller, receiver) = (holder(n), holder(n));
                let _ = send(
                    stranger(),
                    Call::redeem {
                        vault: id,
                        batch,
                        controller,
                        receiver,
                    },
                );
            }
            Ok(())
        }
        Step::Transfer(n, to, part) => {
            let (target, amount) = (holder(to), held(n) / Balance::from(part));
            send(
                sender(n),
                pallet_assets::Call::<Test>::transfer { id, target, amount },
            )
        }
        Step::CashOut(n) => {
            let (shares, receiver) = (held(n), holder(n));
            send(
                sender(n),
                Call::cash_out {
                    vault: id,
                    shares,
                    receiver,
                },
            )
        }
        Step::Destroy(n) => {
            let allow_burn = true;
            let refund = pallet_assets::Call::<Test>::refund { id, allow_burn };
            send(sender(n), refund)
        }
        Step::Block => {
            next_block();
            Ok(())
        }
        Step::Era => {
            next_era();
            Ok(())
        }
        Step::Sync(steps) => send(
            stranger(),
            Call::sync {
                vault: id,
                steps: steps.into(),
            },
        ),
        Step::Idle => {
            idle();
            Ok(())
        }
        Step::Payout(age) => {
            let era = active_era().saturating_sub(1 + u32::from(age % 4));
            let call = StakingCall::payout_stakers {
                validator_stash: nominated,
                era,
            };
            send(stranger(), call)
        }
        Step::Slash(age, percent) => {
            let era = active_era().saturating_sub(u32::from(age) % BONDING);
            // What was exposed in the era is still bonded or unbonds.
            if era + BONDING > planned_era() && has_all_who_backed(&nominated, era) {
                slash(nominated, era, percent.into());
            }
            Ok(())
        }
        Step::Cancel => {
            let era = active_era() + 2;
            let slash_indices = vec![0];
            command(StakingCall::cancel_deferred_slash { era, slash_indices })
        }
        Step::Chill => send(nominated, StakingCall::chill {}),
        Step::Validate(percent, blocked) => {
            let commission = Perbill::from_percent(percent.into());
            let prefs = pallet_staking::ValidatorPrefs {
                commission,
                blocked,
            };
            send(nominated, StakingCall::validate { prefs })
        }
        Step::Kick => send(
            nominated,
            StakingCall::kick {
                who: vec![stash(id)],
            },
        ),
        Step::ChillVault => {
            Liquid::chill(&stash(id));
            Ok(())
        }
        Step::Minimum(high) => {
            let least = if high { 100_000 } else { 100 };
            pallet_staking::MinNominatorBond::<Test>::put(least);
            Ok(())
        }
        Step::Donate(amount) => {
            let (dest, value) = (stash(id), amount.into());
            let call = pallet_balances::Call::<Test>::transfer_allow_death { dest, value };
            send(stranger(), call)
        }
        Step::Retire => send(stranger(), Call::retire { vault: id }),
        Step::Finish => send(stranger(), Call::finish { vault: id }),
        Step::Announce(n) => {
            let successor = validator(n);
            command(Call::announce_successor {
                vault: id,
                successor,
            })
        }
        Step::Rehome => send(stranger(), Call::rehome { vault: id }),
        Step::Fee(bps) => command(Call::set_fee { bps: bps.into() }),
        Step::Seed => send(stranger(), Call::return_seed { vault: id }),
        Step::NewVault => {
            let closed = send(stranger(), Call::close { vault: id });
            let free = (1..=3).find(|n| !VaultOfValidator::<Test>::contains_key(validator(*n)));
            match (closed, free) {
                (Ok(()), Some(n)) => {
                    let (validator, seed) = (validator(n), SEED.max(Liquid::least_seed()));
                    send(founder(), Call::create_vault { validator, seed })
                }
                _ => Ok(()),
            }
        }
    };
}
