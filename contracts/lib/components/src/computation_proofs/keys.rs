//! Verifying keys.

use super::{abi::*, ComputationProofs, Format, Key, KeyId, Layout, Part, Versions, PART};
use blueprint_hooks::{
    bn254::{self, G1, G2},
    ensure, env, Event, List, Result, Vec,
};
use blueprint_rules::proof::Hash;
use ink::storage::traits::StorageKey;

/// Words of alpha, beta, gamma and delta.
const FIXED: usize = 14;

/// A verifying key.
pub(super) struct Points {
    pub alpha: G1,
    pub beta: G2,
    pub gamma: G2,
    pub delta: G2,
    /// What one and the public inputs multiply.
    pub multiplied: Vec<G1>,
}

impl Points {
    /// `None` where there are not so many words.
    pub fn of(words: &[Hash]) -> Option<Self> {
        let (alpha, rest) = words.split_first_chunk()?;
        let (beta, rest) = rest.split_first_chunk()?;
        let (gamma, rest) = rest.split_first_chunk()?;
        let (delta, rest) = rest.split_first_chunk()?;
        let multiplied = rest.chunks_exact(2).filter_map(|it| it.first_chunk());
        Some(Self {
            alpha: *alpha,
            beta: *beta,
            gamma: *gamma,
            delta: *delta,
            multiplied: multiplied.copied().collect(),
        })
    }

    /// Errors: `BadPoint`, `UnsafeKey`.
    fn check(&self) -> Result<()> {
        let of_first = [(0, &self.alpha)].into_iter();
        let multiplied = (FIXED as u32..).step_by(2).zip(&self.multiplied);
        for (word, point) in of_first.chain(multiplied) {
            ensure!(bn254::is_of_first_group(point), BadPoint { word });
        }
        for (word, point) in [(2, &self.beta), (6, &self.gamma), (10, &self.delta)] {
            ensure!(bn254::is_of_second_group(point), BadPoint { word });
        }
        ensure!(self.gamma != self.delta, UnsafeKey);
        Ok(())
    }
}

impl Versions {
    /// The number of the key that is valid at a time; 0 for none.
    pub(super) fn at(&self, time: u64) -> u64 {
        match time >= self.from {
            true => self.latest,
            false => self.latest.saturating_sub(1),
        }
    }

    /// With one more key, set now. One that was never valid gives its number to it.
    fn then(&self, time: u64, delay: u64) -> Self {
        let valid = self.at(time);
        Self {
            // One a day at most.
            latest: valid.saturating_add(1),
            from: match valid {
                0 => time,
                _ => time.saturating_add(delay),
            },
        }
    }
}

/// The terms that were received. Errors: `UnknownFormat`, `BadTerms`.
fn checked(terms: &KeyTerms) -> Result<Key> {
    let (most, received) = (Format::RiscZero as u8, terms.format);
    let format = Format::of(received).ok_or(UnknownFormat { most, received })?;
    let layout = Layout {
        format,
        input_words: terms.input_words,
        output_words: terms.output_words,
        program: terms.program,
        root: terms.root,
        id: terms.id,
    };
    ensure!(layout.fits(), BadTerms);
    Ok(Key {
        layout,
        one_output: terms.one_output,
        revoked: false,
    })
}

/// The terms as they were received.
pub(super) fn stated(key: &Key) -> KeyTerms {
    let Layout {
        format,
        input_words,
        output_words,
        program,
        root,
        id,
    } = key.layout;
    KeyTerms {
        format: format as u8,
        one_output: key.one_output,
        input_words,
        output_words,
        program,
        root,
        id,
    }
}

