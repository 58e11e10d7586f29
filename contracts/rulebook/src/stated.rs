//! Rules as the interface has them, and as the rules crate does.

use crate::rulebook as abi;
use blueprint_components::rulebook::{Comparison, Effect, Measure, Schedule, Soft, Standing};

/// The measure that was received.
pub fn measure(stated: &abi::Measure) -> Measure {
    Measure {
        target: stated.target,
        selector: stated.selector,
        arguments: stated.arguments,
        operator_at: stated.operator_at,
        from_at: stated.from_at,
        to_at: stated.to_at,
        others: [stated.first, stated.second],
        origin: stated.origin,
        unit: stated.unit,
        known_at: stated.known_at,
        known: stated.known,
        value_at: stated.value_at,
        whole_at: stated.whole_at,
        rises: stated.rises,
        comparison: Comparison::from_number(stated.comparison),
        bound: stated.bound,
    }
}

/// The measure as it was received.
pub fn of_measure(measure: &Measure) -> abi::Measure {
    let [first, second] = measure.others;
    abi::Measure {
        target: measure.target,
        selector: measure.selector,
        arguments: measure.arguments,
        operator_at: measure.operator_at,
        from_at: measure.from_at,
        to_at: measure.to_at,
        first,
        second,
        origin: measure.origin,
        unit: measure.unit,
        known_at: measure.known_at,
        known: measure.known,
        value_at: measure.value_at,
        whole_at: measure.whole_at,
        rises: measure.rises,
        // A stored measure has one.
        comparison: measure.comparison.unwrap_or_default() as u8,
        bound: measure.bound,
    }
}

/// The schedule that was received.
pub fn schedule(stated: &abi::Schedule) -> Schedule {
    Schedule {
        start: stated.start,
        window: stated.window,
        lag: stated.lag,
        evaluation: stated.evaluation,
        needed: stated.needed,
        span: stated.span,
    }
}

/// The schedule as it was received.
pub fn of_schedule(schedule: &Schedule) -> abi::Schedule {
    abi::Schedule {
        start: schedule.start,
        window: schedule.window,
        lag: schedule.lag,
        evaluation: schedule.evaluation,
        needed: schedule.needed,
        span: schedule.span,
    }
}

/// The effect that was received.
pub fn effect(stated: &abi::Effect) -> Effect {
    Effect {
        life: stated.life,
        soft: Soft {
            points_bps: stated.points_bps,
            suspends: stated.suspends,
        },
        slash_bps: stated.slash_bps,
        repeat_bps: stated.repeat_bps,
        most_bps: stated.most_bps,
    }
}

/// The effect as it was received.
pub fn of_effect(effect: &Effect) -> abi::Effect {
    abi::Effect {
        life: effect.life,
        points_bps: effect.soft.points_bps,
        suspends: effect.soft.suspends,
        slash_bps: effect.slash_bps,
        repeat_bps: effect.repeat_bps,
        most_bps: effect.most_bps,
    }
}

/// What is remembered of an operator.
pub fn of_standing(standing: &Standing) -> abi::Record {
    abi::Record {
        next: standing.next,
        breaches: standing.breaches,
        times: standing.times,
        from: standing.from,
        until: standing.until,
        earlier_from: standing.earlier_from,
        earlier_until: standing.earlier_until,
        counter: standing.counter,
    }
}
