//! Compiles the parser that `tree-sitter generate` wrote, and the scanner beside it.

fn main() {
    let source = "../../editors/tree-sitter-zhun/src";
    let files = ["parser.c", "scanner.c"].map(|name| format!("{source}/{name}"));
    println!("cargo::rerun-if-changed={source}");
    cc::Build::new().include(source).files(files).std("c11").warnings(false).compile("tree-sitter-zhun");
}
