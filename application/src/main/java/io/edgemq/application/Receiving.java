package io.edgemq.application;

import io.edgemq.domain.LeasedMessage;
import io.edgemq.domain.Limits;
import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.ReceiveMessages;
import io.edgemq.ports.in.Received;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Hands queued messages out under signed receipts.
public final class Receiving implements ReceiveMessages {
  private final QueueStore store;
  private final ReceiptSigner signer;
  private final Limits limits;
  private final Waits waits;
  private final Traffic traffic;

  /// What receiving works with.
  ///
  /// @param waits through which the waits of receivers are ended when the process goes down
  public record Tools(ReceiptSigner signer, Limits limits, Waits waits, Traffic traffic) {}

  public Receiving(QueueStore store, Tools tools) {
    this.store = store;
    this.signer = tools.signer();
    this.limits = tools.limits();
    this.waits = tools.waits();
    this.traffic = tools.traffic();
  }

  @Override
  public Outcome<List<Received>> receive(Principal who, QueueName name, ReceiveRequest request)
      throws InterruptedException {
    var ref = new QueueRef(who.tenant(), name);
    var complaint = check(request);
    if (complaint.isPresent()) {
      return Outcome.refused(complaint.get());
    }
    return receive(ref, request);
  }

  private Optional<Refusal> check(ReceiveRequest request) {
    return ConfigRules.within("max", request.max(), limits.receiveMax())
        .or(() -> ConfigRules.within("wait_seconds", request.maxWait(), limits.receiveWait()))
        .or(
            () ->
                Optional.ofNullable(request.visibility())
                    .flatMap(
                        each ->
                            ConfigRules.within("visibility_seconds", each, limits.visibility())));
  }

  private Outcome<List<Received>> receive(QueueRef ref, ReceiveRequest request)
      throws InterruptedException {
    var result =
        request.maxWait().isZero()
            ? store.receive(ref, request)
            : waits.during(
                () -> store.receive(ref, request), () -> new QueueStore.Received(List.of()));
    return switch (result) {
      case QueueStore.Received(List<LeasedMessage> leased) -> Outcome.done(sign(ref, leased));
      case QueueStore.NoSuchQueue _ -> Outcome.refused(new Refusal.NoSuchQueue(ref.name()));
    };
  }

  private List<Received> sign(QueueRef ref, List<LeasedMessage> leased) {
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

  @Override
  public void giveBack(Principal who, QueueName name, List<Received> messages) {
    var ref = new QueueRef(who.tenant(), name);
    var handles =
        messages.stream().flatMap(each -> signer.verify(ref, each.receipt()).stream()).toList();
    store.unreceive(ref, handles);
  }
}
