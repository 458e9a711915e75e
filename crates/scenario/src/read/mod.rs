//! The author's file, read: everything it says in itself, with every mistake in it.

mod claims;
mod exercise;
mod explore;
mod faults;
mod load;
mod metrics;
mod network;
mod properties;
mod services;
mod table;

use std::sync::Arc;

use crate::problem::Problem;
use crate::scenario::Scenario;
use crate::sources::{SourceFile, Sources};
use crate::spec::{Client, Code, Literal, Node, NodeKind, Request, Spec};
use crate::world::{Files, World};
use faults::Names;
use services::Patience;
use table::{Item, Layers, Table};
use whatif_interpreter::did_you_mean;

/// Reads the author's file and holds it against the code.
///
/// # Errors
/// All mistakes at once.
pub fn load(sources: &Sources) -> Result<Scenario, Vec<Problem>> {
    let file = read(sources)?;
    let mut problems = Vec::new();
    let mut made = Vec::new();
    for (source, spec) in sources.variants.iter().zip(file.variants) {
        let files = Files {
            world: Arc::clone(&sources.world),
            support: sources.support.clone(),
            code: Arc::clone(&source.code),
        };
        match World::new(spec, files) {
            Ok(world) => made.push((source.name.clone(), world)),
            Err(more) => {
                let fresh = more.into_iter().filter(|problem| !problems.contains(problem));
                let fresh: Vec<Problem> = fresh.collect();
                problems.extend(fresh);
            }
        }
    }
    if problems.is_empty() {
        let mut scenario = Scenario::new(&sources.name, &file.title, made);
        scenario.hints = file.hints;
        Ok(scenario)
    } else {
        Err(problems)
    }
}

/// What the file says: the title, what helps in an exercise, and each variant's spec in the order of
/// the fences.
struct File {
    title: String,
    hints: Vec<String>,
    variants: Vec<Spec>,
}

/// How long a call waits for its answer where the author does not say.
const CALL_TIMEOUT_US: u64 = 2_000_000;
/// The latency of links where the author does not say.
const LATENCY_US: (u64, u64) = (1_000, 10_000);
/// More nodes than these make no readable diagram.
const NODES_MAX: usize = 400;
/// More requests than these make no readable diagram.
const REQUESTS_MAX: usize = 1_000;

fn read(sources: &Sources) -> Result<File, Vec<Problem>> {
    let (file, problems, misread) = (Arc::clone(&sources.world), Vec::new(), Vec::new());
    let mut reader = Reader { file, problems, misread };
    let Some(root) = Table::parse(&sources.world.text, &mut reader) else {
        return Err(reader.problems);
    };
    let file = reader.file(&root, sources);
    if reader.problems.is_empty() { Ok(file) } else { Err(reader.problems) }
}

/// Collects the mistakes in one file.
pub(crate) struct Reader {
    file: Arc<SourceFile>,
    problems: Vec<Problem>,
    /// The properties in which there is a mistake: what is said of them may be right.
    misread: Vec<String>,
}

impl Reader {
    pub(super) fn report(
        &mut self,
        range: std::ops::Range<usize>,
        message: impl Into<String>,
        help: impl Into<Option<String>>,
    ) {
        let file = Arc::clone(&self.file);
        let (message, help) = (message.into(), help.into());
        self.problems.push(Problem { file, range, message, label: String::new(), help });
    }

