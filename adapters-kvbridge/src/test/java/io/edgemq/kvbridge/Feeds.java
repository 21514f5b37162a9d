package io.edgemq.kvbridge;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.BucketRef;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.kv.ChangeStream;
import io.edgemq.domain.kv.ChangeStream.Leg;
import io.edgemq.domain.kv.ChangeStream.Source;
import io.edgemq.domain.kv.KvChange;
import io.edgemq.ports.out.BucketFeed;
import io.edgemq.ports.out.BucketFeed.Entry;
import io.edgemq.ports.out.BucketFeed.Lost;
import io.edgemq.ports.out.BucketFeed.Write;
import io.edgemq.ports.out.BucketFeed.Writes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What tests read of feeds.
final class Feeds {
  static final long INCARNATION = 7;
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final BucketRef BUCKET =
      new BucketRef(new TenantId("acme"), new BucketName("prices"));

  private Feeds() {}

  static ChangeStream stream(Source source) {
    var leg = new Leg(new TopicName("changes"), 0, null);
    return new ChangeStream(BUCKET, source, INCARNATION, List.of(leg), Instant.EPOCH);
  }

  static BucketFeed.News next(BucketFeed feed) throws InterruptedException {
    return feed.next(1_000, SHORT);
  }

  /// What comes, until there are so many.
  static List<String> read(BucketFeed feed, int most) throws InterruptedException {
    var read = new ArrayList<String>();
    while (read.size() < most && next(feed) instanceof Writes(var writes)) {
      writes.forEach(write -> read.add(text(write)));
    }
    return read;
  }

  static String text(Write write) {
    return switch (write) {
      case Lost(long from, long to) -> "lost " + from + ".." + to;
      case Entry(var entry) ->
          entry.revision()
              + " "
              + entry.key().value()
              + " "
              + switch (entry.change()) {
                case KvChange.Put(var value) ->
                    new String(value.payload().bytes(), StandardCharsets.UTF_8);
                case KvChange.Deleted _, KvChange.Purged _, KvChange.Expired _ ->
                    entry.change().operation();
              };
    };
  }
}
