package io.edgemq.application;

import io.edgemq.domain.Limits;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Stored;
import io.edgemq.domain.Subject;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.PublishMessages;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.NewTopicMessage;
import io.edgemq.ports.out.TopicLog;
import io.edgemq.ports.out.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Appends messages to topics.
public final class Publishing implements PublishMessages {
  private final TopicLog log;
  private final Limits limits;
  private final ContentRules rules;
  private final Counting counting;

  public Publishing(TopicLog log, Limits limits, Traffic traffic) {
    this.log = log;
    this.limits = limits;
    this.rules = new ContentRules(limits);
    this.counting = new Counting(traffic, Traffic.Channel.TOPIC);
  }

  @Override
  public Outcome<Published> publish(Principal who, TopicName topic, Publication message) {
    var ref = new TopicRef(who.tenant(), topic);
    return prepare(topic, message)
        .then(ready -> append(ref, List.of(ready)))
        .then(entries -> Outcome.done(entries.getFirst()));
  }

  @Override
  public Outcome<List<Outcome<Published>>> publishBatch(
      Principal who, TopicName topic, List<Publication> messages) {
    var ref = new TopicRef(who.tenant(), topic);
    var size = ConfigRules.within("messages", messages.size(), limits.batchEntries());
    if (size.isPresent()) {
      return Outcome.refused(size.get());
    }
    return Batches.storeThose(
        messages.stream().map(each -> prepare(topic, each)).toList(), ready -> append(ref, ready));
  }

  private Outcome<NewTopicMessage> prepare(TopicName topic, Publication message) {
    if (!message.subject().topic().equals(topic)) {
      return Outcome.refused(new Refusal.SubjectOfAnotherTopic(message.subject().topic()));
    }
    return rules
        .check(message.content(), limits.messageBytes())
        .map(Outcome::<NewTopicMessage>refused)
        .orElseGet(
            () ->
                Outcome.done(
                    new NewTopicMessage(message.subject(), message.content(), message.dedup())));
  }

  private Outcome<List<Published>> append(TopicRef ref, List<NewTopicMessage> messages) {
    return switch (log.append(ref, messages)) {
      case TopicLog.Appended(List<Stored> entries) -> {
        counting.stored(ref.tenant(), entries, i -> messages.get(i).content());
        yield Outcome.done(published(ref, messages, entries));
      }
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
    var replayed =
        entries.stream()
            .filter(stored -> stored.origin() == Stored.Origin.REPLAYED)
            .map(Stored::sequence)
            .collect(Collectors.toSet());
    return replayed.isEmpty() ? Map.of() : log.subjects(ref, replayed);
  }
}
