package io.edgemq.nats.catalog;

import io.edgemq.domain.QueueName;
import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.StreamPlacement;
import io.edgemq.jetstream.table.Decision;
import io.edgemq.jetstream.table.Edit;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.jetstream.table.View;
import java.util.Optional;
import java.util.function.Consumer;

/// The queues, or the topics, of the catalog. Each has a row and streams. The row records the
/// progress, so that a process may die at any point, and only complete resources are visible:
///
/// - creation: write a row in stage creating (its revision is the incarnation), create the streams,
///   mark the row ready;
/// - removal: mark the row as no longer ready, record how far the streams counted ([Formers]),
///   delete the streams, mark the row as a former one's.
///
/// A row that stays unfinished is taken over by the next caller for that name, once no other
/// process can still be working on it.
public final class ManagedResources<R, T> implements ResourceLookup<R, T> {
  private final Cluster cluster;
  private final ReplicatedTable<CatalogRow> table;
  private final ResourceType<R, T> type;
  private final ResourceUpdates<R, T> updating;
  private final ResourceRepairs<R, T> repairs;
  private final Formers<R, T> formers;
  private final RowClaims<R, T> rows;

  public ManagedResources(
      ReplicatedTable<CatalogRow> table, ResourceType<R, T> type, Cluster cluster) {
    this.cluster = cluster;
    this.table = table;
    this.type = type;
    this.rows = new RowClaims<>(table, type, cluster);
    this.updating = new ResourceUpdates<>(table, type);
    this.repairs = new ResourceRepairs<>(table, type);
    this.formers = new Formers<>(table, type);
  }

  /// The result of [#create], [ResourceUpdates#update] or [#delete].
  sealed interface Outcome<T> {}

  /// The resource was created, changed or removed; `value` is its present or last state.
  record Done<T>(T value) implements Outcome<T> {}

  /// The resource exists already, or is not as expected; this is what exists.
  record There<T>(T value) implements Outcome<T> {}

  /// The resource does not exist.
  record Missing<T>() implements Outcome<T> {}

  /// Another queue prevents it: one that is missing, or one that refers to this resource.
  record Against<T>(QueueName name) implements Outcome<T> {}

  /// Something else in the cluster has its subjects.
  record Taken<T>(String words) implements Outcome<T> {}

  /// The cluster has no place for it.
  record Nowhere<T>(String missing) implements Outcome<T> {}

  /// The outcome of writing the first row.
  private sealed interface Begun<T> {}

  /// The row was written, or need not be.
  private record Clear<T>(Outcome<T> outcome) implements Begun<T> {}

  /// The resource is partly created or partly removed.
  private record Half<T>(long revision) implements Begun<T> {}

  /// The queue that prevents a change, if any.
  interface Objection {
    Objection NONE = _ -> Optional.empty();

    Optional<QueueName> against(View<CatalogRow> view);
  }

  /// Repairs of what lost its streams.
  public ResourceRepairs<R, T> repairs() {
    return repairs;
  }

  /// Updates of configurations.
  public ResourceUpdates<R, T> updating() {
    return updating;
  }

  @Override
  public Optional<Incarnated<T>> locate(R ref) {
    return table
        .find(type.key(ref), row -> type.resource(row).isReady())
        .map(row -> type.resource(row.value()).existing());
  }

  @Override
  public boolean isThere(R ref, long incarnation) {
    return repairs.isCertain(ref, incarnation);
  }

  /// Calls `listener` with the key ([ResourceType#key]) of each row of the catalog that changes, as
  /// [ReplicatedTable#onChange] does.
  public void onChange(Consumer<String> listener) {
    table.onChange(listener);
  }

  /// Creates a resource. While another process is creating or removing it, waits for that to end,
  /// for as long as a call may take.
  Outcome<T> create(R ref, T value, Objection objection) {
    long deadline = System.nanoTime() + cluster.timeout().toNanos();
    while (true) {
      var begun = table.change(view -> begin(view, ref, value, objection));
      switch (begun.result()) {
        case Clear<T>(Done<T> _) -> {
          return make(ref, new Incarnated<>(value, begun.revision()), objection);
        }
        case Clear<T>(var outcome) -> {
          return outcome;
        }
        case Half<T>(long revision) -> {
          if (rows.isAbandoned(ref, revision)) {
            var taken = table.change(view -> takeOver(view, ref, value, revision));
            long recorded = formers.record(ref, taken.revision());
            type.remove(ref, revision);
            return make(ref, new Incarnated<>(value, recorded), objection);
          }
          rows.awaitTouch(ref, revision, deadline);
        }
      }
    }
  }

