package io.edgemq.application;

import io.edgemq.domain.KeyRef;
import io.edgemq.domain.Principal;
import io.edgemq.domain.StoreException;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.KeyDirectory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The calls that are open in this process, by the key of their caller: none outlives its key. A
/// key that the directory cannot tell of is taken for good, so an outage of the store ends no call.
public final class OpenCalls {
  private static final Logger LOG = System.getLogger(OpenCalls.class.getName());

  private final KeyDirectory keys;
  private final InstantSource clock;
  private final Map<KeyRef, Set<OpenCall>> open = new ConcurrentHashMap<>();

  public OpenCalls(KeyDirectory keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /// Adds a call. Ends it at once when its key was revoked since the caller was let in.
  void add(OpenCall call) {
    open.compute(
        call.key(),
        (_, others) -> {
          var all = others == null ? ConcurrentHashMap.<OpenCall>newKeySet() : others;
          all.add(call);
          return all;
        });
    if (isRevoked(call.key())) {
      call.keyRevoked();
    }
  }

  /// Forgets a call, if it was there.
  void remove(OpenCall call) {
    open.computeIfPresent(
        call.key(),
        (_, all) -> {
          all.remove(call);
          return all.isEmpty() ? null : all;
        });
  }

  /// Why nothing more is done for `who`, although it was let in once; empty when its key is good.
  Optional<Refusal> objection(Principal who) {
    if (new Expiry(who.expiresAt(), clock).isOver()) {
      return Optional.of(new Refusal.KeyExpired());
    }
    return isRevoked(who.key()) ? Optional.of(new Refusal.KeyRevoked()) : Optional.empty();
  }

  /// Ends the calls of a key that may have changed, if it was revoked.
  void refresh(KeyRef key) {
    var calls = open.getOrDefault(key, Set.of());
    if (!calls.isEmpty() && isRevoked(key)) {
      calls.forEach(OpenCall::keyRevoked);
    }
  }

  /// As [#refresh], for every key that has a call here.
  void refreshAll() {
    open.keySet().forEach(this::refresh);
  }

  /// A key that is gone without a trace counts as revoked.
  private boolean isRevoked(KeyRef key) {
    try {
      return keys.find(key).map(known -> known.revokedAt() != null).orElse(true);
    } catch (StoreException outage) {
      LOG.log(Level.DEBUG, "a key cannot be looked up", outage);
      return false;
    }
  }
}
