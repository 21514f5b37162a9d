package io.edgemq.application;

import io.edgemq.domain.LeaseHandle;
import io.edgemq.domain.LeasedMessage;
import io.edgemq.domain.Limit;
import io.edgemq.domain.Limits;
import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.ReceiveMessages;
import io.edgemq.ports.in.Received;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Unit;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.Traffic;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Hands queued messages out under signed receipts.
public final class Receiving implements ReceiveMessages {
  private final Admission admission;
  private final QueueStore store;
  private final ReceiptSigner signer;
  private final Waits waits;
  private final OpenCalls calls;
  private final InstantSource clock;
  private final Traffic traffic;

  /// What receiving works with.
  ///
  /// @param waits ends the waits of receivers when the process shuts down or their key is revoked
  /// @param calls knows whose key has ended
  public record Tools(
      ReceiptSigner signer, Waits waits, OpenCalls calls, InstantSource clock, Traffic traffic) {}

  public Receiving(Admission admission, QueueStore store, Tools tools) {
    this.admission = admission;
    this.store = store;
    this.signer = tools.signer();
    this.waits = tools.waits();
    this.calls = tools.calls();
    this.clock = tools.clock();
    this.traffic = tools.traffic();
  }

  @Override
  public Outcome<Unit> mayReceive(Principal who, QueueName name) {
    return admission.access().toReceive(who, name).then(_ -> Unit.done());
  }

  @Override
  public Outcome<List<Received>> receive(Principal who, QueueName name, ReceiveRequest request)
      throws InterruptedException {
    return switch (permitted(who, name, request)) {
      case Outcome.Done<QueueRef>(var ref) ->
          lease(ref, request, new Waits.Wait(who)).then(leased -> Outcome.done(sign(ref, leased)));
      case Outcome.Refused<QueueRef>(var refusal) -> Outcome.refused(refusal);
    };
  }

  /// Leases messages. None when `wait` was ended first.
  Outcome<List<LeasedMessage>> lease(QueueRef ref, ReceiveRequest request, Waits.Wait wait)
      throws InterruptedException {
    return request.maxWait().isZero()
        ? answer(
            ref, admission.shares().whileWaiting(ref.tenant(), () -> store.receive(ref, request)))
        : await(ref, request, wait);
  }

  private Outcome<QueueRef> permitted(Principal who, QueueName name, ReceiveRequest request) {
    return admission
        .access()
        .toReceive(who, name)
        .then(
            ref ->
                check(request, admission.limitsOf(ref.tenant()))
                    .map(Outcome::<QueueRef>refused)
                    .orElseGet(() -> Outcome.done(ref)));
  }

  private static Optional<Refusal> check(ReceiveRequest request, Limits limits) {
    var visibility = request.visibility();
    return Ranges.check(Limit.RECEIVE_MAX, request.max(), limits.receiveMax())
        .or(() -> Ranges.check(Limit.RECEIVE_WAIT, request.maxWait(), limits.receiveWait()))
        .or(
            () ->
                visibility == null
                    ? Optional.empty()
                    : Ranges.check(Limit.VISIBILITY, visibility, limits.visibility()));
  }

  /// Waits as long as the key lasts. A caller whose key has ended meanwhile gets no message: what
  /// was leased is given back.
  private Outcome<List<LeasedMessage>> await(QueueRef ref, ReceiveRequest request, Waits.Wait wait)
      throws InterruptedException {
    var who = wait.principal();
    var longest = new Expiry(who.expiresAt(), clock).orLess(request.maxWait());
    var bounded = new ReceiveRequest(request.max(), request.visibility(), longest);
    var result =
        waits.during(
            wait, () -> store.receive(ref, bounded), () -> new QueueStore.Received(List.of()));
    var objection = calls.objection(who);
    if (objection.isPresent()) {
      undo(ref, result);
      return Outcome.refused(objection.get());
    }
    return answer(ref, result);
  }

  private void undo(QueueRef ref, QueueStore.ReceiveResult result) {
    switch (result) {
      case QueueStore.Received(List<LeasedMessage> leased) when leased.isEmpty() -> {}
      case QueueStore.Received(List<LeasedMessage> leased) ->
          new Returning(store, ref)
              .unreceive(leased.stream().map(each -> each.lease().handle()).toList());
      case QueueStore.NoSuchQueue _ -> {}
    }
  }

  private static Outcome<List<LeasedMessage>> answer(
      QueueRef ref, QueueStore.ReceiveResult result) {
    return switch (result) {
      case QueueStore.Received(List<LeasedMessage> leased) -> Outcome.done(leased);
      case QueueStore.NoSuchQueue _ -> Outcome.refused(new Refusal.NoSuchQueue(ref.name()));
    };
  }

  /// The messages with their receipts, to be handed out now.
  List<Received> sign(QueueRef ref, List<LeasedMessage> leased) {
    var received = new ArrayList<Received>(leased.size());
    long bytes = 0;
    for (var each : leased) {
      var lease = each.lease();
      var receipt = signer.sign(ref, lease.handle());
      received.add(new Received(each.message(), receipt, lease.attempt(), lease.until()));
      bytes += each.message().content().payload().size();
    }
    if (!received.isEmpty()) {
      traffic.delivered(Traffic.Channel.QUEUE, ref.tenant(), received.size(), bytes);
    }
    return received;
  }

  /// A caller that may not receive any more gives nothing back: the leases end by themselves.
  @Override
  public void giveBack(Principal who, QueueName name, List<Received> messages) {
    switch (admission.access().toReceive(who, name)) {
      case Outcome.Done<QueueRef>(var ref) -> giveBack(ref, messages);
      case Outcome.Refused<QueueRef> _ -> {}
    }
  }

  private void giveBack(QueueRef ref, List<Received> messages) {
    store.unreceive(ref, handles(ref, messages));
  }

  /// The leases of messages that were handed out.
  List<LeaseHandle> handles(QueueRef ref, List<Received> messages) {
    return messages.stream().flatMap(each -> signer.verify(ref, each.receipt()).stream()).toList();
  }
}
