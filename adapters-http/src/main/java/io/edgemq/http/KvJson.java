package io.edgemq.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.kv.ChangeMessages;
import io.edgemq.domain.kv.KvChange;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.domain.kv.KvValue;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.server.Percent;
import java.nio.ByteBuffer;
import java.util.List;

/// Entries of buckets as JSON, everywhere the same (SPEC 6).
final class KvJson {
  /// What an entry is in memory besides its key and value.
  private static final int ENTRY = 1024;

  private static final int OVERHEAD = 256;

  private KvJson() {}

  /// How many bytes in memory the entries take at most while they are written.
  static long cost(List<KvEntry> entries, MessageJson.Form form) {
    long sum = 0;
    for (var entry : entries) {
      sum += ENTRY + form.cost() * entry.sizeInBytes();
    }
    return sum;
  }

  /// How many bytes the entries probably take.
  static int expected(List<KvEntry> entries) {
    long sum = 0;
    for (var entry : entries) {
      sum += expected(entry);
    }
    return (int) Math.min(sum, 1 << 24);
  }

  private static long expected(KvEntry entry) {
    return OVERHEAD + entry.sizeInBytes() * 4 / 3;
  }

  /// An entry, as an object of its own. What is no value has neither type nor bytes.
  static JsonOut write(JsonOut out, BucketName bucket, KvEntry entry, MessageJson.Form form) {
    out.object()
        .field("bucket", bucket.value())
        .field("key", entry.key().value())
        .field("revision", entry.revision())
        .field("operation", entry.change().operation())
        .field("timestamp", entry.timestamp().toEpochMilli());
    return switch (entry.change()) {
      case KvChange.Put(var value) -> value(out, value, form).endObject();
      case KvChange.Expired _ -> out.field("reason", ChangeMessages.EXPIRED).endObject();
      case KvChange.Deleted _, KvChange.Purged _ -> out.endObject();
    };
  }

  private static JsonOut value(JsonOut out, KvValue value, MessageJson.Form form) {
    out.field("content_type", value.contentType());
    var bytes = value.payload().bytes();
    return switch (form) {
      case BASE64 -> out.base64("value_b64", bytes);
      case TEXT ->
          Percent.utf8(ByteBuffer.wrap(bytes))
              .map(text -> out.field("value", text))
              .orElseGet(() -> out.base64("value_b64", bytes));
    };
  }

  /// The frames of a watch.
  ///
  /// @param form how values are written
  record Frames(BucketName bucket, MessageJson.Form form) implements SseBody.Frames {
    @Override
    public byte[] of(StreamItem item) {
      return switch (item) {
        case StreamItem.Written(var entry) -> written(entry);
        case StreamItem.Passed(long revision) -> SseFrames.passed(revision);
        case StreamItem.Gap gap -> SseFrames.gap(gap, lastBefore(gap));
        case StreamItem.Closed closed -> SseFrames.close(closed, "The bucket was removed.");
        case StreamItem.Event _, StreamItem.Skipped _ ->
            throw new IllegalStateException("a bucket has no messages");
      };
    }

    private byte[] written(KvEntry entry) {
      var out =
          new JsonOut((int) expected(entry) + 64)
              .ascii("id: ")
              .ascii(Long.toString(entry.revision()))
              .ascii("\nevent: message\ndata: ");
      return write(out, bucket, entry, form).ascii("\n\n").toBytes();
    }

    /// What is kept of a bucket may lie before what is missing: a reader that comes back right
    /// then gets it, and is told the gap once more.
    private static long lastBefore(StreamItem.Gap gap) {
      return Math.min(gap.requested() - 1, gap.newest());
    }
  }

  /// The answer to a counting call.
  static byte[] counted(long value, long revision) {
    return "{\"value\":\"%d\",\"revision\":%d}".formatted(value, revision).getBytes(US_ASCII);
  }
}
