//! "Did you mean …?"

use strsim::damerau_levenshtein;

/// The candidate that `name` is most likely a slip of; `None` if none comes near. Of equally near ones the first.
pub fn closest(
    name: &str,
    candidates: impl IntoIterator<Item = impl AsRef<str>>,
) -> Option<String> {
    let wanted = name.to_lowercase();
    // A slip in every third letter still looks like the word.
    let limit = (wanted.chars().count() / 3).max(1);
    let near = candidates.into_iter().filter_map(|candidate| {
        let distance = damerau_levenshtein(&wanted, &candidate.as_ref().to_lowercase());
        (distance <= limit).then(|| (distance, candidate.as_ref().to_owned()))
    });
    near.min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn takes_the_nearest_and_nothing_far_away() {
        assert_eq!(
            closest("Piont", ["Line", "Paint", "Point"]).as_deref(),
            Some("Point")
        );
        assert_eq!(
            closest("POINT", ["Line", "Point"]).as_deref(),
            Some("Point")
        );
        assert_eq!(closest("Point", ["Line", "Circle"]), None);
        assert_eq!(closest("x", [] as [&str; 0]), None);
    }
}
