package io.edgemq.application;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.kv.ChangeStream;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.TopicCatalog;
import io.edgemq.ports.out.TopicLog.Forwarded;
import io.edgemq.ports.out.TopicLog.NoSuchTopic;
import io.edgemq.ports.out.TopicLog.TooLarge;
import java.time.temporal.ChronoUnit;

/// Tells topics of the writes to one bucket.
///
/// @param progress of its change stream
record ChangeTelling(ChangeTools tools, ChangeProgress progress) {
  /// What came of telling.
  sealed interface Result {}

  /// It is told, or somebody else has claimed the stream.
  record Told() implements Result {}

  /// Nothing is told for the tenant now.
  record Refused(Refusal why) implements Result {}

  /// Tells a topic, which is made when there is none.
  ///
  /// @throws StoreException when the store cannot answer; the same call is safe to repeat
  Result tell(ChangeStream stream, ChangePart part) {
    return switch (tools.access().toFollow(stream, part.topic())) {
      case Outcome.Refused<TopicRef>(var why) -> new Refused(why);
      case Outcome.Done<TopicRef>(var topic) -> tell(topic, stream, part);
    };
  }

  private Result tell(TopicRef topic, ChangeStream stream, ChangePart whole) {
    var part = whole;
    boolean made = false;
    if (!progress.isIn(part.topic())) {
      goTo(topic);
    }
    while (!progress.isOvertaken()) {
      var source = progress.source(ChangeSource.of(stream));
      switch (tools.topics().log().forward(topic, source, part.messages())) {
        case Forwarded result -> {
          progress.told(part.last(), result);
          tools.traffic().told(topic.tenant(), part.messages().size());
          if (part.lost() > 0) {
            tools.traffic().lost(topic.tenant(), part.lost());
          }
          return new Told();
        }
        case TooLarge(long size, long _) -> part = part.without(stream.bucket().name(), size);
        case NoSuchTopic _ -> {
          if (made) {
            throw unavailable("the topic was made and is not there: " + topic.name().value());
          }
          goTo(topic);
          made = true;
        }
      }
    }
    return new Told();
  }

  /// Goes on in `topic`, and makes it first when there is none.
  private void goTo(TopicRef topic) {
    var bounds = tools.topics().log().bounds(topic);
    if (bounds.isEmpty()) {
      make(topic);
      bounds = tools.topics().log().bounds(topic);
    }
    progress.goTo(
        topic.name(),
        bounds
            .orElseThrow(() -> unavailable("the topic is not there yet: " + topic.name().value()))
            .last());
  }

  private void make(TopicRef topic) {
    var now = tools.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    var wanted = new Topic(topic.name(), TopicConfig.DEFAULT, now);
    switch (tools.topics().catalog().create(topic.tenant(), wanted)) {
      case TopicCatalog.Created _, TopicCatalog.Exists _ -> {}
      case TopicCatalog.Taken(var words) -> throw unavailable(words);
      case TopicCatalog.Unplaceable(var asked) -> throw unavailable("no place for " + asked);
    }
  }

  private static StoreException unavailable(String words) {
    return new StoreException.Unavailable(words, new IllegalStateException(words));
  }
}
