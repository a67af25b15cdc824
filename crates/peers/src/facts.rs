//! Facts for all workloads: those that the benchmarks of `zhun-bench` time, and more of them that reach every rule.

use zhun_bench::{hand, key_json};

/// Swaps the value of a key for another where a number says so.
fn vary(json: &mut String, dice: &mut usize, one_in: usize, key: &str, value: &str) {
    let throw = *dice % one_in;
    *dice /= one_in;
    if throw != 0 {
        return;
    }
    let Some(start) = json.find(&format!("\"{key}\":")).map(|at| at + key.len() + 3) else { return };
    let Some(length) = json[start..].find([',', '}']) else { return };
    json.replace_range(start..start + length, value);
}

/// A shop of W1: those that are timed, with every fact now and then as it brings a rule to apply, and scores and dates
/// on both sides of their limits.
#[must_use]
pub fn varied_shop(at: usize) -> String {
    let mut json = hand::shop_json(at);
    // A step of a linear congruential generator, of which the high bits are taken.
    let mut dice = (at + 1).wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407) >> 8;
    for (one_in, key, value) in [
        (3, "experience_score", "null"),
        (9, "experience_score", "4.0"),
        (9, "experience_score", "3.99"),
        (7, "closures", "3"),
        (9, "closures", "12"),
        (8, "shop_opened", "false"),
        (8, "account_can_log_in", "false"),
        (9, "shop_status", "\"closed\""),
        (4, "joined_on", "null"),
        (5, "joined_on", "\"2022-09-01\""),
        (5, "joined_on", "\"2022-09-02\""),
        (5, "joined_on", "\"2022-10-28\""),
        (9, "uploaded", "false"),
        (9, "authentic", "false"),
        (9, "compliant", "false"),
    ] {
        vary(&mut json, &mut dice, one_in, key, value);
    }
    json
}

/// A basket of W3: those that are timed, and every second one with a product that may not be promoted.
#[must_use]
pub fn varied_basket(at: usize) -> String {
    let json = hand::basket_json(at);
    match at % 6 {
        1 => json.replacen("\"has_commission\":true", "\"has_commission\":false", 1),
        3 => json.replace("\"created_by\":\"creator\"", "\"created_by\":\"seller\""),
        5 => json.replace(&format!("\"creator_id\":\"c{at}\""), "\"creator_id\":\"other\""),
        _ => json,
    }
}

/// Facts for one rule of many, spread over all of them.
#[must_use]
pub fn key(at: usize, rules: usize) -> String {
    key_json(at * 151, rules)
}
