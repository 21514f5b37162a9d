package io.edgemq.application;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.DedupKey;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Payload;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.event.SubscriptionEvent;
import io.edgemq.ports.out.TopicCatalog;
import io.edgemq.ports.out.TopicLog;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The topic of each tenant that tells what becomes of its subscriptions. It is made with its first
/// event, and keeps events for as long as topics keep messages by default: seven days (SPEC 4).
final class EventTopic {
  /// The attribute with an event's id.
  static final String ID = "mq-event-id";

  private static final DateTimeFormatter MILLIS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  private final EventTools tools;

  EventTopic(EventTools tools) {
    this.tools = tools;
  }

  /// The event as a message of the topic, with an id of its own. What is appended twice within the
  /// topic's dedup window is there once.
  NewTopicMessage message(SubscriptionEvent event, Instant at) {
    var id = "ev_" + tools.ids().next();
    return new NewTopicMessage(
        event.subject(),
        new Content(
            "application/json",
            Attributes.of(Map.of(ID, id)),
            new Payload(json(event, at).getBytes(UTF_8))),
        new DedupKey(id));
  }

  /// No value has a character that JSON escapes: they are words, ids and times.
  private static String json(SubscriptionEvent event, Instant at) {
    var reason = event.reason();
    return "{\"at\":%s,\"kind\":\"subscription\",\"resource\":%s,\"from\":%s,\"to\":%s,\"reason\":%s%s}"
        .formatted(
            quoted(MILLIS.format(at)),
            quoted("/v1/subscriptions/" + event.id().value()),
            quoted(event.from()),
            quoted(event.to()),
            quoted(reason == null ? null : reason.text()),
            event.lane().isPresent() ? ",\"lane\":" + event.lane().getAsInt() : "");
  }

  private static String quoted(@Nullable String word) {
    return word == null ? "null" : '"' + word + '"';
  }

  /// Appends `events` to the tenant's topic, all or none.
  ///
  /// @throws StoreException when the store cannot; it may have taken effect nevertheless
  void append(TenantId tenant, List<NewTopicMessage> events) {
    var topic = tools.access().toTell(tenant);
    switch (appendNow(topic, events)) {
      case TopicLog.Appended _ -> {}
      case TopicLog.TooLarge(long size, long limit) ->
          throw new IllegalStateException("an event of " + size + " bytes, more than " + limit);
      case TopicLog.NoSuchTopic _ -> {
        make(topic);
        if (!(tools.log().append(topic, events) instanceof TopicLog.Appended)) {
          throw refused("the topic of events was made and is not there");
        }
      }
    }
  }

  private TopicLog.AppendResult appendNow(TopicRef topic, List<NewTopicMessage> events) {
    try {
      return tools.log().append(topic, events);
    } catch (StoreException.Damaged lost) {
      // Nobody else may make this topic again, which makes a lost part anew.
      return new TopicLog.NoSuchTopic();
    }
  }

  private void make(TopicRef topic) {
    var now = tools.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    var wanted = new Topic(topic.name(), TopicConfig.DEFAULT, now);
    switch (tools.catalog().create(topic.tenant(), wanted)) {
      case TopicCatalog.Created _, TopicCatalog.Exists _ -> {}
      case TopicCatalog.Taken(var words) -> throw refused(words);
      case TopicCatalog.Unplaceable(var asked) -> throw refused("no place for " + asked);
    }
  }

  private static StoreException refused(String words) {
    return new StoreException.Refused(words, new IllegalStateException(words));
  }
}
