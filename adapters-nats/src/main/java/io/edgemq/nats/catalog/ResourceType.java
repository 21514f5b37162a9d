package io.edgemq.nats.catalog;

import io.edgemq.jetstream.StreamPlacement;
import io.edgemq.jetstream.table.View;
import java.util.List;

/// What is particular about queues, or about topics, among the resources of the catalog.
interface ResourceType<R, T> {
  /// Where its row is.
  String key(R ref);

  /// Its row.
  CatalogRow row(Resource<T> resource);

  /// The inverse of [#row], for a row at a key of this kind.
  Resource<T> resource(CatalogRow row);

  /// The rows that are removed together with its own.
  List<String> belongings(View<CatalogRow> view, R ref);

  /// Makes its streams, empty.
  StreamPlacement.Result make(R ref, Incarnated<T> existing);

  /// Gives its streams their limits.
  StreamPlacement.Result limit(R ref, Incarnated<T> existing);

  /// Removes its streams, of this or an earlier incarnation.
  void remove(R ref, long incarnation);

  /// `after`, but with limits that keep whatever `before` keeps.
  T widest(T before, T after);
}
