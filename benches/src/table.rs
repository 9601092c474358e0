//! Tables in Markdown.

use std::fmt;

/// A table: what stands to the left are words, everything else numbers.
#[derive(Clone, Debug)]
pub struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// An empty table with these columns.
    pub fn new<C: Into<String>>(head: impl IntoIterator<Item = C>) -> Self {
        Self {
            head: head.into_iter().map(Into::into).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row; cells that it lacks stay empty.
    pub fn row<C: Into<String>>(&mut self, cells: impl IntoIterator<Item = C>) {
        let mut row: Vec<String> = cells.into_iter().map(Into::into).collect();
        row.resize(self.head.len(), String::new());
        self.rows.push(row);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| {} |", self.head.join(" | "))?;
        writeln!(
            f,
            "|---{}|",
            "|--:".repeat(self.head.len().saturating_sub(1))
        )?;
        for row in &self.rows {
            writeln!(f, "| {} |", row.join(" | "))?;
        }
        Ok(())
    }
}

/// A number with three significant digits, more only in front of the point, and commas between the thousands.
pub fn number(value: f64) -> String {
    let digits = match value.abs() {
        less if less < 10.0 => 2,
        less if less < 100.0 => 1,
        _ => 0,
    };
    let text = format!("{value:.digits$}");
    let (whole, fraction) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut grouped = String::new();
    for (place, digit) in whole.char_indices() {
        if place > 0
            && digit != '-'
            && (whole.len() - place).is_multiple_of(3)
            && !grouped.ends_with('-')
        {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let shown = [0.0, 0.456, 12.34, 999.6, 1234.5, -123_456.0, 1e6].map(number);
        assert_eq!(
            shown,
            [
                "0.00",
                "0.46",
                "12.3",
                "1,000",
                "1,234",
                "-123,456",
                "1,000,000"
            ]
        );
    }

    #[test]
    fn rows_are_as_long_as_the_head() {
        let mut table = Table::new(["who", "ns"]);
        table.row(["a"]);
        table.row(["b", "2"]);
        assert_eq!(
            table.to_string(),
            "| who | ns |\n|---|--:|\n| a |  |\n| b | 2 |\n"
        );
    }
}
