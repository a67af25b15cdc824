//! The whole admission of the alliance, a line of JSON to a line of JSON, as somebody would write it by hand with serde:
//! what `zhun eval douyin.alliance.admission shops.ndjson --format json` does. It knows no unknown facts, checks no bounds
//! and no unknown keys, and counts scores as floats.

use std::borrow::Cow;

use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

use crate::hand::{Status, day};

/// The facts of a shop.
#[derive(Debug, Deserialize)]
struct Shop<'a> {
    experience_score: Option<f64>,
    closures: i64,
    shop_opened: bool,
    account_can_log_in: bool,
    shop_status: Status,
    #[serde(borrow)]
    joined_on: Option<&'a str>,
    #[serde(borrow)]
    penalties: Vec<Penalty<'a>>,
    linked_shops: Vec<LinkedShop>,
    brand_documents: Documents,
}

#[derive(Debug, Deserialize)]
struct Penalty<'a> {
    rule: PenaltyRule,
    on: &'a str,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum PenaltyRule {
    EvadingInformation,
    MerchantViolation,
    OtherRule,
}

#[derive(Debug, Deserialize)]
struct LinkedShop {
    severe_penalty: bool,
    endangered_transactions: bool,
}

#[derive(Debug, Deserialize)]
struct Documents {
    uploaded: bool,
    authentic: bool,
    compliant: bool,
    chain_complete: bool,
}

#[derive(Debug, Serialize)]
struct Verdict<'a> {
    decision: &'a str,
    status: &'a str,
    outcome: &'a str,
    possible: [&'a str; 1],
    reasons: Vec<Reason<'a>>,
    obligations: [(); 0],
    needs: [(); 0],
    open: [(); 0],
    warnings: [(); 0],
    as_of: &'a str,
}

#[derive(Debug, Serialize)]
struct Reason<'a> {
    rule: Option<&'a str>,
    outcome: &'a str,
    message: Cow<'a, str>,
    facts: Pairs<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    elements: Vec<Element<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    element_count: Option<usize>,
    cite: Option<Cite<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    interpretations: Option<[&'a str; 1]>,
}

#[derive(Debug, Serialize)]
struct Element<'a> {
    index: usize,
    facts: Pairs<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

#[derive(Debug, Serialize)]
struct Cite<'a> {
    source: &'a str,
    title: &'a str,
    at: &'a str,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Seen<'a> {
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(&'a str),
    Absent(Option<bool>),
}

#[derive(Debug, Default)]
struct Pairs<'a>(Vec<(Cow<'a, str>, Seen<'a>)>);

impl Serialize for Pairs<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for (name, seen) in &self.0 {
            map.serialize_entry(name, seen)?;
        }
        map.end()
    }
}

impl<'a> Pairs<'a> {
    fn one(name: impl Into<Cow<'a, str>>, seen: Seen<'a>) -> Self {
        Self(vec![(name.into(), seen)])
    }
}

