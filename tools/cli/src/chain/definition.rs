//! What a blueprint is created with.

use serde_json::{json, Value};

/// Seconds that a slash waits for a veto, where none are chosen: a week.
pub const REVIEW: u64 = 7 * 86_400;

/// A blueprint's terms that differ from one to the next. Each result earns a point, any result can be reported, and an
/// offence costs up to all that is committed.
pub struct Definition<'a> {
    /// The address.
    pub manager: &'a str,
    /// The interface version's name in the runtime.
    pub generation: &'a str,
    pub jobs: u8,
    pub min_operators: u32,
    pub max_operators: u32,
    /// In seconds.
    pub review: u64,
}

impl Definition<'_> {
    /// The arguments of `Services.create_blueprint`.
    pub fn arguments(&self) -> Value {
        let all = json!({
            "amount": { "floor": 0, "cap": 10_000, "history": 0, "correlation": 0 }, "ejects_at": 0,
        });
        json!({ "definition": {
            "manager": self.manager,
            "generation": self.generation,
            "jobs": self.jobs,
            "reporting": true,
            "quality_kinds": 0,
            "min_operators": self.min_operators,
            "max_operators": self.max_operators,
            "max_instances": 10,
            "points": "EachResult",
            "points_per_era": u32::MAX,
            "penalties": {
                "job_misbehaviour": all, "quality_of_service": all, "security_breach": all,
                "slashed": "Burned",
            },
            "review": self.review,
        } })
    }
}
