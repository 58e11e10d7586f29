//! Who made the block.

use crate::{AccountId, Authorship};
use frame_support::traits::FindAuthor;
use sp_runtime::ConsensusEngineId;

/// The author of the running block, as it was found before a session's end changed the validators.
pub struct AuthorOfRunningBlock;

impl FindAuthor<AccountId> for AuthorOfRunningBlock {
    fn find_author<'a, I>(_: I) -> Option<AccountId>
    where
        I: 'a + IntoIterator<Item = (ConsensusEngineId, &'a [u8])>,
    {
        Authorship::author()
    }
}
