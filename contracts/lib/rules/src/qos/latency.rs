//! Response time, judged by many clients: one client can only raise a flag.

/// What one client saw, signed by the client and countersigned by the operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LatencySample<Client> {
    /// Who measured.
    pub client: Client,
    /// What the client has paid in this service and era, in units: a client that pays nothing has
    /// no voice.
    pub paid: u128,
    /// From request to response by the client's clock, in milliseconds.
    pub client_ms: u64,
    /// The same by the operator's clock, in milliseconds.
    pub operator_ms: u64,
}

/// What is promised, and whose word counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LatencyTerms {
    /// Longest response promised, in milliseconds.
    pub limit_ms: u64,
    /// Furthest the two clocks may be apart on one response, in milliseconds.
    pub discrepancy_ms: u64,
    /// Distinct paying clients that make a verdict; at least 1.
    pub quorum: usize,
    /// Least a client must have paid to count, in units; at least 1.
    pub least_paid: u128,
}

/// Why there is no verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LatencyError<Client> {
    /// One client twice.
    DuplicateClient {
        /// The client.
        client: Client,
    },
    /// The operator measured itself.
    SelfReported,
}

/// What the samples say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LatencyVerdict {
    /// Too few paying clients to say anything.
    NoQuorum {
        /// The quorum.
        expected: usize,
        /// Paying clients among the samples.
        received: usize,
    },
    /// The median is within the limit.
    Kept {
        /// In milliseconds.
        median_ms: u64,
    },
    /// The median is beyond the limit.
    Breached {
        /// In milliseconds.
        median_ms: u64,
    },
    /// The clocks of at least half of the clients disagree with the operator's: a clock or a
    /// statement is wrong. A reason to look, not to punish.
    Audit {
        /// Clients whose clocks disagree.
        disagreeing: usize,
    },
}

/// The verdict of `samples`, in any order; they are reordered. O(n log n).
pub fn witnessed_latency<Client: Ord + Copy>(
    terms: &LatencyTerms,
    operator: &Client,
    samples: &mut [LatencySample<Client>],
) -> Result<LatencyVerdict, LatencyError<Client>> {
    if samples.iter().any(|sample| sample.client == *operator) {
        return Err(LatencyError::SelfReported);
    }
    samples.sort_unstable_by_key(|sample| sample.client);
    for pair in samples.windows(2) {
        if let [one, other] = pair {
            if one.client == other.client {
                let client = one.client;
                return Err(LatencyError::DuplicateClient { client });
            }
        }
    }
    // Paying clients first.
    let least = terms.least_paid.max(1);
    samples.sort_unstable_by_key(|sample| sample.paid < least);
    let paying = samples.partition_point(|sample| sample.paid >= least);
    let (paying, _) = samples.split_at_mut(paying);
    let expected = terms.quorum.max(1);
    if paying.len() < expected {
        return Ok(LatencyVerdict::NoQuorum {
            expected,
            received: paying.len(),
        });
    }
    let disagreeing = paying
        .iter()
        .filter(|sample| sample.client_ms.abs_diff(sample.operator_ms) > terms.discrepancy_ms)
        .count();
    if 2 * disagreeing >= paying.len() {
        return Ok(LatencyVerdict::Audit { disagreeing });
    }
    paying.sort_unstable_by_key(|sample| sample.client_ms);
    // The quorum is at least 1, so there is a middle.
    let median_ms = paying
        .get((paying.len() - 1) / 2)
        .map_or(0, |sample| sample.client_ms);
    Ok(if median_ms > terms.limit_ms {
        LatencyVerdict::Breached { median_ms }
    } else {
        LatencyVerdict::Kept { median_ms }
    })
}

