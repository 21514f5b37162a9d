package io.edgemq.application;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.BucketRef;
import io.edgemq.domain.Limit;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Slice;
import io.edgemq.domain.kv.ChangeMessages;
import io.edgemq.domain.kv.Counter;
import io.edgemq.domain.kv.Hops;
import io.edgemq.domain.kv.KeyFilter;
import io.edgemq.domain.kv.KvChange;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.domain.kv.KvValue;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.ReadKeys;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Sent;
import io.edgemq.ports.in.Unit;
import io.edgemq.ports.in.WriteKeys;
import io.edgemq.ports.out.BucketCatalog;
import io.edgemq.ports.out.KvStore;
import io.edgemq.ports.out.KvStore.Removal;
import io.edgemq.ports.out.Traffic;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads and writes the keys of buckets.
public final class BucketKeys implements ReadKeys, WriteKeys {
  /// How many bytes of values end a page of a list.
  static final long PAGE_BYTES = 1 << 20;

  private static final KvValue LONGEST_COUNTER = Counter.value(Long.MIN_VALUE);

  private final Admission admission;
  private final BucketAccess access;
  private final BucketCatalog catalog;
  private final KvStore kv;
  private final Traffic traffic;

  public BucketKeys(Admission admission, BucketCatalog catalog, KvStore kv, Traffic traffic) {
    this.admission = admission;
    this.access = admission.access().buckets();
    this.catalog = catalog;
    this.kv = kv;
    this.traffic = traffic;
  }

  @Override
  public Outcome<KvEntry> get(Principal who, BucketName bucket, KvKey key) {
    return access
        .toRead(who, bucket)
        .then(ref -> found(ref, kv.get(ref, key), new Refusal.NoSuchKeyValue(key)));
  }

  @Override
  public Outcome<KvEntry> get(Principal who, BucketName bucket, KvKey key, long revision) {
    return access
        .toRead(who, bucket)
        .then(ref -> found(ref, kv.get(ref, key, revision), new Refusal.NoSuchRevision(revision)));
  }

  private Outcome<KvEntry> found(BucketRef ref, KvStore.GetResult result, Refusal otherwise) {
    return switch (result) {
      case KvStore.Found(var entry) -> {
        delivered(ref, List.of(entry));
        yield Outcome.done(entry);
      }
      case KvStore.Missing _ -> Outcome.refused(otherwise);
      case KvStore.NoSuchBucket _ -> noSuch(ref);
    };
  }

  @Override
  public Outcome<List<KvEntry>> history(Principal who, BucketName bucket, KvKey key) {
    return access
        .toRead(who, bucket)
        .then(ref -> kept(ref, kv.history(ref, key)))
        .then(Outcome::done);
  }

  private Outcome<List<KvEntry>> kept(BucketRef ref, Optional<List<KvEntry>> entries) {
    entries.ifPresent(all -> delivered(ref, all));
    return entries.map(Outcome::done).orElseGet(() -> noSuch(ref));
  }

  @Override
  public Outcome<Slice<KvEntry>> list(
      Principal who, BucketName bucket, KeyFilter filter, Paging paging) {
    return access
        .toRead(who, bucket)
        .then(
            ref ->
                kv.list(ref, filter, paging, PAGE_BYTES)
                    .map(Outcome::done)
                    .orElseGet(() -> noSuch(ref)));
  }

  private void delivered(BucketRef ref, List<KvEntry> entries) {
    if (!entries.isEmpty()) {
      long bytes = entries.stream().mapToLong(KvEntry::sizeInBytes).sum();
      traffic.delivered(Traffic.Channel.BUCKET, ref.tenant(), entries.size(), bytes);
    }
  }

  @Override
  public Outcome<Long> put(Principal who, Target target, Sent<KvValue> value) {
    return admitted(who, target).then(ref -> put(ref, target, value.get()));
  }

  /// The bucket, once it is known that the caller may write there, and may write so.
  private Outcome<BucketRef> admitted(Principal who, Target target) {
    return access
        .toWrite(who, target.bucket())
        .then(
            ref ->
                admission
                    .quotas()
                    .takeIn(who, 1)
                    .then(_ -> checked(ref, target))
                    .then(_ -> Outcome.done(ref)));
  }

  private Outcome<Unit> checked(BucketRef ref, Target target) {
    return ConfigRules.lifetime(Limit.KEY_TTL, target.ttl())
        .or(() -> loop(ref, target.hops()))
        .map(Outcome::<Unit>refused)
        .orElseGet(Unit::done);
  }

  /// Only a write that a topic is told of can cause another one.
  private Optional<Refusal> loop(BucketRef ref, int hops) {
    return hops <= Hops.MOST
        ? Optional.empty()
        : catalog
            .find(ref)
            .filter(bucket -> bucket.config().changeStream() != null)
            .map(_ -> new Refusal.ChangeStreamLoop(hops, Hops.MOST));
  }

