package io.edgemq.application;

import io.edgemq.domain.KeyRef;
import io.edgemq.domain.Principal;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.identity.Issuer;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.IssuerStore;
import io.edgemq.ports.out.KeyDirectory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The calls that are open in this process, by tenant: none outlives the key of its caller, nor the
/// suspension of its tenant. What the stores cannot tell of is taken for good, so an outage ends no
/// call.
public final class OpenCalls {
  private static final Logger LOG = System.getLogger(OpenCalls.class.getName());

  private final Access access;
  private final KeyDirectory keys;
  private final Tokens tokens;
  private final InstantSource clock;
  private final Map<TenantId, Set<OpenCall>> open = new ConcurrentHashMap<>();

  /// Tells of tokens.
  @FunctionalInterface
  private interface Tokens {
    /// Whether the issuer of a token of the tenant's is trusted no more.
    boolean isOver(TenantId tenant, Principal.Token token);
  }

  /// The calls of those who have keys.
  public OpenCalls(Access access, KeyDirectory keys, InstantSource clock) {
    this(access, keys, (_, _) -> false, clock);
  }

  /// The calls of those who have keys or tokens. The operator's issuers are trusted for as long as
  /// the process runs.
  public OpenCalls(Access access, KeyDirectory keys, IssuerStore issuers, InstantSource clock) {
    this(
        access,
        keys,
        (tenant, token) ->
            Issuer.isId(token.issuer())
                && issuers.list(tenant).stream().noneMatch(one -> one.id().equals(token.issuer())),
        clock);
  }

  private OpenCalls(Access access, KeyDirectory keys, Tokens tokens, InstantSource clock) {
    this.access = access;
    this.keys = keys;
    this.tokens = tokens;
    this.clock = clock;
  }

  /// Adds a call. Ends it at once when its caller may do nothing more since it was let in.
  void add(OpenCall call) {
    open.compute(
        call.principal().tenant(),
        (_, others) -> {
          var all = others == null ? ConcurrentHashMap.<OpenCall>newKeySet() : others;
          all.add(call);
          return all;
        });
    endIfOver(call);
  }

  /// Forgets a call, if it was there.
  void remove(OpenCall call) {
    open.computeIfPresent(
        call.principal().tenant(),
        (_, all) -> {
          all.remove(call);
          return all.isEmpty() ? null : all;
        });
  }

  /// Why nothing more is done for `who`, although it was let in once; empty when it is.
  Optional<Refusal> objection(Principal who) {
    return new Expiry(who.expiresAt(), clock).isOver()
        ? Optional.of(new Refusal.KeyExpired())
        : changed(who);
  }

  /// Ends the calls of a key that may have changed, if it was revoked.
  void refresh(KeyRef key) {
    for (var call : open.getOrDefault(key.tenant(), Set.of())) {
      if (call.principal().key().filter(key::equals).isPresent()) {
        endIfOver(call);
      }
    }
  }

  /// Ends the calls of a tenant that may have changed, if it is served no more.
  void refresh(TenantId tenant) {
    open.getOrDefault(tenant, Set.of()).forEach(this::endIfOver);
  }

  /// As [#refresh], for everybody who has a call here.
  void refreshAll() {
    open.keySet().forEach(this::refresh);
  }

  private void endIfOver(OpenCall call) {
    changed(call.principal()).ifPresent(call::end);
  }

  /// Why nothing more is done for `who` besides that its time is over, which each call sees by
  /// itself.
  private Optional<Refusal> changed(Principal who) {
    try {
      return isOver(who) ? Optional.of(new Refusal.KeyRevoked()) : access.objection(who);
    } catch (StoreException outage) {
      LOG.log(Level.DEBUG, "a key or tenant cannot be looked up", outage);
      return Optional.empty();
    }
  }

  private boolean isOver(Principal who) {
    return switch (who.credential()) {
      case Principal.Key _, Principal.SupportKey _ -> who.key().filter(this::isRevoked).isPresent();
      case Principal.Token token -> tokens.isOver(who.tenant(), token);
      case Principal.AdminToken _ -> false;
    };
  }

  /// A key that is gone without a trace counts as revoked.
  private boolean isRevoked(KeyRef key) {
    return keys.find(key).map(known -> known.revokedAt() != null).orElse(true);
  }
}
