//! The scenarios of a book: gathered from its fences and the files beside its chapters, and held
//! against their claims.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread;

use anyhow::Result;
use rayon::ThreadPoolBuilder;
use rayon::iter::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};
use whatif_scenario::{Problem, Scenario, SourceFile, Sources, VariantSource, load};

use crate::attributes::{self, Attributes, Kind, Wrong};
use crate::cache::{Cache, Keeps, Slot};
use crate::diagnostics::{Failure, Mistakes};
use crate::exercises::{self, Exercise};
use crate::explorations::{self, Outcome};
use crate::fences::{self, Fence};
use crate::shown::{Face, Line, Shown};

/// How many scenarios are checked at once at the most: exploring one may take gigabytes.
const THREADS_MAX: usize = 4;

/// A folder with chapters.
pub(crate) struct Source {
    /// Where it is.
    pub(crate) folder: PathBuf,
    /// How it is called in diagnostics.
    pub(crate) shown: PathBuf,
}

/// A chapter as it comes to us, its includes resolved.
pub(crate) struct Chapter<'a> {
    /// Its file, in the folder of the source.
    pub(crate) file: &'a Path,
    /// Its Markdown.
    pub(crate) text: &'a str,
}

/// A fence of a chapter that stands for something of a scenario.
pub(crate) struct Place {
    /// Where, and what the code is.
    pub(crate) fence: Fence,
    /// Its scenario, by its place in [`Checked::scenarios`].
    pub(crate) scenario: usize,
    /// How many places of the scenario come before it.
    at: usize,
    /// What to show there.
    pub(crate) show: Show,
}

/// What to show in a place.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) enum Show {
    /// The code of a variant with its runs.
    Variant {
        /// The name of the variant.
        name: String,
        /// Whether the reader may not edit it.
        readonly: bool,
        /// Whether it is where an exercise starts.
        exercise: bool,
    },
    /// All variants with all their what-ifs.
    Matrix,
    /// The sweeps, or the one of this name.
    Sweeps {
        /// The name of the sweep.
        name: Option<String>,
    },
    /// Nothing.
    Nothing,
}

/// All scenarios of a book, whose claims are true, and where they are shown.
pub(crate) struct Checked {
    /// The scenarios in the order in which the book first names them.
    pub(crate) scenarios: Vec<ShownScenario>,
    /// The places of each chapter, in the order of the chapters given.
    pub(crate) places: Vec<Vec<Place>>,
}

/// What a book shows of a scenario of this name.
pub(crate) struct ShownScenario {
    pub(crate) name: String,
    pub(crate) shown: Shown,
    /// Whether nothing was known of it from the build before.
    made_anew: bool,
}

impl Checked {
    /// The lines for a place.
    pub(crate) fn lines(&self, place: &Place) -> &[Line] {
        let shown = self.scenarios.get(place.scenario).map(|scenario| &scenario.shown.places);
        shown.and_then(|places| places.get(place.at)).map_or(&[], Vec::as_slice)
    }
}

/// A scenario, and what exploring its variants has found.
pub(crate) struct CheckedScenario {
    pub(crate) scenario: Scenario,
    /// The code of the variants, as the chapters have it.
    variants: Vec<VariantSource>,
    /// By the names of the variants; nothing for those of which the author says nothing.
    outcomes: BTreeMap<String, Outcome>,
    /// By the names of the variants; nothing for those that are none.
    exercises: BTreeMap<String, Exercise>,
}

impl CheckedScenario {
    /// The code of a variant, as the chapters have it.
    pub(crate) fn code(&self, variant: &str) -> Option<&str> {
        let variant = self.variants.iter().find(|known| known.name == variant)?;
        Some(&variant.code.text)
    }

    /// What exploring a variant has found, if the author says what that is.
    pub(crate) fn outcome(&self, variant: &str) -> Option<&Outcome> {
        self.outcomes.get(variant)
    }

    /// What comes with a variant that is an exercise.
    pub(crate) fn exercise(&self, variant: &str) -> Option<&Exercise> {
        self.exercises.get(variant)
    }
}

