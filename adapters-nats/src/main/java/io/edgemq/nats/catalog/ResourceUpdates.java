package io.edgemq.nats.catalog;

import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.StreamPlacement;
import io.edgemq.jetstream.table.Decision;
import io.edgemq.jetstream.table.Edit;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.jetstream.table.View;
import io.edgemq.nats.catalog.ManagedResources.Outcome;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// Changes configurations. First the streams get the wider limits of the old and the new
/// configuration, then the row changes, and then the streams get the new limits. So wherever a
/// process dies, no server has removed messages that the row says are kept. The adapters enforce
/// the limits of the row meanwhile.
public final class ResourceUpdates<R, T> {
  /// Each further attempt means that another process changed it in between, and then does the same.
  private static final int ATTEMPTS = 8;

  private final ReplicatedTable<CatalogRow> table;
  private final ResourceType<R, T> type;
  private final List<Hook<R, T>> hooks = new CopyOnWriteArrayList<>();

  ResourceUpdates(ReplicatedTable<CatalogRow> table, ResourceType<R, T> type) {
    this.table = table;
    this.type = type;
  }

  /// Runs before a change becomes visible: for example, expired messages must not come back when
  /// the retention grows. When it fails, the change is not made.
  public interface Hook<R, T> {
    void beforeChange(R ref, Incarnated<T> before, T after);
  }

  /// Calls `hook` before each change that this process makes.
  public void before(Hook<R, T> hook) {
    hooks.add(hook);
  }

  /// A change of a resource that is as `expected`.
  record Change<T>(Predicate<T> expected, UnaryOperator<T> change) {}

  /// The change is allowed.
  private record Candidate<T>(Incarnated<T> before, T after) {}

  /// Whether the change is allowed.
  private sealed interface Judged<T> {}

  private record Go<T>(Candidate<T> candidate) implements Judged<T> {}

  private record Stop<T>(Outcome<T> outcome) implements Judged<T> {}

  /// Changes a resource.
  Outcome<T> update(R ref, Change<T> change, ManagedResources.Objection objection) {
    Judged<T> judged =
        table.change(view -> Decision.none(judge(view, ref, change, objection))).result();
    return switch (judged) {
      case Stop<T>(var outcome) -> outcome;
      case Go<T>(var candidate) -> {
        try {
          yield update(ref, candidate, change, objection);
        } catch (StoreException.Damaged damaged) {
          requireRemoved(ref, candidate.before().incarnation(), damaged);
          yield update(ref, change, objection);
        }
      }
    };
  }

  /// A stream is gone. Throws `damaged` unless its resource was removed, and perhaps made again,
  /// meanwhile.
  private void requireRemoved(R ref, long incarnation, StoreException.Damaged damaged) {
    boolean exists =
        table
            .change(
                view ->
                    Decision.none(
                        view.get(type.key(ref))
                            .map(row -> type.resource(row.value()))
                            .filter(Resource::isReady)
                            .filter(resource -> resource.incarnation() == incarnation)
                            .isPresent()))
            .result();
    if (exists) {
      throw damaged;
    }
  }

  private Judged<T> judge(
      View<CatalogRow> view, R ref, Change<T> change, ManagedResources.Objection objection) {
    var found =
        view.get(type.key(ref)).map(row -> type.resource(row.value())).filter(Resource::isReady);
    if (found.isEmpty()) {
      return new Stop<>(new ManagedResources.Missing<>());
    }
    var before = found.get().existing();
    if (!change.expected().test(before.value())) {
      return new Stop<>(new ManagedResources.There<>(before.value()));
    }
    var after = change.change().apply(before.value());
    return objection
        .against(view)
        .<Judged<T>>map(name -> new Stop<>(new ManagedResources.Against<>(name)))
        .orElseGet(() -> new Go<>(new Candidate<>(before, after)));
  }

  private Outcome<T> update(
      R ref, Candidate<T> candidate, Change<T> change, ManagedResources.Objection objection) {
    var before = candidate.before();
    var widest = type.widest(before.value(), candidate.after());
    switch (type.limit(ref, new Incarnated<>(widest, before.incarnation()))) {
      case StreamPlacement.Unplaceable(var missing) -> {
        settle(ref); // one of several streams may have moved already
        return new ManagedResources.Nowhere<>(missing);
      }
      case StreamPlacement.SubjectsTaken(var words) ->
          throw new StoreException.Refused(words, new IllegalStateException(type.key(ref)));
      case StreamPlacement.Placed _ -> {}
    }
    hooks.forEach(hook -> hook.beforeChange(ref, before, candidate.after()));
    var outcome =
        table
            .change(view -> write(view, ref, before, judge(view, ref, change, objection)))
            .result();
    boolean settled = outcome instanceof ManagedResources.Done && widest.equals(candidate.after());
    if (!settled) {
      settle(ref);
    }
    return outcome;
  }

  private Decision<CatalogRow, Outcome<T>> write(
      View<CatalogRow> view, R ref, Incarnated<T> before, Judged<T> judged) {
    return switch (judged) {
      case Stop<T>(var outcome) -> Decision.none(outcome);
      case Go<T>(var now) when !now.before().equals(before) ->
          Decision.none(new ManagedResources.There<>(now.before().value()));
      case Go<T>(var now) -> {
        var row = view.get(type.key(ref)).orElseThrow();
        var ready = type.resource(row.value()).with(now.after());
        yield Decision.one(
            new Edit.Put<>(type.key(ref), type.row(ready)),
            new ManagedResources.Done<>(now.after()));
      }
    };
  }

  /// Updates the streams to the limits of the row as it is now.
  private void settle(R ref) {
    for (int i = 0; i < ATTEMPTS; i++) {
      var row = table.find(type.key(ref), found -> type.resource(found).isReady());
      if (row.isEmpty()) {
        return;
      }
      var unused = type.limit(ref, type.resource(row.get().value()).existing());
      if (row.equals(table.view().get(type.key(ref)))) {
        return;
      }
    }
  }
}