  private Decision<CatalogRow, Begun<T>> begin(
      View<CatalogRow> view, R ref, T value, Objection objection) {
    var row = view.get(type.key(ref));
    var found = row.map(present -> type.resource(present.value()));
    if (found.isPresent() && !found.get().isFormer()) {
      return Decision.none(
          found.get().isReady()
              ? new Clear<>(new There<>(found.get().value()))
              : new Half<>(row.get().revision()));
    }
    var former = found.map(Resource::former).orElse(null);
    return unless(objection, view, Resource.making(value, former), ref).map(Clear::new);
  }

  private Decision<CatalogRow, Outcome<T>> unless(
      Objection objection, View<CatalogRow> view, Resource<T> resource, R ref) {
    return objection
        .against(view)
        .<Decision<CatalogRow, Outcome<T>>>map(name -> Decision.none(new Against<>(name)))
        .orElseGet(() -> put(ref, resource));
  }

  private Decision<CatalogRow, Outcome<T>> put(R ref, Resource<T> resource) {
    return Decision.one(
        new Edit.Put<>(type.key(ref), type.row(resource)), new Done<>(resource.value()));
  }

  private Decision<CatalogRow, Outcome<T>> takeOver(
      View<CatalogRow> view, R ref, T value, long revision) {
    rows.requireUntouched(view, ref, revision);
    var half = type.resource(view.get(type.key(ref)).orElseThrow().value());
    return put(ref, Resource.making(value, half.former()));
  }

  private Outcome<T> make(R ref, Incarnated<T> made, Objection objection) {
    StreamPlacement.Result placed;
    try {
      placed = type.make(ref, made, formers.last(ref));
    } catch (StoreException.Full | StoreException.Refused refused) {
      remove(ref, made.incarnation());
      throw refused;
    }
    return switch (placed) {
      case StreamPlacement.SubjectsTaken(var words) -> {
        rows.requireOwn(ref, made.incarnation());
        remove(ref, made.incarnation());
        yield new Taken<>(words);
      }
      case StreamPlacement.Unplaceable(var missing) -> {
        remove(ref, made.incarnation());
        yield new Nowhere<>(missing);
      }
      case StreamPlacement.Placed _ -> finish(ref, made, objection);
    };
  }

  private Outcome<T> finish(R ref, Incarnated<T> made, Objection objection) {
    Optional<Outcome<T>> finished =
        table
            .change(
                view ->
                    // A required queue may have been removed while the streams were being created.
                    rows.isUntouched(view, ref, made.incarnation())
                        ? unless(objection, view, formers.ready(view, ref, made), ref)
                            .map(Optional::of)
                        : Decision.<CatalogRow, Optional<Outcome<T>>>none(Optional.empty()))
            .result();
    if (finished.isEmpty()) {
      type.remove(ref, made.incarnation()); // the process that took over did not see these streams
      throw rows.busy(ref);
    }
    if (finished.get() instanceof Against<T>) {
      remove(ref, made.incarnation());
    }
    return finished.get();
  }

  /// Removes a resource, if nothing prevents it.
  Outcome<T> delete(R ref, Objection objection) {
    var begun = table.change(view -> beginRemoval(view, ref, objection));
    return switch (begun.result()) {
      case Half<T>(long revision) -> {
        if (rows.isAbandoned(ref, revision)) {
          // It is invisible, but its streams take room.
          remove(ref, table.change(view -> removal(view, ref, revision)).revision());
        }
        yield new Missing<>();
      }
      case Clear<T>(Done<T> done) -> {
        remove(ref, begun.revision());
        yield done;
      }
      case Clear<T>(var outcome) -> outcome;
    };
  }

  private Decision<CatalogRow, Begun<T>> beginRemoval(
      View<CatalogRow> view, R ref, Objection objection) {
    var row = view.get(type.key(ref));
    if (row.isEmpty() || type.resource(row.get().value()).isFormer()) {
      return Decision.none(new Clear<>(new Missing<>()));
    }
    var found = type.resource(row.get().value());
    return found.isReady()
        ? unless(objection, view, found.removing(), ref).map(Clear::new)
        : Decision.none(new Half<>(row.get().revision()));
  }

  private Decision<CatalogRow, Outcome<T>> removal(View<CatalogRow> view, R ref, long revision) {
    rows.requireUntouched(view, ref, revision);
    var row = view.get(type.key(ref)).orElseThrow();
    return put(ref, type.resource(row.value()).removing());
  }

  /// Removes the streams and then the row, which has this revision. The revision is later than
  /// every earlier incarnation, and earlier than every later one.
  private void remove(R ref, long revision) {
    long recorded = formers.record(ref, revision);
    type.remove(ref, formers.upTo(ref, recorded));
    rows.removeRows(ref, recorded);
  }
}