/// Loads the scenario of this name, if the chapters have one, or tells what is wrong with it. Mistakes
/// in others are none of its business.
pub(crate) fn gather_one<'a>(
    source: &Source,
    chapters: impl IntoIterator<Item = Chapter<'a>>,
    name: &str,
) -> Result<Option<Scenario>, Failure> {
    let Gathered { found, mut problems, .. } = Gathered::of(source, chapters);
    let Some(found) = found.into_iter().find(|found| found.name == name) else {
        // A fence that is not understood may be the one.
        Mistakes { input: problems, claims: Vec::new() }.into_result()?;
        return Ok(None);
    };
    let mut own = Vec::new();
    let loaded = found.texts(source).map_err(Failure::input)?.load(&mut own);
    if !own.is_empty() {
        problems.extend(own);
        return Err(Failure::input(problems));
    }
    Ok(loaded.map(|loaded| loaded.scenario))
}

/// Gathers every scenario, holds every claim of the authors against the runs, and makes what is to be
/// shown, if there is a face to show it. A mistake in one scenario does not hide what is wrong with
/// another.
///
/// Where nothing of a scenario has changed since all was well with it, nothing is done again.
pub(crate) fn gather_and_check<'a>(
    source: &Source,
    chapters: impl IntoIterator<Item = Chapter<'a>>,
    cache: &Cache,
    face: Option<Face>,
) -> Result<Checked, Failure> {
    let Gathered { found, places, problems } = Gathered::of(source, chapters);
    let each = at_once(found, |found| found.check(source, cache, face))?;
    let mut mistakes = Mistakes { input: problems, claims: Vec::new() };
    let mut scenarios = Vec::new();
    for checked in each {
        match checked {
            Ok(scenario) => scenarios.push(scenario),
            Err(Failure::Mistakes(more)) => mistakes.extend(more),
            Err(failure) => return Err(failure),
        }
    }
    if scenarios.iter().any(|scenario| scenario.made_anew) {
        cache.tidy();
    }
    // Only where there is one of each do the places fit.
    mistakes.into_result()?;
    Ok(Checked { scenarios, places })
}

/// Does something with each scenario, with several at once, as none knows of another; what comes of
/// them stands in their order.
fn at_once<T: Send>(found: Vec<Found>, check: impl Fn(Found) -> T + Send + Sync) -> Result<Vec<T>> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let pool = ThreadPoolBuilder::new().num_threads(cores.min(THREADS_MAX)).build()?;
    Ok(pool.install(|| found.into_par_iter().map(check).collect()))
}

/// The scenarios that the chapters name, and what is wrong with their fences.
struct Gathered {
    /// Those whose code has come to us as a whole.
    found: Vec<Found>,
    places: Vec<Vec<Place>>,
    problems: Vec<Problem>,
}

impl Gathered {
    fn of<'a>(source: &Source, chapters: impl IntoIterator<Item = Chapter<'a>>) -> Self {
        let mut gatherer = Gatherer::default();
        let chapters: Vec<Chapter<'_>> = chapters.into_iter().collect();
        // To look for fences takes longer than to gather what they name.
        let located = chapters.par_iter().map(|chapter| locate(source, chapter));
        let located: Vec<Vec<Located>> = located.collect();
        let places = chapters.iter().zip(located);
        let places = places.map(|(chapter, located)| gatherer.chapter(chapter, located)).collect();
        let Gatherer { mut found, problems, .. } = gatherer;
        found.retain(|found| !found.incomplete);
        Self { found, places, problems }
    }
}

/// Everything that an author wrote for one scenario.
struct Texts {
    sources: Sources,
    /// Where the book first names it.
    named: Spot,
    exercises: exercises::Found,
    sweeps: Vec<ShownSweep>,
    /// What to show in its places, in the order of the book.
    shows: Vec<Show>,
}

/// A scenario that was loaded, and what its fences say besides.
struct Loaded {
    scenario: Scenario,
    variants: Vec<VariantSource>,
    exercises: exercises::Found,
    shows: Vec<Show>,
}

