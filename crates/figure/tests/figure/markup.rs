//! A small strict reader of markup, enough to see whether what we write is well-formed.

/// An element with the text that stands directly in it.
#[derive(Debug, Default)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) text: String,
    pub(crate) children: Vec<Element>,
}

impl Element {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn number(&self, name: &str) -> i32 {
        self.attribute(name).map_or(0, |value| value.parse().expect("a whole number"))
    }

    /// This element and all within it, from the outside in.
    pub(crate) fn all(&self) -> Vec<&Self> {
        let mut all = vec![self];
        all.extend(self.children.iter().flat_map(Self::all));
        all
    }

    pub(crate) fn named(&self, name: &str) -> Vec<&Self> {
        self.all().into_iter().filter(|element| element.name == name).collect()
    }

    /// All that is written in it, as a reader sees it: without the titles, which are for a pointer.
    pub(crate) fn writing(&self) -> String {
        let within = self.children.iter().filter(|child| child.name != "title");
        let mut writing: String = within.map(Self::writing).collect();
        writing.push_str(&self.text);
        writing
    }
}

/// The only element of the text. Panics where an XML parser would stop.
pub(crate) fn parse(text: &str) -> Element {
    let mut open: Vec<Element> = vec![Element::default()];
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        open.last_mut().expect("a root").text.push_str(&unescape(&rest[..at]));
        let end = rest.find('>').expect("every tag ends");
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            let closed = open.pop().expect("an open element");
            assert_eq!(closed.name, name, "what is opened last is closed first");
            open.last_mut().expect("a root").children.push(closed);
        } else {
            let element = start(tag.strip_suffix('/').unwrap_or(tag));
            if tag.ends_with('/') {
                open.last_mut().expect("a root").children.push(element);
            } else {
                open.push(element);
            }
        }
    }
    assert_eq!(rest, "", "nothing follows the element");
    assert_eq!(open.len(), 1, "every element is closed");
    let mut root = open.remove(0);
    assert_eq!((root.children.len(), root.text.as_str()), (1, ""), "there is one element");
    root.children.remove(0)
}

fn start(tag: &str) -> Element {
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    assert!(!name.is_empty() && name.chars().all(char::is_alphanumeric), "a name: {name:?}");
    let mut attributes: Vec<(String, String)> = Vec::new();
    while !rest.is_empty() {
        let (name, value) = rest.split_once("=\"").expect("name=\"value\"");
        let (value, after) = value.split_once('"').expect("a closing quote");
        assert!(name.chars().all(|c| c.is_alphanumeric() || c == '-'), "a name: {name:?}");
        assert!(attributes.iter().all(|(known, _)| known != name), "{name} stands there twice");
        attributes.push((name.into(), unescape(value)));
        rest = after.strip_prefix(' ').unwrap_or(after);
    }
    Element { name: name.into(), attributes, ..Element::default() }
}

fn unescape(text: &str) -> String {
    let plain = |c: char| c != '<' && c != '>' && !c.is_control() && c != '\u{fffe}';
    assert!(text.chars().all(plain), "XML cannot hold this: {text:?}");
    let mut out = String::new();
    let mut parts = text.split('&');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (entity, after) = part.split_once(';').expect("an entity ends");
        out.push(match entity {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "#39" => '\'',
            other => panic!("&{other}; is not an entity that we write"),
        });
        out.push_str(after);
    }
    out
}
