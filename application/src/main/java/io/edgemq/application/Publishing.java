package io.edgemq.application;

import io.edgemq.domain.Limit;
import io.edgemq.domain.Limits;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Stored;
import io.edgemq.domain.Subject;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.PublishMessages;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Sent;
import io.edgemq.ports.in.Unit;
import io.edgemq.ports.out.TopicLog;
import io.edgemq.ports.out.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Appends messages to topics.
public final class Publishing implements PublishMessages {
  private final Admission admission;
  private final TopicLog log;
  private final Counting counting;

  public Publishing(Admission admission, TopicLog log, Traffic traffic) {
    this.admission = admission;
    this.log = log;
    this.counting = new Counting(traffic, Traffic.Channel.TOPIC);
  }

  @Override
  public Outcome<Published> publish(
      Principal who, TopicName topic, Subject subject, Sent<NewTopicMessage> message) {
    return admission
        .access()
        .toPublish(who, topic, subject)
        .then(ref -> taken(who, 1).then(_ -> publish(ref, message.get())));
  }

  private Outcome<Unit> taken(Principal who, int messages) {
    return admission.quotas().takeIn(who, messages);
  }

  /// Appends a message of the tenant's for somebody without a key who was permitted to.
  Outcome<Published> publishPermitted(TopicRef ref, NewTopicMessage message) {
    return admission.quotas().takeIn(ref.tenant(), 1).then(_ -> publish(ref, message));
  }

  private Outcome<Published> publish(TopicRef ref, NewTopicMessage message) {
    return check(ref, message, admission.limitsOf(ref.tenant()))
        .then(ready -> append(ref, List.of(ready)))
        .then(entries -> Outcome.done(entries.getFirst()));
  }

  @Override
  public Outcome<List<Outcome<Published>>> publishBatch(
      Principal who, TopicName topic, Sent<List<NewTopicMessage>> messages) {
    return admission
        .access()
        .toPublishSome(who, topic)
        .then(ref -> publishBatch(who, ref, messages.get()));
  }

  private Outcome<List<Outcome<Published>>> publishBatch(
      Principal who, TopicRef ref, List<NewTopicMessage> messages) {
    var limits = admission.limitsOf(ref.tenant());
    var size = Ranges.check(Limit.BATCH_ENTRIES, messages.size(), limits.batchEntries());
    if (size.isPresent()) {
      return Outcome.refused(size.get());
    }
    return taken(who, messages.size())
        .then(
            _ ->
                Batches.storeThose(
                    messages.stream().map(each -> permitted(who, ref, each, limits)).toList(),
                    ready -> append(ref, ready)));
  }

  private Outcome<NewTopicMessage> permitted(
      Principal who, TopicRef ref, NewTopicMessage message, Limits limits) {
    return admission
        .access()
        .toPublish(who, ref.name(), message.subject())
        .then(_ -> check(ref, message, limits));
  }

  private static Outcome<NewTopicMessage> check(
      TopicRef ref, NewTopicMessage message, Limits limits) {
    if (!message.subject().topic().equals(ref.name())) {
      return Outcome.refused(new Refusal.SubjectOfAnotherTopic(message.subject().topic()));
    }
    return ContentRules.check(message.content(), limits.messageBytes(), limits)
        .map(Outcome::<NewTopicMessage>refused)
        .orElseGet(() -> Outcome.done(message));
  }

  private Outcome<List<Published>> append(TopicRef ref, List<NewTopicMessage> messages) {
    return admission.storing(ref.tenant(), () -> bytes(messages), () -> appendNow(ref, messages));
  }

  private static long bytes(List<NewTopicMessage> messages) {
    return messages.stream()
        .mapToLong(each -> each.content().sizeInBytes() + each.subject().sizeInBytes())
        .sum();
  }

  private Outcome<List<Published>> appendNow(TopicRef ref, List<NewTopicMessage> messages) {
    return switch (log.append(ref, messages)) {
      case TopicLog.Appended(List<Stored> entries) -> {
        counting.stored(ref.tenant(), entries, i -> messages.get(i).content());
        yield Outcome.done(published(ref, messages, entries));
      }
      case TopicLog.TooLarge(long size, long limit) ->
          Outcome.refused(new Refusal.MessageTooLarge(size, limit));
      case TopicLog.NoSuchTopic _ -> Outcome.refused(new Refusal.NoSuchTopic(ref.name()));
    };
  }

  private List<Published> published(
      TopicRef ref, List<NewTopicMessage> messages, List<Stored> entries) {
    var published = new ArrayList<Published>(entries.size());
    var earlier = subjects(ref, entries);
    for (int i = 0; i < entries.size(); i++) {
      var stored = entries.get(i);
      var asked = messages.get(i).subject();
      var subject =
          switch (stored.origin()) {
            case FRESH -> asked;
            case REPLAYED -> earlier.getOrDefault(stored.sequence(), asked);
          };
      published.add(new Published(stored, subject));
    }
    return published;
  }

  /// The subjects of the messages that were stored earlier, of those that are kept.
  private Map<Long, Subject> subjects(TopicRef ref, List<Stored> entries) {
    if (entries.size() == 1 && entries.getFirst().origin() == Stored.Origin.FRESH) {
      return Map.of(); // nearly every publish
    }
    var replayed =
        entries.stream()
            .filter(stored -> stored.origin() == Stored.Origin.REPLAYED)
            .map(Stored::sequence)
            .collect(Collectors.toSet());
    return replayed.isEmpty() ? Map.of() : log.subjects(ref, replayed);
  }
}
