package io.edgemq.sqlite;

import io.edgemq.domain.GroupId;
import io.edgemq.domain.Lease;
import io.edgemq.domain.LeaseHandle;
import io.edgemq.domain.LeasedMessage;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.QueueCounts;
import io.edgemq.domain.QueueMessage;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.RedrivePlan;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.StoreException;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.SourceId;
import io.edgemq.sqlite.QueueForwarding.Offer;
import io.edgemq.sqlite.QueueLeasing.Harvest;
import io.edgemq.sqlite.QueueLeasing.Leased;
import io.edgemq.sqlite.QueueSending.Outgoing;
import io.edgemq.sqlite.QueueSettling.Request;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// [QueueStore] in SQLite. Encoding and decoding is done by the callers; the writer moves rows.
final class SqliteQueueStore implements QueueStore {
  private static final String CONDEMN = "INSERT INTO condemned VALUES (?, 'store')";

  private final NameIndex<SqliteQueue> queues;
  private final Writer writer;
  private final Readers readers;
  private final QueueClock clock;
  private final QueueSending sending;
  private final QueueForwarding forwarding;
  private final QueueLeasing leasing;
  private final QueueSettling settling;
  private final QueueRedrive redrive;

  SqliteQueueStore(Engine engine, QueueRows rows) {
    this.queues = engine.queues();
    this.writer = engine.writer();
    this.readers = engine.readers();
    this.clock = engine.queueClock();
    var expiry = new QueueExpiry(rows);
    var burial = new QueueBurial(rows, queues);
    this.sending = new QueueSending(rows);
    this.forwarding = new QueueForwarding(rows);
    this.leasing = new QueueLeasing(expiry, new QueueHeads(rows, burial));
    this.settling = new QueueSettling(rows, expiry, burial);
    this.redrive = new QueueRedrive(rows, expiry, queues);
  }

  private @Nullable SqliteQueue find(QueueRef ref) {
    return queues.find(ref.tenant(), ref.name().value());
  }

  @Override
  public SendResult send(QueueRef ref, List<NewQueueMessage> messages) {
    var queue = find(ref);
    if (queue == null) {
      return new NoSuchQueue();
    }
    if (messages.isEmpty()) {
      return new Sent(List.of());
    }
    var outgoing = new ArrayList<Outgoing>(messages.size());
    var config = queue.queue().config();
    messages.forEach(message -> outgoing.add(Outgoing.of(message, config)));
    return writer.call(tx -> sending.send(tx, queue, outgoing));
  }