    fn file(&mut self, root: &Table<'_>, sources: &Sources) -> File {
        let known = [
            "title", "seed", "node", "network", "client", "property", "run", "what-if", "explore",
            "exercise", "sweep", "variant",
        ];
        root.only(self, &known);
        let title = match root.get("title") {
            Some(title) => title.text(self),
            None => {
                let help = "begin the file with `title = \"…\"`".to_owned();
                self.report(0..0, "the scenario has no title", help);
                String::new()
            }
        };
        let hints = self.hints(root);
        let overrides = root.tables(self, "variant");
        for (name, table) in &overrides {
            table.only(self, &["node", "what-if", "run", "explore", "sweep"]);
            if !sources.variants.iter().any(|variant| variant.name == name.name) {
                let known = sources.variants.iter().map(|variant| variant.name.as_str());
                let help = did_you_mean(&name.name, known).map_or_else(
                    || format!("give a fence `whatif={},variant={}`", sources.name, name.name),
                    |near| format!("did you mean `{near}`?"),
                );
                let message = format!("no fence shows the variant `{}`", name.name);
                self.report(name.spot.clone(), message, help);
            }
        }
        // What is the same in every variant is read, and its mistakes told, once.
        let names: Vec<&str> =
            sources.variants.iter().map(|variant| variant.name.as_str()).collect();
        let before = self.problems.len();
        let mut variants = Vec::new();
        for (at, variant) in sources.variants.iter().enumerate() {
            let own = overrides.iter().find(|(name, _)| name.name == variant.name);
            let own = own.map(|(_, table)| table);
            variants.push(self.variant(root, own, &variant.name, &names));
            if at == 0 && self.problems.len() > before && overrides.is_empty() {
                break;
            }
        }
        let mut seen: Vec<Problem> = Vec::new();
        self.problems.retain(|problem| {
            let fresh = !seen.contains(problem);
            seen.push(problem.clone());
            fresh
        });
        File { title, hints, variants }
    }

