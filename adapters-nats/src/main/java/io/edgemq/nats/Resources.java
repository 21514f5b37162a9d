package io.edgemq.nats;

import io.edgemq.domain.QueueName;
import io.edgemq.domain.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The queues, or the topics, of the catalog: each has a row and streams. Whatever point a process
/// dies at, the row says how far it came, and only what is whole is seen:
///
/// - made: a row that says so (whose revision is the incarnation), the streams, the row made ready;
/// - removed: the row no longer ready, the streams gone, the row gone.
///
/// A row that stays on the way is taken over by whoever asks for that name, once nobody can be at
/// it any more.
final class Resources<R, T> implements Directory<R, T> {
  /// In times that a call may take. Who was slower than that finds its row touched, and leaves
  /// alone what was made anew ([Streams]).
  private static final int ABANDONED = 3;

  private static final Duration MOMENT = Duration.ofMillis(20);

  private final Cluster cluster;
  private final Table<CatalogRow> table;
  private final Kind<R, T> kind;
  private final Duration abandoned;
  private final Updating<R, T> updating;

  Resources(Table<CatalogRow> table, Kind<R, T> kind, Cluster cluster) {
    this.cluster = cluster;
    this.table = table;
    this.kind = kind;
    this.abandoned = cluster.timeout().multipliedBy(ABANDONED);
    this.updating = new Updating<>(table, kind);
  }

  /// What came of [#create], [Updating#update] or [#delete].
  sealed interface Outcome<T> {}

  /// It was made, changed or removed; this is what it is or was.
  record Done<T>(T value) implements Outcome<T> {}

  /// It is there already, or is not as expected: this is what is there.
  record There<T>(T value) implements Outcome<T> {}

  /// It is not there.
  record Missing<T>() implements Outcome<T> {}

  /// A queue stands against it: a missing one, or one that needs it.
  record Against<T>(QueueName name) implements Outcome<T> {}

  /// The cluster has no place for it.
  record Nowhere<T>(String missing) implements Outcome<T> {}

  /// How far a first look at the row came.
  private sealed interface Begun<T> {}

  /// The row was written, or need not be.
  private record Clear<T>(Outcome<T> outcome) implements Begun<T> {}

  /// It is half made, or half removed.
  private record Half<T>(long revision) implements Begun<T> {}

  /// Which queue stands against a change, if any does.
  interface Objection {
    Objection NONE = _ -> Optional.empty();

    Optional<QueueName> against(View<CatalogRow> view);
  }

  /// How configurations change.
  Updating<R, T> updating() {
    return updating;
  }

  @Override
  public Optional<Existing<T>> locate(R ref) {
    return table
        .find(kind.key(ref), row -> kind.resource(row).isReady())
        .map(row -> kind.resource(row.value()).existing());
  }

  /// Calls `listener` with the key ([Kind#key]) of each row of the catalog that changes, as
  /// [Table#onChange] does.
  void onChange(Consumer<String> listener) {
    table.onChange(listener);
  }

  /// Makes one. Where another process is at it, waits for that to end, for as long as a call may
  /// take.
  Outcome<T> create(R ref, T value, Objection objection) {
    long deadline = System.nanoTime() + cluster.timeout().toNanos();
    while (true) {
      var begun = table.change(view -> begin(view, ref, value, objection));
      switch (begun.result()) {
        case Clear<T>(Done<T> _) -> {
          return make(ref, new Existing<>(value, begun.revision()), objection);
        }
        case Clear<T>(var outcome) -> {
          return outcome;
        }
        case Half<T>(long revision) -> {
          if (isAbandoned(ref, revision)) {
            var taken = table.change(view -> takeOver(view, ref, value, revision));
            kind.remove(ref, revision);
            return make(ref, new Existing<>(value, taken.revision()), objection);
          }
          awaitTouch(ref, revision, deadline);
        }
      }
    }
  }

  /// Returns once somebody has touched a row that is half made or half removed.
  private void awaitTouch(R ref, long revision, long deadline) {
    while (table.change(view -> Decision.none(isUntouched(view, ref, revision))).result()) {
      if (System.nanoTime() - deadline >= 0) {
        throw busy(ref);
      }
      cluster.pause(MOMENT);
    }
  }

