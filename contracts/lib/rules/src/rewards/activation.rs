//! From when until when a blueprint, or an operator, takes part in rewards.

/// Whole eras only: a change takes effect with the next era, so that no stake is added to, or
/// dropped from, an era whose points already count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "scale",
    derive(
        codec::Encode,
        codec::Decode,
        codec::MaxEncodedLen,
        scale_info::TypeInfo
    )
)]
pub struct Activation {
    /// First era that counts; meaningful when [`Self::until`] is above it.
    from: u32,
    /// First era that does not count any more.
    until: u32,
}

/// Why an activation was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActivationError {
    /// Already active, from the era given.
    AlreadyActive {
        /// First era that counts.
        from: u32,
    },
    /// Not active, or already to end with the running era.
    NotActive {
        /// The running era.
        era: u32,
    },
}

impl Activation {
    /// Whether `era` counts.
    pub fn counts(&self, era: u32) -> bool {
        self.from <= era && era < self.until
    }

    /// Takes part from the era after `era` on.
    pub fn activate(&mut self, era: u32) -> Result<(), ActivationError> {
        let next = era.saturating_add(1);
        if self.counts(next) {
            return Err(ActivationError::AlreadyActive { from: self.from });
        }
        // Deactivated and activated again within one era: the stretch goes on.
        if self.until != next || !self.counts(era) {
            self.from = next;
        }
        self.until = u32::MAX;
        Ok(())
    }

    /// Takes part until the end of `era`.
    pub fn deactivate(&mut self, era: u32) -> Result<(), ActivationError> {
        let next = era.saturating_add(1);
        if !self.counts(next) {
            return Err(ActivationError::NotActive { era });
        }
        self.until = next;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_take_effect_with_the_next_era() {
        let mut activation = Activation::default();
        activation.activate(4).unwrap();
        assert!(!activation.counts(4));
        assert!(activation.counts(5));
        activation.deactivate(7).unwrap();
        assert!(activation.counts(7));
        assert!(!activation.counts(8));
    }

    #[test]
    fn deactivated_before_it_began_never_counts() {
        let mut activation = Activation::default();
        activation.activate(4).unwrap();
        activation.deactivate(4).unwrap();
        assert!((0..20).all(|era| !activation.counts(era)));
    }

    #[test]
    fn reactivation_within_an_era_goes_on() {
        let mut activation = Activation::default();
        activation.activate(0).unwrap();
        activation.deactivate(5).unwrap();
        activation.activate(5).unwrap();
        assert!((1..20).all(|era| activation.counts(era)));
    }

    #[test]
    fn repeated_changes_are_refused() {
        let mut activation = Activation::default();
        let era = 3;
        assert_eq!(
            activation.deactivate(era),
            Err(ActivationError::NotActive { era })
        );
        activation.activate(era).unwrap();
        assert_eq!(
            activation.activate(9),
            Err(ActivationError::AlreadyActive { from: 4 })
        );
        activation.deactivate(9).unwrap();
        assert_eq!(
            activation.deactivate(9),
            Err(ActivationError::NotActive { era: 9 })
        );
    }
}
