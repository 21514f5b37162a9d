package io.edgemq.application;

import io.edgemq.domain.LeaseHandle;
import io.edgemq.domain.Limit;
import io.edgemq.domain.Limits;
import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.lease.SettleOutcome;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Refusal.Staleness;
import io.edgemq.ports.in.Sent;
import io.edgemq.ports.in.SettleMessages;
import io.edgemq.ports.out.QueueStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Ends or extends leases.
public final class Settling implements SettleMessages {
  private final Admission admission;
  private final QueueStore store;
  private final ReceiptSigner signer;
  private final OpenLeases leases;

  /// @param leases are told what became of them
  public Settling(Admission admission, QueueStore store, ReceiptSigner signer, OpenLeases leases) {
    this.admission = admission;
    this.store = store;
    this.signer = signer;
    this.leases = leases;
  }

  @Override
  public Outcome<List<Outcome<Effect>>> settle(
      Principal who, QueueName name, Sent<List<Order>> orders) {
    return admission.access().toSettle(who, name).then(ref -> settle(ref, orders.get()));
  }

  private Outcome<List<Outcome<Effect>>> settle(QueueRef ref, List<Order> orders) {
    var limits = admission.limitsOf(ref.tenant());
    var size = Ranges.check(Limit.SETTLEMENTS, orders.size(), limits.batchEntries());
    if (size.isPresent()) {
      return Outcome.refused(size.get());
    }
    var checked = orders.stream().map(each -> check(ref, each, limits)).toList();
    var fit = new ArrayList<Settlement>(checked.size());
    for (var each : checked) {
      if (each instanceof Outcome.Done<Settlement>(var settlement)) {
        fit.add(settlement);
      }
    }
    return switch (admission.shares().of(ref.tenant(), () -> store.settle(ref, fit))) {
      case QueueStore.Settled(var outcomes) -> Outcome.done(merge(ref, checked, outcomes));
      case QueueStore.NoSuchQueue _ -> Outcome.refused(new Refusal.NoSuchQueue(ref.name()));
    };
  }

  private Outcome<Settlement> check(QueueRef ref, Order order, Limits limits) {
    var complaint = range(order, limits);
    if (complaint.isPresent()) {
      return Outcome.refused(complaint.get());
    }
    return signer
        .verify(ref, order.receipt())
        .map(handle -> Outcome.done(settlement(order, handle)))
        .orElseGet(() -> Outcome.refused(new Refusal.ReceiptInvalid()));
  }

  /// A nack can keep a message away as long as a lease can.
  private static Optional<Refusal> range(Order order, Limits limits) {
    return switch (order) {
      case Order.Ack _, Order.Reject _ -> Optional.empty();
      case Order.Nack(_, var delay) -> Ranges.check(Limit.NACK_DELAY, delay, limits.visibility());
      case Order.Extend(_, var visibility) ->
          Ranges.check(Limit.VISIBILITY, visibility, limits.visibility());
    };
  }

  private static Settlement settlement(Order order, LeaseHandle handle) {
    return switch (order) {
      case Order.Ack _ -> new Settlement.Ack(handle);
      case Order.Nack(_, var delay) -> new Settlement.Nack(handle, delay);
      case Order.Extend(_, var visibility) -> new Settlement.Extend(handle, visibility);
      case Order.Reject(_, var reason) -> new Settlement.Reject(handle, reason);
    };
  }

  private List<Outcome<Effect>> merge(
      QueueRef ref, List<Outcome<Settlement>> checked, List<SettleOutcome> outcomes) {
    var next = outcomes.iterator();
    return checked.stream()
        .map(each -> each.then(settlement -> explain(ref, settlement, next.next())))
        .toList();
  }

  /// Who acknowledges a message that is gone has what it wanted; for any other wish, the receipt is
  /// stale.
  private Outcome<Effect> explain(QueueRef ref, Settlement settlement, SettleOutcome outcome) {
    return switch (outcome) {
      case SettleOutcome.Done _ -> ended(ref, settlement);
      case SettleOutcome.Extended(var lease) -> {
        leases.extended(ref, settlement.handle(), lease);
        yield Outcome.done(new Extended(signer.sign(ref, lease.handle()), lease.until()));
      }
      case SettleOutcome.Stale _ -> stale(Staleness.HANDED_OUT_AGAIN);
      case SettleOutcome.GivenBack _ -> stale(Staleness.GIVEN_BACK);
      case SettleOutcome.Unknown _ -> Outcome.refused(new Refusal.ReceiptInvalid());
      case SettleOutcome.NoDeadLetterQueue _ -> Outcome.refused(new Refusal.NothingToRejectTo());
      case SettleOutcome.Gone _ ->
          switch (settlement) {
            case Settlement.Ack _ -> ended(ref, settlement);
            case Settlement.Nack _, Settlement.Extend _, Settlement.Reject _ ->
                stale(Staleness.LEFT_THE_QUEUE);
          };
    };
  }

  private Outcome<Effect> ended(QueueRef ref, Settlement settlement) {
    leases.ended(ref, settlement.handle());
    return Outcome.done(new Ended());
  }

  private static Outcome<Effect> stale(Staleness why) {
    return Outcome.refused(new Refusal.ReceiptStale(why));
  }
}
