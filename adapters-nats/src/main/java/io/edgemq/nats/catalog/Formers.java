package io.edgemq.nats.catalog;

import io.edgemq.domain.Former;
import io.edgemq.jetstream.table.Decision;
import io.edgemq.jetstream.table.Edit;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.jetstream.table.View;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// The rows of what was removed: what is made under one of their names goes on counting behind it.
/// A row says how far that counted before the streams are removed, so that a process may die at any
/// point.
final class Formers<R, T> {
  private final ReplicatedTable<CatalogRow> table;
  private final ResourceType<R, T> type;

  Formers(ReplicatedTable<CatalogRow> table, ResourceType<R, T> type) {
    this.table = table;
    this.type = type;
  }

  /// Ends the streams of what is being removed or replaced, whose row has this revision, and
  /// records in the row how far they counted. The row's revision after that; the same one when
  /// there was nothing to record, or when another process has changed the row.
  long record(R ref, long revision) {
    var ended = type.end(ref, upTo(ref, revision)).or(() -> lost(ref, revision));
    var recorded = table.change(view -> record(view, ref, revision, ended));
    return recorded.result() ? recorded.revision() : revision;
  }

  /// A sequence that nothing reaches by counting, by the servers' time: the microseconds since
  /// 1970. Nothing stores a message in each microsecond, so what began to count there does not
  /// reach the sequence of a later time either.
  static long beyondCounting(Instant now) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, now);
  }

  /// The last incarnation that a removal with this revision is about: the row's own, when it was
  /// rebuilt in a bucket that had not counted so far.
  long upTo(R ref, long revision) {
    return Math.max(revision, resource(ref).map(Resource::incarnation).orElse(0L));
  }

  private Optional<Resource<T>> resource(R ref) {
    return table.view().get(type.key(ref)).map(row -> type.resource(row.value()));
  }

  /// How far something counted whose streams were removed by somebody else: nobody knows, so as far
  /// as nothing does by counting. Once a removal has recorded the end, it removes the streams
  /// itself.
  private Optional<Former> lost(R ref, long revision) {
    boolean isLost =
        table
            .view()
            .get(type.key(ref))
            .filter(row -> row.revision() == revision)
            .map(row -> type.resource(row.value()))
            .filter(resource -> resource.stage() == Resource.Stage.REMOVING)
            .filter(resource -> resource.incarnation() > 0) // otherwise it was never complete
            .filter(resource -> !type.missing(ref, resource.incarnation()).isEmpty())
            .isPresent();
    return isLost
        ? Optional.of(table.time()).map(now -> new Former(beyondCounting(now), now))
        : Optional.empty();
  }

  private Decision<CatalogRow, Boolean> record(
      View<CatalogRow> view, R ref, long revision, Optional<Former> ended) {
    var resource =
        view.get(type.key(ref))
            .filter(row -> row.revision() == revision)
            .map(row -> type.resource(row.value()));
    var recorded = resource.map(before -> recorded(before, ended));
    return recorded.isEmpty() || recorded.equals(resource)
        ? Decision.none(false)
        : Decision.one(put(ref, recorded.get()), true);
  }

  private static <T> Resource<T> recorded(Resource<T> before, Optional<Former> ended) {
    var resource =
        ended.filter(former -> before.last() < former.last()).map(before::behind).orElse(before);
    return resource.stage() == Resource.Stage.REMOVING
        ? resource.at(Resource.Stage.ENDED)
        : resource;
  }

  /// What the last step of a creation makes of the row.
  Resource<T> ready(View<CatalogRow> view, R ref, Incarnated<T> made) {
    var making = type.resource(view.get(type.key(ref)).orElseThrow().value());
    return new Resource<>(made.value(), Resource.Stage.READY, made.incarnation(), making.former());
  }

  /// What the last step of a removal makes of the row: nothing, when no message was ever stored.
  Edit<CatalogRow> ending(View<CatalogRow> view, R ref) {
    var resource = type.resource(view.get(type.key(ref)).orElseThrow().value());
    return resource.former() == null
        ? new Edit.Remove<>(type.key(ref))
        : put(ref, resource.at(Resource.Stage.FORMER));
  }

  private Edit<CatalogRow> put(R ref, Resource<T> resource) {
    return new Edit.Put<>(type.key(ref), type.row(resource));
  }

  /// How far what had the name counted: the row as it is now.
  long last(R ref) {
    return resource(ref).map(Resource::last).orElse(0L);
  }
}
