package io.edgemq.application;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.domain.kv.BucketBounds;
import io.edgemq.domain.kv.ChangeStream;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Unit;
import io.edgemq.ports.out.BucketCatalog;
import io.edgemq.ports.out.ChangeStreamStore;
import io.edgemq.ports.out.KvStore;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Keeps the change streams of our own buckets in line with the catalog, where a bridge forwards
/// what is written. Where the store forwards by itself there is nothing to do.
///
/// The catalog always comes first. A bucket that is to have a change stream then keeps every
/// revision before the stream's first one is chosen, so none behind that is ever overwritten
/// untold; and of a stream that ends, a step that fails halfway tells too much, never too little.
/// Whoever repeats the call makes up for what is missing.
public final class BucketStreams {
  /// How long a call waits for what it is about to end to be told (SPEC 6).
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration LOOK = Duration.ofMillis(50);
  private static final int MOST = 32;
  private static final String FOREIGN = "the change stream of a foreign bucket with that name";

  private final BucketCatalog catalog;
  private final KvStore kv;
  private final Optional<ChangeStreamStore> rows;
  private final Tools tools;

  /// What it tells time with.
  ///
  /// @param nanoTime as [System#nanoTime]
  public record Tools(InstantSource clock, LongSupplier nanoTime, Pause pause) {}

  /// @param rows empty of a store that forwards by itself
  public BucketStreams(
      BucketCatalog catalog, KvStore kv, Optional<ChangeStreamStore> rows, Tools tools) {
    this.catalog = catalog;
    this.kv = kv;
    this.rows = rows;
    this.tools = tools;
  }

  InstantSource clock() {
    return tools.clock();
  }

  /// How long one call still waits, however often it does.
  ///
  /// @param end by the clock of [Tools#nanoTime]
  record Patience(long end) {}

  /// The patience of a call that begins now.
  Patience patience() {
    return new Patience(tools.nanoTime().getAsLong() + PATIENCE.toNanos());
  }

  /// Waits until what a removed bucket of that name has written is told.
  void awaitPredecessor(BucketRef bucket) {
    if (rows.isPresent() && catalog.find(bucket).isEmpty()) {
      await(patience(), () -> own(bucket).isEmpty());
    }
  }

  /// Whether a bucket of that name can be made now: what a removed one has written is told to its
  /// end first, since the store keeps it until then. Does not wait.
  Outcome<Unit> mayBeMade(BucketRef bucket) {
    return own(bucket).isPresent() && catalog.find(bucket).isEmpty()
        ? Outcome.refused(new Refusal.Contended())
        : Unit.done();
  }

  /// Whether a bucket of that name can have a change stream now. Does not wait.
  Outcome<Unit> mayBegin(BucketRef bucket) {
    var there = catalog.find(bucket);
    return rows.flatMap(store -> store.find(bucket))
        .filter(known -> !isOf(known, there))
        .map(known -> Outcome.<Unit>refused(inTheWay(known)))
        .orElseGet(Unit::done);
  }

  private Optional<ChangeStream> own(BucketRef bucket) {
    return rows.flatMap(store -> store.find(bucket)).filter(BucketStreams::isOwn);
  }

  private static boolean isOwn(ChangeStream stream) {
    return switch (stream.source()) {
      case OWN -> true;
      case FOREIGN -> false;
    };
  }

  private static boolean isOf(ChangeStream stream, Optional<Bucket> bucket) {
    return isOwn(stream)
        && bucket.filter(one -> incarnation(one) == stream.incarnation()).isPresent();
  }

  private static Refusal inTheWay(ChangeStream known) {
    return isOwn(known) ? new Refusal.Contended() : new Refusal.SubjectsTaken(FOREIGN);
  }

  /// When a bucket was made tells it from others of its name.
  private static long incarnation(Bucket bucket) {
    return bucket.createdAt().toEpochMilli();
  }

  /// The bucket was made with the configuration that it has: its first write is told. It begins
  /// behind the revisions of a former bucket of that name.
  Outcome<Unit> begin(BucketRef bucket) {
    return follow(bucket, BucketBounds::since);
  }

  /// The bucket's configuration was changed: what is written from now on is told as it says. Waits
  /// for what was to be told until now, but not for long.
  Outcome<Unit> change(BucketRef bucket, Patience patience) {
    var before = own(bucket);
    return follow(bucket, BucketBounds::last)
        .then(
            _ -> {
              own(bucket)
                  .filter(now -> !before.equals(Optional.of(now)))
                  .ifPresent(now -> awaitTold(now, end(now), patience));
              return Unit.done();
            });
  }

