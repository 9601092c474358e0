//! Figures taken in rounds: everybody once a round, in an order that rotates, and compared with the others of the round.

/// The figures of some contestants at one thing, round by round. Less is better.
#[derive(Clone, Debug, Default)]
pub struct Rounds {
    figures: Vec<Vec<Option<f64>>>, // by contestant, then by round
}

/// What the rounds say of one contestant.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Summary {
    /// The median of its figures.
    pub median: f64,
    /// The least of them: the round that was disturbed least.
    pub minimum: f64,
    /// The median of its ratios to the base of the same round, if there is one.
    pub ratio: Option<f64>,
    /// How far the middle half of the figures is spread, as a part of the median.
    pub spread: f64,
}

impl Rounds {
    /// No rounds yet.
    pub fn new(contestants: usize) -> Self {
        Self {
            figures: vec![Vec::new(); contestants],
        }
    }

    /// Who has a turn after whom in this round: everybody once, and everybody is first in turn.
    pub fn order(contestants: usize, round: usize) -> impl Iterator<Item = usize> {
        (0..contestants).map(move |turn| (round + turn) % contestants)
    }

    /// Notes the figure that a contestant got in a round; rounds without one are left out for it.
    pub fn record(&mut self, contestant: usize, round: usize, figure: f64) {
        let row = &mut self.figures[contestant];
        if row.len() <= round {
            row.resize(round + 1, None);
        }
        row[round] = Some(figure);
    }

    /// What there is to say of a contestant that has any figure. Its ratios are to the best of `base` in each round.
    pub fn summary(&self, contestant: usize, base: &[usize]) -> Option<Summary> {
        let mut figures: Vec<f64> = self.figures[contestant].iter().copied().flatten().collect();
        figures.sort_by(f64::total_cmp);
        let median = median_of_sorted(&figures)?;
        let quarter = figures.len() / 4;
        Some(Summary {
            median,
            minimum: figures[0],
            ratio: self.ratio(contestant, base),
            spread: (figures[figures.len() - 1 - quarter] - figures[quarter]) / median,
        })
    }

    /// The median of a contestant's ratios to the best of `base` in the same round.
    pub fn ratio(&self, contestant: usize, base: &[usize]) -> Option<f64> {
        let figures = self.figures[contestant].iter().enumerate();
        let ratios =
            figures.filter_map(|(round, figure)| Some((*figure)? / self.best(base, round)?));
        median(ratios.collect())
    }

    /// The least figure of a round.
    fn best(&self, base: &[usize], round: usize) -> Option<f64> {
        let figures = base
            .iter()
            .filter_map(|&one| *self.figures[one].get(round)?);
        figures.min_by(f64::total_cmp)
    }
}

/// The median; of an even number of figures the mean of the two in the middle.
pub fn median(mut figures: Vec<f64>) -> Option<f64> {
    figures.sort_by(f64::total_cmp);
    median_of_sorted(&figures)
}

fn median_of_sorted(figures: &[f64]) -> Option<f64> {
    let middle = figures.len() / 2;
    let upper = *figures.get(middle)?;
    if figures.len() % 2 == 1 {
        Some(upper)
    } else {
        Some(f64::midpoint(figures[middle - 1], upper))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_is_first_once() {
        let orders: Vec<Vec<usize>> = (0..3)
            .map(|round| Rounds::order(3, round).collect())
            .collect();
        assert_eq!(orders, [[0, 1, 2], [1, 2, 0], [2, 0, 1]]);
    }

    #[test]
    fn ratios_are_to_the_best_of_the_same_round() {
        let mut rounds = Rounds::new(3);
        // a disturbed second round, and a contestant that sat it out
        for (round, figures) in [[1.0, 2.0, 4.0], [10.0, 20.0, 0.0], [3.0, 2.0, 1.0]]
            .iter()
            .enumerate()
        {
            rounds.record(0, round, figures[0]);
            rounds.record(1, round, figures[1]);
            if round != 1 {
                rounds.record(2, round, figures[2]);
            }
        }
        let summary = rounds.summary(0, &[1, 2]);
        let wanted = Summary {
            median: 3.0,
            minimum: 1.0,
            ratio: Some(0.5),
            spread: 3.0,
        };
        assert_eq!(summary, Some(wanted));
        assert_eq!(
            rounds.summary(2, &[2]).map(|it| (it.median, it.ratio)),
            Some((2.5, Some(1.0)))
        );
        assert_eq!(Rounds::new(1).summary(0, &[0]), None);
    }
}
