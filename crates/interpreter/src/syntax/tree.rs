//! The tree that a text makes: expressions, patterns, types and items, each with where it stands.

use crate::diagnostic::Span;

/// What stands somewhere in the text, from its first character to its last.
pub(crate) trait Spanned {
    fn span(&self) -> Span;
}

impl Spanned for Span {
    fn span(&self) -> Span {
        *self
    }
}

macro_rules! nodes {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $of:ty),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub(crate) struct $name {
            pub(crate) span: Span,
            $(pub(crate) $field: $of,)*
        }

        impl Spanned for $name {
            fn span(&self) -> Span {
                self.span
            }
        }
    )*};
}

macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($(#[$told:meta])* $variant:ident($of:ty)),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub(crate) enum $name {
            $($(#[$told])* $variant($of),)*
        }

        impl Spanned for $name {
            fn span(&self) -> Span {
                match self {
                    $(Self::$variant(node) => node.span(),)*
                }
            }
        }
    )*};
}

choices! {
    /// What stands at the top level, or in a block.
    Item {
        Const(ItemConst),
        Enum(ItemEnum),
        Fn(ItemFn),
        Impl(ItemImpl),
        Macro(Path),
        Mod(Ident),
        /// Of another kind: its first word.
        Other(Span),
        Static(Ident),
        Struct(ItemStruct),
        Trait(Ident),
        Type(ItemType),
        Use(Span),
    }

    /// A function or constant of a type.
    ImplItem {
        Const(ItemConst),
        Fn(ItemFn),
        /// Of another kind: its first word.
        Other(Span),
    }

    FnArg {
        Receiver(Receiver),
        Typed(PatType),
    }

    Stmt {
        Local(Box<Local>),
        Item(Box<Item>),
        Expr(StmtExpr),
    }

    Expr {
        Array(ExprArray),
        Assign(ExprAssign),
        Async(ExprAsync),
        Await(ExprAwait),
        Binary(ExprBinary),
        Block(ExprBlock),
        Break(ExprBreak),
        Call(ExprCall),
        Cast(ExprCast),
        Closure(ExprClosure),
        /// A const block: its first word.
        Const(Span),
        Continue(ExprContinue),
        Field(ExprField),
        ForLoop(ExprForLoop),
        If(ExprIf),
        Index(ExprIndex),
        /// The `_` that is assigned to.
        Infer(Span),
        Let(ExprLet),
        Lit(Lit),
        Loop(ExprLoop),
        Macro(Macro),
        Match(ExprMatch),
        MethodCall(ExprMethodCall),
        Paren(ExprParen),
        Path(Path),
        Range(ExprRange),
        Reference(ExprReference),
        Repeat(ExprRepeat),
        Return(ExprReturn),
        Struct(ExprStruct),
        Try(ExprTry),
        Tuple(ExprTuple),
        Unary(ExprUnary),
        /// An unsafe block: its first word.
        Unsafe(Span),
        While(ExprWhile),
    }

    Pat {
        Ident(PatIdent),
        Lit(PatLit),
        Or(PatOr),
        Paren(PatParen),
        Path(Path),
        Range(PatRange),
        Reference(PatReference),
        Rest(Span),
        Slice(PatSequence),
        Struct(PatStruct),
        Tuple(PatSequence),
        TupleStruct(PatTupleStruct),
        Type(Box<PatType>),
        Wild(Span),
    }

    Type {
        Array(TypeOf),
        /// A type that nothing is taken from, such as the type of a closure.
        Other(Span),
        Paren(TypeOf),
        Path(Path),
        Reference(TypeReference),
        Slice(TypeOf),
        /// `dyn …`: its first word.
        TraitObject(Span),
        Tuple(TypeTuple),
    }

    Lit {
        Bool(LitBool),
        /// A literal that is no value of the language.
        Bytes(Span),
        Char(LitChar),
        Float(LitFloat),
        Int(LitInt),
        Str(LitStr),
    }

    Member {
        Named(Ident),
        Unnamed(Index),
    }
}

impl Item {
    /// What it declares, if that has a name.
    pub(crate) fn name(&self) -> Option<&str> {
        let ident = match self {
            Self::Const(item) => &item.ident,
            Self::Enum(item) => &item.ident,
            Self::Fn(item) => &item.sig.ident,
            Self::Struct(item) => &item.ident,
            Self::Type(item) => &item.ident,
            _ => return None,
        };
        Some(&ident.name)
    }
}

impl<T: Spanned> Spanned for Box<T> {
    fn span(&self) -> Span {
        (**self).span()
    }
}

