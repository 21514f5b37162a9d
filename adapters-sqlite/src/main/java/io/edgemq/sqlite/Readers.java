package io.edgemq.sqlite;

import io.edgemq.domain.StoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A few threads that read beside the writer, each with its own connection. Platform threads,
/// because native calls pin a carrier.
final class Readers implements AutoCloseable {
  private static final int MOST_QUEUED = 10_000;

  private final BlockingQueue<Call<Query<?>, ?>> queue = new ArrayBlockingQueue<>(MOST_QUEUED);
  private final List<Thread> threads = new ArrayList<>();
  private final CallTimeouts timeouts;
  private final Duration timeout;
  private volatile boolean closing;

  Readers(SqliteConfig config, CallTimeouts timeouts) throws SQLException {
    this.timeouts = timeouts;
    this.timeout = config.timeout();
    for (int i = 1; i <= config.readers(); i++) {
      var database = Database.reading(config);
      threads.add(Thread.ofPlatform().name("sqlite-reader-" + i).unstarted(() -> serve(database)));
    }
  }

  /// Something to read.
  @FunctionalInterface
  interface Query<R extends @Nullable Object> {
    R run(Database database) throws SQLException;
  }

  void start() {
    threads.forEach(Thread::start);
  }

  /// Has `query` done and returns its answer. Throws `StoreException` when it could not be done.
  <R extends @Nullable Object> R call(Query<R> query) {
    var call = new Call<Query<?>, R>(query, timeout);
    if (closing) {
      throw closed();
    }
    if (!queue.offer(call)) {
      throw new StoreException.Unavailable(
          "too many reads are waiting", new IllegalStateException("full"));
    }
    if (closing) {
      refuseRest();
    }
    return call.await(timeouts);
  }

  private static StoreException closed() {
    return new StoreException.Unavailable(
        "the store is closed", new IllegalStateException("closed"));
  }

  private void serve(Database database) {
    try (database) {
      while (!closing) {
        var call = queue.poll(100, TimeUnit.MILLISECONDS);
        if (call != null && call.take()) {
          answer(call, database);
        }
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } catch (SQLException closeFailed) {
      // The connection only read; nothing depends on how it ends.
    }
  }

  @SuppressWarnings("unchecked") // a call's result type is its query's
  private static void answer(Call<Query<?>, ?> call, Database database) {
    try {
      ((Call<Query<?>, Object>) call).succeed(call.work().run(database));
    } catch (SQLException | RuntimeException e) {
      call.fail(e);
    }
    call.release();
  }

  private void refuseRest() {
    for (var call = queue.poll(); call != null; call = queue.poll()) {
      if (call.take()) {
        call.fail(closed());
        call.release();
      }
    }
  }

  /// Ends the threads once each has finished its present query. Later calls fail as unavailable.
  @Override
  public void close() {
    closing = true;
    threads.forEach(Thread::interrupt);
    boolean interrupted = false;
    for (var thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    refuseRest();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
