//! Dependencies: circles, and an order in which whatever is needed comes first. Iterative, so that a long chain of
//! definitions is no deep recursion.

/// Strongly connected components of a graph (Tarjan), each sorted, those that others depend on first.
pub(super) fn components(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let count = edges.len();
    let mut state = Tarjan {
        index: vec![usize::MAX; count],
        low: vec![0; count],
        on_stack: vec![false; count],
        stack: Vec::new(),
        next: 0,
        found: Vec::new(),
    };
    for node in 0..count {
        if state.index.get(node) == Some(&usize::MAX) {
            state.visit(node, edges);
        }
    }
    state.found
}

/// The components that are circles: several nodes, or one that depends on itself. In order of their first node.
pub(super) fn circles(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut circles: Vec<_> = components(edges)
        .into_iter()
        .filter(|nodes| match nodes.as_slice() {
            [node] => edges.get(*node).is_some_and(|to| to.contains(node)),
            _ => true,
        })
        .collect();
    circles.sort();
    circles
}

struct Tarjan {
    index: Vec<usize>,
    low: Vec<usize>,
    on_stack: Vec<bool>,
    stack: Vec<usize>,
    next: usize,
    found: Vec<Vec<usize>>,
}

impl Tarjan {
    fn visit(&mut self, root: usize, edges: &[Vec<usize>]) {
        let mut calls = vec![(root, 0)];
        self.enter(root);
        while let Some((node, edge)) = calls.pop() {
            match edges.get(node).and_then(|to| to.get(edge)).copied() {
                Some(to) => {
                    calls.push((node, edge + 1));
                    if self.index_of(to) == usize::MAX {
                        self.enter(to);
                        calls.push((to, 0));
                    } else if self.on_stack.get(to) == Some(&true) {
                        self.lower(node, self.index_of(to));
                    }
                }
                None => {
                    if self.low_of(node) == self.index_of(node) {
                        self.close(node);
                    }
                    if let Some((parent, _)) = calls.last() {
                        self.lower(*parent, self.low_of(node));
                    }
                }
            }
        }
    }

    fn enter(&mut self, node: usize) {
        set(&mut self.index, node, self.next);
        set(&mut self.low, node, self.next);
        set(&mut self.on_stack, node, true);
        self.stack.push(node);
        self.next += 1;
    }

    fn close(&mut self, node: usize) {
        let mut component = Vec::new();
        while let Some(top) = self.stack.pop() {
            set(&mut self.on_stack, top, false);
            component.push(top);
            if top == node {
                break;
            }
        }
        component.sort_unstable();
        self.found.push(component);
    }

    fn lower(&mut self, node: usize, to: usize) {
        if let Some(low) = self.low.get_mut(node) {
            *low = (*low).min(to);
        }
    }

    fn index_of(&self, node: usize) -> usize {
        self.index.get(node).copied().unwrap_or(0)
    }

    fn low_of(&self, node: usize) -> usize {
        self.low.get(node).copied().unwrap_or(0)
    }
}

fn set<T>(list: &mut [T], at: usize, value: T) {
    if let Some(place) = list.get_mut(at) {
        *place = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_circles_and_an_order() {
        let edges = vec![vec![1], vec![2], vec![1, 3], vec![], vec![4]];
        assert_eq!(circles(&edges), vec![vec![1, 2], vec![4]]);
        let order = components(&edges);
        assert_eq!(order.first(), Some(&vec![3]));
        let long: Vec<Vec<usize>> = (0..200_000).map(|i| if i == 0 { vec![] } else { vec![i - 1] }).collect();
        assert_eq!(components(&long).len(), 200_000);
    }
}