nodes! {
    Ident { name: String }
    /// The position of a field.
    Index { index: u32 }

    Path { segments: Vec<PathSegment> }
    PathSegment { ident: Ident, arguments: Option<Vec<Type>> }

    ItemConst { ident: Ident, ty: Type, expr: Expr }
    ItemEnum { ident: Ident, generics: Vec<Ident>, variants: Vec<Variant>, derives: Vec<Ident> }
    ItemFn { sig: Signature, block: Block }
    ItemImpl { generics: Vec<Ident>, of_trait: Option<Path>, self_ty: Type, items: Vec<ImplItem> }
    ItemStruct { ident: Ident, generics: Vec<Ident>, fields: Fields, derives: Vec<Ident> }
    ItemType { ident: Ident, generics: Vec<Ident>, ty: Type }
    Variant { ident: Ident, fields: Fields, is_default: bool, discriminant: Option<Expr> }
    Field { ident: Option<Ident>, ty: Type }
    Signature {
        is_async: bool,
        ident: Ident,
        generics: Vec<Ident>,
        inputs: Vec<FnArg>,
        output: Option<Type>,
    }
    /// `&mut self` is a reference through which things change, `mut self` a variable that does.
    Receiver { is_mut_reference: bool }

    Block { stmts: Vec<Stmt> }
    Local { pat: Pat, init: Option<LocalInit> }
    /// The value of a variable, with what happens where the pattern does not fit.
    LocalInit { expr: Expr, diverge: Option<Expr> }
    StmtExpr { expr: Expr, semicolon: bool }

    ExprArray { elems: Vec<Expr> }
    ExprAssign { left: Box<Expr>, right: Box<Expr> }
    ExprAsync { is_move: bool, block: Block }
    ExprAwait { base: Box<Expr>, await_token: Span }
    ExprBinary { left: Box<Expr>, op: BinOp, right: Box<Expr> }
    ExprBlock { label: Option<Ident>, block: Block }
    ExprBreak { label: Option<Ident>, expr: Option<Box<Expr>> }
    ExprCall { func: Box<Expr>, args: Vec<Expr> }
    ExprCast { expr: Box<Expr>, ty: Box<Type> }
    ExprClosure {
        is_async: bool,
        is_move: bool,
        inputs: Vec<Pat>,
        output: Option<Box<Type>>,
        body: Box<Expr>,
    }
    ExprContinue { label: Option<Ident> }
    ExprField { base: Box<Expr>, member: Member }
    ExprForLoop { label: Option<Ident>, pat: Box<Pat>, expr: Box<Expr>, body: Block }
    ExprIf { cond: Box<Expr>, then_branch: Block, else_branch: Option<Box<Expr>> }
    ExprIndex { expr: Box<Expr>, index: Box<Expr> }
    ExprLet { pat: Box<Pat>, expr: Box<Expr> }
    ExprLoop { label: Option<Ident>, body: Block }
    ExprMatch { expr: Box<Expr>, arms: Vec<Arm> }
    ExprMethodCall {
        receiver: Box<Expr>,
        method: Ident,
        turbofish: Option<Vec<Type>>,
        args: Vec<Expr>,
    }
    ExprParen { expr: Box<Expr> }
    ExprRange { start: Option<Box<Expr>>, inclusive: bool, end: Option<Box<Expr>> }
    ExprReference { is_mut: bool, expr: Box<Expr> }
    ExprRepeat { expr: Box<Expr>, len: Box<Expr> }
    ExprReturn { expr: Option<Box<Expr>> }
    ExprStruct { path: Path, fields: Vec<FieldValue>, rest: Option<Box<Expr>> }
    ExprTry { expr: Box<Expr> }
    ExprTuple { elems: Vec<Expr> }
    ExprUnary { op: UnOp, expr: Box<Expr> }
    ExprWhile { label: Option<Ident>, cond: Box<Expr>, body: Block }
    Arm { pat: Pat, guard: Option<Expr>, body: Expr }
    FieldValue { member: Member, expr: Expr }

    Macro { path: Path, arguments: MacroArguments }
    /// An argument of a formatting macro: a value, perhaps with a name.
    Argument { name: Option<Ident>, value: Expr }
    /// The futures that are waited for at once, with what happens where no pattern fits.
    Select { biased: bool, branches: Vec<SelectBranch>, otherwise: Option<Box<Expr>> }
    SelectBranch { pat: Pat, future: Expr, guard: Option<Expr>, body: Expr }

    PatIdent { by_ref: bool, is_mut: bool, ident: Ident, subpat: Option<Box<Pat>> }
    PatLit { negative: bool, lit: Lit }
    PatOr { cases: Vec<Pat> }
    PatParen { pat: Box<Pat> }
    PatRange { start: Option<Box<Pat>>, inclusive: bool, end: Option<Box<Pat>> }
    PatReference { pat: Box<Pat> }
    PatSequence { elems: Vec<Pat> }
    PatStruct { path: Path, fields: Vec<FieldPat>, rest: bool }
    PatTupleStruct { path: Path, elems: Vec<Pat> }
    PatType { pat: Pat, ty: Type }
    FieldPat { member: Member, pat: Pat }

    TypeOf { elem: Box<Type> }
    TypeReference { is_mut: bool, elem: Box<Type> }
    TypeTuple { elems: Vec<Type> }

    LitBool { value: bool }
    LitChar { value: char }
    LitFloat { value: f64 }
    /// Without a value where it is too large for every type.
    LitInt { value: Option<u128>, suffix: String }
    LitStr { value: String }
}

/// The fields of a struct or variant.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    pub(crate) fields: Vec<Field>,
    pub(crate) named: bool,
}

/// What stands between the brackets of a macro, read as that macro reads it.
#[derive(Debug)]
pub(crate) enum MacroArguments {
    Format(Vec<Argument>),
    List(Box<Expr>),
    Matches {
        test: Box<Expr>,
        guard: Option<Box<Expr>>,
    },
    Select(Select),
    Values(Vec<Expr>),
    /// Of a macro that does not exist.
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnOp {
    Deref,
    Not,
    Neg,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BinOp {
    And,
    Or,
    /// An operator on values.
    Value(crate::code::Binary),
    /// The same, with the result assigned to the left side.
    Assign(crate::code::Binary),
}

impl Path {
    /// The one name that the path is made of.
    pub(crate) fn get_ident(&self) -> Option<&Ident> {
        match self.segments.as_slice() {
            [only] if only.arguments.is_none() => Some(&only.ident),
            _ => None,
        }
    }
}

impl Member {
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Named(ident) => ident.name.clone(),
            Self::Unnamed(index) => index.index.to_string(),
        }
    }
}

impl From<Ident> for Path {
    fn from(ident: Ident) -> Self {
        let span = ident.span;
        Self { span, segments: vec![PathSegment { span, ident, arguments: None }] }
    }
}