impl Texts {
    /// What is to be shown of the scenario, made anew unless it is known, or all that is wrong with
    /// it: only what is well is kept, so every mistake is told by each build.
    fn shown(self, cache: &Cache, face: Option<Face>) -> Result<ShownScenario, Failure> {
        let name = self.sources.name.clone();
        let slot = self.slot(cache, face);
        let places = if face.is_some() { self.shows.len() } else { 0 };
        let known = slot.as_ref().and_then(Shown::read);
        if let Some(shown) = known.filter(|shown| shown.places.len() == places) {
            return Ok(ShownScenario { name, shown, made_anew: false });
        }
        let mut mistakes = Mistakes::default();
        let Some(loaded) = self.load(&mut mistakes.input) else {
            return Err(Failure::Mistakes(mistakes));
        };
        let shown = loaded.shown(cache, face, mistakes)?;
        if let Some(slot) = slot {
            shown.write(&slot);
        }
        Ok(ShownScenario { name, shown, made_anew: true })
    }

    /// Where it is kept what is shown of the scenario.
    fn slot(&self, cache: &Cache, face: Option<Face>) -> Option<Slot> {
        let Self { sources, named: _, exercises, sweeps: _, shows } = self;
        let Sources { name, world, support, variants } = sources;
        let support = support.as_ref().map(|support| &support.text);
        let code = variants.iter().map(|variant| (&variant.name, &variant.code.text));
        let code = code.collect::<Vec<_>>();
        cache
            .slot(Keeps::Shown, &(face, name, &world.text, support, code, exercises.texts(), shows))
    }

    /// Loads the scenario, and tells what is wrong with it and with what its fences say of it.
    fn load(self, problems: &mut Vec<Problem>) -> Option<Loaded> {
        let Self { sources, named, exercises, sweeps, shows } = self;
        match load(&sources) {
            Ok(scenario) => {
                problems.extend(exercises.problems(&scenario, &named));
                problems.extend(sweeps.iter().filter_map(|sweep| sweep.missing(&scenario)));
                Some(Loaded { scenario, variants: sources.variants, exercises, shows })
            }
            Err(more) => {
                problems.extend(more);
                None
            }
        }
    }
}

impl Loaded {
    /// Holds every claim against the runs, and makes what is to be shown, or tells what is wrong, with
    /// what was wrong before.
    fn shown(
        self,
        cache: &Cache,
        face: Option<Face>,
        mut mistakes: Mistakes,
    ) -> Result<Shown, Failure> {
        let Self { scenario, variants, exercises, shows } = self;
        let mut outcomes = BTreeMap::new();
        let found = scenario.check_with(&mut |variant| {
            let outcome = explorations::explored(cache, &scenario, variant)?;
            let judgements = outcome.judgements();
            outcomes.insert(variant.to_owned(), outcome);
            Ok::<_, anyhow::Error>(judgements)
        })?;
        // Where what is asked cannot be asked, an answer to it says nothing.
        let exercises = if found.mistakes.is_empty() {
            exercises::check(&scenario, exercises, cache, &mut mistakes)?
        } else {
            BTreeMap::new()
        };
        mistakes.input.extend(found.mistakes);
        mistakes.claims.extend(found.false_claims);
        mistakes.into_result()?;
        let checked = CheckedScenario { scenario, variants, outcomes, exercises };
        Ok(Shown::of(&checked, &shows, face)?)
    }
}

#[derive(Default)]
struct Gatherer {
    found: Vec<Found>,
    /// The places of those, by their folders and names.
    known: BTreeMap<(PathBuf, String), usize>,
    problems: Vec<Problem>,
}

/// A fence that shows sweeps.
struct ShownSweep {
    /// The only one, if the fence names one.
    name: Option<String>,
    /// Where the fence names the scenario.
    named: Spot,
}

