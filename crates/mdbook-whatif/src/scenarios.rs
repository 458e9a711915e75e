//! The scenarios of a book: gathered from its fences and the files beside its chapters, and held
//! against their claims.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;

use whatif_scenario::{Problem, Scenario, SourceFile, Sources, VariantSource, load};

use crate::attributes::{self, Attributes, Kind, Wrong};
use crate::diagnostics::{Failure, Mistakes};
use crate::exercises::{self, Exercise};
use crate::explorations::{Cache, Outcome};
use crate::fences::{self, Fence};

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
    /// What to show there.
    pub(crate) show: Show,
}

/// What to show in a place.
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
    pub(crate) scenarios: Vec<CheckedScenario>,
    /// The places of each chapter, in the order of the chapters given.
    pub(crate) places: Vec<Vec<Place>>,
}

/// A scenario, and what exploring its variants has found.
pub(crate) struct CheckedScenario {
    pub(crate) scenario: Scenario,
    /// By the names of the variants; nothing for those of which the author says nothing.
    outcomes: BTreeMap<String, Outcome>,
    /// By the names of the variants; nothing for those that are none.
    exercises: BTreeMap<String, Exercise>,
}

impl CheckedScenario {
    /// What exploring a variant has found, if the author says what that is.
    pub(crate) fn outcome(&self, variant: &str) -> Option<&Outcome> {
        self.outcomes.get(variant)
    }

    /// What comes with a variant that is an exercise.
    pub(crate) fn exercise(&self, variant: &str) -> Option<&Exercise> {
        self.exercises.get(variant)
    }
}

/// Gathers and loads every scenario that the chapters name, or tells all that is wrong.
pub(crate) fn gather<'a>(
    source: &Source,
    chapters: impl IntoIterator<Item = Chapter<'a>>,
) -> Result<Vec<Scenario>, Failure> {
    let Loaded { scenarios, problems, .. } = load_all(source, chapters);
    Mistakes { input: problems, claims: Vec::new() }.into_result()?;
    Ok(scenarios)
}

/// Gathers and loads every scenario, and holds every claim of the authors against the runs. A
/// mistake in one scenario does not hide what is wrong with another.
pub(crate) fn gather_and_check<'a>(
    source: &Source,
    chapters: impl IntoIterator<Item = Chapter<'a>>,
    cache: &Cache,
) -> Result<Checked, Failure> {
    let Loaded { scenarios, exercises, places, problems: mut input } = load_all(source, chapters);
    let mut claims = Vec::new();
    let mut checked = Vec::new();
    for (scenario, exercises) in scenarios.into_iter().zip(exercises) {
        let mut outcomes = BTreeMap::new();
        let found = scenario.check_with(&mut |variant| {
            let outcome = cache.explored(&scenario, variant)?;
            let judgements = outcome.judgements();
            outcomes.insert(variant.to_owned(), outcome);
            Ok::<_, anyhow::Error>(judgements)
        })?;
        // Where what is asked cannot be asked, an answer to it says nothing.
        let exercises = if found.mistakes.is_empty() {
            exercises::check(&scenario, exercises, cache, &mut input, &mut claims)?
        } else {
            BTreeMap::new()
        };
        input.extend(found.mistakes);
        claims.extend(found.false_claims);
        checked.push(CheckedScenario { scenario, outcomes, exercises });
    }
    Mistakes { input, claims }.into_result()?;
    Ok(Checked { scenarios: checked, places })
}

/// What could be loaded, and what is wrong with the rest: only where nothing is wrong do the
/// places fit the scenarios.
struct Loaded {
    scenarios: Vec<Scenario>,
    /// The exercises of each.
    exercises: Vec<exercises::Found>,
    places: Vec<Vec<Place>>,
    problems: Vec<Problem>,
}

fn load_all<'a>(source: &Source, chapters: impl IntoIterator<Item = Chapter<'a>>) -> Loaded {
    let (found, sweeps, problems) = Default::default();
    let mut gatherer = Gatherer { source, found, sweeps, problems };
    let places = chapters.into_iter().map(|chapter| gatherer.chapter(&chapter)).collect();
    let Gatherer { found, sweeps, mut problems, .. } = gatherer;
    let (mut scenarios, mut exercises) = (Vec::new(), Vec::new());
    for mut scenario in found.into_iter().filter(|found| !found.incomplete) {
        let (found, named) = (std::mem::take(&mut scenario.exercises), scenario.named.clone());
        match scenario.load(source) {
            Ok(scenario) => {
                problems.extend(found.problems(&scenario, &named));
                scenarios.push(scenario);
                exercises.push(found);
            }
            Err(more) => problems.extend(more),
        }
    }
    // Only where all are loaded do their places fit.
    if problems.is_empty() {
        problems.extend(sweeps.iter().filter_map(|sweep| sweep.missing(&scenarios)));
    }
    Loaded { scenarios, exercises, places, problems }
}