    fn variant<'a>(
        &mut self,
        root: &Table<'a>,
        own: Option<&Table<'a>>,
        name: &str,
        names: &[&str],
    ) -> Spec {
        let seed = root.get("seed").and_then(|seed| seed.whole(self));
        let everyone = self.everyone(root, own);
        let everyone: Vec<&str> = everyone.iter().map(String::as_str).collect();
        let (network, call_timeout_us) = self.network(root, &everyone);
        let nodes = self.nodes(root, own, call_timeout_us);
        let clients = self.clients(root, call_timeout_us);
        self.check_names(root);
        if let Some(own) = own {
            self.check_names(own);
        }
        let variants = names;
        let properties = self.properties(root, name, variants);
        let mut spec =
            Spec { seed, network, call_timeout_us, clients, nodes, properties, ..Spec::default() };
        let known: Vec<String> = spec.nodes.iter().map(|node| node.name.clone()).collect();
        let nodes: Vec<&str> = known.iter().map(String::as_str).collect();
        let names = Names { nodes: &nodes, everyone: &everyone };
        spec.baseline = self.baseline(root, own, &spec);
        spec.what_ifs = self.what_ifs(root, own, &spec, names);
        spec.explore = self.explore(root, own, &spec.properties, &spec.nodes, names);
        if let (Some(claims), Some(client)) = (&spec.explore.claims, spec.loaded()) {
            self.not_explored(client, claims.spot.clone());
        }
        spec.sweeps = self.sweeps(root, own, &mut spec, (name, variants));
        spec
    }

    /// The names of all clients and nodes.
    fn everyone<'a>(&mut self, root: &Table<'a>, own: Option<&Table<'a>>) -> Vec<String> {
        let mut tables = root.tables(self, "client");
        tables.extend(root.tables(self, "node"));
        tables.extend(own.map_or_else(Vec::new, |own| own.tables(self, "node")));
        tables.into_iter().map(|(name, _)| name.name).collect()
    }

    fn nodes<'a>(
        &mut self,
        root: &Table<'a>,
        own: Option<&Table<'a>>,
        timeout_us: u64,
    ) -> Vec<Node> {
        let mut base = root.tables(self, "node");
        let own = own.map_or_else(Vec::new, |own| own.tables(self, "node"));
        for (name, table) in &own {
            if !base.iter().any(|(known, _)| known.name == name.name) {
                base.push((name.clone(), table.clone()));
            }
        }
        let timeouts = base.iter().chain(&own).filter_map(|(_, table)| table.get("call-timeout"));
        let longest_us =
            timeouts.filter_map(|timeout| timeout.time(self)).fold(timeout_us, u64::max);
        let patience = Patience { usual_us: timeout_us, longest_us };
        let mut nodes = Vec::new();
        for (name, table) in &base {
            let mut layers = Layers::new(table);
            if let Some((_, own)) = own.iter().find(|(known, _)| known.name == name.name) {
                layers.over(own);
            }
            if let Some(kind) = self.node_kind(&layers, patience) {
                let timeout = layers.get("call-timeout").and_then(|each| each.time(self));
                let runs_code = matches!(kind, NodeKind::Code(_));
                nodes.push(Node {
                    name: name.name.clone(),
                    kind,
                    call_timeout_us: timeout.unwrap_or(timeout_us),
                    work: if runs_code { None } else { self.work(&layers) },
                });
            }
        }
        // Processes stand left of the services that they call.
        nodes.sort_by_key(|node| !matches!(node.kind, NodeKind::Code(_)));
        self.check_replicas(&nodes);
        nodes
    }

    fn code(&mut self, layers: &Layers<'_, '_>) -> Code {
        let workers = layers.get("workers").and_then(|workers| {
            let count = workers.whole(self)?;
            if count == 0 {
                let help = "leave it out for any number".to_owned();
                self.report(workers.spot(), "a process without workers serves nobody", help);
            }
            Some(count.max(1))
        });
        let syncs_explicitly = layers.get("disk-sync").is_some_and(|sync| {
            let word = sync.text(self);
            if word != "explicit" && word != "always" {
                let help = "it is \"always\" or \"explicit\"".to_owned();
                self.report(sync.spot(), format!("there is no disk-sync `{word}`"), help);
            }
            word == "explicit"
        });
        Code {
            serves: layers.get("serves").map_or_else(Vec::new, |each| each.names(self)),
            main: layers.get("main").map(|main| main.named(self)),
            state: layers.get("state").map(|state| state.named(self)),
            workers,
            syncs_explicitly,
        }
    }

    fn node_kind(&mut self, layers: &Layers<'_, '_>, patience: Patience) -> Option<NodeKind> {
        let Some(kind) = layers.get("kind") else {
            let keys = ["serves", "main", "state", "workers", "disk-sync", "call-timeout"];
            layers.only(self, &keys);
            return Some(NodeKind::Code(self.code(layers)));
        };
        let word = kind.text(self);
        match word.as_str() {
            "database" => {
                self.only_of_service(layers, &["tables"]);
                let mut tables = Vec::new();
                match layers.get("tables") {
                    Some(each) => {
                        for (name, key) in each.entries(self) {
                            tables.push((name.name, key.text(self)));
                        }
                    }
                    None => {
                        let help =
                            "say which, each with its key: `tables = { users = \"address\" }`";
                        self.report(kind.spot(), "a database needs tables", help.to_owned());
                    }
                }
                Some(NodeKind::Database { tables })
            }
            "mailer" => {
                self.only_of_service(layers, &[]);
                Some(NodeKind::Mailer)
            }
            known if services::KINDS.contains(&known) => {
                self.service(layers, kind, patience).map(NodeKind::Service)
            }
            _ => {
                let known = [&["database", "mailer"][..], &services::KINDS].concat();
                kind.unknown(self, "kind of node", &word, &known);
                None
            }
        }
    }

    fn clients(&mut self, root: &Table<'_>, timeout_us: u64) -> Vec<Client> {
        let mut clients = Vec::new();
        for (name, table) in root.tables(self, "client") {
            table.only(self, &["call-timeout", "requests", "load"]);
            let timeout = table.get("call-timeout").and_then(|each| each.time(self));
            let load = table.get("load");
            let requests = match table.get("requests") {
                Some(requests) => {
                    if let Some(load) = load {
                        let message = "a client has either `requests` or a `load`";
                        let help = "make two clients of it".to_owned();
                        self.report(load.spot(), message, help);
                    }
                    requests.list(self).iter().filter_map(|each| self.request(each)).collect()
                }
                None if load.is_some() => Vec::new(),
                None => {
                    let help =
                        "give it `requests = [{ at = \"10ms\", call = \"server::signup\" }]`";
                    let message = format!("the client `{}` asks for nothing", name.name);
                    self.report(name.spot.clone(), message, help.to_owned());
                    Vec::new()
                }
            };
            let call_timeout_us = timeout.unwrap_or(timeout_us);
            let load = load.and_then(|load| self.load(&name, load));
            clients.push(Client { name: name.name, call_timeout_us, requests, load });
        }
        let total: usize = clients.iter().map(|client| client.requests.len()).sum();
        if total > REQUESTS_MAX {
            let message = format!("there are {total} requests, and at most {REQUESTS_MAX} may be");
            self.report(0..0, message, None);
        }
        clients
    }

    fn request(&mut self, item: &Item<'_>) -> Option<Request> {
        let table = item.as_table(self)?;
        table.only(self, &["at", "call", "with"]);
        self.request_of(item, &table)
    }

    /// Reads what is asked in a table whose keys are known already.
    fn request_of(&mut self, item: &Item<'_>, table: &Table<'_>) -> Option<Request> {
        let at_us = table.get("at").map_or(Some(0), |at| at.time(self))?;
        let Some(call) = table.get("call") else {
            let help = "say whom and what for: `call = \"server::signup\"`".to_owned();
            self.report(item.spot(), "the request does not say what it calls", help);
            return None;
        };
        let spot = call.spot();
        let call = call.text(self);
        let with = match table.get("with") {
            Some(with) => with.list(self).iter().filter_map(|each| self.literal(each)).collect(),
            None => Vec::new(),
        };
        Some(Request { at_us, call, with, spot })
    }

    fn literal(&mut self, item: &Item<'_>) -> Option<Literal> {
        use toml::de::DeValue;
        Some(match item.value() {
            DeValue::String(text) => Literal::Text(text.to_string()),
            DeValue::Boolean(value) => Literal::Bool(*value),
            DeValue::Integer(_) => Literal::Int(item.integer(self)?),
            DeValue::Float(number) => {
                Literal::Float(number.as_str().replace('_', "").parse().ok()?)
            }
            DeValue::Array(_) => Literal::List(
                item.list(self).iter().filter_map(|each| self.literal(each)).collect(),
            ),
            DeValue::Table(_) => {
                let mut fields = Vec::new();
                for (name, value) in item.entries(self) {
                    fields.push((name.name, self.literal(&value)?));
                }
                Literal::Table(fields)
            }
            DeValue::Datetime(_) => {
                self.report(item.spot(), "a date cannot be sent", "write it as text".to_owned());
                return None;
            }
        })
    }

    fn check_names(&mut self, root: &Table<'_>) {
        let nodes = root.tables(self, "node");
        let clients = root.tables(self, "client");
        if nodes.len() + clients.len() > NODES_MAX {
            self.report(0..0, format!("there are more than {NODES_MAX} nodes"), None);
        }
        for (name, _) in &nodes {
            if clients.iter().any(|(client, _)| client.name == name.name) {
                let message = format!("`{}` is both a node and a client", name.name);
                self.report(name.spot.clone(), message, "give one of them another name".to_owned());
            }
            let plain = name.name.chars().all(|each| each.is_ascii_alphanumeric() || each == '_')
                && name.name.starts_with(|first: char| first.is_ascii_alphabetic());
            if !plain {
                let message = format!("`{}` is no name that code can call", name.name);
                let help = "use letters, digits and `_`, and begin with a letter".to_owned();
                self.report(name.spot.clone(), message, help);
            }
        }
    }

    /// Whether what stands in a table is said of a variant: its `variants` name that, or there are
    /// none.
    fn is_said_of(&mut self, variants: Option<&Item<'_>>, variant: &str, names: &[&str]) -> bool {
        let Some(variants) = variants else { return true };
        let named = variants.names(self);
        for each in named.iter().filter(|each| !names.contains(&each.name.as_str())) {
            let near = did_you_mean(&each.name, names.iter().copied());
            let help = near.map_or_else(
                || format!("there are: {}", names.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("there is no variant `{}`", each.name);
            self.report(each.spot.clone(), message, help);
        }
        // A misspelt name may mean this variant: its claims are not wrong for that.
        let meant = |name: &str| name == variant || !names.contains(&name);
        named.iter().any(|each| meant(&each.name))
    }
}