  private Decision<CatalogRow, Begun<T>> begin(
      View<CatalogRow> view, R ref, T value, Objection objection) {
    var row = view.get(kind.key(ref));
    if (row.isPresent()) {
      var found = kind.resource(row.get().value());
      return Decision.none(
          found.isReady()
              ? new Clear<>(new There<>(found.value()))
              : new Half<>(row.get().revision()));
    }
    return unless(objection, view, new Resource<>(value, Resource.Stage.MAKING, 0), ref)
        .map(Clear::new);
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
        new Edit.Put<>(kind.key(ref), kind.row(resource)), new Done<>(resource.value()));
  }

  private Decision<CatalogRow, Outcome<T>> takeOver(
      View<CatalogRow> view, R ref, T value, long revision) {
    requireUntouched(view, ref, revision);
    return put(ref, new Resource<>(value, Resource.Stage.MAKING, 0));
  }

  private void requireUntouched(View<CatalogRow> view, R ref, long revision) {
    if (!isUntouched(view, ref, revision)) {
      throw busy(ref);
    }
  }

  private boolean isUntouched(View<CatalogRow> view, R ref, long revision) {
    return view.get(kind.key(ref)).filter(row -> row.revision() == revision).isPresent();
  }

  private boolean isAbandoned(R ref, long revision) {
    return table.age(kind.key(ref), revision).compareTo(abandoned) >= 0;
  }

  private StoreException busy(R ref) {
    return new StoreException.Unavailable(
        "it is being made or removed; try again", new IllegalStateException(kind.key(ref)));
  }

  private Outcome<T> make(R ref, Existing<T> made, Objection objection) {
    Placing.Result placed;
    try {
      placed = kind.make(ref, made);
    } catch (StoreException.Full full) {
      remove(ref, made.incarnation());
      throw full;
    }
    return switch (placed) {
      case Placing.Unplaceable(var missing) -> {
        remove(ref, made.incarnation());
        yield new Nowhere<>(missing);
      }
      case Placing.Placed _ -> finish(ref, made, objection);
    };
  }

  private Outcome<T> finish(R ref, Existing<T> made, Objection objection) {
    var ready = new Resource<>(made.value(), Resource.Stage.READY, made.incarnation());
    Optional<Outcome<T>> finished =
        table
            .change(
                view ->
                    // What it needs may have been removed while its streams were being made.
                    isUntouched(view, ref, made.incarnation())
                        ? unless(objection, view, ready, ref).map(Optional::of)
                        : Decision.<CatalogRow, Optional<Outcome<T>>>none(Optional.empty()))
            .result();
    if (finished.isEmpty()) {
      kind.remove(ref, made.incarnation()); // whoever took over did not see these streams
      throw busy(ref);
    }
    if (finished.get() instanceof Against<T>) {
      remove(ref, made.incarnation());
    }
    return finished.get();
  }

  /// Removes one, if nothing stands against it.
  Outcome<T> delete(R ref, Objection objection) {
    var begun = table.change(view -> beginRemoval(view, ref, objection));
    return switch (begun.result()) {
      case Half<T>(long revision) -> {
        if (isAbandoned(ref, revision)) {
          // Nobody sees it, but its streams take room.
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
    var row = view.get(kind.key(ref));
    if (row.isEmpty()) {
      return Decision.none(new Clear<>(new Missing<>()));
    }
    var found = kind.resource(row.get().value());
    return found.isReady()
        ? unless(objection, view, found.at(Resource.Stage.REMOVING), ref).map(Clear::new)
        : Decision.none(new Half<>(row.get().revision()));
  }

  private Decision<CatalogRow, Outcome<T>> removal(View<CatalogRow> view, R ref, long revision) {
    requireUntouched(view, ref, revision);
    var row = view.get(kind.key(ref)).orElseThrow();
    return put(ref, kind.resource(row.value()).at(Resource.Stage.REMOVING));
  }

  /// Removes the streams and then the row, which has this revision. It is later than any
  /// incarnation that was made before, and earlier than any that comes after.
  private void remove(R ref, long revision) {
    kind.remove(ref, revision);
    removeRows(ref, revision);
  }

  /// Removes the row, if nobody has touched it, after what belongs to it.
  private void removeRows(R ref, long revision) {
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
    List<String> belongings = kind.belongings(view, ref);
    belongings.stream()
        .limit(Stream.BATCH_MAX - 1)
        .forEach(key -> edits.add(new Edit.Remove<>(key)));
    boolean more = edits.size() < belongings.size();
    if (!more) {
      edits.add(new Edit.Remove<>(kind.key(ref)));
    }
    return new Decision<>(edits, more);
  }
}
