//! A word to the one that was probably meant. It never replaces the word by it.

/// The candidate that looks most like a word, where one does; the first of several that look alike.
pub(super) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let bare_word = bare(word);
    let length = bare_word.chars().count();
    if length > 100 {
        return None;
    }
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let bare_candidate = bare(candidate);
            let other = bare_candidate.chars().count();
            // A third of the letters may differ, of very short words none.
            let allowed = length.max(other) / 3;
            if length.abs_diff(other) > allowed {
                return None;
            }
            let distance = strsim::damerau_levenshtein(&bare_word, &bare_candidate);
            (distance <= allowed).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Without case and word borders, so that `experienceScore` and `Experience-Score` are `experience_score`.
fn bare(word: &str) -> String {
    word.chars().take(128).filter(|c| !matches!(c, '_' | '-' | ' ' | '.')).flat_map(char::to_lowercase).collect()
}
