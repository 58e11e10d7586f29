//! How a pot of rewards becomes payments: [`books`], [`pool`], [`era_pot`], [`commission`], [`activation`] and
//! [`shares`] pay a pot per era to operators and their delegators and account for every unit:
//! `paid + carried + unclaimed = deposited`, always. The formulas of other systems are in
//! `blueprint-economics`.

pub mod activation;
pub mod asset_points;
pub mod books;
pub mod commission;
pub mod era_pot;
pub mod pool;
pub mod shares;

pub use activation::Activation;
pub use books::{divide, Books, BooksError, EraWeight, Settled};
pub use commission::{Commission, CommissionError, CommissionTerms, EraCommission};
pub use era_pot::{operator_weight, EraPot, EraShare, OperatorEra, PotError, Weighting};
pub use pool::{Pool, PoolError, Position};
pub use shares::{ShareError, StakeShares};
