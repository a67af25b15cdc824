use super::{all, named, schema};
use crate::facts::{Missing, json_schema};

#[test]
fn describes_every_type() {
    let schema = schema();
    let out = json_schema(&schema, &all(&schema), "test.admission", Missing::Unknown);
    insta::assert_snapshot!(out);
}

#[test]
fn requires_what_may_not_be_left_out() {
    let schema = schema();
    let reach = named(&schema, &["closures", "gate"]);
    let out = json_schema(&schema, &reach, "", Missing::Absent);
    insta::assert_snapshot!(out);
}
