package io.edgemq.nats.usage;

import io.edgemq.jetstream.Broadcast;
import io.edgemq.jetstream.Cluster;
import io.edgemq.ports.out.PeerUsage;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// [PeerUsage] over a subject of core NATS, which no stream stores. What this process says comes
/// back to it, and is left out. When the age of a report is asked, the time counts at which it
/// came,
/// by this process's monotonic clock: no two clocks are compared.
public final class NatsPeerUsage implements PeerUsage, AutoCloseable {
  /// What the servers must let adapters publish and hear.
  public static final String SUBJECT = "mq.peers.usage";

  /// Of how many processes reports are kept: more than a deployment has.
  static final int MOST_PROCESSES = 1_000;

  private static final System.Logger LOG = System.getLogger(NatsPeerUsage.class.getName());
  private static final long HOLDS_NANOS = Duration.ofMillis(HOLDS_MILLIS).toNanos();

  private final LongSupplier nanos;
  private final Map<String, Heard> latest = new ConcurrentHashMap<>();
  private final AtomicLong passedOver = new AtomicLong();
  private final AtomicLong unsaid = new AtomicLong();
  private final AtomicBoolean isTold = new AtomicBoolean();
  private volatile @Nullable String own;
  private volatile @Nullable Broadcast broadcast;

  /// @param at when it came, of `nanos`
  private record Heard(Report report, long at) {}

  /// One that hears nothing yet.
  ///
  /// @param nanos a clock that only goes forward
  NatsPeerUsage(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /// Begins to listen.
  ///
  /// @param nanos a clock that only goes forward
  public static NatsPeerUsage open(Cluster cluster, LongSupplier nanos) {
    var usage = new NatsPeerUsage(nanos);
    usage.broadcast = Broadcast.open(cluster, SUBJECT, usage::hear);
    return usage;
  }

  @Override
  public void report(Report report) {
    own = report.process();
    latest.remove(report.process());
    var to = broadcast;
    if (to == null || !to.say(ReportFormat.write(report))) {
      unsaid.incrementAndGet();
    }
  }

  /// Takes what somebody has said.
  void hear(byte[] message) {
    var report = ReportFormat.read(message);
    if (report.isEmpty()) {
      passOver();
    } else if (!report.get().process().equals(own)) {
      keep(report.get());
    }
  }

  private void passOver() {
    passedOver.incrementAndGet();
    if (isTold.compareAndSet(false, true)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "what came on a subject is no report of a process and is passed over; subject={0}",
          SUBJECT);
    }
  }

  private void keep(Report report) {
    long now = nanos.getAsLong();
    if (latest.size() >= MOST_PROCESSES && !latest.containsKey(report.process())) {
      latest.values().removeIf(heard -> isOver(heard, now));
    }
    if (latest.size() < MOST_PROCESSES || latest.containsKey(report.process())) {
      latest.put(report.process(), new Heard(report, now));
    }
  }

  private static boolean isOver(Heard heard, long now) {
    return now - heard.at() > HOLDS_NANOS;
  }

  @Override
  public Collection<Report> others() {
    long now = nanos.getAsLong();
    latest.values().removeIf(heard -> isOver(heard, now));
    return latest.values().stream()
        .filter(heard -> !heard.report().process().equals(own))
        .sorted(Comparator.comparingLong(heard -> heard.at() - now))
        .map(Heard::report)
        .toList();
  }

  /// How many messages came that are no reports.
  public long passedOver() {
    return passedOver.get();
  }

  /// How many own reports were dropped, because the servers were away or slow.
  public long unsaid() {
    return unsaid.get();
  }

  /// Stops listening.
  @Override
  public void close() {
    var from = broadcast;
    if (from != null) {
      from.close();
    }
  }
}
