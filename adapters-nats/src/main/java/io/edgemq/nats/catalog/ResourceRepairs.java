package io.edgemq.nats.catalog;

import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.StreamPlacement;
import io.edgemq.jetstream.table.Decision;
import io.edgemq.jetstream.table.Edit;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.jetstream.table.View;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// Finds and makes anew the streams of queues or topics that were removed by somebody else than
/// EdgeMQ. The resource stays the same one: its row, its incarnation and its subscriptions. What
/// was in a lost stream is lost.
public final class ResourceRepairs<R, T> {
  private final ReplicatedTable<CatalogRow> table;
  private final ResourceType<R, T> type;
  private final List<Runnable> doubts = new CopyOnWriteArrayList<>();

  ResourceRepairs(ReplicatedTable<CatalogRow> table, ResourceType<R, T> type) {
    this.table = table;
    this.type = type;
  }

  /// Calls `listener` when somebody found that an existing resource lacks a stream.
  public void onDamage(Runnable listener) {
    doubts.add(listener);
  }

  /// Whether the catalog's leader knows the resource with that incarnation. Asked by who does not
  /// find a stream of it.
  boolean isCertain(R ref, long incarnation) {
    boolean certain = table.change(view -> Decision.none(isThere(view, ref, incarnation))).result();
    if (certain) {
      doubts.forEach(Runnable::run);
    }
    return certain;
  }

  private boolean isThere(View<CatalogRow> view, R ref, long incarnation) {
    return existing(view, ref).filter(found -> found.incarnation() == incarnation).isPresent();
  }

  private Optional<Incarnated<T>> existing(View<CatalogRow> view, R ref) {
    return view.get(type.key(ref))
        .map(row -> type.resource(row.value()))
        .filter(Resource::isReady)
        .map(Resource::existing);
  }

  /// Makes the missing streams of an existing resource anew, and returns their names; none when
  /// nothing is missing, or when the resource was removed. Throws `StoreException.Refused` when the
  /// cluster has no place for them.
  public List<String> mend(R ref) {
    var found = table.find(type.key(ref), row -> type.resource(row).isReady());
    if (found.isEmpty()) {
      return List.of();
    }
    var resource = type.resource(found.get().value());
    var existing = resource.existing();
    var missing = type.missing(ref, existing.incarnation());
    if (missing.isEmpty() || !isCertain(ref, existing.incarnation())) {
      return List.of();
    }
    long last = Math.max(Formers.beyondCounting(table.time()), resource.last());
    switch (type.remake(ref, existing, last + 1)) {
      case StreamPlacement.Placed _ -> {}
      case StreamPlacement.Unplaceable(var words) -> throw refused(words, missing);
      case StreamPlacement.SubjectsTaken(var words) -> throw refused(words, missing);
    }
    boolean announced = table.change(view -> announcing(view, ref, existing)).result();
    if (!announced) {
      type.remove(ref, existing.incarnation()); // it was removed meanwhile
    }
    return announced ? missing : List.of();
  }

  private static StoreException refused(String words, List<String> streams) {
    return new StoreException.Refused(words, new IllegalStateException(streams.toString()));
  }

  /// Writes the row again, so that every process looks at its streams anew.
  private Decision<CatalogRow, Boolean> announcing(
      View<CatalogRow> view, R ref, Incarnated<T> existing) {
    return isThere(view, ref, existing.incarnation())
        ? Decision.one(
            new Edit.Put<>(type.key(ref), view.get(type.key(ref)).orElseThrow().value()), true)
        : Decision.none(false);
  }

  /// Updates the streams of a resource to its row, so that it gets the replicas that it wants when
  /// the cluster has the servers by now. Returns whether the cluster agreed.
  public boolean widen(R ref) {
    return table
        .find(type.key(ref), row -> type.resource(row).isReady())
        .map(row -> type.limit(ref, type.resource(row.value()).existing()))
        .filter(StreamPlacement.Placed.class::isInstance)
        .isPresent();
  }

  /// The least number of copies that any stream of the resource has; empty when there is no such
  /// resource. Throws `StoreException.Damaged` when it lacks a stream.
  public Optional<Integer> replicas(R ref) {
    return table
        .find(type.key(ref), row -> type.resource(row).isReady())
        .map(row -> type.replicas(ref, type.resource(row.value()).incarnation()));
  }
}
