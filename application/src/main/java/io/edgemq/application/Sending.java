package io.edgemq.application;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.edgemq.domain.DedupKey;
import io.edgemq.domain.GroupId;
import io.edgemq.domain.Limit;
import io.edgemq.domain.Limits;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.Stored;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.SendMessages;
import io.edgemq.ports.in.Sent;
import io.edgemq.ports.in.Unit;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.Traffic;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Puts messages into queues.
public final class Sending implements SendMessages {
  private final Admission admission;
  private final QueueCatalog catalog;
  private final QueueStore store;
  private final Counting counting;

  public Sending(Admission admission, QueueCatalog catalog, QueueStore store, Traffic traffic) {
    this.admission = admission;
    this.catalog = catalog;
    this.store = store;
    this.counting = new Counting(traffic, Traffic.Channel.QUEUE);
  }

  @Override
  public Outcome<Stored> send(Principal who, QueueName name, Sent<NewQueueMessage> message) {
    return admission
        .access()
        .toSend(who, name)
        .then(ref -> taken(who, 1).then(_ -> send(ref, message.get())));
  }

  private Outcome<Unit> taken(Principal who, int messages) {
    return admission.quotas().takeIn(who, messages);
  }

  private Outcome<Stored> send(QueueRef ref, NewQueueMessage message) {
    return rules(ref)
        .then(rules -> rules.prepare(message))
        .then(ready -> store(ref, List.of(ready)))
        .then(entries -> Outcome.done(entries.getFirst()));
  }

  /// Sends a message of the tenant's for somebody without a key who was permitted to.
  ///
  /// @param about what it is about, as tokens of a subject: an attribute of the message, and in a
  ///     FIFO queue its group
  Outcome<Stored> sendPermitted(QueueRef ref, NewQueueMessage message, Optional<String> about) {
    return admission
        .quotas()
        .takeIn(ref.tenant(), 1)
        .then(_ -> rules(ref))
        .then(
            rules -> rules.prepare(about.map(each -> rules.grouped(message, each)).orElse(message)))
        .then(ready -> store(ref, List.of(about.map(each -> told(ready, each)).orElse(ready))))
        .then(entries -> Outcome.done(entries.getFirst()));
  }

  private static NewQueueMessage told(NewQueueMessage message, String about) {
    var content = message.content();
    var told = content.attributes().with(Map.of(ForwardedMessage.SUBJECT, about));
    return new NewQueueMessage(
        content.with(told), message.delay(), message.group(), message.dedup());
  }

  @Override
  public Outcome<List<Outcome<Stored>>> sendBatch(
      Principal who, QueueName name, Sent<List<NewQueueMessage>> messages) {
    return admission.access().toSend(who, name).then(ref -> sendBatch(who, ref, messages.get()));
  }

  private Outcome<List<Outcome<Stored>>> sendBatch(
      Principal who, QueueRef ref, List<NewQueueMessage> messages) {
    int most = admission.limitsOf(ref.tenant()).batchEntries();
    var size = Ranges.check(Limit.BATCH_ENTRIES, messages.size(), most);
    if (size.isPresent()) {
      return Outcome.refused(size.get());
    }
    return taken(who, messages.size())
        .then(_ -> rules(ref))
        .then(
            rules ->
                Batches.storeThose(
                    messages.stream().map(rules::prepare).toList(), ready -> store(ref, ready)));
  }

  private Outcome<Rules> rules(QueueRef ref) {
    return catalog
        .find(ref)
        .map(queue -> Outcome.done(new Rules(queue.config(), admission.limitsOf(ref.tenant()))))
        .orElseGet(() -> Outcome.refused(new Refusal.NoSuchQueue(ref.name())));
  }

  private Outcome<List<Stored>> store(QueueRef ref, List<NewQueueMessage> messages) {
    return admission.storing(ref.tenant(), () -> bytes(messages), () -> storeNow(ref, messages));
  }

  private static long bytes(List<NewQueueMessage> messages) {
    return messages.stream().mapToLong(each -> each.content().sizeInBytes()).sum();
  }

  private Outcome<List<Stored>> storeNow(QueueRef ref, List<NewQueueMessage> messages) {
    return switch (store.send(ref, messages)) {
      case QueueStore.Sent(List<Stored> entries) -> {
        counting.stored(ref.tenant(), entries, i -> messages.get(i).content());
        yield Outcome.done(entries);
      }
      case QueueStore.TooLarge(long size, long limit) ->
          Outcome.refused(new Refusal.MessageTooLarge(size, limit));
      case QueueStore.NoSuchQueue _ -> Outcome.refused(new Refusal.NoSuchQueue(ref.name()));
    };
  }

  /// What decides about the messages of one call.
  private record Rules(QueueConfig config, Limits limits) {
    /// The message as it is stored, or why it is not.
    Outcome<NewQueueMessage> prepare(NewQueueMessage message) {
      return ContentRules.check(message.content(), config.maxMessageBytes(), limits)
          .or(() -> delay(message))
          .map(Outcome::<NewQueueMessage>refused)
          .orElseGet(() -> Outcome.done(keyed(message)));
    }

    /// The message with the group of what it is about, if there are groups.
    NewQueueMessage grouped(NewQueueMessage message, String about) {
      return switch (config.type()) {
        case STANDARD -> message;
        case FIFO ->
            new NewQueueMessage(
                message.content(), message.delay(), ForwardedMessage.group(about), message.dedup());
      };
    }

    private Optional<Refusal> delay(NewQueueMessage message) {
      var delay = message.delay();
      return delay == null ? Optional.empty() : Ranges.check(Limit.DELAY, delay, limits.delay());
    }

    /// In a FIFO queue, without a key, equal content in one group is a repetition.
    private NewQueueMessage keyed(NewQueueMessage message) {
      return message.dedup() == null && config.type() == QueueType.FIFO
          ? message.with(contentKey(message.group(), message.content().payload()))
          : message;
    }
  }

  private static DedupKey contentKey(@Nullable GroupId group, Payload payload) {
    var digest = Sha256.digest();
    digest.update((group == null ? "" : group.value()).getBytes(US_ASCII));
    digest.update((byte) 0);
    return new DedupKey("sha256:" + HexFormat.of().formatHex(digest.digest(payload.bytes())));
  }
}
