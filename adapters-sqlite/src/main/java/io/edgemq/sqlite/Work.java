package io.edgemq.sqlite;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Something to do in the writer's transaction. It may be run again after a rollback, so it changes
/// nothing but the database, what is [Tracked], and what it answers; and it throws
/// [IllegalArgumentException] only before its first change.
@FunctionalInterface
interface Work<R extends @Nullable Object> {
  R run(Transaction tx) throws SQLException;

  /// Work that changes which queues, topics and the like there are. It is committed by itself, so
  /// that nothing else ever sees such a change before it is durable.
  record Alone<R extends @Nullable Object>(Work<R> work) implements Work<R> {
    @Override
    public R run(Transaction tx) throws SQLException {
      return work.run(tx);
    }
  }
}