impl ShownSweep {
    /// What is wrong if the scenario has no such sweep.
    fn missing(&self, scenario: &Scenario) -> Option<Problem> {
        let mut known: Vec<&str> = Vec::new();
        for variant in scenario.variants() {
            known.extend(scenario.sweeps(&variant.name).into_iter().flatten());
        }
        let message = match &self.name {
            Some(name) if !known.contains(&name.as_str()) => {
                format!("the scenario `{}` has no sweep `{name}`", scenario.name())
            }
            None if known.is_empty() => format!("the scenario `{}` has no sweep", scenario.name()),
            _ => return None,
        };
        known.dedup();
        let name = self.name.as_deref().unwrap_or("NAME");
        let near = known.iter().find(|near| strsim::damerau_levenshtein(near, name) <= 2);
        let help = near.map_or_else(
            || format!("write `[sweep.{name}]` in `{}.toml`", scenario.name()),
            |near| format!("did you mean `sweep={near}`?"),
        );
        Some(self.named.problem(message, "", Some(help)))
    }
}

/// A scenario that a chapter names.
struct Found {
    /// Where its files are, in the folder of the source.
    folder: PathBuf,
    name: String,
    /// Where the book first names it.
    named: Spot,
    variants: Vec<VariantSource>,
    exercises: exercises::Found,
    sweeps: Vec<ShownSweep>,
    /// What to show in its places, in the order of the book.
    shows: Vec<Show>,
    /// Whether some of its code never came to us.
    incomplete: bool,
}

/// Some bytes of a file.
#[derive(Clone)]
pub(crate) struct Spot {
    file: Arc<SourceFile>,
    range: Range<usize>,
}

impl Spot {
    pub(crate) fn problem(&self, message: String, label: &str, help: Option<String>) -> Problem {
        let (file, range) = (Arc::clone(&self.file), self.range.clone());
        Problem { file, range, message, label: label.to_owned(), help }
    }
}

impl Gatherer {
    fn chapter(&mut self, chapter: &Chapter<'_>, located: Vec<Located>) -> Vec<Place> {
        let folder = chapter.file.parent().unwrap_or(Path::new(""));
        located.into_iter().filter_map(|located| self.place(folder, located)).collect()
    }

    fn place(&mut self, folder: &Path, located: Located) -> Option<Place> {
        let Located { fence, chapter, info, code } = located;
        let spot = |range: Range<usize>| Spot {
            file: Arc::clone(&chapter),
            range: info.start + range.start..info.start + range.end,
        };
        let attributes = match attributes::read(&chapter.text[info.clone()]) {
            Ok(attributes) => attributes,
            Err(wrong) => {
                let problem = |Wrong { range, message, label, help }| {
                    spot(range).problem(message, label, help)
                };
                self.problems.extend(wrong.into_iter().map(problem));
                return None;
            }
        };
        let Attributes { scenario: name, range, kind } = attributes;
        let named = spot(range);
        let scenario = self.scenario(folder, &name, &named);
        let show = match kind {
            Kind::Matrix => Show::Matrix,
            Kind::Sweeps { sweep } => {
                let name = sweep.clone();
                self.found[scenario].sweeps.push(ShownSweep { name, named });
                Show::Sweeps { name: sweep }
            }
            Kind::Code { variant, readonly, hide, exercise } => {
                let variant = variant.unwrap_or(name);
                if exercise {
                    self.found[scenario].exercises.starts(&variant, &named);
                }
                self.code(scenario, &variant, code, &named);
                if hide {
                    Show::Nothing
                } else {
                    Show::Variant { name: variant, readonly, exercise }
                }
            }
            Kind::Solution { variant } => {
                let variant = variant.unwrap_or(name);
                if self.is_whole(scenario, &code) {
                    self.found[scenario].exercises.is_solved(&variant, code, named);
                }
                Show::Nothing
            }
        };
        let shows = &mut self.found[scenario].shows;
        shows.push(show.clone());
        Some(Place { fence, scenario, at: shows.len() - 1, show })
    }

