package io.edgemq.application;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.edgemq.ports.out.DocumentClient;
import io.edgemq.ports.out.JwtReader;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The keys of issuers, as far as this process has read them (SPEC 7). They are read when somebody
/// needs them: many who need the same at once cause one read, and nobody waits longer than
/// [#PATIENCE].
public final class KeySets {
  /// How long keys are good at least, whatever their issuer says.
  public static final Duration LEAST_AGE = Duration.ofSeconds(5);

  /// How long keys are good at most, whatever their issuer says.
  public static final Duration MOST_AGE = Duration.ofHours(1);

  /// How long keys are good when their issuer does not say.
  public static final Duration DEFAULT_AGE = Duration.ofMinutes(5);

  /// How long the last keys stay good beyond their age when they cannot be read again.
  public static final Duration GRACE = Duration.ofHours(1);

  /// How long it takes until keys are read again that are unknown, or cannot be read.
  public static final Duration PAUSE = Duration.ofSeconds(5);

  /// How long a read takes at most, with the issuer's metadata, and how long anybody waits: the
  /// answer comes within two seconds.
  static final Duration PATIENCE = Duration.ofMillis(1_600);

  /// Of how many issuers the keys are kept: of those that were asked for last.
  private static final int MOST_ISSUERS = 1_000;

  private final LoadingCache<KeySource.Location, IssuerKeys> issuers;

  /// What keys are read with.
  ///
  /// @param nanos the time that passes, of no particular origin
  public record Tools(DocumentClient documents, JwtReader reader, LongSupplier nanos) {}

  /// Keys that were read.
  ///
  /// @param generation another one whenever the issuer's keys have changed
  record Held(JwtReader.KeySet keys, long generation) {}

  public KeySets(Tools tools) {
    var generations = new AtomicLong();
    this.issuers =
        Caffeine.newBuilder()
            .maximumSize(MOST_ISSUERS)
            // No pool of the process: what is evicted needs no work.
            .executor(Runnable::run)
            .build(
                location ->
                    new IssuerKeys(new KeySource(tools, location), tools.nanos(), generations));
  }

  /// The issuer's keys, one of which may be meant by a token that names `keyId` (null: that names
  /// none); empty when there is none. They are read before, when that is due.
  ///
  /// @param end until when it waits at most ([#end])
  /// @throws InterruptedException when the thread is interrupted while it waits
  Optional<Held> find(KeySource.Location location, @Nullable String keyId, long end)
      throws InterruptedException {
    return issuers.get(location).find(keyId, end);
  }

  /// As [#find], after a token that names no key was signed with none of the keys of `known`: its
  /// issuer may have a new one.
  Optional<Held> findOther(KeySource.Location location, Held known, long end)
      throws InterruptedException {
    return issuers.get(location).findOther(known, end);
  }

  /// Until when somebody waits who begins now, as `System.nanoTime` has it.
  static long end() {
    return System.nanoTime() + PATIENCE.toNanos();
  }
}
