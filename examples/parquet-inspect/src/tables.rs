//! What a footer says, for people.

use std::fmt::Display;

use comfy_table::Table;
use comfy_table::presets::ASCII_MARKDOWN;
use example_parquet_inspect::parquet::{ColumnMetaData, FileMetaData, RowGroup, SchemaElement};

/// The file as a whole, its schema, and its row groups.
pub(crate) fn all(metadata: &FileMetaData) -> String {
    let writer = metadata
        .created_by
        .as_deref()
        .unwrap_or("nobody knows whom");
    format!(
        "Parquet version {}, {} rows in {} row groups, written by {writer}\n\n{}\n\n{}\n",
        metadata.version,
        metadata.num_rows,
        metadata.row_groups.len(),
        schema(&metadata.schema),
        row_groups(&metadata.row_groups),
    )
}

fn table<const N: usize>(header: [&str; N]) -> Table {
    let mut table = Table::new();
    table.load_preset(ASCII_MARKDOWN).set_header(header);
    table
}

/// The schema is a tree that is written node by node, each before its children; they are indented here.
fn schema(elements: &[SchemaElement]) -> Table {
    let mut table = table(["column", "type", "repetition", "meaning"]);
    let mut children_left: Vec<i32> = Vec::new();
    for element in elements {
        while children_left.pop_if(|left| *left == 0).is_some() {}
        let indent = "  ".repeat(children_left.len());
        if let Some(left) = children_left.last_mut() {
            *left -= 1;
        }
        table.add_row([
            format!("{indent}{}", element.name),
            or_empty(element.r#type.as_ref()),
            or_empty(element.repetition_type.as_ref()),
            or_empty(element.converted_type.as_ref()),
        ]);
        children_left.extend(element.num_children.filter(|children| *children > 0));
    }
    table
}

/// One row for each column of each group.
fn row_groups(groups: &[RowGroup]) -> Table {
    let mut table = table([
        "group",
        "rows",
        "column",
        "codec",
        "encodings",
        "values",
        "bytes",
        "compressed",
    ]);
    for (number, group) in groups.iter().enumerate() {
        for column in group
            .columns
            .iter()
            .filter_map(|column| column.meta_data.as_ref())
        {
            table.add_row(column_row(number, group.num_rows, column));
        }
    }
    table
}

fn column_row(group: usize, rows: i64, column: &ColumnMetaData) -> [String; 8] {
    let encodings: Vec<String> = column.encodings.iter().map(ToString::to_string).collect();
    [
        group.to_string(),
        rows.to_string(),
        column.path_in_schema.join("."),
        column.codec.to_string(),
        encodings.join(" "),
        column.num_values.to_string(),
        column.total_uncompressed_size.to_string(),
        column.total_compressed_size.to_string(),
    ]
}

fn or_empty(value: Option<&impl Display>) -> String {
    value.map_or_else(String::new, ToString::to_string)
}