  @Override
  public ReceiveResult receive(QueueRef ref, ReceiveRequest request) throws InterruptedException {
    long deadline = System.nanoTime() + request.maxWait().toNanos();
    while (true) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      writer.refuseIfClosed();
      var queue = find(ref);
      if (queue == null) {
        return new NoSuchQueue();
      }
      long seen = queue.waiters().version();
      var harvest = harvest(queue, request);
      if (harvest.rest() == Harvest.Rest.GONE) {
        return new NoSuchQueue();
      }
      var messages = handOut(queue, harvest);
      if (!messages.isEmpty()) {
        return new Received(messages);
      }
      if (harvest.rest() == Harvest.Rest.NONE) {
        if (deadline - System.nanoTime() <= 0) {
          return new Received(List.of());
        }
        queue.waiters().await(seen, deadline, () -> queue.millisToNextDue(clock.now()));
      }
    }
  }

  /// Asks the writer, unless memory says already that there is nothing: most long polls end there.
  private Harvest harvest(SqliteQueue queue, ReceiveRequest request) {
    return queue.mayHaveReady(clock.now())
        ? writer.call(tx -> leasing.receive(tx, queue, request))
        : new Harvest(List.of(), Harvest.Rest.NONE);
  }

  private List<LeasedMessage> handOut(SqliteQueue queue, Harvest harvest)
      throws InterruptedException {
    if (harvest.leased().isEmpty()) {
      return List.of();
    }
    if (harvest.rest() == Harvest.Rest.SOME) {
      queue.waiters().more();
    }
    var bodies = longBodies(queue, harvest.leased());
    if (Thread.interrupted()) {
      takeBack(queue, keys(harvest.leased()));
      throw new InterruptedException();
    }
    var messages = new ArrayList<LeasedMessage>(harvest.leased().size());
    for (var leased : harvest.leased()) {
      var row = leased.message();
      var body = row.shortBody() == null ? bodies.get(row.seq()) : row.shortBody();
      if (body != null) {
        messages.add(new LeasedMessage(message(queue, row, body), lease(leased)));
      }
    }
    return messages;
  }

  private static List<LeaseKey> keys(List<Leased> leased) {
    return leased.stream().map(Leased::key).toList();
  }

  /// The long bodies of what was leased. When they cannot be read nobody gets anything, so the
  /// leases are given back.
  private Map<Long, byte[]> longBodies(SqliteQueue queue, List<Leased> leased) {
    var unread = leased.stream().filter(each -> each.message().shortBody() == null).toList();
    if (unread.isEmpty()) {
      return Map.of();
    }
    try {
      return readers.call(database -> QueueBodies.read(database, unread));
    } catch (StoreException failed) {
      try {
        takeBack(queue, keys(leased));
      } catch (StoreException kept) {
        failed.addSuppressed(kept);
      }
      throw failed;
    }
  }

  private static Lease lease(Leased leased) {
    var until = Instant.ofEpochMilli(leased.until());
    return new Lease(leased.key().handle(), leased.attempt(), until);
  }

  private static QueueMessage message(SqliteQueue queue, QueueRows.Message row, byte[] body) {
    return new QueueMessage(
        queue.ref().name(),
        row.seq(),
        Instant.ofEpochMilli(row.ts()),
        row.group() == null ? null : new GroupId(Sql.text(row.group())),
        ContentCodec.decode(row.meta(), body));
  }

  @Override
  public SettleResult settle(QueueRef ref, List<Settlement> settlements) {
    var queue = find(ref);
    if (queue == null) {
      return new NoSuchQueue();
    }
    if (settlements.isEmpty()) {
      return new Settled(List.of());
    }
    var requests = new ArrayList<Request>(settlements.size());
    settlements.forEach(settlement -> requests.add(Request.of(settlement)));
    return writer.call(tx -> settling.settle(tx, queue, requests));
  }

  @Override
  public void unreceive(QueueRef ref, List<LeaseHandle> handles) {
    var queue = find(ref);
    var keys = handles.stream().map(LeaseKey::parse).filter(Objects::nonNull).toList();
    if (queue != null && !keys.isEmpty()) {
      takeBack(queue, keys);
    }
  }

  private void takeBack(SqliteQueue queue, List<LeaseKey> keys) {
    Work<Boolean> work =
        tx -> {
          settling.unreceive(tx, queue, keys);
          return true;
        };
    writer.call(work);
  }

  @Override
  public PurgeResult purge(QueueRef ref) {
    var queue = find(ref);
    if (queue == null) {
      return new NoSuchQueue();
    }
    boolean purged = writer.call(tx -> purge(tx, queue));
    return purged ? new Purged() : new NoSuchQueue();
  }

  /// Gives the queue a new, empty store, and leaves the old one to be cleared away.
  static boolean purge(Transaction tx, SqliteQueue queue) throws SQLException {
    if (queue.isDeleted()) {
      return false;
    }
    tx.sql(CONDEMN).set(queue.store).run();
    queue.change(tx);
    queue.store = tx.newId();
    queue.cursor = queue.lastSeq;
    queue.messages = 0;
    queue.bytes = 0;
    queue.floor = queue.lastSeq + 1;
    queue.sweptTo = queue.floor;
    queue.oldestTs = Long.MAX_VALUE;
    queue.nextDue = Long.MAX_VALUE;
    queue.nextAlways = Long.MAX_VALUE;
    return true;
  }

  @Override
  public Optional<QueueCounts> count(QueueRef ref) {
    var queue = find(ref);
    return queue == null
        ? Optional.empty()
        : readers.call(database -> QueueCounting.count(database, queue, clock.now()));
  }

  @Override
  public Optional<Long> lastSequence(QueueRef ref) {
    var queue = find(ref);
    return queue == null ? Optional.empty() : Optional.of(queue.snapshot().lastSeq());
  }

  @Override
  public RedriveResult redrive(QueueRef source, RedrivePlan plan, RedriveStep step) {
    var queue = find(source);
    return queue == null
        ? new NoSuchQueue()
        : writer.call(tx -> redrive.redrive(tx, queue, plan, step));
  }

  @Override
  public ForwardResult forward(QueueRef ref, SourceId source, List<SourceMessage> messages) {
    var queue = find(ref);
    if (queue == null) {
      return new NoSuchQueue();
    }
    var offer = Offer.of(source, messages, queue.queue().config());
    return writer.call(tx -> forwarding.forward(tx, queue, offer));
  }

  @Override
  public void retire(QueueRef ref, SourceId source) {
    var queue = find(ref);
    if (queue == null) {
      return;
    }
    Work<Boolean> work =
        tx -> {
          SourceMarks.forget(tx, queue.id(), Sql.bytes(source.value()));
          return true;
        };
    writer.call(work);
  }
}
