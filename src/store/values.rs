//! Row numbers and times as SQLite keeps them: 64-bit integers, for both libraries.

use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::sqlite::{Sqlite, SqliteArgumentsBuffer, SqliteTypeInfo, SqliteValueRef};
use sqlx::{Decode, Encode, Type};

use crate::model::row_id::{FileId, IdentifierId, NameId};
use crate::model::time::UnixNanos;
use crate::store::rows::insert::Bound;

/// The integer that keeps a number. Nothing that is counted or measured reaches the highest one.
pub(in crate::store) fn to_integer(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}

/// The number that an integer keeps.
pub(in crate::store) fn from_integer(integer: i64) -> u64 {
    u64::try_from(integer).unwrap_or_default()
}

macro_rules! integer {
    ($($name:ident)*) => {$(
        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                self.0.to_sql()
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                i64::column_result(value).map($name)
            }
        }

        impl Type<Sqlite> for $name {
            fn type_info() -> SqliteTypeInfo {
                <i64 as Type<Sqlite>>::type_info()
            }

            fn compatible(info: &SqliteTypeInfo) -> bool {
                <i64 as Type<Sqlite>>::compatible(info)
            }
        }

        impl Encode<'_, Sqlite> for $name {
            fn encode_by_ref(&self, arguments: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
                self.0.encode_by_ref(arguments)
            }
        }

        impl<'r> Decode<'r, Sqlite> for $name {
            fn decode(value: SqliteValueRef<'r>) -> Result<Self, BoxDynError> {
                <i64 as Decode<'r, Sqlite>>::decode(value).map($name)
            }
        }

        impl From<$name> for Bound<'_> {
            fn from(value: $name) -> Self {
                Bound::Integer(value.0)
            }
        }
    )*};
}

integer! { IdentifierId NameId FileId UnixNanos }
