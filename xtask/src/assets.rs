//! The scripts of the page, which `mdbook-whatif` carries inside it.

use anyhow::Result;

use crate::{engine, npm};

/// Makes whatever is not up to date.
pub(crate) fn build() -> Result<()> {
    npm::install()?;
    engine::build()?;
    npm::bundle()
}
