package io.edgemq.jetstream.kv;

import io.edgemq.domain.Content;
import io.edgemq.domain.Payload;
import io.edgemq.domain.kv.KvChange;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.domain.kv.KvValue;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.HeaderText;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.Outgoing;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The format of a bucket's entries in its stream. Whatever a NATS client wrote under a legal key
/// is an entry, too: of the default media type, of no hops, and of the time at which the server
/// stored it.
public final class KvFormat {
  private static final String OPERATION = "KV-Operation";
  private static final String DELETED = "DEL";
  private static final String PURGED = "PURGE";
  private static final String ROLLUP = "Nats-Rollup";
  private static final String SERVERS_MARK = "Nats-Marker-Reason";
  private static final String TYPE = "Content-Type";
  private static final String TIME = "Mq-Time";
  private static final String EXPIRES = "Mq-Expires";
  private static final String HOPS = "Mq-Kv-Hops";
  private static final String REASON = "Mq-Kv-Reason";
  private static final String EXPIRED = "expired";
  private static final int MOST_DIGITS = 15;
  private static final byte[] NOTHING = new byte[0];

  private KvFormat() {}

  /// The message that stores `write` in the bucket.
  ///
  /// @param earlier counts for what removes the key's history only
  public static Outgoing outgoing(KvNames names, KvWrite write, KvWrite.Earlier earlier) {
    var headers = new MessageHeaders().put(TIME, Long.toString(write.at().toEpochMilli()));
    if (write.hops() > 0) {
      headers.put(HOPS, Integer.toString(write.hops()));
    }
    var end = write.end();
    if (end != null) {
      headers.put(EXPIRES, Long.toString(end.toEpochMilli()));
    }
    var body = NOTHING;
    switch (write.change()) {
      case KvChange.Put(var value) -> {
        headers.put(TYPE, HeaderText.encode(value.contentType()));
        body = value.payload().bytes();
      }
      case KvChange.Deleted _ -> headers.put(OPERATION, DELETED);
      case KvChange.Purged _ -> headers.put(OPERATION, PURGED);
      case KvChange.Expired _ -> headers.put(OPERATION, PURGED).put(REASON, EXPIRED);
    }
    if (write.change().removesHistory() && earlier == KvWrite.Earlier.ROLLED_UP) {
      headers.put(ROLLUP, "sub");
    }
    return new Outgoing(names.subject(write.key()), headers, body);
  }

  /// The entry that a message of the bucket's stream is; empty when its key is none of ours.
  public static Optional<KvEntry> entry(KvNames names, Entry message) {
    return names
        .key(message.subject())
        .map(
            key ->
                new KvEntry(
                    key,
                    message.sequence(),
                    Instant.ofEpochMilli(number(message.headers(), TIME, message.storedAt())),
                    change(message),
                    (int) Math.min(Integer.MAX_VALUE, number(message.headers(), HOPS, 0))));
  }

  /// When the value's time is over, as its writer decided it; null: the writer set no end.
  public static @Nullable Instant end(MessageHeaders headers) {
    long end = number(headers, EXPIRES, -1);
    return end < 0 ? null : Instant.ofEpochMilli(end);
  }

  /// Whether the message is a value, and no mark that a key is gone.
  public static boolean isPut(MessageHeaders headers) {
    var operation = headers.first(OPERATION);
    return !PURGED.equals(operation)
        && !DELETED.equals(operation)
        && headers.first(SERVERS_MARK) == null;
  }

  private static KvChange change(Entry message) {
    var headers = message.headers();
    if (headers.first(SERVERS_MARK) != null) {
      return new KvChange.Expired();
    }
    var operation = headers.first(OPERATION);
    if (PURGED.equals(operation)) {
      return EXPIRED.equals(headers.first(REASON)) ? new KvChange.Expired() : new KvChange.Purged();
    }
    if (DELETED.equals(operation)) {
      return new KvChange.Deleted();
    }
    var body = message.body();
    return new KvChange.Put(
        new KvValue(type(headers), body.length == 0 ? Payload.EMPTY : new Payload(body)));
  }

  /// Anything can be in the headers of what a NATS client wrote.
  private static String type(MessageHeaders headers) {
    var written = headers.first(TYPE);
    if (written == null) {
      return Content.DEFAULT_TYPE;
    }
    try {
      var type = HeaderText.decode(written);
      return Content.isLegalType(type) ? type : Content.DEFAULT_TYPE;
    } catch (IllegalArgumentException unlikeOurs) {
      return Content.DEFAULT_TYPE;
    }
  }

  private static long number(MessageHeaders headers, String name, long otherwise) {
    var text = headers.first(name);
    return text == null || !isNumber(text) ? otherwise : Long.parseLong(text);
  }

  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= MOST_DIGITS;
  }
}
