//! What code can call that is neither its own nor another node's.
//!
//! The tables here are what names are looked up in. `reference.rs` says of each row what it does,
//! with an example that runs as a test, and the author guide is made from the two.

/// Declares an enum whose variants are named as the code names them.
macro_rules! names {
    ($(#[$doc:meta])* $of:ident: $($name:ident)*) => {
        $(#[$doc])*
        #[allow(non_camel_case_types, reason = "a variant is named as the code names it")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $of { $($name),* }

        impl $of {
            pub(crate) const ALL: &[(&str, Self)] = &[$((stringify!($name), Self::$name)),*];

            pub(crate) fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, found)| *found)
            }

            pub(crate) fn as_written(self) -> &'static str {
                Self::ALL[self as usize].0
            }
        }
    };
}

names! {
    /// A method of the built-in types, whichever of them it is a method of.
    Method:
    abort abs abs_diff all and and_modify and_then any append as_bytes as_deref as_deref_mut
    as_micros as_millis as_mut as_nanos as_ref as_secs as_secs_f64 as_slice as_str back back_mut
    binary_search binary_search_by binary_search_by_key borrow by_ref bytes calls ceil chain
    char_indices chars checked_abs checked_add checked_add_signed checked_div checked_mul
    checked_neg checked_pow checked_rem checked_sub chunk_by chunks chunks_exact clamp clear
    clone clone_from_slice cloned close cmp collect committed concat contains contains_key copied
    copy_from_slice  count count_ones count_zeros cycle dead_letters dedup dedup_by dedup_by_key
    delete difference disk div_ceil div_euclid drain duration_since elapsed end ends_with entries entry
    enumerate eq eq_ignore_ascii_case err expect expect_err extend extend_from_slice fill filter
    filter_map find find_map first first_key_value first_mut flat_map flatten floor fold
    for_each fract from_be_bytes from_le_bytes from_str_radix front front_mut fuse ge get
    get_key_value get_mut get_or_insert get_or_insert_with gt holder ilog10 ilog2 in_flight insert insert_str
    inspect inspect_err intersection into into_bytes into_inner into_iter into_keys into_values
    is_alphabetic is_alphanumeric is_ascii is_ascii_alphabetic is_ascii_alphanumeric
    is_ascii_digit is_ascii_graphic is_ascii_hexdigit is_ascii_lowercase is_ascii_punctuation
    is_ascii_uppercase is_ascii_whitespace is_cancelled is_char_boundary is_closed is_control is_digit
    is_disjoint is_empty is_eq is_err is_err_and is_finished is_finite is_ge is_gt is_infinite
    is_le is_lowercase is_lt is_nan is_ne is_negative is_none is_none_or is_numeric is_ok
    is_ok_and is_positive is_power_of_two is_some is_some_and is_sorted is_sorted_by_key
    is_subset is_superset is_uppercase is_whitespace is_zero isqrt iter iter_mut join keys last
    last_key_value last_mut le leading_zeros len len_utf8 lines lock lt mails
    make_ascii_lowercase make_ascii_uppercase map map_err map_or map_or_else map_while
    match_indices matches max max_by max_by_key min min_by min_by_key mul_f64 name ne next
    next_back next_if next_if_eq next_multiple_of next_power_of_two nth ok ok_or ok_or_else or
    or_default or_else or_insert or_insert_with or_insert_with_key overflowing_add
    overflowing_mul overflowing_sub parse partial_cmp partition partition_point peek peekable
    pop pop_back pop_first pop_front pop_last position pow product push push_back push_front
    push_str range rchunks recv reduce rem_euclid remove repeat replace replacen replicas reserve resize
    resize_with retain retain_mut rev reverse rfind  rotate_left rotate_right round rows
    rposition rsplit rsplit_once rsplitn saturating_add saturating_add_signed saturating_mul
    saturating_pow saturating_sub scan send shown signum skip skip_while sort sort_by
    sort_by_cached_key sort_by_key sort_unstable sort_unstable_by sort_unstable_by_key
    split split_at split_first split_inclusive split_last split_off split_once split_terminator
    split_whitespace splitn sqrt start starts_with step_by stored strip_prefix strip_suffix
    subsec_micros subsec_millis subsec_nanos sum swap  swap_remove
    symmetric_difference take take_if take_while then then_some then_with to_ascii_lowercase
    to_ascii_uppercase to_be_bytes to_digit to_le_bytes  to_owned to_string
     to_vec total_cmp trailing_zeros transpose trim trim_end trim_end_matches
    trim_matches trim_start trim_start_matches trunc truncate try_fold try_for_each try_into
    try_lock try_recv try_send union unsigned_abs unwrap unwrap_err unwrap_or unwrap_or_default
    unwrap_or_else unzip update values values_mut waiting windows wrapping_abs wrapping_add
    wrapping_add_signed wrapping_mul wrapping_neg wrapping_pow wrapping_sub xor zip
}

