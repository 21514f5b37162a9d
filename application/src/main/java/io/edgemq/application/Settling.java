package io.edgemq.application;

import io.edgemq.domain.LeaseHandle;
import io.edgemq.domain.Limits;
import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.lease.SettleOutcome;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.SettleMessages;
import io.edgemq.ports.out.QueueStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Ends or prolongs leases.
public final class Settling implements SettleMessages {
  private final QueueStore store;
  private final ReceiptSigner signer;
  private final Limits limits;

  public Settling(QueueStore store, ReceiptSigner signer, Limits limits) {
    this.store = store;
    this.signer = signer;
    this.limits = limits;
  }

  @Override
  public Outcome<List<Outcome<Effect>>> settle(Principal who, QueueName name, List<Order> orders) {
    var size = ConfigRules.within("receipts", orders.size(), limits.batchEntries());
    if (size.isPresent()) {
      return Outcome.refused(size.get());
    }
    var ref = new QueueRef(who.tenant(), name);
    var checked = orders.stream().map(each -> check(ref, each)).toList();
    var fit = new ArrayList<Settlement>(checked.size());
    for (var each : checked) {
      if (each instanceof Outcome.Done<Settlement>(var settlement)) {
        fit.add(settlement);
      }
    }
    return switch (store.settle(ref, fit)) {
      case QueueStore.Settled(var outcomes) -> Outcome.done(merge(ref, checked, outcomes));
      case QueueStore.NoSuchQueue _ -> Outcome.refused(new Refusal.NoSuchQueue(name));
    };
  }

  private Outcome<Settlement> check(QueueRef ref, Order order) {
    var complaint = range(order);
    if (complaint.isPresent()) {
      return Outcome.refused(complaint.get());
    }
    return signer
        .verify(ref, order.receipt())
        .map(handle -> Outcome.done(settlement(order, handle)))
        .orElseGet(() -> Outcome.refused(new Refusal.ReceiptInvalid()));
  }

  /// A nack can keep a message away as long as a lease can.
  private Optional<Refusal> range(Order order) {
    return switch (order) {
      case Order.Ack _, Order.Reject _ -> Optional.empty();
      case Order.Nack(_, var delay) ->
          ConfigRules.within("delay_seconds", delay, limits.visibility());
      case Order.Extend(_, var visibility) ->
          ConfigRules.within("visibility_seconds", visibility, limits.visibility());
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

  /// A message that is gone was acknowledged, purged or moved away: for who wanted it gone that is
  /// done, for who wanted to keep it the receipt is stale.
  private Outcome<Effect> explain(QueueRef ref, Settlement settlement, SettleOutcome outcome) {
    return switch (outcome) {
      case SettleOutcome.Done _ -> Outcome.done(new Ended());
      case SettleOutcome.Extended(var lease) ->
          Outcome.done(new Extended(signer.sign(ref, lease.handle()), lease.until()));
      case SettleOutcome.Stale _ -> Outcome.refused(new Refusal.ReceiptStale());
      case SettleOutcome.Unknown _ -> Outcome.refused(new Refusal.ReceiptInvalid());
      case SettleOutcome.NoDeadLetterQueue _ -> Outcome.refused(new Refusal.NothingToRejectTo());
      case SettleOutcome.Gone _ ->
          switch (settlement) {
            case Settlement.Ack _, Settlement.Reject _ -> Outcome.done(new Ended());
            case Settlement.Nack _, Settlement.Extend _ ->
                Outcome.refused(new Refusal.ReceiptStale());
          };
    };
  }
}
