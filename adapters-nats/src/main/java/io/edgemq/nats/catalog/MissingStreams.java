package io.edgemq.nats.catalog;

import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.StreamAdmin;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.table.Decision;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.jetstream.table.View;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// The streams that the catalog's rows need and that the cluster no longer has, because somebody
/// else than EdgeMQ removed them. Compares the two every minute, and soon after somebody met a
/// missing one or a row changed while some were missing. One comparison asks for the names of all
/// streams, a request for each thousand.
public final class MissingStreams implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(MissingStreams.class.getName());
  private static final Duration EVERY = Duration.ofMinutes(1);

  /// Between two comparisons, however many ask for one.
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /// Beyond this number nothing is asked stream by stream.
  private static final int MOST = 100;

  private final Cluster cluster;
  private final ReplicatedTable<CatalogRow> table;
  private final StreamAdmin admin;
  private final Semaphore asked = new Semaphore(1);
  private final Thread thread;
  private volatile Set<String> names = Set.of();

  public MissingStreams(Cluster cluster, ReplicatedTable<CatalogRow> table) {
    this.cluster = cluster;
    this.table = table;
    this.admin = new StreamAdmin(cluster);
    table.onChange(_ -> changed());
    this.thread = Thread.ofVirtual().name("edgemq-nats-missing-streams").start(this::run);
  }

  /// The missing streams as of the last comparison, in order.
  public List<String> names() {
    return List.copyOf(names);
  }

  /// Compares soon. Returns at once.
  public void look() {
    asked.release();
  }

  private void changed() {
    if (!names.isEmpty()) {
      look();
    }
  }

  private void run() {
    try {
      while (true) {
        boolean unused = asked.tryAcquire(EVERY.toNanos(), TimeUnit.NANOSECONDS);
        asked.drainPermits();
        compare();
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void compare() {
    try {
      tell(new TreeSet<>(missing()));
    } catch (StoreException later) {
      LOG.log(System.Logger.Level.DEBUG, "streams not compared", later); // the cluster is away
    } catch (RuntimeException bug) {
      LOG.log(System.Logger.Level.ERROR, "streams could not be compared", bug);
    }
  }

  /// A resource that is there before and after all streams were listed had its streams meanwhile.
  private Set<String> missing() {
    var before = wanted(table.view());
    var missing = new HashSet<>(before.keySet());
    admin.names().forEach(missing::remove);
    if (missing.isEmpty()) {
      return missing;
    }
    var after = table.change(view -> Decision.none(wanted(view))).result();
    missing.removeIf(name -> !Objects.equals(before.get(name), after.get(name)));
    return missing.size() > MOST ? missing : confirmed(missing);
  }

  private Set<String> confirmed(Set<String> missing) {
    missing.removeIf(name -> new StreamClient(cluster, name).info().isPresent());
    return missing;
  }

  /// The streams that the complete resources have, each with its incarnation.
  static Map<String, Long> wanted(View<CatalogRow> view) {
    var wanted = new TreeMap<String, Long>();
    view.rows()
        .forEach(
            (key, row) -> {
              switch (row.readable()) {
                case CatalogRow.OfTopic(var topic) when topic.isReady() ->
                    CatalogRow.topic(key)
                        .ifPresent(ref -> wanted.put(StreamNames.topic(ref), topic.incarnation()));
                case CatalogRow.OfQueue(var queue) when queue.isReady() -> {
                  long incarnation = queue.incarnation();
                  CatalogRow.queue(key)
                      .ifPresent(
                          ref -> {
                            wanted.put(StreamNames.queue(ref, incarnation), incarnation);
                            wanted.put(StreamNames.ledger(ref, incarnation), incarnation);
                          });
                }
                case null, default -> {}
              }
            });
    return wanted;
  }

  private void tell(Set<String> found) {
    var before = names;
    names = found;
    for (var name : found) {
      if (!before.contains(name)) {
        LOG.log(
            System.Logger.Level.ERROR,
            "a stream was removed behind EdgeMQ's back: create its queue or topic again, or run"
                + " `edgemq doctor --repair`; stream={0}",
            name);
      }
    }
    for (var name : before) {
      if (!found.contains(name)) {
        LOG.log(System.Logger.Level.INFO, "a missing stream is settled; stream={0}", name);
      }
    }
  }

  /// Stops comparing.
  @Override
  public void close() {
    thread.interrupt();
  }
}