/// A function that code calls by its path.
#[allow(non_camel_case_types, reason = "a variant is named as the code names it")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Builtin {
    duration_from_secs,
    duration_from_millis,
    duration_from_micros,
    duration_from_nanos,
    duration_from_secs_f64,
    instant_now,
    text_new,
    text_from,
    list_new,
    list_from,
    map_new,
    map_from,
    set_new,
    set_from,
    same,
    reverse_of,
    transaction_new,
    mutex_new,
    channel,
    unbounded_channel,
    oneshot_channel,
    spawn,
    sleep,
    sleep_from_now,
    sleep_until,
    timeout,
    timeout_from_now,
    timeout_at,
    yield_now,
    join_all,
    drop_value,
    mem_swap,
    mem_replace,
    mem_take,
    random,
    now,
    me,
    peers,
    node_named,
    disk_write,
    disk_read,
    disk_remove,
    disk_sync,
    tell,
    record,
    log,
    show,
    sign,
    verify,
    metric_count,
    metric_gauge,
    metric_observe,
    min,
    max,
    iter_repeat,
    iter_repeat_with,
    iter_once,
    iter_empty,
    iter_from_fn,
    iter_successors,
    iter_zip,
    char_from_digit,
    char_from_u32,
}

/// The functions by their paths, with how many arguments they take.
pub(crate) const FUNCTIONS: &[(&str, Builtin, usize)] = &[
    ("Duration::from_secs", Builtin::duration_from_secs, 1),
    ("Duration::from_millis", Builtin::duration_from_millis, 1),
    ("Duration::from_micros", Builtin::duration_from_micros, 1),
    ("Duration::from_nanos", Builtin::duration_from_nanos, 1),
    ("Duration::from_secs_f64", Builtin::duration_from_secs_f64, 1),
    ("Instant::now", Builtin::instant_now, 0),
    ("String::new", Builtin::text_new, 0),
    ("String::with_capacity", Builtin::text_new, 1),
    ("String::from", Builtin::text_from, 1),
    ("Vec::new", Builtin::list_new, 0),
    ("Vec::with_capacity", Builtin::list_new, 1),
    ("Vec::from", Builtin::list_from, 1),
    ("VecDeque::new", Builtin::list_new, 0),
    ("VecDeque::with_capacity", Builtin::list_new, 1),
    ("VecDeque::from", Builtin::list_from, 1),
    ("BTreeMap::new", Builtin::map_new, 0),
    ("BTreeMap::from", Builtin::map_from, 1),
    ("HashMap::new", Builtin::map_new, 0),
    ("HashMap::with_capacity", Builtin::map_new, 1),
    ("HashMap::from", Builtin::map_from, 1),
    ("BTreeSet::new", Builtin::set_new, 0),
    ("BTreeSet::from", Builtin::set_from, 1),
    ("HashSet::new", Builtin::set_new, 0),
    ("HashSet::with_capacity", Builtin::set_new, 1),
    ("HashSet::from", Builtin::set_from, 1),
    ("Box::new", Builtin::same, 1),
    ("Box::pin", Builtin::same, 1),
    ("Rc::new", Builtin::same, 1),
    ("Arc::new", Builtin::same, 1),
    ("Reverse", Builtin::reverse_of, 1),
    ("Transaction::new", Builtin::transaction_new, 0),
    ("Mutex::new", Builtin::mutex_new, 1),
    ("mpsc::channel", Builtin::channel, 1),
    ("mpsc::unbounded_channel", Builtin::unbounded_channel, 0),
    ("oneshot::channel", Builtin::oneshot_channel, 0),
    ("spawn", Builtin::spawn, 1),
    ("sleep", Builtin::sleep, 1),
    ("sleep_until", Builtin::sleep_until, 1),
    ("timeout", Builtin::timeout, 2),
    ("timeout_at", Builtin::timeout_at, 2),
    ("yield_now", Builtin::yield_now, 0),
    ("join_all", Builtin::join_all, 1),
    ("drop", Builtin::drop_value, 1),
    ("mem::swap", Builtin::mem_swap, 2),
    ("mem::replace", Builtin::mem_replace, 2),
    ("mem::take", Builtin::mem_take, 1),
    ("random", Builtin::random, 1),
    ("now", Builtin::now, 0),
    ("me", Builtin::me, 0),
    ("peers", Builtin::peers, 0),
    ("node", Builtin::node_named, 1),
    ("disk::write", Builtin::disk_write, 2),
    ("disk::read", Builtin::disk_read, 1),
    ("disk::remove", Builtin::disk_remove, 1),
    ("disk::sync", Builtin::disk_sync, 0),
    ("tell", Builtin::tell, 1),
    ("record", Builtin::record, 1),
    ("log", Builtin::log, 1),
    ("show", Builtin::show, 2),
    ("sign", Builtin::sign, 2),
    ("verify", Builtin::verify, 3),
    ("metrics::count", Builtin::metric_count, 2),
    ("metrics::gauge", Builtin::metric_gauge, 2),
    ("metrics::observe", Builtin::metric_observe, 2),
    ("cmp::min", Builtin::min, 2),
    ("cmp::max", Builtin::max, 2),
    ("min", Builtin::min, 2),
    ("max", Builtin::max, 2),
    ("iter::repeat", Builtin::iter_repeat, 1),
    ("iter::repeat_with", Builtin::iter_repeat_with, 1),
    ("iter::once", Builtin::iter_once, 1),
    ("iter::empty", Builtin::iter_empty, 0),
    ("iter::from_fn", Builtin::iter_from_fn, 1),
    ("iter::successors", Builtin::iter_successors, 2),
    ("iter::zip", Builtin::iter_zip, 2),
    ("char::from_digit", Builtin::char_from_digit, 2),
    ("char::from_u32", Builtin::char_from_u32, 1),
];

