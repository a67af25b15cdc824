use super::{all, options, schema, show_problem, shown};
use crate::facts::{CsvPlace, LineRead, Missing, ReadOptions, Reader};

fn csv(input: &[u8], options: &ReadOptions) -> String {
    let schema = schema();
    let reader = Reader::new(&schema, &all(&schema), options);
    let mut out = String::from_utf8_lossy(input).into_owned();
    out.push_str("---\n");
    match reader.csv(input) {
        Err(problems) => problems.iter().for_each(|problem| show_problem(&mut out, "", problem)),
        Ok(records) => {
            records.hints().iter().for_each(|hint| show_problem(&mut out, "hint ", hint));
            for record in records {
                out.push_str(&format!("line {}\n{}", record.line, shown(&schema, &record.read)));
            }
        }
    }
    out
}

#[test]
fn reads_records_and_goes_on_after_a_bad_one() {
    let input = "\u{feff}experience_score,closures, open ,owner,joined_on,gate.kind,gate.spend_min,levels,other\n\
        4.60,3,true,\"王,\"\"五\"\"\",2022-10-10,normal,100,\"[1, 2]\",x\n\
        ,,TRUE,a,2022-1-5,,,[1 2],\n\
        4,1,false,\"two\nlines\",2022-10-10,,5,[],\n\
        4,1\n\
        4 ,-1,no, a ,2022-10-10T10:00,nromal,1,\"[\"\"x\"\"]\",\n";
    insta::assert_snapshot!(csv(input.as_bytes(), &options()));
}

#[test]
fn words_every_problem_of_a_header() {
    let mut out = String::new();
    for input in [
        "",
        "closures,closures\n1,2\n",
        "gate,gate.kind\n,\n",
        "gate.kind,gate\n,\n",
        "closure;open\n1;true\n",
        "clousres,gate.knd\n1,2\n",
    ] {
        out.push_str(&csv(input.as_bytes(), &options()));
        out.push('\n');
    }
    insta::assert_snapshot!(out);
}

#[test]
fn a_cell_that_is_no_utf8_spoils_its_record_only() {
    let schema = schema();
    let reader = Reader::new(&schema, &all(&schema), &options());
    let seen: Vec<_> = reader
        .csv(b"owner,open\n\xB0\xA1,true\nb,true\n")
        .unwrap()
        .map(|line| (line.line, line.read.is_ok()))
        .collect();
    assert_eq!(seen, [(2, false), (3, true)]);
    assert!(reader.csv(b"\xB0\xA1,open\n").is_err());
}

#[test]
fn a_missing_column_is_a_missing_fact() {
    let absent = ReadOptions { missing: Missing::Absent, ..options() };
    let schema = schema();
    let reach = super::named(&schema, &["closures", "note"]);
    let reader = Reader::new(&schema, &reach, &absent);
    let read = |input: &'static [u8]| reader.csv(input).unwrap().next().unwrap().read;
    assert_eq!(read(b"note\nx\n").unwrap_err()[0].kind.name(), "missing");
    assert!(read(b"closures\n1\n").is_ok());
}

#[test]
fn records_are_on_the_lines_where_they_start() {
    let schema = schema();
    let reader = Reader::new(&schema, &all(&schema), &options());
    let text = "owner,open\r\na,true\r\n\r\n\n\"b\r\nc\",true\r\nd,true";
    let lines = |records: &mut dyn Iterator<Item = LineRead>| records.map(|read| read.line).collect::<Vec<_>>();
    let whole = lines(&mut reader.csv(text.as_bytes()).unwrap());
    assert_eq!(whole, [2, 5, 7]);
    // The same in two parts, wherever between records they are cut.
    let header = reader.csv_header(text.as_bytes()).unwrap();
    let first = text.find('a').unwrap();
    for cut in ["\r\n\r\n\n\"", "\n\r\n\n\"", "\r\n\n\"", "\n\"", "\"", "\r\nd", "\nd", "d"] {
        let cut = text.find(cut).unwrap();
        let mut all = Vec::new();
        for (from, to) in [(first, cut), (cut, text.len())] {
            let line = 1 + u32::try_from(text[..from].matches('\n').count()).unwrap();
            let place = CsvPlace { line, offset: from };
            all.extend(lines(&mut header.records(&text.as_bytes()[from..to], place)));
        }
        assert_eq!(all, whole, "cut at {cut}");
    }
}
