package io.edgemq.sqlite;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.Slice;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.QueueCatalog;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// [QueueCatalog] in SQLite, answered from memory and changed by the writer, one change per commit.
final class SqliteQueueCatalog implements QueueCatalog {
  private static final String CONDEMN = "INSERT INTO condemned VALUES (?, 'store')";

  private final NameIndex<SqliteQueue> queues;
  private final Writer writer;
  private final QueueExpiry expiry;
  private final QueueTable table;

  SqliteQueueCatalog(Engine engine, QueueExpiry expiry, QueueTable table) {
    this.table = table;
    this.queues = engine.queues();
    this.writer = engine.writer();
    this.expiry = expiry;
  }

  @Override
  public CreateResult create(TenantId tenant, Queue queue) {
    return writer.call(new Work.Alone<>(tx -> create(tx, tenant, queue)));
  }

  private CreateResult create(Transaction tx, TenantId tenant, Queue queue) throws SQLException {
    var existing = queues.find(tenant, queue.name().value());
    if (existing != null) {
      return new Exists(existing.queue());
    }
    var ref = new QueueRef(tenant, queue.name());
    var missing = missingDeadLetterQueue(ref, queue.config());
    if (missing != null) {
      return new NoDeadLetterQueue(missing);
    }
    var state = table.insert(tx, ref, queue);
    tx.afterCommit(() -> queues.put(tenant, queue.name().value(), state));
    return new Created();
  }

  private @Nullable QueueName missingDeadLetterQueue(QueueRef ref, QueueConfig config) {
    var policy = config.deadLetter();
    if (policy == null) {
      return null;
    }
    var name = policy.queue();
    boolean there = queues.find(ref.tenant(), name.value()) != null && !name.equals(ref.name());
    return there ? null : name;
  }

  @Override
  public Optional<Queue> find(QueueRef ref) {
    var queue = queues.find(ref.tenant(), ref.name().value());
    return queue == null ? Optional.empty() : Optional.of(queue.queue());
  }

  @Override
  public Slice<Queue> list(TenantId tenant, Paging paging) {
    return queues.list(tenant, paging, SqliteQueue::queue);
  }

  @Override
  public UpdateResult update(QueueRef ref, QueueConfig expected, QueueConfig config) {
    if (config.type() != expected.type()) {
      throw new IllegalArgumentException("the type of a queue never changes");
    }
    return writer.call(new Work.Alone<>(tx -> update(tx, ref, expected, config)));
  }

  private UpdateResult update(
      Transaction tx, QueueRef ref, QueueConfig expected, QueueConfig config) throws SQLException {
    var state = queues.find(ref.tenant(), ref.name().value());
    if (state == null) {
      return new NoSuchQueue();
    }
    var before = state.queue();
    if (!before.config().equals(expected)) {
      return new Changed(before);
    }
    var missing = missingDeadLetterQueue(ref, config);
    if (missing != null) {
      return new NoDeadLetterQueue(missing);
    }
    // What is past the retention that held until now stays away under a longer one.
    expiry.raise(tx, state);
    state.change(tx);
    QueueTable.update(tx, state, config);
    var after = new Queue(before.name(), config, before.createdAt());
    tx.afterCommit(() -> state.reconfigure(after));
    return new Updated(after);
  }

  @Override
  public DeleteResult delete(QueueRef ref) {
    return writer.call(new Work.Alone<>(tx -> delete(tx, ref)));
  }

  private DeleteResult delete(Transaction tx, QueueRef ref) throws SQLException {
    var state = queues.find(ref.tenant(), ref.name().value());
    if (state == null) {
      return new NoSuchQueue();
    }
    for (var other : queues.all(ref.tenant())) {
      var policy = other.queue().config().deadLetter();
      if (policy != null && policy.queue().equals(ref.name())) {
        return new InUse(other.ref().name());
      }
    }
    QueueTable.delete(tx, state);
    SourceMarks.forgetAll(tx, state.id());
    tx.sql(CONDEMN).set(state.store).run();
    tx.afterCommit(
        () -> {
          queues.remove(ref.tenant(), ref.name().value());
          state.delete();
        });
    return new Deleted();
  }
}