/// The names that stand before `::` where a method is called as a function: `str::len`.
pub(crate) const TYPES: &[&str] = &[
    "str",
    "String",
    "char",
    "bool",
    "f64",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "isize",
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    "Option",
    "Result",
    "Vec",
    "VecDeque",
    "BTreeMap",
    "HashMap",
    "BTreeSet",
    "HashSet",
    "Duration",
    "Instant",
    "Iterator",
    "IntoIterator",
    "ToString",
    "Clone",
    "Into",
    "Arc",
    "Rc",
    "Box",
    "Ord",
    "Ordering",
];

/// Names of Rust, of tokio and of crates that everybody has that are out, and what does instead.
/// A path is out if a part of it is.
///
/// Cases of letters beyond ASCII would need tables that weigh as much in the page as all the
/// methods of lists. Powers, logarithms and angles differ from one machine to the next.
pub(crate) const OUT: &[(&[&str], &str)] = &[
    (&["to_uppercase"], "write `to_ascii_uppercase`"),
    (&["to_lowercase"], "write `to_ascii_lowercase`"),
    (
        &[
            "powf", "powi", "exp", "exp2", "ln", "log", "log2", "log10", "sin", "cos", "tan",
            "asin", "acos", "atan", "atan2", "cbrt", "hypot",
        ],
        "its last digits differ from one machine to the next",
    ),
    (
        &["RefCell", "Cell", "OnceCell", "OnceLock", "LazyLock", "borrow_mut"],
        "change the state of the node through `&mut self`, or share a `Mutex`",
    ),
    (&["RwLock"], "use a `Mutex`"),
    (
        &[
            "AtomicBool",
            "AtomicUsize",
            "AtomicIsize",
            "AtomicU64",
            "AtomicI64",
            "AtomicU32",
            "AtomicI32",
        ],
        "write a number into the state of the node, or share a `Mutex`",
    ),
    (&["BinaryHeap"], "use a `BTreeSet`: its `pop_first` gives the smallest"),
    (&["LinkedList"], "use a `VecDeque`"),
    (&["JoinSet"], "keep the handles of `spawn` in a `Vec`, or use `join_all`"),
    (
        &["Notify", "Semaphore", "Barrier", "broadcast", "watch", "CancellationToken"],
        "use an `mpsc` or `oneshot` channel, or a `Mutex`",
    ),
    (&["SystemTime", "chrono", "UNIX_EPOCH"], "use `now()` or `Instant::now()`"),
    (&["rand", "thread_rng", "gen_range", "random_range", "Uuid"], "use `random(0..10)`"),
    (&["thread"], "use `spawn(async { … })` and `sleep(…).await`"),
    (&["spawn_blocking", "spawn_local", "block_on", "Runtime"], "use `spawn(async { … })`"),
    (&["fs", "File"], "use `disk::write`, `disk::read` and `disk::sync`"),
    (&["net", "TcpStream", "TcpListener", "reqwest"], "call another node"),
    (
        &["env", "process", "io", "stdin", "stdout"],
        "a process reaches other nodes and nothing else",
    ),
    (&["serde_json", "serde"], "values travel between nodes as they are"),
];

