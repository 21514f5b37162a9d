package io.edgemq.testkit.model;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.BucketRef;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Payload;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.domain.kv.KeyFilter;
import io.edgemq.domain.kv.KvCondition;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.domain.kv.KvValue;
import io.edgemq.ports.out.BucketReader;
import io.edgemq.ports.out.KvStore;
import io.edgemq.testkit.Guarantees;
import io.edgemq.testkit.KvHarness;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Plays commands to a store and tells a [KvModel] what it answered, up to the first answer that is
/// not allowed. At its end everything is read.
public final class KvHistory {
  private static final TenantId TENANT = new TenantId("acme");
  private static final BucketName NAME = new BucketName("users");
  private static final BucketRef REF = new BucketRef(TENANT, NAME);

  private final KvHarness store;
  private final BucketConfig config;
  private final List<Open> readers = new ArrayList<>();
  private KvModel model;
  private int values;

  private static final class Open {
    final BucketReader reader;
    long seen;

    Open(BucketReader reader, long seen) {
      this.reader = reader;
      this.seen = seen;
    }
  }

  /// Over an empty store, in which it makes a bucket.
  public KvHistory(KvHarness store, BucketConfig config) {
    this.store = store;
    this.config = config;
    this.model = start();
  }

  private KvModel start() {
    store.buckets().create(TENANT, new Bucket(NAME, config, now()));
    return new KvModel(config);
  }

  /// Plays `commands` and then reads everything. Throws [Disallowed] at a wrong answer.
  public void play(List<KvCommand> commands) {
    for (int i = 0; i < commands.size(); i++) {
      try {
        step(commands.get(i));
      } catch (RuntimeException | Disallowed wrong) {
        var told = new Disallowed("step " + i + ", " + commands.get(i) + ": " + wrong.getMessage());
        told.initCause(wrong);
        throw told;
      }
    }
    look();
    list(new KvCommand.ListKeys(KeyFilter.ALL, 100, Long.MAX_VALUE));
    follow(model.last());
    readers.forEach(open -> next(open, 10_000));
    closeReaders();
  }

  private void step(KvCommand command) {
    switch (command) {
      case KvCommand.Put put -> put(put);
      case KvCommand.Remove(var key, var kind, var on) -> {
        var removal = new KvStore.Removal(new KvKey(key), kind, condition(key, on), 2);
        model.removed(now(), removal, kv().remove(REF, removal));
      }
      case KvCommand.Increment(var key, long delta, var ttl) -> {
        var count = new KvStore.Increment(new KvKey(key), delta, ttl, KvCondition.NONE, 1);
        model.counted(now(), count, kv().increment(REF, count));
      }
      case KvCommand.Read(var key, long back) -> read(new KvKey(key), model.last() - back);
      case KvCommand.ListKeys listing -> list(listing);
      case KvCommand.Look _ -> look();
      case KvCommand.Follow(long back) -> follow(back);
      case KvCommand.Next(int reader, int max) -> {
        if (!readers.isEmpty()) {
          next(readers.get(Math.floorMod(reader, readers.size())), max);
        }
      }
      case KvCommand.Pass(var time) -> store.time().advance(time);
      case KvCommand.Reopen _ -> reopen();
    }
  }

  private Instant now() {
    return store.time().instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private KvStore kv() {
    return store.kv();
  }

  private Disallowed missing() {
    return new Disallowed("the bucket is missing");
  }

  private KvCondition condition(String key, KvCommand.On on) {
    long current = model.current(now(), new KvKey(key));
    return switch (on) {
      case ANYTHING -> KvCondition.NONE;
      case ABSENT -> new KvCondition.Absent();
      case CURRENT -> new KvCondition.AtRevision(current);
      case STALE -> new KvCondition.AtRevision(Math.max(0, current - 1));
    };
  }

  private void put(KvCommand.Put command) {
    var text = "v" + ++values + "x".repeat(command.bytes());
    var value = new KvValue("text/plain", new Payload(text.getBytes(US_ASCII)));
    var put =
        new KvStore.Put(
            new KvKey(command.key()),
            value,
            command.ttl(),
            condition(command.key(), command.on()),
            0);
    model.put(now(), put, kv().put(REF, put));
  }

  private void read(KvKey key, long revision) {
    model.read(now(), key, kv().get(REF, key));
    model.readAt(now(), key, revision, kv().get(REF, key, revision));
    model.told(now(), key, kv().history(REF, key).orElseThrow(this::missing));
  }

  private void list(KvCommand.ListKeys listing) {
    var all = new ArrayList<KvEntry>();
    @Nullable String after = null;
    do {
      var paging = new Paging(after, listing.limit());
      var page =
          kv().list(REF, listing.filter(), paging, listing.maxBytes()).orElseThrow(this::missing);
      Disallowed.unless(page.items().size() <= listing.limit(), "a page of " + page.items());
      all.addAll(page.items());
      after = page.next();
    } while (after != null);
    model.listed(now(), listing.filter(), all);
  }

  private void look() {
    var bounds = kv().bounds(REF).orElseThrow(this::missing);
    model.looked(now(), kv().state(REF).orElseThrow(this::missing), bounds);
  }

  private void follow(long back) {
    if (readers.size() < 4) {
      long after = Math.max(0, model.last() - back);
      readers.add(new Open(kv().follow(REF, after).orElseThrow(this::missing), after));
    }
  }

  private void next(Open open, int max) {
    try {
      switch (open.reader.next(max, Duration.ZERO)) {
        case BucketReader.Entries news -> open.seen = model.followed(now(), open.seen, max, news);
        case BucketReader.Ended _ -> throw new Disallowed("an open reader ended");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("nobody interrupts a history", interrupted);
    }
  }

  private void reopen() {
    closeReaders();
    store.reopen();
    if (store.guarantees().durability() == Guarantees.Durability.VOLATILE) {
      model = start();
    }
  }

  private void closeReaders() {
    readers.forEach(open -> open.reader.close());
    readers.clear();
  }
}