  /// The last revision that a topic is told of which is told of no more behind it; 0 when there is
  /// none.
  private static long end(ChangeStream stream) {
    return stream.legs().stream()
        .map(ChangeStream.Leg::until)
        .filter(Objects::nonNull)
        .mapToLong(Long::longValue)
        .max()
        .orElse(0);
  }

  /// Chooses the revision behind which a stream begins.
  @FunctionalInterface
  private interface Beginning {
    long after(BucketBounds now);
  }

  /// Others may change the same: whoever is last has seen what the catalog says last.
  private Outcome<Unit> follow(BucketRef ref, Beginning beginning) {
    if (rows.isEmpty()) {
      return Unit.done();
    }
    for (int i = 0; i < MOST; i++) {
      var bucket = catalog.find(ref);
      if (bucket.isEmpty()) {
        return Unit.done(); // removed meanwhile: what it was told to is told to its end
      }
      var known = rows.get().find(ref).orElse(null);
      var topic = bucket.get().config().changeStream();
      if (isTold(known, bucket.get(), topic)) {
        return Unit.done();
      }
      if (known != null && !isOf(known, bucket)) {
        return Outcome.refused(inTheWay(known));
      }
      put(known, bucket.get(), ref, beginning);
    }
    return Outcome.refused(new Refusal.Contended());
  }

  private static boolean isTold(
      @Nullable ChangeStream known, Bucket bucket, @Nullable TopicName topic) {
    if (known == null || !isOf(known, Optional.of(bucket))) {
      return topic == null;
    }
    return Objects.equals(known.current().orElse(null), topic);
  }

  /// The last write is asked for as late as can be: what is written until then is told.
  private void put(
      @Nullable ChangeStream known, Bucket bucket, BucketRef ref, Beginning beginning) {
    var now = kv.bounds(ref);
    if (now.isEmpty()) {
      return; // removed meanwhile, as the catalog will say
    }
    long last = now.get().last();
    var topic = bucket.config().changeStream();
    var wanted =
        known == null
            ? begun(ref, bucket, beginning.after(now.get()))
            : topic == null ? known.endingAt(last) : known.goingOn(topic, last);
    boolean unused = rows.orElseThrow().put(known, wanted);
  }

  private ChangeStream begun(BucketRef ref, Bucket bucket, long after) {
    var topic = Objects.requireNonNull(bucket.config().changeStream());
    return new ChangeStream(
        ref,
        ChangeStream.Source.OWN,
        incarnation(bucket),
        List.of(new ChangeStream.Leg(topic, after, null)),
        tools.clock().instant().truncatedTo(ChronoUnit.MILLIS));
  }

  /// Waits for everything that was written until now to be told, but not for long. What is not
  /// told by then follows.
  void awaitTold(BucketRef bucket, Patience patience) {
    own(bucket)
        .ifPresent(
            stream -> {
              long last = kv.bounds(bucket).map(BucketBounds::last).orElse(0L);
              awaitTold(stream, due(stream, last), patience);
            });
  }

  /// The bucket was removed: waits for everything that was written to it to be told, but not for
  /// long. Then its stream is gone.
  void awaitEnd(BucketRef bucket, Patience patience) {
    own(bucket).ifPresent(stream -> await(patience, () -> isGone(stream)));
  }

  private void awaitTold(ChangeStream stream, long revision, Patience patience) {
    await(
        patience,
        () ->
            revision == 0
                || rows.orElseThrow().progress(stream).mark() >= revision
                || isGone(stream));
  }

  private boolean isGone(ChangeStream stream) {
    return own(stream.bucket()).filter(now -> now.incarnation() == stream.incarnation()).isEmpty();
  }

  /// The last revision up to `last` that is told; 0 when none is.
  private static long due(ChangeStream stream, long last) {
    long due = 0;
    for (var leg : stream.legs()) {
      var until = leg.until();
      long end = until == null ? last : Math.min(until, last);
      due = end > leg.after() ? end : due;
    }
    return due;
  }

  private void await(Patience patience, BooleanSupplier happened) {
    try {
      while (!happened.getAsBoolean() && tools.nanoTime().getAsLong() - patience.end() < 0) {
        tools.pause().pass(LOOK);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new StoreException.Unavailable("stopped while a change stream was told", stopped);
    }
  }
}
