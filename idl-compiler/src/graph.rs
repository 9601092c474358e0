//! What needs what: the order in which things can be finished, and the circles that prevent it.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, VecDeque};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use crate::source::Span;

/// One step of a circle: a node, and the place in it which names the next one.
pub(crate) type Step = (usize, Span);

/// Nodes are numbers from 0; an edge knows the place that makes it.
#[derive(Debug)]
pub(crate) struct Graph {
    inner: DiGraph<(), Span>,
}

impl Graph {
    /// As many nodes as there are sets of edges; an edge is the node that is needed, and where.
    pub(crate) fn new(edges: &[Vec<Step>]) -> Self {
        let mut inner = DiGraph::new();
        let nodes: Vec<NodeIndex> = edges.iter().map(|_| inner.add_node(())).collect();
        for (from, edges) in edges.iter().enumerate() {
            for (to, span) in edges {
                inner.add_edge(nodes[from], nodes[*to], *span);
            }
        }
        Self { inner }
    }

    /// Nodes that need each other stand in one group; a group comes after all that it needs.
    pub(crate) fn groups(&self) -> Vec<Vec<usize>> {
        kosaraju_scc(&self.inner)
            .into_iter()
            .map(|group| group.into_iter().map(NodeIndex::index).collect())
            .collect()
    }

    /// A shortest circle through the first node of each group that has one, in order of these first nodes.
    pub(crate) fn circles(&self) -> Vec<Circle> {
        let mut circles: Vec<Circle> = self
            .groups()
            .into_iter()
            .filter_map(|group| self.circle(group))
            .collect();
        circles.sort_by_key(|circle| circle.steps.first().map(|(node, _)| *node));
        circles
    }

    fn circle(&self, group: Vec<usize>) -> Option<Circle> {
        let group = BTreeSet::from_iter(group);
        let start = NodeIndex::new(*group.first()?);
        let mut came_from: HashMap<NodeIndex, (NodeIndex, Span)> = HashMap::new();
        let mut queue = VecDeque::from([start]);
        while let Some(node) = queue.pop_front() {
            // petgraph lists edges from the last to the first.
            let mut edges: Vec<_> = self.inner.edges(node).collect();
            edges.reverse();
            for edge in edges
                .into_iter()
                .filter(|edge| group.contains(&edge.target().index()))
            {
                if let Entry::Vacant(place) = came_from.entry(edge.target()) {
                    place.insert((node, *edge.weight()));
                    queue.push_back(edge.target());
                }
            }
        }
        let mut steps = Vec::new();
        let mut at = start;
        loop {
            let (before, span) = *came_from.get(&at)?;
            steps.push((before.index(), span));
            at = before;
            if at == start {
                steps.reverse();
                return Some(Circle { steps, group });
            }
        }
    }
}

/// Nodes of which each needs the next, and the last the first.
#[derive(Debug)]
pub(crate) struct Circle {
    /// At least one.
    pub(crate) steps: Vec<Step>,
    /// All nodes that need each other, these among them.
    pub(crate) group: BTreeSet<usize>,
}

impl Circle {
    /// `` `A` → `B` → `A` ``
    pub(crate) fn path<'a>(&self, name: impl Fn(usize) -> &'a str) -> String {
        let nodes = self
            .steps
            .iter()
            .chain(self.steps.first())
            .map(|(node, _)| format!("`{}`", name(*node)));
        nodes.collect::<Vec<_>>().join(" → ")
    }
}

#[cfg(test)]
mod tests {
    use super::Graph;
    use crate::source::{SourceId, Span};

    /// Edges whose place is their target.
    fn graph(edges: &[&[u32]]) -> Graph {
        let edge = |to: &u32| {
            (
                *to as usize,
                Span {
                    source: SourceId(0),
                    start: *to,
                    end: *to,
                },
            )
        };
        Graph::new(
            &edges
                .iter()
                .map(|to| to.iter().map(edge).collect())
                .collect::<Vec<_>>(),
        )
    }

    #[test]
    fn what_is_needed_comes_first() {
        assert_eq!(graph(&[&[1], &[2], &[]]).groups(), [[2], [1], [0]]);
        assert!(graph(&[&[1], &[2], &[]]).circles().is_empty());
    }

    #[test]
    fn a_circle_is_the_shortest_through_its_first_node_and_knows_its_places() {
        let circles = graph(&[&[], &[2, 3], &[3], &[1], &[4]]).circles();
        let steps: Vec<Vec<(usize, u32)>> = circles
            .iter()
            .map(|circle| {
                circle
                    .steps
                    .iter()
                    .map(|(node, span)| (*node, span.start))
                    .collect()
            })
            .collect();
        assert_eq!(steps, [vec![(1, 3), (3, 1)], vec![(4, 4)]]);
        assert_eq!(circles[0].group.len(), 3);
        assert_eq!(
            circles[0].path(|node| ["a", "b", "c", "d", "e"][node]),
            "`b` → `d` → `b`"
        );
    }

    #[test]
    fn a_long_chain_is_no_problem() {
        let edges: Vec<Vec<u32>> = (0..200_000)
            .map(|node| vec![(node + 1) % 200_000])
            .collect();
        let edges: Vec<&[u32]> = edges.iter().map(Vec::as_slice).collect();
        assert_eq!(graph(&edges).circles()[0].steps.len(), 200_000);
    }
}