    /// The scenario of this name beside the chapter.
    fn scenario(&mut self, folder: &Path, name: &str, named: &Spot) -> usize {
        *self.known.entry((folder.to_owned(), name.to_owned())).or_insert_with(|| {
            self.found.push(Found {
                folder: folder.to_owned(),
                name: name.to_owned(),
                named: named.clone(),
                variants: Vec::new(),
                exercises: exercises::Found::default(),
                sweeps: Vec::new(),
                shows: Vec::new(),
                incomplete: false,
            });
            self.found.len() - 1
        })
    }

    /// Adds the code of a variant to a scenario.
    fn code(&mut self, scenario: usize, variant: &str, code: Arc<SourceFile>, named: &Spot) {
        if !self.is_whole(scenario, &code) {
            return;
        }
        let found = &mut self.found[scenario];
        match found.variants.iter().find(|known| known.name == variant) {
            // The same code in two places is one variant, shown twice.
            Some(known) if known.code.text == code.text => {}
            Some(known) => {
                let message = format!(
                    "the variant `{variant}` of `{}` has other code at {}:{}",
                    found.name, known.code.path, known.code.first_line
                );
                let help = "give one of the two a name of its own with variant=NAME";
                self.problems.push(named.problem(message, "", Some(help.into())));
            }
            None => found.variants.push(VariantSource { name: variant.to_owned(), code }),
        }
    }

    /// Reports an include that has not been resolved. Says whether there is none.
    fn is_whole(&mut self, scenario: usize, code: &Arc<SourceFile>) -> bool {
        let Some(range) = unresolved(&code.text) else { return true };
        let help = "look at the path; and where [preprocessor.whatif] in book.toml says \
                    nothing else, let it say after = [\"links\"]";
        let message = "this include has not been resolved".into();
        let include = Spot { file: Arc::clone(code), range };
        self.problems.push(include.problem(message, "", Some(help.into())));
        self.found[scenario].incomplete = true;
        false
    }
}

/// Where the code still has an include of mdBook.
fn unresolved(code: &str) -> Option<Range<usize>> {
    let start = ["{{#include", "{{#rustdoc_include"].iter().find_map(|link| code.find(link))?;
    let line = code[start..].lines().next().unwrap_or_default();
    Some(start..start + line.len())
}

impl Found {
    /// Holds the scenario against its claims, and makes what is to be shown of it.
    fn check(
        self,
        source: &Source,
        cache: &Cache,
        face: Option<Face>,
    ) -> Result<ShownScenario, Failure> {
        self.texts(source).map_err(Failure::input)?.shown(cache, face)
    }

    /// Reads the files beside the chapter, or tells why that cannot be done.
    fn texts(self, source: &Source) -> Result<Texts, Vec<Problem>> {
        let Self { folder, name, named, variants, exercises, sweeps, shows, incomplete: _ } = self;
        let read = |extension: &str| {
            let path = folder.join(format!("{name}.{extension}"));
            let shown = shown(&source.shown.join(&path));
            match fs::read_to_string(source.folder.join(path)) {
                Ok(text) => Ok(Arc::new(SourceFile { path: shown, text, first_line: 1 })),
                Err(error) => Err((error, shown)),
            }
        };
        let unreadable = |(error, path): (io::Error, String)| {
            vec![named.problem(format!("`{path}` cannot be read: {error}"), "needed here", None)]
        };
        let world = match read("toml") {
            Ok(world) => world,
            Err((error, path)) if error.kind() == io::ErrorKind::NotFound => {
                let help = match near(&source.folder.join(&folder), &name) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("make `{path}`: it says what the world of `{name}` is like"),
                };
                let message = format!("there is no file `{path}`");
                return Err(vec![named.problem(message, "needed here", Some(help))]);
            }
            Err(other) => return Err(unreadable(other)),
        };
        let support = match read("rs") {
            Ok(support) => Some(support),
            Err((error, _)) if error.kind() == io::ErrorKind::NotFound => None,
            Err(other) => return Err(unreadable(other)),
        };
        if variants.is_empty() {
            let message = format!("no fence beside this one has the code of `{name}`");
            let help = format!("write ```rust,whatif={name} in a chapter of the same folder");
            return Err(vec![named.problem(message, "", Some(help))]);
        }
        let sources = Sources { name, world, support, variants };
        Ok(Texts { sources, named, exercises, sweeps, shows })
    }
}