/// Answers one line of JSON on a day, and adds the verdict to `out`.
///
/// # Errors
/// Where the line is no shop.
pub fn answer(line: &[u8], today: &str, out: &mut Vec<u8>) -> Result<(), Box<dyn std::error::Error>> {
    let shop: Shop<'_> = serde_json::from_slice(line)?;
    let now = day(today)?;
    let mut reasons = Vec::new();
    let mut fire = |rule, outcome, message: Cow<'static, str>, facts, at| {
        reasons.push(Reason {
            rule: Some(rule),
            outcome,
            message,
            facts,
            elements: Vec::new(),
            element_count: None,
            cite: Some(Cite { source: "alliance_entry", title: "抖音精选联盟入口在哪?怎么开通?", at }),
            interpretations: None,
        });
        reasons.len() - 1
    };
    let mut explained = None;
    if shop.closures >= 3 {
        let message = format!("已被系统关闭 {} 次，3 次机会已经用完，不能再开通", shop.closures);
        fire("chances_used_up", "barred", message.into(), Pairs::one("closures", Seen::Int(shop.closures)), "A1");
    }
    match shop.experience_score {
        Some(score) if score < 4.0 => {
            let message = format!("体验分 {score} 分，未达到 4.0 分");
            fire("score_too_low", "deny", message.into(), Pairs::one("experience_score", Seen::Float(score)), "A2");
        }
        Some(_) => {}
        None => {
            let joined = shop.joined_on.map(day).transpose()?;
            if joined.is_none_or(|joined| now - joined > 60) {
                let on = shop.joined_on.unwrap_or("无");
                let message = format!("还没有体验分，且不是入驻 60 天内的新商家（入驻日期：{on}）");
                let joined = shop.joined_on.map_or(Seen::Absent(None), Seen::Text);
                let mut facts = Pairs::one("joined_on", joined);
                facts.0.push(("experience_score".into(), Seen::Absent(None)));
                explained = Some((
                    fire("no_score", "deny", message.into(), facts, "A2"),
                    "页面只说新商家暂无分数时不考核；入驻更早或从未入驻而没有分数的，按不能开通处理。",
                ));
            }
        }
    }
    let flag = |name: &'static str| Pairs::one(name, Seen::Bool(false));
    if !shop.shop_opened {
        fire("no_shop", "deny", "还没有开通店铺".into(), flag("shop_opened"), "A3");
    }
    if !shop.account_can_log_in {
        fire("cannot_log_in", "deny", "账号不能登录".into(), flag("account_can_log_in"), "A3");
    }
    if shop.shop_status != Status::Normal {
        let (word, title) =
            if shop.shop_status == Status::Suspended { ("suspended", "停业") } else { ("closed", "已关店") };
        let message = format!("店铺状态为“{title}”，不是正常营业");
        fire("shop_not_normal", "deny", message.into(), Pairs::one("shop_status", Seen::Text(word)), "A3");
    }
    let mut lists = Vec::new();
    let mut penalties = Vec::new();
    for (index, penalty) in shop.penalties.iter().enumerate() {
        if now - day(penalty.on)? <= 365 {
            let rule = match penalty.rule {
                PenaltyRule::EvadingInformation => "规避信息规则",
                PenaltyRule::MerchantViolation => "商家违规规则",
                PenaltyRule::OtherRule => "平台其他规则",
            };
            let message = format!("{} 依“{rule}”受到处罚，还没有超过 365 天", penalty.on);
            let facts = Pairs::one(format!("penalties[{index}].on"), Seen::Text(penalty.on));
            penalties.push(Element { index, facts, message: Some(message) });
        }
    }
    if !penalties.is_empty() {
        let messages: Vec<&str> = penalties.iter().filter_map(|penalty| penalty.message.as_deref()).collect();
        let message = messages.join("；");
        let at = fire("recently_penalised", "deny", message.into(), Pairs::default(), "A4");
        lists.push((at, penalties));
    }
    let mut linked = Vec::new();
    for (index, other) in shop.linked_shops.iter().enumerate() {
        if !other.severe_penalty && !other.endangered_transactions {
            continue;
        }
        let name = format!("linked_shops[{index}].severe_penalty");
        let mut facts = Pairs::one(name, Seen::Bool(other.severe_penalty));
        if !other.severe_penalty {
            facts.0.push((format!("linked_shops[{index}].endangered_transactions").into(), Seen::Bool(true)));
        }
        linked.push(Element { index, facts, message: None });
    }
    if !linked.is_empty() {
        let message = "关联店铺受过严重处罚，或严重危害过交易".into();
        let at = fire("linked_shop_in_trouble", "deny", message, Pairs::default(), "A5");
        lists.push((at, linked));
    }
    let mut unclear = None;
    let documents = &shop.brand_documents;
    if !documents.uploaded {
        let at =
            fire("documents_not_uploaded", "deny", "品牌资质没有上传".into(), flag("brand_documents.uploaded"), "A6");
        unclear = Some((at, "各类店铺需要哪些材料，页面没有写，四项结果由接入方给出。"));
    }
    if !documents.authentic {
        fire("documents_not_authentic", "deny", "品牌资质不真实".into(), flag("brand_documents.authentic"), "A6");
    }
    if !documents.compliant {
        fire("documents_not_compliant", "deny", "品牌资质不合规".into(), flag("brand_documents.compliant"), "A6");
    }
    if !documents.chain_complete {
        let facts = flag("brand_documents.chain_complete");
        fire("documents_chain_broken", "deny", "品牌资质的授权链路不完整".into(), facts, "A6");
    }
    for (at, elements) in lists {
        if let Some(reason) = reasons.get_mut(at) {
            reason.element_count = Some(elements.len());
            reason.elements = elements;
        }
    }
    for (at, text) in explained.into_iter().chain(unclear) {
        if let Some(reason) = reasons.get_mut(at) {
            reason.interpretations = Some([text]);
        }
    }
    let outcome = reasons.first().map_or("permit", |reason| reason.outcome);
    if reasons.is_empty() {
        reasons.push(Reason {
            rule: None,
            outcome,
            message: "符合全部开通条件".into(),
            facts: Pairs::default(),
            elements: Vec::new(),
            element_count: None,
            cite: None,
            interpretations: None,
        });
    }
    let verdict = Verdict {
        decision: "douyin.alliance.admission",
        status: "decided",
        outcome,
        possible: [outcome],
        reasons,
        obligations: [],
        needs: [],
        open: [],
        warnings: [],
        as_of: today,
    };
    serde_json::to_writer(out, &verdict)?;
    Ok(())
}

/// A shop of all facts in JSON, about 400 bytes. Half of them may join.
#[must_use]
pub fn shop_json(at: usize) -> String {
    // Numbers that follow no pattern, and are the same each time.
    let mut state = (at as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5DEE_CE66_D1CE_4E5B;
    let mut any = |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    let score = match any(20) {
        0 => "null".to_owned(),
        1 | 2 => format!("3.{}", 1 + any(9)),
        _ => format!("4.{}", 1 + any(9)),
    };
    let closures = if any(30) == 0 { 3 } else { any(3) };
    let status = if any(20) == 0 { "suspended" } else { "normal" };
    let penalties: Vec<String> = (0..any(3))
        .map(|_| {
            let year = if any(8) == 0 { 2022 } else { 2019 + any(2) };
            let rule = ["evading_information", "merchant_violation", "other_rule"][(any(3)) as usize];
            format!(r#"{{"rule":"{rule}","on":"{year}-{:02}-{:02}"}}"#, 1 + any(10), 1 + any(28))
        })
        .collect();
    let linked: Vec<String> = (0..any(3))
        .map(|_| {
            let (severe, endangered) = (any(20) == 0, any(20) == 0);
            format!(r#"{{"severe_penalty":{severe},"endangered_transactions":{endangered}}}"#)
        })
        .collect();
    let joined = format!("20{}-{:02}-{:02}", 20 + any(3), 1 + any(10), 1 + any(28));
    let mut flag = || any(40) != 0;
    format!(
        r#"{{"experience_score":{score},"closures":{closures},"shop_opened":{},"account_can_log_in":{},"shop_status":"{status}","joined_on":"{joined}","penalties":[{}],"linked_shops":[{}],"brand_documents":{{"uploaded":{},"authentic":{},"compliant":{},"chain_complete":{}}},"alliance_rules_breached":false}}"#,
        flag(),
        flag(),
        penalties.join(","),
        linked.join(","),
        flag(),
        flag(),
        flag(),
        flag(),
    )
}
