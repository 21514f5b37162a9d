package io.edgemq.application;

import io.edgemq.ports.in.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// What batches of messages have in common: a refused entry does not keep the others from being
/// stored.
final class Batches {
  private Batches() {}

  /// Stores the entries that were not refused with one call of `store`, and answers one outcome per
  /// entry, in order.
  static <M, R> Outcome<List<Outcome<R>>> storeThose(
      List<Outcome<M>> entries, Function<List<M>, Outcome<List<R>>> store) {
    var fit = new ArrayList<M>(entries.size());
    for (var entry : entries) {
      if (entry instanceof Outcome.Done<M>(M message)) {
        fit.add(message);
      }
    }
    var stored = fit.isEmpty() ? Outcome.done(List.<R>of()) : store.apply(fit);
    return stored.then(places -> Outcome.done(merge(entries, places)));
  }

  private static <M, R> List<Outcome<R>> merge(List<Outcome<M>> entries, List<R> places) {
    var results = new ArrayList<Outcome<R>>(entries.size());
    var next = places.iterator();
    for (var entry : entries) {
      results.add(entry.then(_ -> Outcome.done(next.next())));
    }
    return List.copyOf(results);
  }
}
