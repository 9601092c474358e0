//! Files that the published package `parquet` wrote: printed as tables, and encoded again to the same bytes.

use std::fs::File;
use std::process::{Command, Output};
use std::sync::Arc;

use example_parquet_inspect::{decode, encode, footer};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{
    SerializedColumnWriter, SerializedFileWriter, SerializedRowGroupWriter,
};
use parquet::schema::parser::parse_message_type;
use tempfile::NamedTempFile;

const SCHEMA: &str = "message city {
    required int64 id;
    optional group place {
        required binary name (UTF8);
        repeated double height;
    }
}";

/// Two row groups of two rows.
fn written_by_another() -> NamedTempFile {
    let file = NamedTempFile::new().expect("a temporary file");
    let schema = Arc::new(parse_message_type(SCHEMA).expect("a schema"));
    let properties = Arc::new(WriterProperties::builder().build());
    let target = file.reopen().expect("the same file");
    let mut writer = SerializedFileWriter::new(target, schema, properties).expect("a writer");
    for _ in 0..2 {
        let mut group = writer.next_row_group().expect("a row group");
        let mut column = next(&mut group);
        column
            .typed::<Int64Type>()
            .write_batch(&[1, -1], None, None)
            .expect("ids");
        column.close().expect("a column");
        let mut column = next(&mut group);
        let names = [ByteArray::from("Łódź"), ByteArray::from("Oulu")];
        column
            .typed::<ByteArrayType>()
            .write_batch(&names, Some(&[1, 1]), None)
            .expect("names");
        column.close().expect("a column");
        let mut column = next(&mut group);
        column
            .typed::<DoubleType>()
            .write_batch(&[0.5, 162.0], Some(&[2, 2, 1]), Some(&[0, 1, 0]))
            .expect("heights");
        column.close().expect("a column");
        group.close().expect("a row group");
    }
    writer.close().expect("a footer");
    file
}

fn next<'a, W: std::io::Write>(
    group: &'a mut SerializedRowGroupWriter<'_, W>,
) -> SerializedColumnWriter<'a> {
    group.next_column().expect("no error").expect("a column")
}

fn inspect(path: &std::path::Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_parquet-inspect"))
        .arg(path)
        .output()
        .expect("it runs")
}

#[test]
fn a_footer_encodes_to_the_bytes_that_it_was_decoded_from() {
    let file = written_by_another();
    let bytes = footer(&mut File::open(file.path()).expect("the file")).expect("a footer");
    let metadata = decode(&bytes).expect("a FileMetaData");
    assert_eq!(metadata.num_rows, 4);
    assert_eq!(metadata.row_groups.len(), 2);
    assert_eq!(encode(&metadata).expect("bytes"), bytes);
}

#[test]
fn schema_and_row_groups_are_printed() {
    let file = written_by_another();
    let output = inspect(file.path());
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).expect("text");
    let cells: Vec<Vec<&str>> = text
        .lines()
        .filter(|line| line.starts_with('|'))
        .map(|line| {
            line.trim_matches('|')
                .split('|')
                .map(str::trim_end)
                .collect()
        })
        .collect();
    assert!(
        text.starts_with("Parquet version 1, 4 rows in 2 row groups, written by parquet-rs"),
        "{text}"
    );
    assert!(
        cells.contains(&vec!["     name", " BYTE_ARRAY", " REQUIRED", " UTF8"]),
        "{text}"
    );
    assert!(
        cells.contains(&vec!["     height", " DOUBLE", " REPEATED", ""]),
        "{text}"
    );
    let heights = cells
        .iter()
        .filter(|row| row.get(2) == Some(&" place.height"));
    let values: Vec<&str> = heights.map(|row| row[5]).collect();
    assert_eq!(values, [" 3", " 3"], "{text}");
}

#[test]
fn what_is_no_parquet_is_refused_with_the_reason() {
    let file = NamedTempFile::new().expect("a temporary file");
    for (content, why) in [
        (&b"PAR1"[..], "too short"),
        (b"PAR1\x00\x00\x00\x00PAR2", "does not end"),
        (b"PAR1\xff\xff\xff\xffPAR1", "longer than the file"),
        (b"PAR1\x15\x02\x02\x00\x00\x00PAR1", "FileMetaData"),
    ] {
        std::fs::write(file.path(), content).expect("written");
        let output = inspect(file.path());
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1));
        assert!(said.contains(why), "{said}");
    }
    assert_eq!(
        inspect(std::path::Path::new("/nowhere")).status.code(),
        Some(1)
    );
}
