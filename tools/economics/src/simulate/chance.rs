//! Probabilities, and the draws that test them.
//!
//! Only sums, products and quotients of floating point: they give the same numbers on every machine, which powers and
//! logarithms of a machine's library do not.

use oorandom::Rand64;

/// Half the width of an interval that holds 99.9 % of a normal distribution, in standard deviations.
pub const BOUND: f64 = 3.29;

/// `base` to the power of `exponent`, by squaring.
pub fn power(mut base: f64, mut exponent: u64) -> f64 {
    let mut product = 1.0;
    while exponent > 0 {
        if exponent & 1 == 1 {
            product *= base;
        }
        base *= base;
        exponent >>= 1;
    }
    product
}

/// That at least one of `draws` independent draws is a bad item: `1 - (1 - f)^k`.
pub fn found(bad: f64, draws: u64) -> f64 {
    1.0 - power(1.0 - bad, draws)
}

/// The same where no item is drawn twice: `1 - C(N - B, k) / C(N, k)` with `bad` of `items` bad.
pub fn found_of(items: u64, bad: u64, draws: u64) -> f64 {
    let mut unseen = 1.0;
    for drawn in 0..draws.min(items) {
        let left = items - drawn;
        unseen *= left.saturating_sub(bad) as f64 / left as f64;
    }
    1.0 - unseen
}

/// How many of `trials` independent ones succeed: the probability of each count.
pub fn binomial(trials: usize, success: f64) -> Vec<f64> {
    let mut counts = vec![0.0; trials + 1];
    counts[0] = 1.0;
    for tried in 0..trials {
        for count in (0..=tried).rev() {
            let here = counts[count];
            counts[count + 1] += here * success;
            counts[count] = here * (1.0 - success);
        }
    }
    counts
}

/// How many of `drawn` items are bad where no item is drawn twice, with `bad` of `items`: the probability of each count.
pub fn hypergeometric(items: usize, bad: usize, drawn: usize) -> Vec<f64> {
    let mut counts = vec![0.0; drawn + 1];
    counts[0] = 1.0;
    for taken in 0..drawn.min(items) {
        let left = (items - taken) as f64;
        for count in (0..=taken).rev() {
            let here = counts[count];
            let next = bad.saturating_sub(count) as f64 / left;
            counts[count + 1] += here * next;
            counts[count] = here * (1.0 - next);
        }
    }
    counts
}

/// How far a share of `runs` runs may be from its probability, by chance alone: 99.9 % of them are nearer. Where the
/// probability is next to nothing, or to all, three runs.
pub fn bound(probability: f64, runs: u64) -> f64 {
    let runs = runs as f64;
    BOUND * (probability * (1.0 - probability) / runs).sqrt() + 3.0 / runs
}

/// From 0 to 1, 1 excluded.
pub fn uniform(rng: &mut Rand64) -> f64 {
    rng.rand_float()
}

/// Whole seconds, at least one, of a process that ends in each second with the same probability.
#[derive(Clone, Debug)]
pub struct Spans {
    /// `(1 - p)^(2^i)`.
    powers: [f64; 40],
}

impl Spans {
    /// Of this mean.
    pub fn of_mean(seconds: u64) -> Self {
        Self::ending(1.0 / seconds.max(1) as f64)
    }

    /// Ending in each second with this probability.
    pub fn ending(probability: f64) -> Self {
        let mut power = 1.0 - probability;
        let powers = [(); 40].map(|()| {
            let here = power;
            power *= power;
            here
        });
        Self { powers }
    }

    /// One of them: the least `n` with `(1 - p)^n` below a uniform draw.
    pub fn draw(&self, rng: &mut Rand64) -> u64 {
        let draw = 1.0 - uniform(rng);
        let (mut seconds, mut left) = (0, 1.0);
        for (bit, power) in self.powers.iter().enumerate().rev() {
            if left * power >= draw {
                left *= power;
                seconds += 1u64 << bit;
            }
        }
        seconds + 1
    }
}

/// The first `drawn` of `items` in a random order, each as likely; writes them to the front of `order`.
pub fn draw_of(order: &mut [usize], drawn: usize, rng: &mut Rand64) {
    for at in 0..drawn.min(order.len()) {
        let other = rng.rand_range(at as u64..order.len() as u64) as usize;
        order.swap(at, other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-12
    }

    #[test]
    fn five_leaves_find_a_tenth_in_two_of_five_periods() {
        // The figures of Filecoin's proofs of data possession.
        assert!((found(0.1, 5) - 0.409_51).abs() < 1e-9);
        assert!((found(found(0.01, 5), 30) - 0.778_5).abs() < 1e-4);
        assert!(near(found(0.0, 5), 0.0) && near(found(1.0, 1), 1.0));
    }

    #[test]
    fn draws_without_return_find_no_less() {
        for (items, bad) in [(10u64, 1u64), (100, 7), (1_000, 500)] {
            for draws in [1, 2, 5, 10] {
                let with = found(bad as f64 / items as f64, draws);
                assert!(found_of(items, bad, draws) >= with - 1e-12);
            }
        }
        // Two of ten bad: 1 - 8/10 x 7/9 x 6/8.
        assert!(near(found_of(10, 2, 3), 1.0 - 336.0 / 720.0));
        assert!(near(found_of(10, 1, 10), 1.0) && near(found_of(10, 1, 99), 1.0));
    }

    #[test]
    fn distributions_sum_to_one_and_have_their_mean() {
        let mean = |counts: &[f64]| {
            let each = counts.iter().enumerate();
            each.map(|(count, it)| count as f64 * it).sum::<f64>()
        };
        let sum = |counts: &[f64]| counts.iter().sum::<f64>();
        let counts = binomial(720, 0.95);
        assert!((sum(&counts) - 1.0).abs() < 1e-9 && (mean(&counts) - 684.0).abs() < 1e-6);
        let counts = hypergeometric(50, 20, 9);
        assert!((sum(&counts) - 1.0).abs() < 1e-12 && (mean(&counts) - 3.6).abs() < 1e-9);
        // One of three of ten: C(3,1) C(7,1) / C(10,2).
        assert!(near(hypergeometric(10, 3, 2)[1], 21.0 / 45.0));
        assert!(near(1.0 - hypergeometric(10, 2, 3)[0], found_of(10, 2, 3)));
    }

    #[test]
    fn spans_have_their_mean() {
        let mut rng = Rand64::new(7);
        for mean in [1u64, 12, 7_200, 2_592_000] {
            let spans = Spans::of_mean(mean);
            let runs = 4_000;
            let sum: u64 = (0..runs).map(|_| spans.draw(&mut rng)).sum();
            let found = sum as f64 / runs as f64;
            // Of a geometric distribution the deviation is at most the mean.
            let most = BOUND * mean as f64 / (runs as f64).sqrt();
            assert!((found - mean as f64).abs() <= most, "{mean}: {found}");
        }
        assert_eq!(Spans::of_mean(1).draw(&mut rng), 1);
    }

    #[test]
    fn every_item_is_drawn_as_often() {
        let mut rng = Rand64::new(3);
        let mut seen = [0u64; 10];
        for _ in 0..10_000 {
            let mut order: Vec<usize> = (0..10).collect();
            draw_of(&mut order, 3, &mut rng);
            for item in &order[..3] {
                seen[*item] += 1;
            }
        }
        for count in seen {
            assert!((count as f64 / 10_000.0 - 0.3).abs() < bound(0.3, 10_000));
        }
    }
}