/// What does instead of something that is out.
pub(crate) fn instead_of(name: &str) -> Option<&'static str> {
    let is_out = |names: &[&str]| name.split("::").any(|part| names.contains(&part));
    OUT.iter().find(|(names, _)| is_out(names)).map(|(_, instead)| *instead)
}

/// What built-in methods belong to, for the author guide.
#[cfg(test)]
pub(crate) const OWNERS: &[&str] = &[
    "any value",
    "a whole number",
    "a floating-point number",
    "a bool",
    "a char",
    "a string",
    "a Duration",
    "an Instant",
    "a list",
    "a map",
    "an entry of a map",
    "a set",
    "an Option",
    "a Result",
    "an Ordering",
    "an iterator",
    "a range",
    "a channel",
    "a Mutex",
    "a JoinHandle",
    "a node",
    "a Transaction",
    "the world",
];

impl Method {
    /// Whether it changes what it is called on, of whatever type that is.
    pub(crate) fn may_change(self, arguments: usize) -> bool {
        use Method as M;
        match self {
            M::push | M::push_str | M::push_back | M::push_front | M::remove | M::truncate => true,
            M::insert => arguments <= 2,
            M::pop | M::pop_back | M::pop_front | M::pop_first | M::pop_last => true,
            M::clear | M::extend | M::extend_from_slice | M::append | M::reverse => true,
            M::sort | M::sort_by | M::sort_by_key | M::sort_unstable => true,
            M::sort_unstable_by | M::sort_unstable_by_key | M::sort_by_cached_key => true,
            M::dedup | M::dedup_by | M::dedup_by_key | M::retain_mut | M::resize_with => true,
            M::copy_from_slice | M::clone_from_slice => true,
            M::make_ascii_uppercase | M::make_ascii_lowercase => true,
            M::retain | M::swap | M::swap_remove | M::drain | M::fill | M::resize => true,
            M::rotate_left | M::rotate_right | M::split_off | M::get_or_insert => true,
            M::get_or_insert_with | M::insert_str => true,
            M::take => arguments == 0,
            M::take_if | M::entry | M::get_mut | M::iter_mut | M::values_mut => true,
            M::first_mut | M::last_mut | M::front_mut | M::back_mut => true,
            M::as_mut | M::as_deref_mut | M::by_ref => true,
            // An iterator that stands in a variable goes on.
            M::next | M::next_back | M::nth | M::peek | M::next_if | M::next_if_eq => true,
            M::all | M::any | M::find | M::find_map | M::rfind | M::position => true,
            M::rposition | M::try_fold | M::try_for_each => true,
            M::replace => arguments == 1,
            _ => false,
        }
    }
}
