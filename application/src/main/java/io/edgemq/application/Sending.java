package io.edgemq.application;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.edgemq.domain.DedupKey;
import io.edgemq.domain.GroupId;
import io.edgemq.domain.Limits;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.Stored;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.SendMessages;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.Traffic;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Puts messages into queues.
public final class Sending implements SendMessages {
  private final QueueCatalog catalog;
  private final QueueStore store;
  private final Limits limits;
  private final ContentRules rules;
  private final Counting counting;

  public Sending(QueueCatalog catalog, QueueStore store, Limits limits, Traffic traffic) {
    this.catalog = catalog;
    this.store = store;
    this.limits = limits;
    this.rules = new ContentRules(limits);
    this.counting = new Counting(traffic, Traffic.Channel.QUEUE);
  }

  @Override
  public Outcome<Stored> send(Principal who, QueueName name, NewQueueMessage message) {
    var ref = new QueueRef(who.tenant(), name);
    return find(ref)
        .then(queue -> prepare(queue.config(), message))
        .then(ready -> store(ref, List.of(ready)))
        .then(entries -> Outcome.done(entries.getFirst()));
  }

  @Override
  public Outcome<List<Outcome<Stored>>> sendBatch(
      Principal who, QueueName name, List<NewQueueMessage> messages) {
    var ref = new QueueRef(who.tenant(), name);
    var size = ConfigRules.within("messages", messages.size(), limits.batchEntries());
    if (size.isPresent()) {
      return Outcome.refused(size.get());
    }
    return find(ref)
        .then(
            queue ->
                Batches.storeThose(
                    messages.stream().map(each -> prepare(queue.config(), each)).toList(),
                    ready -> store(ref, ready)));
  }

  private Outcome<Queue> find(QueueRef ref) {
    return catalog
        .find(ref)
        .map(Outcome::done)
        .orElseGet(() -> Outcome.refused(new Refusal.NoSuchQueue(ref.name())));
  }

  private Outcome<List<Stored>> store(QueueRef ref, List<NewQueueMessage> messages) {
    return switch (store.send(ref, messages)) {
      case QueueStore.Sent(List<Stored> entries) -> {
        counting.stored(ref.tenant(), entries, i -> messages.get(i).content());
        yield Outcome.done(entries);
      }
      case QueueStore.NoSuchQueue _ -> Outcome.refused(new Refusal.NoSuchQueue(ref.name()));
    };
  }

  private Outcome<NewQueueMessage> prepare(QueueConfig config, NewQueueMessage message) {
    var complaint =
        rules
            .check(message.content(), config.maxMessageBytes())
            .or(
                () ->
                    Optional.ofNullable(message.delay())
                        .flatMap(
                            each -> ConfigRules.within("delay_seconds", each, limits.delay())));
    if (complaint.isPresent()) {
      return Outcome.refused(complaint.get());
    }
    return Outcome.done(keyed(config, message));
  }

  /// A FIFO queue takes equal content in one group for a repetition, unless a key says otherwise.
  private static NewQueueMessage keyed(QueueConfig config, NewQueueMessage message) {
    return message.dedup() == null && config.type() == QueueType.FIFO
        ? message.with(contentKey(message.group(), message.content().payload()))
        : message;
  }

  private static DedupKey contentKey(@Nullable GroupId group, Payload payload) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update((group == null ? "" : group.value()).getBytes(US_ASCII));
      digest.update((byte) 0);
      return new DedupKey("sha256:" + HexFormat.of().formatHex(digest.digest(payload.bytes())));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }
}
