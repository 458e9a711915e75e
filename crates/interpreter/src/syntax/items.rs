//! Items: what stands at the top level of a text.

use super::lexer::Kind;
use super::parser::{Attributes, Parsed, Parser};
use super::tree::{
    Field, Fields, FnArg, ImplItem, Item, ItemConst, ItemEnum, ItemFn, ItemImpl, ItemStruct,
    ItemType, PatType, Receiver, Signature, Spanned, Type, Variant,
};

impl Parser<'_> {
    /// All items of a text. After a mistake in one, the next one is looked for.
    pub(super) fn items(&mut self) -> Vec<Item> {
        let mut items = Vec::new();
        loop {
            let start = self.place();
            if let Ok(attributes) = self.attributes() {
                if self.at_end() {
                    return items;
                }
                if let Ok(item) = self.item(attributes) {
                    items.push(item);
                    continue;
                }
            }
            self.recover(start);
        }
    }

    /// Goes on at the first item that begins after the mistake and outside of all brackets.
    fn recover(&mut self, start: usize) {
        let mistake = self.place().max(start + 1);
        self.start_again();
        self.go_to(start);
        while !self.at_end() && (self.place() < mistake || !self.begins_item_or_attribute()) {
            self.skip();
        }
    }

    fn begins_item_or_attribute(&self) -> bool {
        self.begins_item() || (self.is("#") && self.is_ahead(1, "["))
    }

    pub(super) fn begins_item(&self) -> bool {
        if self.kind() != Kind::Word {
            return false;
        }
        match self.text_of(self.token()) {
            "pub" | "use" | "struct" | "enum" | "trait" | "impl" | "mod" | "type" | "static"
            | "fn" | "extern" => true,
            "const" => !["{", "|", "||", "move", "async"].contains(&self.text_of(self.ahead(1))),
            "async" => self.is_ahead(1, "fn") || self.is_ahead(1, "unsafe"),
            "unsafe" => {
                ["fn", "extern", "trait", "impl", "mod"].contains(&self.text_of(self.ahead(1)))
            }
            "union" => self.is_name(1),
            "macro_rules" => self.is_ahead(1, "!"),
            _ => false,
        }
    }

    pub(super) fn item(&mut self, attributes: Attributes) -> Parsed<Item> {
        self.visibility()?;
        let start = self.here();
        match self.text_of(self.token()) {
            "use" => {
                self.advance();
                self.eat("::");
                self.use_tree()?;
                self.expect(";")?;
                Ok(Item::Use(start))
            }
            "struct" => self.item_struct(attributes).map(Item::Struct),
            "enum" => self.item_enum(attributes).map(Item::Enum),
            "impl" => self.item_impl().map(Item::Impl),
            "const" if !self.begins_function() => self.item_const().map(Item::Const),
            "static" => {
                self.advance();
                self.eat("mut");
                let ident = self.ident("the name of the static")?;
                self.skip_to_semicolon()?;
                Ok(Item::Static(ident))
            }
            "type" => self.item_type().map(Item::Type),
            "mod" => {
                self.advance();
                let ident = self.ident("the name of the module")?;
                self.skip_to_body()?;
                Ok(Item::Mod(ident))
            }
            "trait" => {
                self.advance();
                let ident = self.ident("the name of the trait")?;
                self.skip_to_body()?;
                Ok(Item::Trait(ident))
            }
            "macro_rules" if self.is_ahead(1, "!") => {
                let path = self.path(false)?;
                self.advance();
                self.ident("the name of the macro")?;
                self.skip();
                self.eat(";");
                Ok(Item::Macro(path))
            }
            _ if self.begins_function() => self.item_fn().map(Item::Fn),
            "unsafe" | "extern" | "union" if self.begins_item() => {
                self.advance();
                self.skip_to_body()?;
                Ok(Item::Other(start))
            }
            _ if self.begins_path() && self.is_ahead(1, "!") => {
                let path = self.path(false)?;
                self.advance();
                if self.kind() != Kind::Open {
                    return self.expected("a bracket");
                }
                let braces = self.is("{");
                self.skip();
                if !braces {
                    self.expect(";")?;
                }
                Ok(Item::Macro(path))
            }
            "async" => {
                self.advance();
                self.expected("`fn` after `async`")
            }
            _ => self.no_item(),
        }
    }

    fn no_item<T>(&mut self) -> Parsed<T> {
        if self.at_end() {
            return self.expected("an item");
        }
        let found = self.text_of(self.token());
        let help = match found {
            "def" | "fun" | "func" | "function" => "a function begins with `fn`",
            "let" | "if" | "for" | "while" | "loop" | "match" => "move it into a function",
            _ => "",
        };
        let message =
            format!("expected an item such as `fn`, `struct` or `const`, found `{found}`");
        self.fail(self.here(), message, help)
    }

    fn visibility(&mut self) -> Parsed<()> {
        if !self.eat("pub") || !self.is("(") {
            return Ok(());
        }
        if self.is_ahead(1, "in") {
            self.advance();
            self.advance();
            self.path(false)?;
            return self.expect(")").map(drop);
        }
        // The brackets after `pub` may also be those of a type: `struct A(pub (crate::B, u8));`.
        if self.is_ahead(2, ")")
            && ["crate", "self", "super"].contains(&self.text_of(self.ahead(1)))
        {
            self.skip();
        }
        Ok(())
    }

    /// Goes past the names that a `use` brings in.
    fn use_tree(&mut self) -> Parsed<()> {
        loop {
            if self.eat("*") {
                return Ok(());
            }
            if self.is("{") {
                return self.list("{", "}", |this| this.deeper(Self::use_tree)).map(drop);
            }
            if self.is_one_of(&["self", "super", "crate"]) {
                self.advance();
            } else {
                self.ident("a name")?;
            }
            if !self.eat("::") {
                break;
            }
        }
        if self.eat("as") && !self.eat("_") {
            self.ident("a name")?;
        }
        Ok(())
    }

    /// Goes past everything up to the `;` that ends an item.
    fn skip_to_semicolon(&mut self) -> Parsed<()> {
        self.advance();
        while !self.is(";") {
            if self.at_end() {
                return self.expected("`;`");
            }
            self.skip();
        }
        self.advance();
        Ok(())
    }

    /// Goes past everything up to the braces, or the `;`, that end an item.
    fn skip_to_body(&mut self) -> Parsed<()> {
        loop {
            if self.at_end() {
                return self.expected("`{`");
            }
            let ends = self.is("{") || self.is(";");
            self.skip();
            if ends {
                return Ok(());
            }
        }
    }

    /// Whether a function begins, with the words that may stand before its `fn`.
    fn begins_function(&self) -> bool {
        let mut ahead = 0;
        while ["const", "async", "unsafe", "extern"].contains(&self.text_of(self.ahead(ahead)))
            || (ahead > 0 && self.ahead(ahead).kind == Kind::Text)
        {
            ahead += 1;
        }
        self.is_ahead(ahead, "fn")
    }

    fn item_fn(&mut self) -> Parsed<ItemFn> {
        let start = self.here();
        self.eat("const");
        let is_async = self.eat("async");
        self.eat("unsafe");
        if self.eat("extern") && self.kind() == Kind::Text {
            self.advance();
        }
        let from = self.expect("fn")?;
        let ident = self.ident("the name of the function")?;
        let generics = self.generics()?;
        let (inputs, _) = self.list("(", ")", Self::input)?;
        if let Some(receiver) =
            inputs.iter().skip(1).find(|input| matches!(input, FnArg::Receiver(_)))
        {
            let span = receiver.span();
            return self.fail(span, "`self` is always the first parameter", "");
        }
        let output = self.result_type()?;
        self.where_clause()?;
        let sig = Signature { span: self.since(from), is_async, ident, generics, inputs, output };
        let block = self.block()?;
        Ok(ItemFn { span: self.since(start), sig, block })
    }

    fn input(&mut self) -> Parsed<FnArg> {
        self.attributes()?;
        let start = self.here();
        if let Some(receiver) = self.receiver()? {
            return Ok(FnArg::Receiver(receiver));
        }
        let pat = self.single_pattern()?;
        if !self.eat(":") {
            let help = "a parameter has a type: `name: u64`";
            return self.fail(pat.span(), "this parameter has no type", help);
        }
        let ty = self.ty()?;
        Ok(FnArg::Typed(PatType { span: self.since(start), pat, ty }))
    }

    fn receiver(&mut self) -> Parsed<Option<Receiver>> {
        let start = self.here();
        let mut ahead = 0;
        let reference = self.is("&");
        if reference {
            ahead = 1 + usize::from(self.ahead(1).kind == Kind::Lifetime);
        }
        let is_mut = self.is_ahead(ahead, "mut");
        ahead += usize::from(is_mut);
        if !self.is_ahead(ahead, "self") || self.is_ahead(ahead + 1, "::") {
            return Ok(None);
        }
        for _ in 0..=ahead {
            self.advance();
        }
        let mut is_mut_reference = reference && is_mut;
        if !reference && self.eat(":") {
            is_mut_reference = matches!(self.ty()?, Type::Reference(reference) if reference.is_mut);
        }
        Ok(Some(Receiver { span: self.since(start), is_mut_reference }))
    }

    fn item_const(&mut self) -> Parsed<ItemConst> {
        let start = self.here();
        self.advance();
        let ident =
            if self.is("_") { self.word() } else { self.ident("the name of the constant")? };
        if !self.eat(":") {
            let help = "a constant has a type: `const LIMIT: u64 = 3;`";
            return self.fail(ident.span, "this constant has no type", help);
        }
        let ty = self.ty()?;
        self.expect("=")?;
        let expr = self.expression()?;
        self.expect(";")?;
        Ok(ItemConst { span: self.since(start), ident, ty, expr })
    }

    fn item_type(&mut self) -> Parsed<ItemType> {
        let start = self.here();
        self.advance();
        let ident = self.ident("the name of the type")?;
        let generics = self.generics()?;
        self.where_clause()?;
        self.expect("=")?;
        let ty = self.ty()?;
        self.expect(";")?;
        Ok(ItemType { span: self.since(start), ident, generics, ty })
    }

    fn item_struct(&mut self, attributes: Attributes) -> Parsed<ItemStruct> {
        let start = self.here();
        self.advance();
        let ident = self.ident("the name of the struct")?;
        let generics = self.generics()?;
        self.where_clause()?;
        let fields = if self.is(";") { Fields::default() } else { self.fields()? };
        if !fields.named {
            self.where_clause()?;
            self.expect(";")?;
        }
        let derives = attributes.derives;
        Ok(ItemStruct { span: self.since(start), ident, generics, fields, derives })
    }

    fn fields(&mut self) -> Parsed<Fields> {
        let named = self.is("{");
        let field = |this: &mut Self| {
            this.attributes()?;
            this.visibility()?;
            let start = this.here();
            let mut ident = None;
            if named {
                ident = Some(this.ident("the name of a field")?);
                this.expect(":")?;
            }
            let ty = this.ty()?;
            Ok(Field { span: this.since(start), ident, ty })
        };
        let (fields, _) =
            if named { self.list("{", "}", field)? } else { self.list("(", ")", field)? };
        Ok(Fields { fields, named })
    }

    fn item_enum(&mut self, attributes: Attributes) -> Parsed<ItemEnum> {
        let start = self.here();
        self.advance();
        let ident = self.ident("the name of the enum")?;
        let generics = self.generics()?;
        self.where_clause()?;
        let (variants, _) = self.list("{", "}", |this| {
            let is_default = this.attributes()?.is_default;
            let start = this.here();
            let ident = this.ident("the name of a variant")?;
            let fields =
                if this.is("{") || this.is("(") { this.fields()? } else { Fields::default() };
            let discriminant = if this.eat("=") { Some(this.expression()?) } else { None };
            Ok(Variant { span: this.since(start), ident, fields, is_default, discriminant })
        })?;
        let derives = attributes.derives;
        Ok(ItemEnum { span: self.since(start), ident, generics, variants, derives })
    }

    fn item_impl(&mut self) -> Parsed<ItemImpl> {
        let start = self.here();
        self.advance();
        let generics = self.generics()?;
        let mut of_trait = None;
        let mut self_ty = self.ty()?;
        if self.is("for") {
            let Type::Path(path) = self_ty else { return self.expected("`{`") };
            self.advance();
            of_trait = Some(path);
            self_ty = self.ty()?;
        }
        self.where_clause()?;
        let mut items = Vec::new();
        if of_trait.is_some() {
            if !self.is("{") {
                return self.expected("`{`");
            }
            self.skip();
        } else {
            self.expect("{")?;
            while !self.is("}") {
                self.attributes()?;
                items.push(self.impl_item()?);
            }
            self.advance();
        }
        Ok(ItemImpl { span: self.since(start), generics, of_trait, self_ty, items })
    }

    fn impl_item(&mut self) -> Parsed<ImplItem> {
        self.visibility()?;
        let start = self.here();
        if self.begins_function() {
            return self.item_fn().map(ImplItem::Fn);
        }
        if self.is("const") {
            return self.item_const().map(ImplItem::Const);
        }
        if self.is("type") {
            self.skip_to_semicolon()?;
            return Ok(ImplItem::Other(start));
        }
        self.expected("a function or a constant")
    }
}
