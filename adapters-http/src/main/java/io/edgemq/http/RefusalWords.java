package io.edgemq.http;

import io.edgemq.domain.Limit;
import io.edgemq.domain.Placement;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.Range;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.invite.InviteRequest;
import io.edgemq.ports.in.Refusal.FixedProperty;
import io.edgemq.ports.in.Refusal.Staleness;
import java.math.BigDecimal;
import java.time.Duration;

/// How the values of refusals are called over HTTP. Statuses and codes are in [Problems].
final class RefusalWords {
  static final String FIFO_NAME = "Only a FIFO queue's name may end in .fifo. Add \"fifo\": true.";
  static final String REDRIVE_TO_ITSELF =
      "Name another queue, or none to send each message back to its own.";

  static final String OWN_DEAD_LETTERS =
      "A queue cannot take its own dead letters. Name another queue.";

  /// What the end of a key must be.
  static final String EXPIRY = "later than now; a support key must have one";

  static final String NOTHING_TO_BACK_UP =
      "This process keeps no database of the control plane that could be copied.";

  private RefusalWords() {}

  /// The field of a request that the limit is about.
  static String field(Limit limit) {
    return switch (limit) {
      case QUEUE_VISIBILITY -> "visibility_timeout_seconds";
      case VISIBILITY -> "visibility_seconds";
      case DELAY, NACK_DELAY -> "delay_seconds";
      case RETENTION -> "retention_seconds";
      case DEDUP_WINDOW -> "dedup_window_seconds";
      case QUEUE_MESSAGE_BYTES -> "max_message_bytes";
      case BATCH_ENTRIES -> "messages";
      case SETTLEMENTS -> "receipts";
      case RECEIVE_MAX -> "max";
      case RECEIVE_WAIT -> "wait_seconds";
      case WORK_CREDIT -> "credit";
      case PAGE -> "limit";
      case PUSH_IN_FLIGHT -> "push.max_in_flight";
      case PUSH_RATE -> "push.rate_per_second";
      case PUSH_TIMEOUT -> "push.timeout_seconds";
      case ACK_WAIT -> "ack_wait_seconds";
      case MAX_DELIVER -> "max_deliver";
      case BUCKET_HISTORY -> "history";
      case BUCKET_TTL -> "ttl_seconds";
      case KEY_TTL -> "X-MQ-TTL-Seconds";
      case SECRET_OVERLAP -> "overlap_seconds";
    };
  }

  /// What the field may be.
  static String range(Range allowed) {
    return switch (allowed) {
      case Range.Numbers(long least, long most) -> least + " to " + most;
      case Range.Durations(Duration least, Duration most) ->
          Seconds.text(least) + " to " + Seconds.text(most) + " seconds";
      case Range.Decimals(double least, double most) -> decimal(least) + " to " + decimal(most);
    };
  }

  /// A number without superfluous zeros.
  static String decimal(double value) {
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }

  static String exists(String kind, String name) {
    return "A %s %s already exists with another configuration. Change it with PATCH."
        .formatted(kind, name);
  }

  /// As [#exists], of what cannot be changed.
  static String existsForGood(String kind, String name) {
    return "An %s %s already exists with another configuration. Remove it, or choose another name."
        .formatted(kind, Texts.printable(name));
  }

  static String systemTopic(TopicName name) {
    return "Only the server makes, changes, removes and writes to the topic %s. Read it."
        .formatted(name.value());
  }

  static String inUse(QueueName by) {
    return "The queue takes the dead letters of queue %s. Change that queue first."
        .formatted(by.value());
  }

  static String noDeadLetters(QueueName name) {
    return "There is no queue %s to take the dead letters. Create it first, or name another queue."
        .formatted(name.value());
  }

  /// Why the receipt settles nothing any more.
  static String stale(Staleness why) {
    return switch (why) {
      case HANDED_OUT_AGAIN ->
          "The message was handed out again since. Only its latest receipt settles it.";
      case GIVEN_BACK -> "The message was given back since. Receive it again.";
      case LEFT_THE_QUEUE ->
          "The message has left the queue: it was acknowledged, purged or moved, or has expired."
              + " There is nothing to settle.";
    };
  }

  /// Why the property stays as it is.
  static String fixed(FixedProperty property) {
    return switch (property) {
      case QUEUE_TYPE -> "A queue cannot change between FIFO and standard. Create another queue.";
      case SUBSCRIPTION_NAME ->
          "A subscription's name cannot be changed. Create another subscription.";
      case SUBSCRIPTION_TOPIC ->
          "A subscription's topic cannot be changed. Create another subscription.";
      case SUBSCRIPTION_START -> "A subscription's start cannot be changed. Move it with a replay.";
      case SUBSCRIPTION_DELIVERY ->
          "A subscription's delivery type cannot be changed. Create another subscription.";
      case SUBSCRIPTION_QUEUE ->
          "A subscription's queue cannot be changed. Create another subscription.";
      case PUSH_LANES -> "The lanes of a push cannot be changed. Create another subscription.";
      case PUSH_FORMAT -> "The format of a push cannot be changed. Create another subscription.";
    };
  }

  /// What became of a request before.
  static String decided(InviteRequest.Status status) {
    return switch (status) {
      case PENDING -> "Others decided about the request at the same time. Look at it again.";
      case APPROVED -> "The request was approved before. Take its invite back instead.";
      case DECLINED -> "The request was declined before. Make an invite instead.";
    };
  }

  /// What has the subjects, in the words of the store.
  static String taken(String words) {
    return "Something else in the store has these subjects: %s. Choose another name, or remove it."
        .formatted(Texts.printable(words));
  }

  /// What the store lacks for the placement.
  static String unplaceable(Placement asked) {
    var count = asked.replicas() == 1 ? "no server" : "fewer than " + asked.replicas() + " servers";
    var where = asked.isAnywhere() ? "" : " for geo '" + asked.geo() + "'";
    return "The cluster has %s%s with room for this. Ask for fewer replicas or another geo."
        .formatted(count, where);
  }
}
