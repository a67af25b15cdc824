//! All engines by criterion, a group for each figure of docs/performance.md: `cargo bench -p zhun-peers`.

use criterion::{Criterion, criterion_group, criterion_main};
use zhun_peers::measure::Figure;
use zhun_peers::{Engine, Visit, visit_all};

/// Times one figure of every engine.
struct Times<'c>(&'c mut Criterion, Figure, &'static str);

impl Visit for Times<'_> {
    fn engine<E: Engine>(&mut self) {
        let Self(criterion, figure, name) = self;
        let mut group = criterion.benchmark_group(*name);
        if figure.is_load() {
            group.sample_size(10);
        }
        figure.of::<E, _>(|work| _ = group.bench_function(E::NAME, |bench| bench.iter(&mut *work)));
        group.finish();
    }
}

fn bench(criterion: &mut Criterion) {
    for (figure, name) in Figure::ALL {
        visit_all(&mut Times(criterion, figure, name));
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
