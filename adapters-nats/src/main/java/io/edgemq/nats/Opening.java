package io.edgemq.nats;

import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.Failures;
import io.edgemq.jetstream.table.ReplicatedTable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Opens tables side by side: in a cluster each waits for an election. For one thread.
final class Opening implements AutoCloseable {
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("nats-open-", 0).factory());
  private final List<Future<?>> begun = new ArrayList<>();

  /// Begins to open a table, or to make something else. What it gives is closed if it is a table
  /// and [#awaitAll] fails.
  <T> Future<T> begin(Callable<T> opening) {
    var future = threads.submit(opening);
    begun.add(future);
    return future;
  }

  /// Waits until everything that was begun is done. If something failed, closes the tables and
  /// throws the first failure; an interrupt ends the wait as a timeout would.
  void awaitAll() {
    StoreException failed = null;
    for (var future : begun) {
      try {
        Object unused = future.get();
      } catch (ExecutionException failure) {
        failed = failed == null ? failure(failure) : failed;
      } catch (InterruptedException stopped) {
        threads.shutdownNow();
        Thread.currentThread().interrupt();
        failed = Failures.timedOut(stopped);
        break;
      }
    }
    if (failed != null) {
      threads.close();
      begun.forEach(Opening::closeTable);
      throw failed;
    }
  }

  /// A bug is thrown as it is.
  private static StoreException failure(ExecutionException failure) {
    return switch (failure.getCause()) {
      case StoreException outage -> outage;
      case RuntimeException bug -> throw bug;
      case Error bug -> throw bug;
      case null, default -> throw new IllegalStateException(failure);
    };
  }

  private static void closeTable(Future<?> future) {
    if (future.state() == Future.State.SUCCESS
        && future.resultNow() instanceof ReplicatedTable<?> table) {
      table.close();
    }
  }

  @Override
  public void close() {
    threads.close();
  }
}
