//! Books for tests: made from a template, changed, and given to the command or built whole.

use std::fs;
use std::path::{Path, PathBuf};

use mdbook_driver::MDBook;
use mdbook_driver::builtin_preprocessors::LinkPreprocessor;
use mdbook_driver::config::Config;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};
use mdbook_whatif::{Cache, Streams, Whatif, command};
use tempfile::TempDir;

/// What the author of [`TestBook::explored`] says.
const EXPLORE: &str = "
[explore]
faults = { crash = 1, lose = 1 }
expect = { welcomed = \"violated\" }
";

/// The folder of a book in which its explorations are kept.
pub const CACHE: &str = "cache";

/// A book in a folder of its own, gone when the test ends.
pub struct TestBook {
    folder: TempDir,
}

/// What a command did.
#[derive(Debug)]
pub struct Outcome {
    /// The exit code.
    pub code: u8,
    /// What it wrote to standard output. The folder of the book is `[BOOK]`.
    pub output: String,
    /// What it wrote to standard error. The folder of the book is `[BOOK]`.
    pub errors: String,
}

impl TestBook {
    /// A folder in which there is nothing yet.
    pub fn empty() -> Self {
        Self { folder: TempDir::new().expect("a folder for the book") }
    }

    /// A copy of the book `tests/books/NAME`.
    pub fn copy_of(name: &str) -> Self {
        let book = Self::empty();
        let template = Path::new(env!("CARGO_MANIFEST_DIR")).join("books").join(name);
        copy(&template, book.root());
        book
    }

    /// The book `sign-up`: a page without code of ours, and one with a scenario.
    pub fn sign_up() -> Self {
        Self::copy_of("sign-up")
    }

    /// The book `sign-up`, whose author says what comes out over all runs too.
    pub fn explored() -> Self {
        Self::sign_up().with_more("src/email-signup.toml", EXPLORE)
    }

    /// The book's folder.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file of the book.
    #[must_use]
    pub fn with(self, path: &str, text: &str) -> Self {
        let path = self.root().join(path);
        let folder = path.parent().expect("a file stands in a folder");
        fs::create_dir_all(folder).and_then(|()| fs::write(path, text)).expect("a file is written");
        self
    }

    /// Adds some text at the end of a file.
    #[must_use]
    pub fn with_more(self, path: &str, more: &str) -> Self {
        let text = self.read(path);
        self.with(path, &(text + more))
    }

    /// Replaces some text of a file, which must be there.
    #[must_use]
    pub fn edit(self, path: &str, from: &str, to: &str) -> Self {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from:?}");
        self.with(path, &text.replace(from, to))
    }

    /// Takes a file away.
    #[must_use]
    pub fn without(self, path: &str) -> Self {
        fs::remove_file(self.root().join(path)).expect("a file is removed");
        self
    }

    /// Reads a file of the book.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Reads a file of the book that need not be text.
    pub fn bytes(&self, path: &str) -> Vec<u8> {
        fs::read(self.root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Where explorations are kept: nowhere else than with this book.
    fn cache(&self) -> Cache {
        Cache::at(self.root().join(CACHE))
    }

    /// Runs `mdbook-whatif` in this process. `[BOOK]` in an argument is the folder of the book.
    pub fn command(&self, arguments: &[&str], input: &str) -> Outcome {
        let root = self.root().display().to_string();
        let arguments = arguments.iter().map(|argument| argument.replace("[BOOK]", &root));
        let (mut output, mut errors) = (Vec::new(), Vec::new());
        let mut streams = Streams {
            input: &mut input.as_bytes(),
            input_is_terminal: false,
            output: &mut output,
            errors: &mut errors,
            colours: false,
            cache: self.cache(),
        };
        let code = command(["mdbook-whatif".to_owned()].into_iter().chain(arguments), &mut streams);
        let shown = |bytes| String::from_utf8(bytes).expect("text").replace(&root, "[BOOK]");
        Outcome { code, output: shown(output), errors: shown(errors) }
    }

    /// Runs `mdbook-whatif check` on the book.
    pub fn check(&self) -> Outcome {
        self.command(&["check", "[BOOK]"], "")
    }

    /// What mdBook would write to the preprocessor for this renderer.
    pub fn input(&self, renderer: &str) -> serde_json::Value {
        let config = self.config();
        let book = MDBook::load_with_config(self.root(), bare(&config)).expect("a book").book;
        let context = PreprocessorContext::new(self.root().to_owned(), config, renderer.to_owned());
        let book = LinkPreprocessor::new().run(&context, book).expect("includes");
        serde_json::to_value((context, book)).expect("JSON")
    }

    /// Runs the preprocessor as mdBook does for this renderer.
    pub fn preprocess(&self, renderer: &str) -> Outcome {
        self.command(&[], &self.input(renderer).to_string())
    }

    /// The Markdown of a chapter after the preprocessor for this renderer. Fails where it fails.
    pub fn chapter(&self, renderer: &str, path: &str) -> String {
        let outcome = self.preprocess(renderer);
        assert_eq!(outcome.code, 0, "{}", outcome.errors);
        let book: serde_json::Value = serde_json::from_str(&outcome.output).expect("a book");
        find(&book["items"], path).unwrap_or_else(|| panic!("no chapter {path}"))
    }

    /// Builds the HTML book with the preprocessor, in this process.
    #[must_use]
    pub fn build(self) -> Self {
        let cache = self.cache();
        self.build_with(|book| {
            book.with_preprocessor(Whatif { cache });
        })
    }

    /// Builds the HTML book as if there were no preprocessor.
    #[must_use]
    pub fn build_without(self) -> Self {
        self.build_with(|_| {})
    }

    fn build_with(self, preprocessors: impl FnOnce(&mut MDBook)) -> Self {
        let mut config = self.config();
        let none = serde_json::Map::new();
        config.set("preprocessor", none).expect("no preprocessors");
        let mut book = MDBook::load_with_config(self.root(), config).expect("a book");
        preprocessors(&mut book);
        book.build().unwrap_or_else(|error| panic!("{error:#}"));
        self
    }

    /// What stands inside `<main>` of a page of the finished book.
    pub fn main(&self, page: &str) -> String {
        let html = self.read(&format!("book/{page}"));
        let (_, inside) = html.split_once("<main>").expect("a page has <main>");
        let (inside, _) = inside.split_once("</main>").expect("<main> ends");
        inside.trim().to_owned()
    }

    fn config(&self) -> Config {
        Config::from_disk(self.root().join("book.toml")).expect("book.toml")
    }
}

/// Leaves out of a page what other tests look at: diagrams, tables of events, the scenario that
/// the engine gets and the content of the scripts.
pub fn outline(page: &str) -> String {
    let page = between(page, "<svg", "</svg>", |_| "<svg>…</svg>".into());
    let page = between(&page, "<table", "</table>", |_| "<table>…</table>".into());
    let page = between(&page, "whatif/loader-", ".js", |_| "whatif/loader-….js".into());
    between(&page, DATA, "</script>", |json| {
        let mut data: serde_json::Value = serde_json::from_str(json).expect("JSON");
        data["scenario"] = "…".into();
        format!("{DATA}{data}</script>")
    })
}

const DATA: &str = "<script type=\"application/json\">";

/// Replaces all that begins and ends so, by what its inside is made to.
fn between(text: &str, start: &str, end: &str, instead: impl Fn(&str) -> String) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, inside)) = rest.split_once(start) {
        let (inside, after) = inside.split_once(end).unwrap_or_else(|| panic!("no {end}: {rest}"));
        out.push_str(before);
        out.push_str(&instead(inside));
        rest = after;
    }
    out + rest
}

/// The text with something before each of its lines.
pub fn prefixed(text: &str, prefix: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        out.extend([prefix, line, "\n"]);
    }
    out
}

fn bare(config: &Config) -> Config {
    let mut bare = config.clone();
    bare.set("preprocessor", serde_json::Map::new()).expect("no preprocessors");
    bare
}

fn find(items: &serde_json::Value, path: &str) -> Option<String> {
    items.as_array()?.iter().find_map(|item| {
        let chapter = item.get("Chapter")?;
        if chapter["path"] == path {
            return chapter["content"].as_str().map(str::to_owned);
        }
        find(&chapter["sub_items"], path)
    })
}

fn copy(from: &Path, to: &Path) {
    let entries = fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
    for entry in entries {
        let from: PathBuf = entry.expect("an entry").path();
        let to = to.join(from.file_name().expect("a name"));
        if from.is_dir() {
            fs::create_dir_all(&to).expect("a folder is made");
            copy(&from, &to);
        } else {
            fs::copy(&from, &to).expect("a file is copied");
        }
    }
}