  private Outcome<Long> put(BucketRef ref, Target target, KvValue value) {
    int size = value.payload().size();
    int most = admission.limitsOf(ref.tenant()).messageBytes();
    if (size > most) {
      return Outcome.refused(new Refusal.MessageTooLarge(size, most));
    }
    var put = new KvStore.Put(target.key(), value, target.ttl(), target.condition(), target.hops());
    return admission.storing(ref.tenant(), () -> bytes(ref, target, value), () -> putNow(ref, put));
  }

  /// What a write takes in the bucket, and at most in the topic that is told of it.
  private long bytes(BucketRef ref, Target target, KvValue value) {
    var change = new KvChange.Put(value);
    var entry = new KvEntry(target.key(), Long.MAX_VALUE, Instant.EPOCH, change, target.hops());
    var topic = catalog.find(ref).map(bucket -> bucket.config().changeStream());
    return entry.sizeInBytes()
        + topic
            .map(told -> ChangeMessages.of(ref.name(), told, entry))
            .map(
                message -> (long) message.subject().sizeInBytes() + message.content().sizeInBytes())
            .orElse(0L);
  }

  private Outcome<Long> putNow(BucketRef ref, KvStore.Put put) {
    return switch (kv.put(ref, put)) {
      case KvStore.Written(long revision) -> {
        stored(ref, put.value().payload().size());
        yield Outcome.done(revision);
      }
      case KvStore.Mismatch _ -> Outcome.refused(new Refusal.RevisionMismatch());
      case KvStore.BucketFull(long most) ->
          Outcome.refused(new Refusal.BucketFull(ref.name(), most));
      case KvStore.TooLarge(long size, long limit) ->
          Outcome.refused(new Refusal.MessageTooLarge(size, limit));
      case KvStore.NoSuchBucket _ -> noSuch(ref);
    };
  }

  @Override
  public Outcome<OptionalLong> delete(Principal who, Target target) {
    return remove(who, target, Removal.Kind.DELETE);
  }

  @Override
  public Outcome<OptionalLong> purge(Principal who, Target target) {
    return remove(who, target, Removal.Kind.PURGE);
  }

  /// It needs no room: it works when the tenant's is used up.
  private Outcome<OptionalLong> remove(Principal who, Target target, Removal.Kind kind) {
    return admitted(who, target)
        .then(
            ref ->
                removeNow(ref, new Removal(target.key(), kind, target.condition(), target.hops())));
  }

  private Outcome<OptionalLong> removeNow(BucketRef ref, Removal removal) {
    return switch (kv.remove(ref, removal)) {
      case KvStore.Written(long revision) -> {
        stored(ref, 0);
        yield Outcome.done(OptionalLong.of(revision));
      }
      case KvStore.NothingThere _ -> Outcome.done(OptionalLong.empty());
      case KvStore.Mismatch _ -> Outcome.refused(new Refusal.RevisionMismatch());
      case KvStore.NoSuchBucket _ -> noSuch(ref);
    };
  }

  @Override
  public Outcome<Counted> increment(Principal who, Target target, long delta) {
    return admitted(who, target)
        .then(
            ref ->
                admission.storing(
                    ref.tenant(),
                    () -> bytes(ref, target, LONGEST_COUNTER),
                    () -> incrementNow(ref, target, delta)));
  }

  private Outcome<Counted> incrementNow(BucketRef ref, Target target, long delta) {
    var increment =
        new KvStore.Increment(target.key(), delta, target.ttl(), target.condition(), target.hops());
    return switch (kv.increment(ref, increment)) {
      case KvStore.Incremented(long value, long revision) -> {
        stored(ref, Long.toString(value).length());
        yield Outcome.done(new Counted(value, revision));
      }
      case KvStore.Mismatch _ -> Outcome.refused(new Refusal.RevisionMismatch());
      case KvStore.NotACounter _ -> Outcome.refused(new Refusal.NotACounter());
      case KvStore.Overflow _ -> Outcome.refused(new Refusal.CounterOverflow());
      case KvStore.BucketFull(long most) ->
          Outcome.refused(new Refusal.BucketFull(ref.name(), most));
      case KvStore.NoSuchBucket _ -> noSuch(ref);
    };
  }

  private void stored(BucketRef ref, long bytes) {
    traffic.stored(Traffic.Channel.BUCKET, ref.tenant(), 1, bytes);
  }

  private static <T> Outcome<T> noSuch(BucketRef ref) {
    return Outcome.refused(new Refusal.NoSuchBucket(ref.name()));
  }
}
