package io.edgemq.application;

import io.edgemq.domain.Limits;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Stored;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.PublishMessages;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.NewTopicMessage;
import io.edgemq.ports.out.TopicLog;
import io.edgemq.ports.out.Traffic;
import java.util.List;

/// Appends messages to topics.
public final class Publishing implements PublishMessages {
  private final TopicLog log;
  private final Limits limits;
  private final ContentRules rules;
  private final Traffic traffic;

  public Publishing(TopicLog log, Limits limits, Traffic traffic) {
    this.log = log;
    this.limits = limits;
    this.rules = new ContentRules(limits);
    this.traffic = traffic;
  }

  @Override
  public Outcome<Stored> publish(Principal who, TopicName topic, Publication message) {
    var ref = new TopicRef(who.tenant(), topic);
    return prepare(topic, message)
        .then(ready -> append(ref, List.of(ready)))
        .then(entries -> Outcome.done(entries.getFirst()));
  }

  @Override
  public Outcome<List<Outcome<Stored>>> publishBatch(
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

  private Outcome<List<Stored>> append(TopicRef ref, List<NewTopicMessage> messages) {
    return switch (log.append(ref, messages)) {
      case TopicLog.Appended(List<Stored> entries) -> {
        long bytes = 0;
        for (var each : messages) {
          bytes += each.content().payload().size();
        }
        traffic.stored(Traffic.Channel.TOPIC, ref.tenant(), messages.size(), bytes);
        yield Outcome.done(entries);
      }
      case TopicLog.NoSuchTopic _ -> Outcome.refused(new Refusal.NoSuchTopic(ref.name()));
    };
  }
}
