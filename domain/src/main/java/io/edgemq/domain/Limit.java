package io.edgemq.domain;

/// What a limit is about. Use cases say with it which value was out of range; each protocol has its
/// own word for it (ARCHITECTURE, rule 10). The size of a message's payload and attributes has
/// refusals of its own and is not here.
public enum Limit {
  /// How long a queue leases messages when the receiver does not say.
  QUEUE_VISIBILITY,
  /// How long a receive or an extension leases a message.
  VISIBILITY,
  /// How long a queue or a sender delays a message.
  DELAY,
  /// How long a receiver that gives a message back keeps it away.
  NACK_DELAY,
  /// How long a queue or topic keeps a message.
  RETENTION,
  /// How long a queue remembers a dedup key.
  DEDUP_WINDOW,
  /// The largest payload that a queue accepts.
  QUEUE_MESSAGE_BYTES,
  /// How many messages one batch has.
  BATCH_ENTRIES,
  /// How many receipts one call settles.
  SETTLEMENTS,
  /// How many messages one receive takes.
  RECEIVE_MAX,
  /// How long one receive waits.
  RECEIVE_WAIT,
  /// How many messages a worker with a connection of its own has unsettled.
  WORK_CREDIT,
  /// How many messages one page of a topic's history has.
  PAGE,
  /// How many attempts of a subscription's deliveries are on their way.
  PUSH_IN_FLIGHT,
  /// How many attempts of a subscription's deliveries begin in a second.
  PUSH_RATE,
  /// How long an attempt may take until the head of the answer is there.
  PUSH_TIMEOUT,
  /// How long an attempt may take.
  ACK_WAIT,
  /// How many attempts a message gets.
  MAX_DELIVER,
  /// How long a secret that was replaced goes on signing.
  SECRET_OVERLAP,
  /// How many revisions of a key a bucket keeps.
  BUCKET_HISTORY,
  /// How long a value of a bucket lives at most.
  BUCKET_TTL,
  /// How long one value lives at most.
  KEY_TTL
}