/// The median of latencies, in milliseconds; of two middle ones the shorter. The slice is sorted.
/// `None` when there are none.
pub fn median_latency(latencies: &mut [u64]) -> Option<u64> {
    latencies.sort_unstable();
    let middle = latencies.len().checked_sub(1)? / 2;
    latencies.get(middle).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TERMS: LatencyTerms = LatencyTerms {
        limit_ms: 100,
        discrepancy_ms: 20,
        quorum: 3,
        least_paid: 5,
    };
    const OPERATOR: u32 = 1_000;

    fn sample(client: u32, ms: u64) -> LatencySample<u32> {
        LatencySample {
            client,
            paid: 5,
            client_ms: ms,
            operator_ms: ms,
        }
    }

    #[test]
    fn median_decides_whatever_a_minority_says() {
        let mut samples = [sample(1, 90), sample(2, 95), sample(3, 1_000_000)];
        let kept = witnessed_latency(&TERMS, &OPERATOR, &mut samples);
        assert_eq!(kept, Ok(LatencyVerdict::Kept { median_ms: 95 }));
        let mut samples = [sample(1, 101), sample(2, 101), sample(3, 1)];
        let breached = witnessed_latency(&TERMS, &OPERATOR, &mut samples);
        assert_eq!(breached, Ok(LatencyVerdict::Breached { median_ms: 101 }));
    }

    #[test]
    fn clients_that_pay_too_little_have_no_voice() {
        let mut samples = [sample(1, 900), sample(2, 900), sample(3, 900)];
        samples[1].paid = 4;
        let verdict = witnessed_latency(&TERMS, &OPERATOR, &mut samples);
        let refused = LatencyVerdict::NoQuorum {
            expected: 3,
            received: 2,
        };
        assert_eq!(verdict, Ok(refused));
        let mut free = TERMS;
        free.least_paid = 0;
        samples.iter_mut().for_each(|sample| sample.paid = 0);
        let verdict = witnessed_latency(&free, &OPERATOR, &mut samples);
        assert!(matches!(verdict, Ok(LatencyVerdict::NoQuorum { .. })));
    }

    #[test]
    fn client_counted_twice_is_refused() {
        let mut samples = [sample(1, 900), sample(2, 900), sample(1, 800)];
        let verdict = witnessed_latency(&TERMS, &OPERATOR, &mut samples);
        assert_eq!(verdict, Err(LatencyError::DuplicateClient { client: 1 }));
    }

    #[test]
    fn operator_as_its_own_client_is_refused() {
        let mut samples = [sample(OPERATOR, 1)];
        let verdict = witnessed_latency(&TERMS, &OPERATOR, &mut samples);
        assert_eq!(verdict, Err(LatencyError::SelfReported));
    }

    #[test]
    fn clocks_apart_open_an_audit_without_penalty() {
        let mut samples = [sample(1, 900), sample(2, 900), sample(3, 50)];
        samples[0].operator_ms = 879;
        samples[1].operator_ms = 921;
        let verdict = witnessed_latency(&TERMS, &OPERATOR, &mut samples);
        assert_eq!(verdict, Ok(LatencyVerdict::Audit { disagreeing: 2 }));
    }

    #[test]
    fn quorum_without_operators_counts_as_one() {
        let mut terms = TERMS;
        terms.quorum = 0;
        let verdict = witnessed_latency(&terms, &OPERATOR, &mut []);
        assert!(matches!(
            verdict,
            Ok(LatencyVerdict::NoQuorum { expected: 1, .. })
        ));
    }

    #[test]
    fn median_of_an_even_number_is_the_shorter_middle() {
        assert_eq!(median_latency(&mut [4, 1, 3, 2]), Some(2));
        assert_eq!(median_latency(&mut [7]), Some(7));
        assert_eq!(median_latency(&mut []), None);
    }

    proptest! {
        #[test]
        fn verdict_does_not_depend_on_the_order(
            mut samples in prop::collection::vec((0u64..300, 0u64..300, 0u128..10), 1..12)
                .prop_map(|raw| raw.into_iter().enumerate().map(|(client, (a, b, paid))| {
                    LatencySample { client: client as u32, paid, client_ms: a, operator_ms: b }
                }).collect::<Vec<_>>())
        ) {
            let mut reversed: Vec<_> = samples.iter().rev().copied().collect();
            let one = witnessed_latency(&TERMS, &OPERATOR, &mut samples);
            let other = witnessed_latency(&TERMS, &OPERATOR, &mut reversed);
            prop_assert_eq!(one, other);
        }
    }
}
