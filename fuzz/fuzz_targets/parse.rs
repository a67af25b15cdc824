//! Any bytes as policy text: diagnostics, never a panic, and a drawing of every diagnostic.

#![no_main]

use libfuzzer_sys::fuzz_target;
use zhun::check::check;
use zhun::diagnostic::{Diagnostics, RenderOptions, render};
use zhun::source::{FileId, Sources};
use zhun::syntax::{decode, parse};

fuzz_target!(|bytes: &[u8]| {
    let mut sources = Sources::new();
    let mut found = Vec::new();
    match decode(FileId(0), "fuzz.policy", bytes.to_vec()) {
        Ok(text) => {
            sources.add("fuzz.policy", text);
        }
        Err(broken) => {
            sources.add("fuzz.policy", broken.source.text());
            found.push(broken.diagnostic);
        }
    }
    let parsed: Vec<_> = sources.iter().map(parse).collect();
    found.extend(parsed.iter().flat_map(|parsed| parsed.diagnostics.clone()));
    let files: Vec<_> = parsed.into_iter().map(|parsed| parsed.file).collect();
    let (_, more) = check(sources.clone(), &files);
    found.extend(more);
    let drawn = render(&Diagnostics::new(sources, found), &RenderOptions::default());
    std::hint::black_box(drawn);
});