struct Gatherer<'a> {
    source: &'a Source,
    found: Vec<Found>,
    sweeps: Vec<ShownSweep>,
    problems: Vec<Problem>,
}

/// A fence that shows sweeps.
struct ShownSweep {
    /// The place of the scenario.
    scenario: usize,
    /// The only one, if the fence names one.
    name: Option<String>,
    /// Where the fence names the scenario.
    named: Spot,
}

impl ShownSweep {
    /// What is wrong if the scenario has no such sweep.
    fn missing(&self, scenarios: &[Scenario]) -> Option<Problem> {
        let scenario = scenarios.get(self.scenario)?;
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
    /// Whether some of its code never came to us.
    incomplete: bool,
}

/// Some bytes of a file.
#[derive(Clone)]
pub(crate) struct Spot {
    file: Rc<SourceFile>,
    range: Range<usize>,
}

impl Spot {
    pub(crate) fn problem(&self, message: String, label: &str, help: Option<String>) -> Problem {
        let (file, range) = (Rc::clone(&self.file), self.range.clone());
        Problem { file, range, message, label: label.to_owned(), help }
    }
}

impl Gatherer<'_> {
    fn chapter(&mut self, chapter: &Chapter<'_>) -> Vec<Place> {
        let folder = chapter.file.parent().unwrap_or(Path::new(""));
        let located = locate(self.source, chapter);
        located.into_iter().filter_map(|located| self.place(folder, located)).collect()
    }

    fn place(&mut self, folder: &Path, located: Located) -> Option<Place> {
        let Located { fence, chapter, info, code } = located;
        let spot = |range: Range<usize>| Spot {
            file: Rc::clone(&chapter),
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
                self.sweeps.push(ShownSweep { scenario, name: sweep.clone(), named });
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
        Some(Place { fence, scenario, show })
    }

    /// The scenario of this name beside the chapter.
    fn scenario(&mut self, folder: &Path, name: &str, named: &Spot) -> usize {
        let known =
            self.found.iter().position(|found| found.folder == folder && found.name == name);
        known.unwrap_or_else(|| {
            self.found.push(Found {
                folder: folder.to_owned(),
                name: name.to_owned(),
                named: named.clone(),
                variants: Vec::new(),
                exercises: exercises::Found::default(),
                incomplete: false,
            });
            self.found.len() - 1
        })
    }

    /// Adds the code of a variant to a scenario.
    fn code(&mut self, scenario: usize, variant: &str, code: Rc<SourceFile>, named: &Spot) {
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
    fn is_whole(&mut self, scenario: usize, code: &Rc<SourceFile>) -> bool {
        let Some(range) = unresolved(&code.text) else { return true };
        let help = "look at the path; and where [preprocessor.whatif] in book.toml says \
                    nothing else, let it say after = [\"links\"]";
        let message = "this include has not been resolved".into();
        let include = Spot { file: Rc::clone(code), range };
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
    fn load(self, source: &Source) -> Result<Scenario, Vec<Problem>> {
        let Self { folder, name, named, variants, exercises: _, incomplete: _ } = self;
        let read = |extension: &str| {
            let path = folder.join(format!("{name}.{extension}"));
            let shown = shown(&source.shown.join(&path));
            match fs::read_to_string(source.folder.join(path)) {
                Ok(text) => Ok(Rc::new(SourceFile { path: shown, text, first_line: 1 })),
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
        load(&Sources { name, world, support, variants })
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
    chapter: Rc<SourceFile>,
    /// The bytes of that text that the info string takes.
    info: Range<usize>,
    /// The code.
    code: Rc<SourceFile>,
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
        Rc::new(SourceFile { path: shown_path.clone(), text: text.to_owned(), first_line: 1 })
    };
    let disk = fs::read_to_string(&path).unwrap_or_default();
    let disk = disk.strip_prefix('\u{feff}').unwrap_or(&disk);
    let on_disk = fences::find(disk);
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
        Located { fence, chapter: Rc::clone(&text), info: original.info, code: Rc::new(code) }
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
