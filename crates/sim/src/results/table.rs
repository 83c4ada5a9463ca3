//! Tables of results: each row type says its own columns, and CSV, Parquet and the documents follow from them.

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A whole number: a count, fen, units, days.
    Integer,
    /// A statistic.
    Real,
    /// A word.
    Text,
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether a row may have nothing there.
    pub is_optional: bool,
}

/// A value in a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Nothing,
    /// A whole number.
    Integer(i64),
    /// A statistic.
    Real(f64),
    /// A word.
    Text(&'a str),
}

/// A row of a table.
pub trait Row {
    /// The name of the table, and of its files.
    const TABLE: &'static str;
    /// Its columns in order.
    const COLUMNS: &'static [Column];

    /// Gives the values to `each`, in the order of the columns.
    fn cells<'a>(&'a self, each: &mut dyn FnMut(Cell<'a>));
}

/// A type that can stand in a row.
pub trait Value {
    /// What its column holds.
    const KIND: Kind;
    /// Whether it may be nothing.
    const IS_OPTIONAL: bool = false;

    /// The value.
    fn cell(&self) -> Cell<'_>;
}

macro_rules! whole_numbers {
    ($($type:ty),*) => {
        $(impl Value for $type {
            const KIND: Kind = Kind::Integer;

            fn cell(&self) -> Cell<'_> {
                Cell::Integer(i64::try_from(*self).unwrap_or(i64::MAX))
            }
        })*
    };
}

whole_numbers!(u32, u64, i64);

impl Value for f64 {
    const KIND: Kind = Kind::Real;

    fn cell(&self) -> Cell<'_> {
        Cell::Real(*self)
    }
}

impl Value for String {
    const KIND: Kind = Kind::Text;

    fn cell(&self) -> Cell<'_> {
        Cell::Text(self)
    }
}

impl Value for &'static str {
    const KIND: Kind = Kind::Text;

    fn cell(&self) -> Cell<'_> {
        Cell::Text(self)
    }
}

impl<T: Value> Value for Option<T> {
    const KIND: Kind = T::KIND;
    const IS_OPTIONAL: bool = true;

    fn cell(&self) -> Cell<'_> {
        self.as_ref().map_or(Cell::Nothing, Value::cell)
    }
}

/// Declares a row type with the table that it is a row of.
macro_rules! table {
    ($(#[$doc:meta])* $row:ident in $name:literal { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize)]
        pub struct $row { $($(#[$field_doc])* pub $field: $type,)* }

        impl $crate::results::table::Row for $row {
            const TABLE: &'static str = $name;
            const COLUMNS: &'static [$crate::results::table::Column] = &[$($crate::results::table::Column {
                name: stringify!($field),
                kind: <$type as $crate::results::table::Value>::KIND,
                is_optional: <$type as $crate::results::table::Value>::IS_OPTIONAL,
            },)*];

            fn cells<'a>(&'a self, each: &mut dyn FnMut($crate::results::table::Cell<'a>)) {
                $(each($crate::results::table::Value::cell(&self.$field));)*
            }
        }
    };
}

pub(crate) use table;
