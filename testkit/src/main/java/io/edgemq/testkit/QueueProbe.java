package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.Lease;
import io.edgemq.domain.LeaseHandle;
import io.edgemq.domain.LeasedMessage;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueCounts;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.RedrivePlan;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.Stored;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.lease.SettleOutcome;
import io.edgemq.domain.lease.SettleOutcome.Extended;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.QueueStore.ReceiveResult;
import io.edgemq.ports.out.QueueStore.RedriveStep;
import io.edgemq.ports.out.QueueStore.SourceMessage;
import io.edgemq.ports.out.SourceId;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// One queue of a store under test, in the words of the contract's examples. Each method fails the
/// test when the store answers that there is no such queue. Works on after a reopening.
public final class QueueProbe {
  /// How long a lease of [#receive(int)] is.
  public static final Duration VISIBILITY = Duration.ofSeconds(30);

  private final StoreHarness store;
  private final QueueRef ref;

  QueueProbe(StoreHarness store, TenantId tenant, String name) {
    this.store = store;
    this.ref = new QueueRef(tenant, new QueueName(name));
  }

  /// The queue's name from outside.
  public QueueRef ref() {
    return ref;
  }

  /// Gives the queue another configuration.
  public void configure(QueueConfig config) {
    var catalog = store.ports().queueCatalog();
    var current = catalog.find(ref).orElseThrow().config();
    assertThat(catalog.update(ref, current, config)).isInstanceOf(QueueCatalog.Updated.class);
  }

  private QueueStore queues() {
    return store.ports().queues();
  }

  /// Sends one message without delay, group and key; its sequence.
  public long send(String text) {
    return send(TestMessages.message(text)).getFirst().sequence();
  }

  /// Sends `messages` as one batch.
  public List<Stored> send(NewQueueMessage... messages) {
    var result = queues().send(ref, Arrays.asList(messages));
    assertThat(result).isInstanceOf(QueueStore.Sent.class);
    return ((QueueStore.Sent) result).entries();
  }

  /// Leases up to `max` for [#VISIBILITY] without waiting.
  public List<LeasedMessage> receive(int max) {
    return receive(new ReceiveRequest(max, VISIBILITY, Duration.ZERO));
  }

  /// Leases as `request` says.
  public List<LeasedMessage> receive(ReceiveRequest request) {
    var result = receiveRaw(request);
    assertThat(result).isInstanceOf(QueueStore.Received.class);
    return ((QueueStore.Received) result).messages();
  }

  /// What the store answers to `request`.
  public ReceiveResult receiveRaw(ReceiveRequest request) {
    try {
      return queues().receive(ref, request);
    } catch (InterruptedException interrupted) {
      throw new AssertionError("nobody interrupts this thread", interrupted);
    }
  }

  /// Leases the one message that is there to be received.
  public LeasedMessage receiveOne() {
    return receiveOne(VISIBILITY);
  }

  /// Leases for `visibility` the one message that is there to be received.
  public LeasedMessage receiveOne(Duration visibility) {
    var messages = receive(new ReceiveRequest(1, visibility, Duration.ZERO));
    assertThat(messages).as("messages received").hasSize(1);
    return messages.getFirst();
  }

  /// The texts of all that can be received now; they are leased by it.
  public List<String> receiveTexts() {
    return texts(receive(100));
  }

  /// The texts of `messages`.
  public static List<String> texts(List<LeasedMessage> messages) {
    return messages.stream().map(m -> TestMessages.text(m.message().content())).toList();
  }

  /// Carries out `settlements` in one call.
  public List<SettleOutcome> settle(Settlement... settlements) {
    var result = queues().settle(ref, Arrays.asList(settlements));
    assertThat(result).isInstanceOf(QueueStore.Settled.class);
    var outcomes = ((QueueStore.Settled) result).outcomes();
    assertThat(outcomes).hasSameSizeAs(settlements);
    return outcomes;
  }

  /// Acknowledges.
  public SettleOutcome ack(LeasedMessage leased) {
    return settle(new Settlement.Ack(handle(leased))).getFirst();
  }

  /// Gives back.
  public SettleOutcome nack(LeasedMessage leased, Duration delay) {
    return settle(new Settlement.Nack(handle(leased), delay)).getFirst();
  }

  /// Extends, which must succeed; the new lease.
  public Lease extend(LeasedMessage leased, Duration visibility) {
    var outcome = settle(new Settlement.Extend(handle(leased), visibility)).getFirst();
    assertThat(outcome).isInstanceOf(Extended.class);
    return ((Extended) outcome).lease();
  }

  /// Rejects for `reason`.
  public SettleOutcome reject(LeasedMessage leased, String reason) {
    return settle(new Settlement.Reject(handle(leased), new DeadLetterReason(reason))).getFirst();
  }

  /// Takes leases back.
  public void unreceive(LeasedMessage... leased) {
    queues().unreceive(ref, Arrays.stream(leased).map(QueueProbe::handle).toList());
  }

  /// The handle of the lease.
  public static LeaseHandle handle(LeasedMessage leased) {
    return leased.lease().handle();
  }

  /// What the queue holds.
  public QueueCounts counts() {
    return queues().count(ref).orElseThrow();
  }

  /// The last sequence.
  public long lastSequence() {
    return queues().lastSequence(ref).orElseThrow();
  }

  /// Purges.
  public void purge() {
    assertThat(queues().purge(ref)).isInstanceOf(QueueStore.Purged.class);
  }

  /// Does a step of a redrive.
  public QueueStore.Redriven redrive(RedrivePlan plan, RedriveStep step) {
    var result = queues().redrive(ref, plan, step);
    assertThat(result).isInstanceOf(QueueStore.Redriven.class);
    return (QueueStore.Redriven) result;
  }

  /// Forwards `messages` of `source`; the mark afterwards.
  public long forward(SourceId source, List<SourceMessage> messages) {
    var result = queues().forward(ref, source, messages);
    assertThat(result).isInstanceOf(QueueStore.Forwarded.class);
    return ((QueueStore.Forwarded) result).mark();
  }

  /// The mark of `source`.
  public long mark(SourceId source) {
    return forward(source, List.of());
  }

  /// Forgets the mark of `source`.
  public void retire(SourceId source) {
    queues().retire(ref, source);
  }
}
