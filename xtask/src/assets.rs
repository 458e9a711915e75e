//! The four scripts of the page, which `mdbook-whatif` carries inside it.

use anyhow::Result;

use crate::sizes::Sizes;
use crate::{engine, npm};

/// Makes whatever is not up to date, and returns the sizes.
pub(crate) fn build() -> Result<Sizes> {
    npm::install()?;
    engine::build()?;
    npm::bundle()?;
    let sizes = Sizes::measure()?;
    sizes.write()?;
    Ok(sizes)
}
