package io.edgemq.nats.catalog;

import io.edgemq.domain.Former;
import io.edgemq.jetstream.StreamPlacement;
import io.edgemq.jetstream.table.View;
import java.util.List;
import java.util.Optional;

/// The differences between queues and topics as resources of the catalog.
interface ResourceType<R, T> {
  /// The key of its row.
  String key(R ref);

  /// Its row.
  CatalogRow row(Resource<T> resource);

  /// The inverse of [#row], for a row of this type.
  Resource<T> resource(CatalogRow row);

  /// The keys of the rows that are removed together with its own.
  List<String> belongings(View<CatalogRow> view, R ref);

  /// Creates its empty streams; the first message gets the sequence behind `last`.
  StreamPlacement.Result make(R ref, Incarnated<T> existing, long last);

  /// The names of its streams.
  List<String> streams(R ref, long incarnation);

  /// Those of its streams that the cluster does not have.
  List<String> missing(R ref, long incarnation);

  /// The least number of replicas that any of its streams has. Throws `StoreException.Damaged` when
  /// one is missing.
  int replicas(R ref, long incarnation);

  /// Creates those of its streams that are missing, empty; the first message gets the sequence
  /// `first`.
  StreamPlacement.Result remake(R ref, Incarnated<T> existing, long first);

  /// Updates the limits of its streams.
  StreamPlacement.Result limit(R ref, Incarnated<T> existing);

  /// Makes its streams, of this or an earlier incarnation, store nothing any more; what is to be
  /// remembered of them, by the server's clock. Empty when they stored nothing, ever.
  Optional<Former> end(R ref, long incarnation);

  /// Removes its streams, of this or an earlier incarnation.
  void remove(R ref, long incarnation);

  /// `after`, with limits that also keep everything that `before` keeps.
  T widest(T before, T after);
}
