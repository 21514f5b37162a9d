package io.edgemq.nats.catalog;

import io.edgemq.domain.Former;
import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.table.Decision;
import io.edgemq.jetstream.table.Edit;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.jetstream.table.View;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Removes the rows of what was removed long ago ([Former#KEPT]), by the servers' clock. Every
/// process does so; each row is removed once.
public final class FormerUpkeep implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(FormerUpkeep.class.getName());
  private static final Duration PAUSE = Duration.ofHours(1);

  private final ReplicatedTable<CatalogRow> table;
  private final CountDownLatch closing = new CountDownLatch(1);
  private @Nullable Thread thread;

  public FormerUpkeep(ReplicatedTable<CatalogRow> table) {
    this.table = table;
  }

  /// Looks now and once an hour.
  public void start() {
    thread = Thread.ofVirtual().name("edgemq-nats-former-upkeep").start(this::run);
  }

  private void run() {
    try {
      do {
        try {
          forget();
        } catch (StoreException later) {
          LOG.log(System.Logger.Level.DEBUG, "former queues and topics not forgotten", later);
        }
      } while (!closing.await(PAUSE.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /// Removes all rows that are old enough.
  void forget() {
    if (table.view().rows().values().stream()
        .noneMatch(row -> former(row.readable()).isPresent())) {
      return;
    }
    var now = table.time();
    while (table.change(view -> forgetSome(view, now)).result()) {}
  }

  /// Whether there were any.
  private static Decision<CatalogRow, Boolean> forgetSome(View<CatalogRow> view, Instant now) {
    List<Edit<CatalogRow>> edits =
        view.rows().entrySet().stream()
            .filter(row -> former(row.getValue().readable()).filter(f -> f.isOver(now)).isPresent())
            .limit(StreamClient.BATCH_MAX)
            .map(Map.Entry::getKey)
            .<Edit<CatalogRow>>map(Edit.Remove::new)
            .toList();
    return new Decision<>(edits, !edits.isEmpty());
  }

  private static Optional<Former> former(@Nullable CatalogRow row) {
    return switch (row) {
      case CatalogRow.OfQueue(var queue) when queue.isFormer() ->
          Optional.ofNullable(queue.former());
      case CatalogRow.OfTopic(var topic) when topic.isFormer() ->
          Optional.ofNullable(topic.former());
      case CatalogRow.OfBucket(var bucket) when bucket.isFormer() ->
          Optional.ofNullable(bucket.former());
      case CatalogRow.OfQueue _,
          CatalogRow.OfBucket _,
          CatalogRow.OfTopic _,
          CatalogRow.OfTenant _,
          CatalogRow.OfSubscription _ ->
          Optional.empty();
      case null -> Optional.empty();
    };
  }

  @Override
  public void close() {
    closing.countDown();
    if (thread != null) {
      thread.interrupt();
    }
  }
}