impl<KEY: StorageKey> ComputationProofs<KEY> {
    /// Sets the key of a job for calls to come: after `delay` seconds, if another one is valid. Errors: `UnknownFormat`,
    /// `BadTerms`, `PointCount`, `BadPoint`, `UnsafeKey`.
    pub fn set_key(
        &mut self,
        service_id: u64,
        job: u8,
        terms: &KeyTerms,
        points: &List<Hash>,
        delay: u64,
    ) -> Result<()> {
        let key = checked(terms)?;
        let (expected, received) = (words_of(&key.layout), points.len());
        ensure!(received == expected, PointCount { expected, received });
        let words = points.to_vec()?;
        if let Some(points) = Points::of(&words) {
            points.check()?;
        }
        let (time, versions) = (env::now(), self.versions(service_id, job));
        // Where the valid key is of no use, another one is needed at once.
        let valid = self.keys.get(&(service_id, job, versions.at(time)));
        let delay = match valid.is_some_and(|key| key.revoked) {
            true => 0,
            false => delay,
        };
        let next = versions.then(time, delay);
        self.versions.set(&(service_id, job), &next);
        let id = (service_id, job, next.latest);
        self.keys.set(&id, &key);
        for (number, part) in (0u8..).zip(words.chunks(PART)) {
            let mut stored = Part::default();
            let to = stored.words.iter_mut().zip(part);
            to.for_each(|(to, word)| *to = *word);
            self.points.set(&(id, number), &stored);
        }
        KeySet {
            service_id,
            job,
            version: next.latest,
            from: next.from,
        }
        .emit();
        Ok(())
    }

    /// Ends the use of a key. Errors: `UnknownKey`, `RevokedKey`.
    pub fn revoke_key(&mut self, service_id: u64, job: u8, version: u64) -> Result<()> {
        let id = (service_id, job, version);
        let mut key = self.key(id)?;
        ensure!(!key.revoked, RevokedKey { version });
        key.revoked = true;
        self.keys.set(&id, &key);
        // One that is not valid yet never will be: the key before it stays, and the next one waits as long as any.
        let versions = self.versions(service_id, job);
        if version > versions.at(env::now()) {
            let latest = versions.latest.saturating_sub(1);
            self.versions
                .set(&(service_id, job), &Versions { latest, from: 0 });
        }
        KeyRevoked {
            service_id,
            job,
            version,
        }
        .emit();
        Ok(())
    }

    /// The keys of a job.
    pub fn versions(&self, service_id: u64, job: u8) -> Versions {
        self.versions.get(&(service_id, job)).unwrap_or_default()
    }

    /// The number of the key that is valid now, that of the one that follows, and from when on; zeros for none.
    pub fn versions_now(&self, service_id: u64, job: u8) -> (u64, u64, u64) {
        let versions = self.versions(service_id, job);
        let valid = versions.at(env::now());
        match valid == versions.latest {
            true => (valid, 0, 0),
            false => (valid, versions.latest, versions.from),
        }
    }

    /// A key. Errors: `UnknownKey`.
    pub fn key(&self, id: KeyId) -> Result<Key> {
        let (service_id, job, version) = id;
        let unknown = UnknownKey {
            service_id,
            job,
            version,
        };
        Ok(self.keys.get(&id).ok_or(unknown)?)
    }

    /// A key as it was received, and whether it was revoked. Errors: `UnknownKey`.
    pub fn key_stated(&self, id: KeyId) -> Result<(KeyTerms, Vec<Hash>, bool)> {
        let key = self.key(id)?;
        Ok((stated(&key), self.words(id, &key.layout), key.revoked))
    }

    /// The points of a key as it was received.
    pub(super) fn words(&self, id: KeyId, layout: &Layout) -> Vec<Hash> {
        let count = words_of(layout) as usize;
        let mut words = Vec::with_capacity(count.saturating_add(PART));
        for number in 0..count.div_ceil(PART) as u8 {
            let part = self.points.get(&(id, number)).unwrap_or_default();
            words.extend_from_slice(&part.words);
        }
        words.truncate(count);
        words
    }
}

/// Words of a key's points.
fn words_of(layout: &Layout) -> u32 {
    let multiplied = layout.public_inputs().saturating_add(1);
    multiplied.saturating_mul(2).saturating_add(FIXED as u32)
}
