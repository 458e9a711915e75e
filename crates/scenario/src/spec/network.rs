//! What the links are like, and how long services work.

/// What every link is like, and those that are otherwise.
#[derive(Clone, Debug, Default)]
pub(crate) struct Network {
    pub(crate) all: Link,
    /// From one node to another.
    pub(crate) special: Vec<((String, String), Link)>,
}

/// What a link is like.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Link {
    /// At the least and at the most.
    pub(crate) latency_us: (u64, u64),
    /// Of a million messages it loses so many.
    pub(crate) loss: u32,
    /// In bytes a second.
    pub(crate) bandwidth: Option<u64>,
    pub(crate) in_order: bool,
}

/// How a service gets through its requests.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Work {
    pub(crate) takes: Takes,
    /// At how many it works at a time: at one at the least.
    pub(crate) workers: u32,
    /// How many may wait.
    pub(crate) waiting: Option<u32>,
}

/// How long a service works at a request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Takes {
    BetweenUs(u64, u64),
    /// So long in the mean, without a memory.
    MeanUs(u64),
}
