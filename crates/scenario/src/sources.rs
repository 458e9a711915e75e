//! The texts that make a scenario, with where each was found.

use std::sync::Arc;

/// Everything that an author wrote for one scenario.
#[derive(Clone, Debug)]
pub struct Sources {
    /// The name of the scenario: of its files, and in `whatif=NAME` on its fences.
    pub name: String,
    /// `NAME.toml`: the world, the properties, the what-ifs.
    pub world: Arc<SourceFile>,
    /// `NAME.rs`: code that the reader need not see.
    pub support: Option<Arc<SourceFile>>,
    /// The fences, in the order of the book.
    pub variants: Vec<VariantSource>,
}

/// The code of one variant: what stands in its fence.
#[derive(Clone, Debug)]
pub struct VariantSource {
    /// The name after `variant=` on the fence; the scenario's own name where it says none.
    pub name: String,
    /// The code.
    pub code: Arc<SourceFile>,
}

/// A text and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// The path to show to the author.
    pub path: String,
    /// The text itself. Of a fence, without the prefix of a list or quote that it stands in.
    pub text: String,
    /// The line of the file on which the text begins, from 1.
    pub first_line: u32,
}
