package io.edgemq.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Carries out calls in one transaction and answers them once it is durable. When the transaction
/// fails, each call gets a transaction of its own, so that only the calls that cannot be done fail.
final class Batch {
  private static final long MOST_BYTES = 8L << 20;
  private static final int SEVERAL = 3;

  private final Transaction tx;
  private final WriterGauges gauges;

  Batch(Transaction tx, WriterGauges gauges) {
    this.tx = tx;
    this.gauges = gauges;
  }

  /// Answers every call of `calls`, which were taken. Payload beyond what one commit may hold
  /// goes into the next one.
  void execute(List<Call<Work<?>, ?>> calls) {
    for (int done = 0; done < calls.size(); ) {
      done += executeSome(calls.subList(done, calls.size()));
    }
  }

  private int executeSome(List<Call<Work<?>, ?>> calls) {
    int done = 0;
    try {
      tx.begin();
      while (done < calls.size() && tx.bytes() < MOST_BYTES) {
        attempt(calls.get(done));
        done++;
      }
      commit(done);
    } catch (SQLException | RuntimeException e) {
      done = Math.min(done + 1, calls.size());
      recover(calls.subList(0, done), e);
      return done;
    }
    release(calls.subList(0, done));
    return done;
  }

  /// Wakes the callers. Several callers are woken by a virtual thread: it needs no system call for
  /// each of them, and the writer goes on meanwhile.
  private static void release(List<Call<Work<?>, ?>> calls) {
    if (calls.size() < SEVERAL) {
      calls.forEach(Call::release);
    } else {
      var some = List.copyOf(calls);
      var unused = Thread.ofVirtual().name("sqlite-wake").start(() -> some.forEach(Call::release));
    }
  }

  private void recover(List<Call<Work<?>, ?>> calls, Exception cause) {
    undo(cause);
    if (calls.size() > 1 && gauges.broken == null) {
      calls.forEach(call -> executeSome(List.of(call)));
    } else {
      calls.forEach(call -> call.fail(cause));
      calls.forEach(Call::release);
    }
  }

  private void attempt(Call<Work<?>, ?> call) throws SQLException {
    long before = tx.database().changes();
    try {
      tx.next();
      run(call);
    } catch (RuntimeException refused) {
      if (tx.database().changes() != before) {
        throw refused;
      }
      call.fail(refused);
    }
  }

  @SuppressWarnings("unchecked") // a call's result type is its work's
  private void run(Call<Work<?>, ?> call) throws SQLException {
    ((Call<Work<?>, Object>) call).succeed(call.work().run(tx));
  }

  private void commit(int commands) throws SQLException {
    long begin = System.nanoTime();
    boolean grew = tx.bytes() > 0;
    tx.commit();
    gauges.commitNanos.add(System.nanoTime() - begin);
    gauges.commits.increment();
    gauges.commands.add(commands);
    if (grew) {
      tx.room().grew();
    }
  }

  /// Rolls back, and remembers a failure that outlasts the call. After a failed sync, or when the
  /// file is damaged, nothing is written any more: what the file holds is unknown until it is read
  /// again.
  private void undo(Exception cause) {
    tx.rollback();
    gauges.rollbacks.increment();
    if (Failures.isFailedSync(cause) || Failures.isDamage(cause)) {
      gauges.broken = "the disk failed; restart the process: " + cause.getMessage();
    } else if (Failures.isFull(cause)) {
      tx.room().failed("the store has no room left: " + cause.getMessage());
    }
  }

  /// Does `upkeep` in a transaction of its own. Answers whether there is more to do.
  boolean maintain(Work<Boolean> upkeep) {
    try {
      tx.begin();
      tx.next();
      boolean more = upkeep.run(tx);
      tx.commit();
      return more;
    } catch (SQLException | RuntimeException e) {
      undo(e);
      return false;
    }
  }

  /// A list for [#execute].
  static List<Call<Work<?>, ?>> list() {
    return new ArrayList<>();
  }
}
