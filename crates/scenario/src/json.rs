//! JSON as the page and the engine need it: whole numbers from 0 up, and not deep.

use std::char::{decode_utf16, from_digit};

/// What nests more deeply is not read: it would use up the stack. A scenario in a request needs
/// less, however an author writes it.
const DEEPEST: u32 = 300;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number. Others than these do not travel.
    Number(u64),
    /// A text.
    String(String),
    /// A list.
    Array(Vec<Value>),
    /// Fields in the order in which they are written.
    Object(Object),
}

/// Keys with their values.
pub type Object = Vec<(String, Value)>;

impl Value {
    /// What stands under a key, the last time that it is there.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.fields()?.iter().rev().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// The fields of an object.
    pub fn fields(&self) -> Option<&Object> {
        if let Self::Object(fields) = self { Some(fields) } else { None }
    }

    /// The text that it is.
    pub fn text(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    /// The number that it is.
    pub fn number(&self) -> Option<u64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self::Number(number as u64)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, T::into)
    }
}

impl<T: Into<Self>> From<Vec<T>> for Value {
    fn from(values: Vec<T>) -> Self {
        Self::Array(values.into_iter().map(T::into).collect())
    }
}

/// An object of these fields.
pub fn object(fields: Vec<(&str, Value)>) -> Value {
    Value::Object(fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// Reads a text that is JSON; nothing where it is not, or not such as is needed here.
pub fn from_str(text: &str) -> Option<Value> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(DEEPEST)?;
    reader.blanks();
    (reader.at == text.len()).then_some(value)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn byte(&mut self) -> Option<u8> {
        let byte = self.ahead()?;
        self.at += 1;
        Some(byte)
    }

    fn ahead(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.ahead() {
            self.at += 1;
        }
    }

    /// The first byte that is not blank.
    fn sign(&mut self) -> Option<u8> {
        self.blanks();
        self.byte()
    }

    /// Whether the list or object ends here, whose next element would come here.
    fn ends(&mut self, end: u8) -> bool {
        self.blanks();
        let ends = self.ahead() == Some(end);
        self.at += usize::from(ends);
        ends
    }

    /// Whether there is another element after one.
    fn goes_on(&mut self, end: u8) -> Option<bool> {
        match self.sign()? {
            b',' => Some(true),
            sign => (sign == end).then_some(false),
        }
    }

    fn value(&mut self, deeper: u32) -> Option<Value> {
        let deeper = deeper.checked_sub(1)?;
        Some(match self.sign()? {
            b'n' => self.rest_of("ull", Value::Null)?,
            b't' => self.rest_of("rue", Value::Bool(true))?,
            b'f' => self.rest_of("alse", Value::Bool(false))?,
            b'"' => Value::String(self.string()?),
            b'[' => {
                let mut values = Vec::new();
                let mut more = !self.ends(b']');
                while more {
                    values.push(self.value(deeper)?);
                    more = self.goes_on(b']')?;
                }
                Value::Array(values)
            }
            b'{' => {
                let mut fields = Vec::new();
                let mut more = !self.ends(b'}');
                while more {
                    let (b'"', key, b':') = (self.sign()?, self.string()?, self.sign()?) else {
                        return None;
                    };
                    fields.push((key, self.value(deeper)?));
                    more = self.goes_on(b'}')?;
                }
                Value::Object(fields)
            }
            first => Value::Number(self.number(first)?),
        })
    }

    fn rest_of(&mut self, word: &str, value: Value) -> Option<Value> {
        let rest = self.text.as_bytes().get(self.at..)?;
        self.at += word.len();
        rest.starts_with(word.as_bytes()).then_some(value)
    }

    fn number(&mut self, first: u8) -> Option<u64> {
        let mut number = digit(first, 10)?;
        while let Some(next) = self.ahead().and_then(|byte| digit(byte, 10)) {
            if number == 0 {
                return None;
            }
            number = number.checked_mul(10)?.checked_add(next)?;
            self.at += 1;
        }
        Some(number)
    }

    /// A text whose quote has been read.
    fn string(&mut self) -> Option<String> {
        let mut string = String::new();
        let mut start = self.at;
        loop {
            match self.byte()? {
                0..=0x1f => return None,
                b'"' => {
                    string.push_str(self.text.get(start..self.at - 1)?);
                    return Some(string);
                }
                b'\\' => {
                    string.push_str(self.text.get(start..self.at - 1)?);
                    string.push(self.escaped()?);
                    start = self.at;
                }
                _ => {}
            }
        }
    }

    fn escaped(&mut self) -> Option<char> {
        Some(match self.byte()? {
            byte @ (b'"' | b'\\' | b'/') => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.unit()?;
                let units = match first {
                    // The first half of a character that has another.
                    0xd800..0xdc00 => {
                        let (b'\\', b'u') = (self.byte()?, self.byte()?) else { return None };
                        vec![first, self.unit()?]
                    }
                    _ => vec![first],
                };
                decode_utf16(units).next()?.ok()?
            }
            _ => return None,
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Option<u16> {
        let mut unit = 0;
        for _ in 0..4 {
            unit = unit << 4 | digit(self.byte()?, 16)? as u16;
        }
        Some(unit)
    }
}

fn digit(byte: u8, radix: u32) -> Option<u64> {
    char::from(byte).to_digit(radix).map(u64::from)
}

/// Writes a value without blanks.
pub fn to_string(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(true) => text.push_str("true"),
        Value::Bool(false) => text.push_str("false"),
        Value::Number(number) => text.push_str(&number.to_string()),
        Value::String(string) => write_string(string, text),
        Value::Array(values) => {
            text.push('[');
            for (at, value) in values.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                write(value, text);
            }
            text.push(']');
        }
        Value::Object(fields) => {
            text.push('{');
            for (at, (key, value)) in fields.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                write_string(key, text);
                text.push(':');
                write(value, text);
            }
            text.push('}');
        }
    }
}

fn write_string(string: &str, text: &mut String) {
    text.push('"');
    for character in string.chars() {
        match character {
            '"' | '\\' => text.extend(['\\', character]),
            '\n' => text.push_str("\\n"),
            '\0'..='\u{1f}' => {
                text.push_str("\\u00");
                for digit in [character as u32 >> 4, character as u32 & 0xf] {
                    text.push(from_digit(digit, 16).unwrap_or('0'));
                }
            }
            _ => text.push(character),
        }
    }
    text.push('"');
}
