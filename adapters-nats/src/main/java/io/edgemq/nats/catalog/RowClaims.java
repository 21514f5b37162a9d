package io.edgemq.nats.catalog;

import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.table.Decision;
import io.edgemq.jetstream.table.Edit;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.jetstream.table.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Who may work on the row of a partly created or removed queue or topic: the process that wrote it
/// last, for as long as no other one can believe that it is gone.
final class RowClaims<R, T> {
  /// In multiples of the time limit of a call. A process that was slower finds its row changed, and
  /// leaves a recreated resource alone ([ResourceStreams]).
  private static final int ABANDONED = 3;

  private static final Duration MOMENT = Duration.ofMillis(20);

  private final Cluster cluster;
  private final ReplicatedTable<CatalogRow> table;
  private final ResourceType<R, T> type;
  private final Formers<R, T> formers;
  private final Duration abandoned;

  RowClaims(ReplicatedTable<CatalogRow> table, ResourceType<R, T> type, Cluster cluster) {
    this.cluster = cluster;
    this.table = table;
    this.type = type;
    this.formers = new Formers<>(table, type);
    this.abandoned = cluster.timeout().multipliedBy(ABANDONED);
  }

  /// Returns once the row of a partly created or removed resource has changed.
  void awaitTouch(R ref, long revision, long deadline) {
    while (table.change(view -> Decision.none(isUntouched(view, ref, revision))).result()) {
      if (System.nanoTime() - deadline >= 0) {
        throw busy(ref);
      }
      cluster.pause(MOMENT);
    }
  }

  void requireUntouched(View<CatalogRow> view, R ref, long revision) {
    if (!isUntouched(view, ref, revision)) {
      throw busy(ref);
    }
  }

  /// Throws when another process has taken the row over, and may have created the streams.
  void requireOwn(R ref, long revision) {
    if (!table.change(view -> Decision.none(isUntouched(view, ref, revision))).result()) {
      throw busy(ref);
    }
  }

  boolean isUntouched(View<CatalogRow> view, R ref, long revision) {
    return view.get(type.key(ref)).filter(row -> row.revision() == revision).isPresent();
  }

  boolean isAbandoned(R ref, long revision) {
    return table.age(type.key(ref), revision).compareTo(abandoned) >= 0;
  }

  StoreException busy(R ref) {
    return new StoreException.Unavailable(
        "it is being created or removed; try again", new IllegalStateException(type.key(ref)));
  }

  /// Removes the row if it has not changed, after the rows that belong to it.
  void removeRows(R ref, long revision) {
    boolean more = true;
    while (more) {
      more = table.change(view -> removeSome(view, ref, revision)).result();
    }
  }

  private Decision<CatalogRow, Boolean> removeSome(View<CatalogRow> view, R ref, long revision) {
    if (!isUntouched(view, ref, revision)) {
      return Decision.none(false);
    }
    var edits = new ArrayList<Edit<CatalogRow>>();
    List<String> belongings = type.belongings(view, ref);
    belongings.stream()
        .limit(StreamClient.BATCH_MAX - 1)
        .forEach(key -> edits.add(new Edit.Remove<>(key)));
    boolean more = edits.size() < belongings.size();
    if (!more) {
      edits.add(formers.ending(view, ref));
    }
    return new Decision<>(edits, more);
  }
}