/// The scenario of the folder whose name is nearest, if one is near.
fn near(folder: &Path, name: &str) -> Option<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .ok()?
        .filter_map(|entry| {
            entry.ok()?.file_name().to_str()?.strip_suffix(".toml").map(str::to_owned)
        })
        .filter(|known| strsim::damerau_levenshtein(known, name) <= 2)
        .collect();
    names.sort_unstable();
    names.into_iter().next()
}

/// A fence, and where it stands on the author's disk.
struct Located {
    fence: Fence,
    /// The text with the info string.
    chapter: Arc<SourceFile>,
    /// The bytes of that text that the info string takes.
    info: Range<usize>,
    /// The code.
    code: Arc<SourceFile>,
}

/// The fences of a chapter, each with its place on the author's disk.
///
/// What comes to us has its includes resolved, so lines have moved. Where the file has the same
/// fences, they tell the lines that the author knows; code that is included as a whole is looked
/// for in the included file. Where the two cannot be matched, the lines are those of the text that
/// came to us.
fn locate(source: &Source, chapter: &Chapter<'_>) -> Vec<Located> {
    let fences = fences::find(chapter.text);
    if fences.is_empty() {
        return Vec::new();
    }
    let shown_path = shown(&source.shown.join(chapter.file));
    let path = source.folder.join(chapter.file);
    let file = |text: &str| {
        Arc::new(SourceFile { path: shown_path.clone(), text: text.to_owned(), first_line: 1 })
    };
    let disk = fs::read_to_string(&path).unwrap_or_default();
    let disk = disk.strip_prefix('\u{feff}').unwrap_or(&disk);
    // What has no includes comes to us as it is.
    let on_disk = if disk == chapter.text { fences.clone() } else { fences::find(disk) };
    let same = fences.len() == on_disk.len()
        && fences
            .iter()
            .zip(&on_disk)
            .all(|(here, there)| chapter.text[here.info.clone()] == disk[there.info.clone()]);
    let (text, originals) =
        if same { (file(disk), on_disk) } else { (file(chapter.text), fences.clone()) };
    let folder = chapter.file.parent().unwrap_or(Path::new(""));
    let locate = |(fence, original): (Fence, Fence)| {
        let code = included(source, folder, &original.code, &fence.code).unwrap_or_else(|| {
            let (path, text) = (shown_path.clone(), fence.code.clone());
            SourceFile { path, text, first_line: original.first_line }
        });
        Located { fence, chapter: Arc::clone(&text), info: original.info, code: Arc::new(code) }
    };
    fences.into_iter().zip(originals).map(locate).collect()
}

/// The file that the code was included from, if it was.
fn included(source: &Source, folder: &Path, original: &str, code: &str) -> Option<SourceFile> {
    let path = original.trim().strip_prefix("{{#include")?.strip_suffix("}}")?.trim();
    let path = folder.join(path.split(':').next()?);
    let text = fs::read_to_string(source.folder.join(&path)).ok()?;
    let starts = |at: &usize| *at == 0 || text.as_bytes()[at - 1] == b'\n';
    let at = text.match_indices(code.trim_end()).map(|(at, _)| at).find(starts)?;
    Some(SourceFile {
        path: shown(&source.shown.join(path)),
        text: code.to_owned(),
        first_line: fences::line_of(&text, at),
    })
}

/// A path as people write it: without detours, and with `/` on every system.
pub(crate) fn shown(path: &Path) -> String {
    let mut parts: Vec<String> = Vec::new();
    let absolute = path.has_root();
    for component in path.components() {
        match component {
            Component::CurDir | Component::RootDir => {}
            Component::ParentDir if parts.last().is_some_and(|last| last != "..") => {
                parts.pop();
            }
            part => parts.push(part.as_os_str().to_string_lossy().into_owned()),
        }
    }
    format!("{}{}", if absolute { "/" } else { "" }, parts.join("/"))
}
