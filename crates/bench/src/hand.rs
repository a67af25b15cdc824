//! The two workloads as somebody would write them by hand in Rust: no unknowns, no reasons but the rules' bits, dates as
//! days. What the engine is measured against.

use serde::Deserialize;

/// The facts of W1.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "the names of the facts")]
pub struct Shop<'a> {
    /// In hundredths.
    #[serde(deserialize_with = "hundredths")]
    pub experience_score: Option<i64>,
    pub closures: i64,
    pub shop_opened: bool,
    pub account_can_log_in: bool,
    pub shop_status: Status,
    #[serde(borrow)]
    pub joined_on: Option<&'a str>,
    pub brand_documents: Documents,
}

/// The status of a shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words")]
pub enum Status {
    Normal,
    Suspended,
    Closed,
}

/// Brand documents.
#[derive(Debug, Clone, Copy, Deserialize)]
#[expect(missing_docs, reason = "the names of the fields")]
pub struct Documents {
    pub uploaded: bool,
    pub authentic: bool,
    pub compliant: bool,
}

fn hundredths<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    let score: Option<f64> = Option::deserialize(from)?;
    #[expect(clippy::cast_possible_truncation, reason = "a score is below 5")]
    Ok(score.map(|score| (score * 100.0).round() as i64))
}

/// The day of `2022-01-05`, counted from any fixed one.
///
/// # Errors
/// Where the text is no date.
pub fn day(text: &str) -> Result<i64, std::num::ParseIntError> {
    let (year, month, day) = match (text.get(..4), text.get(5..7), text.get(8..10)) {
        (Some(year), Some(month), Some(day)) => (year, month, day),
        _ => ("", "", ""),
    };
    let (year, month, day): (i64, i64, i64) = (year.parse()?, month.parse()?, day.parse()?);
    let (year, month) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
    Ok(365 * year + year / 4 - year / 100 + year / 400 + (month * 306 + 5) / 10 + day)
}

/// A shop that is ready: dates are days.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the names of the facts")]
pub struct Ready {
    pub experience_score: Option<i64>,
    pub closures: i64,
    pub shop_opened: bool,
    pub account_can_log_in: bool,
    pub shop_status: Status,
    pub joined_on: Option<i64>,
    pub brand_documents: Documents,
}

impl Ready {
    /// The facts of a shop.
    ///
    /// # Errors
    /// Where its date is none.
    pub fn of(shop: &Shop<'_>) -> Result<Self, std::num::ParseIntError> {
        Ok(Self {
            experience_score: shop.experience_score,
            closures: shop.closures,
            shop_opened: shop.shop_opened,
            account_can_log_in: shop.account_can_log_in,
            shop_status: shop.shop_status,
            joined_on: shop.joined_on.map(day).transpose()?,
            brand_documents: shop.brand_documents,
        })
    }
}

/// The outcome (0 permit, 1 deny, 2 barred) and the rules that fired, as bits.
#[must_use]
pub fn admission(shop: &Ready, today: i64) -> (u8, u64) {
    let mut fired = 0;
    let mut outcome = 0;
    let mut fire = |rule: u32, gives: u8, fires: bool| {
        if fires {
            fired |= 1 << rule;
            outcome = outcome.max(gives);
        }
    };
    fire(0, 2, shop.closures >= 3);
    fire(1, 1, shop.experience_score.is_some_and(|score| score < 400));
    fire(2, 1, shop.experience_score.is_none() && shop.joined_on.is_none_or(|joined| today - joined > 60));
    fire(3, 1, !shop.shop_opened);
    fire(4, 1, !shop.account_can_log_in);
    fire(5, 1, shop.shop_status != Status::Normal);
    fire(6, 1, !shop.brand_documents.uploaded);
    fire(7, 1, !shop.brand_documents.authentic);
    fire(8, 1, !shop.brand_documents.compliant);
    (outcome, fired)
}

/// The facts of W3.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "the names of the facts")]
pub struct Basket {
    pub promoter: Party,
    pub room: Room,
    pub v_tasks: Vec<Task>,
}

/// The role of a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words")]
pub enum Role {
    Seller,
    Creator,
}

/// Who promotes.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "the names of the fields")]
pub struct Party {
    pub id: String,
    pub role: Role,
}

/// A live room.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "the names of the fields")]
pub struct Room {
    pub host_id: String,
    pub host_role: Role,
    pub products: Vec<Product>,
}

/// A product in the room.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "the names of the fields")]
pub struct Product {
    pub id: String,
    pub seller_id: String,
    pub has_commission: bool,
}

/// A relation.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "the names of the fields")]
pub struct Task {
    pub seller_id: String,
    pub creator_id: String,
    pub created_by: Role,
}

/// Whether every product may be promoted.
#[must_use]
pub fn basket(facts: &Basket) -> bool {
    facts.room.products.iter().all(|product| {
        product.seller_id == facts.promoter.id
            || product.has_commission
            || facts.v_tasks.iter().any(|task| {
                task.seller_id == product.seller_id
                    && task.creator_id == facts.room.host_id
                    && task.created_by == Role::Creator
            })
    })
}

/// The policy of W1.
pub const ADMISSION: &str = include_str!("../policies/admission.policy");

/// The policy of W3.
pub const BASKET: &str = include_str!("../policies/basket.policy");

/// A shop of W1 in JSON, about 200 bytes. Three in four may join.
#[must_use]
pub fn shop_json(at: usize) -> String {
    let score = if at % 8 == 3 { 31 + at % 9 } else { 40 + at % 10 };
    let status = if at % 8 == 5 { "suspended" } else { "normal" };
    let closures = at % 3;
    let (month, day) = (1 + at % 12, 1 + at % 28);
    format!(
        r#"{{"experience_score":{}.{},"closures":{closures},"shop_opened":true,"account_can_log_in":true,"shop_status":"{status}","joined_on":"2021-{month:02}-{day:02}","brand_documents":{{"uploaded":true,"authentic":true,"compliant":true}}}}"#,
        score / 10,
        score % 10
    )
}

/// A basket of W3 in JSON: products of the promoter, of others with a commission, and some with a partnership.
#[must_use]
pub fn basket_json(at: usize) -> String {
    let products = (0..50).map(|n| {
        let (seller, commission) = match (n + at) % 20 {
            7 => (7 + at % 5, false),
            n if n % 2 == 0 => (1, false),
            n => (20 + n * at, true),
        };
        format!(r#"{{"id":"p{}","seller_id":"s{seller}","has_commission":{commission}}}"#, n * at)
    });
    let tasks = (0..20).map(|n| format!(r#"{{"seller_id":"s{n}","creator_id":"c{at}","created_by":"creator"}}"#));
    format!(
        r#"{{"promoter":{{"id":"s1","role":"seller"}},"room":{{"host_id":"c{at}","host_role":"creator","products":[{}]}},"v_tasks":[{}]}}"#,
        products.collect::<Vec<_>>().join(","),
        tasks.collect::<Vec<_>>().join(",")
    )
}
