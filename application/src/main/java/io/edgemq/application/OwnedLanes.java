package io.edgemq.application;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.ports.out.LaneRef;
import io.edgemq.ports.out.OwnerId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The lanes that this process delivers, each with a thread of its own. One thread takes lanes and
/// gives them up, by [#round].
final class OwnedLanes {
  private static final Logger LOG = System.getLogger(OwnedLanes.class.getName());

  /// How many deliveries are handed over to others in one round.
  private static final int HANDED_OVER = 100;

  /// How many claims are under way at a time.
  private static final int CLAIMS = 16;

  private final OwnerId self;
  private final Supplier<Set<OwnerId>> alive;
  private final Starter starter;
  private final Map<LaneRef, Running> running = new ConcurrentHashMap<>();

  /// Lanes that may be claimed by this process though it does not deliver them: what came of a
  /// claim or a release is not known. Nobody else gets them until it is.
  private final Set<LaneRef> inDoubt = ConcurrentHashMap.newKeySet();

  /// A delivery and its thread.
  private record Running(LaneWorker worker, Thread thread) {}

  /// Makes deliveries.
  interface Starter {
    /// Claims a lane if it is to be delivered, and makes its delivery; empty when it is not, or
    /// when it is another's.
    ///
    /// @throws StoreException when the store cannot answer; the lane may be claimed nevertheless
    Optional<LaneWorker> claim(LaneRef lane);

    /// Lets others have a lane that this process may have claimed. What was saved stays.
    ///
    /// @throws StoreException when the store cannot answer
    void giveUp(LaneRef lane);

    /// The delivery has begun.
    void begun(LaneRef lane, LaneWorker worker);

    /// The delivery has ended.
    void ended(LaneWorker worker);
  }

  /// @param alive who delivers
  OwnedLanes(OwnerId self, Supplier<Set<OwnerId>> alive, Starter starter) {
    this.self = self;
    this.alive = alive;
    this.starter = starter;
  }

  /// Takes what of the lanes is this process's share, and gives up what is not.
  ///
  /// @param lanes how many each subscription has
  /// @param mayTake whether it may take any
  void round(Map<SubscriptionRef, Integer> lanes, boolean mayTake) {
    running.entrySet().removeIf(delivery -> isOver(delivery.getKey(), delivery.getValue()));
    var living = alive.get();
    var shares = new ArrayList<Share>();
    lanes.forEach((subscription, count) -> shares.addAll(shares(subscription, count, living)));
    handOver(shares);
    inDoubt.retainAll(shares.stream().map(Share::lane).collect(Collectors.toSet()));
    if (mayTake) {
      claim(shares.stream().filter(this::isToBeTaken).toList(), living);
    }
  }

  /// A lane, and whether this process is to deliver it.
  private record Share(LaneRef lane, boolean ours) {}

  private List<Share> shares(SubscriptionRef subscription, int count, Set<OwnerId> living) {
    var owners = LaneShare.of(subscription, count, living);
    return LaneRef.all(subscription, count).stream()
        .map(lane -> new Share(lane, !owners.isEmpty() && owners.get(lane.index()).equals(self)))
        .toList();
  }

  private boolean isToBeTaken(Share share) {
    return !running.containsKey(share.lane()) && (share.ours() || inDoubt.contains(share.lane()));
  }

  private void handOver(List<Share> shares) {
    shares.stream()
        .filter(share -> !share.ours())
        .flatMap(share -> Stream.ofNullable(running.get(share.lane())))
        .limit(HANDED_OVER)
        .forEach(delivery -> delivery.worker().tell(new LaneEvent.HandOver()));
  }

  private boolean isOver(LaneRef lane, Running delivery) {
    var worker = delivery.worker();
    if (!worker.hasEnded()) {
      return false;
    }
    if (!worker.hasLetGo()) {
      inDoubt.add(lane);
    }
    starter.ended(worker);
    return true;
  }

  /// @param living who was alive when the shares were made; nothing is claimed once that has
  /// changed
  private void claim(List<Share> shares, Set<OwnerId> living) {
    if (shares.isEmpty()) {
      return;
    }
    var turns = new Semaphore(CLAIMS);
    var failures = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var share : shares) {
        threads.execute(
            () -> {
              turns.acquireUninterruptibly();
              try {
                if (alive.get().equals(living)) {
                  claim(share, failures);
                }
              } finally {
                turns.release();
              }
            });
      }
    }
    if (failures.get() > 0) {
      LOG.log(Level.WARNING, "deliveries could not be taken, and are tried again: {0}", failures);
    }
  }

  private void claim(Share share, AtomicInteger failures) {
    var lane = share.lane();
    try {
      if (share.ours()) {
        inDoubt.add(lane);
        starter.claim(lane).ifPresent(worker -> begin(lane, worker));
      } else {
        starter.giveUp(lane);
      }
      inDoubt.remove(lane);
    } catch (StoreException outage) {
      failures.incrementAndGet();
      LOG.log(Level.DEBUG, "a delivery could not be taken", outage);
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "a delivery could not begin; it is tried again: " + lane, bug);
    }
  }

  private void begin(LaneRef lane, LaneWorker worker) {
    var thread = Thread.ofVirtual().name("push-delivery").unstarted(worker);
    running.put(lane, new Running(worker, thread));
    thread.start();
    starter.begun(lane, worker);
  }

  /// Tells the deliveries of those of `lanes` that this process delivers.
  void tell(Collection<LaneRef> lanes, LaneEvent event) {
    for (var lane : lanes) {
      var delivery = running.get(lane);
      if (delivery != null) {
        delivery.worker().tell(event);
      }
    }
  }

  /// Whether this process delivers any lane of `subscription`.
  boolean isRunning(SubscriptionRef subscription) {
    return running.entrySet().stream()
        .anyMatch(
            delivery ->
                delivery.getKey().subscription().equals(subscription)
                    && !delivery.getValue().worker().hasEnded());
  }

  /// The deliveries.
  Stream<LaneWorker> workers() {
    return running.values().stream().map(Running::worker);
  }

  /// Hands every delivery over. Answers whether all have ended `within` that time; the others are
  /// interrupted.
  boolean close(Duration within) throws InterruptedException {
    workers().forEach(worker -> worker.tell(new LaneEvent.HandOver()));
    long by = System.nanoTime() + within.toNanos();
    boolean ended = true;
    try {
      for (var delivery : running.values()) {
        ended &= delivery.thread().join(Duration.ofNanos(Math.max(1, by - System.nanoTime())));
      }
    } finally {
      running.values().forEach(delivery -> delivery.thread().interrupt());
    }
    return ended;
  }
}
