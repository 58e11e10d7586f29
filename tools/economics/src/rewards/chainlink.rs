//! `chainlink_ocr2_owed`: what an oracle is owed (`smartcontractkit/libocr`,
//! `OCR2Aggregator.owedPayment`).

use blueprint_rules::math::U256;

/// Juels owed: `(latest_round - reward_from_round) * gjuels * 1e9 + reimbursements`. Every
/// configured oracle is paid per round, whether it took part or not. `None` when the starting round
/// lies ahead of the latest or the sum exceeds 256 bits, where the source reverts.
pub fn chainlink_ocr2_owed(
    latest_round: u32,
    reward_from_round: u32,
    observation_payment_gjuels: u32,
    reimbursements_juels: U256,
) -> Option<U256> {
    let rounds = latest_round.checked_sub(reward_from_round)?;
    // 32 + 32 + 30 bits.
    let observed =
        U256::from(rounds) * U256::from(observation_payment_gjuels) * U256::from(1_000_000_000u64);
    observed.checked_add(reimbursements_juels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn largest_round_and_payment_do_not_overflow() {
        let owed = chainlink_ocr2_owed(u32::MAX, 0, u32::MAX, U256::zero());
        let expected = U256::from(18_446_744_065_119_617_025u128 * 1_000_000_000);
        assert_eq!(owed, Some(expected));
    }

    #[test]
    fn round_ahead_of_the_latest_is_refused() {
        assert_eq!(chainlink_ocr2_owed(1, 2, 1, U256::zero()), None);
        assert_eq!(chainlink_ocr2_owed(1, 0, 1, U256::MAX), None);
    }
}
