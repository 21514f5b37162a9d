package io.edgemq.application;

import io.edgemq.domain.Limit;
import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.WorkOnQueues;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.QueueStore;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Hands messages to workers that say how many they can have unsettled.
public final class Working implements WorkOnQueues {
  private final Admission admission;
  private final QueueCatalog catalog;
  private final QueueStore store;
  private final Receiving receiving;
  private final Tools tools;
  private final Set<QueueWorker> waiting = ConcurrentHashMap.newKeySet();
  private final StreamTimeouts timeouts = new StreamTimeouts(waiting);

  /// What work is done with.
  ///
  /// @param receiving as receivers without a connection of their own have it
  /// @param leases shared with those who settle
  public record Tools(Receiving.Tools receiving, OpenLeases leases) {}

  public Working(Admission admission, QueueCatalog catalog, QueueStore store, Tools tools) {
    this.admission = admission;
    this.catalog = catalog;
    this.store = store;
    this.receiving = new Receiving(admission, store, tools.receiving());
    this.tools = tools;
  }

  @Override
  public Outcome<QueueWork> open(Principal who, QueueName name, int credit) {
    return admission
        .access()
        .toReceive(who, name)
        .then(ref -> checked(ref, credit))
        .then(ref -> Outcome.done(new QueueWorker(this, who, ref, credit)));
  }

  private Outcome<QueueRef> checked(QueueRef ref, int credit) {
    return check(credit)
        .or(() -> missing(ref))
        .map(Outcome::<QueueRef>refused)
        .orElseGet(() -> Outcome.done(ref));
  }

  private Optional<Refusal> missing(QueueRef ref) {
    return catalog.find(ref).isPresent()
        ? Optional.empty()
        : Optional.of(new Refusal.NoSuchQueue(ref.name()));
  }

  static Optional<Refusal> check(int credit) {
    return Ranges.check(Limit.WORK_CREDIT, credit, MOST_CREDIT);
  }

  /// Why nothing more is leased for `who` on the queue; empty when something is.
  Optional<Refusal> objection(Principal who, QueueRef queue) {
    if (waits().areOver()) {
      return Optional.of(new Refusal.Draining());
    }
    return tools
        .receiving()
        .calls()
        .objection(who)
        .or(
            () ->
                switch (admission.access().toReceive(who, queue.name())) {
                  case Outcome.Done<QueueRef> _ -> Optional.empty();
                  case Outcome.Refused<QueueRef>(var refusal) -> Optional.of(refusal);
                });
  }

  /// How many messages one receive takes.
  int mostAtOnce(QueueRef queue) {
    return admission.limitsOf(queue.tenant()).receiveMax();
  }

  /// Somebody looks now and then whether the wait of `worker` is over.
  void beginWaiting(QueueWorker worker) {
    waiting.add(worker);
    timeouts.begin();
  }

  void endWaiting(QueueWorker worker) {
    waiting.remove(worker);
  }

  QueueStore store() {
    return store;
  }

  Receiving receiving() {
    return receiving;
  }

  OpenLeases leases() {
    return tools.leases();
  }

  Waits waits() {
    return tools.receiving().waits();
  }

  InstantSource clock() {
    return tools.receiving().clock();
  }
}
