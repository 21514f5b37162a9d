package io.edgemq.application;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Scope;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TokenHash;
import io.edgemq.domain.identity.IssuerRule;
import io.edgemq.domain.identity.TokenClaims;
import io.edgemq.ports.in.Authenticate;
import io.edgemq.ports.in.Authenticate.Objection;
import io.edgemq.ports.out.JwtReader;
import io.edgemq.ports.out.TenantStore;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tells who bears a JWT of an issuer that the operator or a tenant trusts (SPEC 7).
///
/// What a signature says is remembered by the token's hash, so that a token is verified once and
/// not for each message. Whatever can change is looked at each time: its time, whether its issuer
/// is trusted still and as it was, and whether the issuer still has the same keys.
public final class JwtAuthentication {
  /// How many characters the tokens have together that are remembered: those that were used last.
  /// What is kept of a token is its times, its tenant and its scopes, which are shorter than it.
  private static final long MOST_REMEMBERED = 16 << 20;

  private static final Authenticate.Verdict INVALID = new Authenticate.Refused(Objection.INVALID);
  private static final Authenticate.Verdict EXPIRED = new Authenticate.Refused(Objection.EXPIRED);

  private final TrustedIssuers issuers;
  private final TenantStore tenants;
  private final JwtReader reader;
  private final KeySets keys;
  private final SignedTokens tokens;
  private final InstantSource clock;
  private final Cache<TokenHash, Verified> remembered =
      Caffeine.newBuilder()
          .maximumWeight(MOST_REMEMBERED)
          .weigher((TokenHash _, Verified token) -> token.weight())
          .executor(Runnable::run)
          .build();

  /// How tokens are read and with which keys.
  public record Tools(JwtReader reader, KeySets keys, InstantSource clock) {}

  /// A token whose signature is good.
  ///
  /// @param generation that of the keys by which it is
  /// @param hasScopes whether it may do anything
  /// @param principal empty: it speaks for no tenant, or may do nothing
  /// @param weight how many characters it has
  private record Verified(
      TrustedIssuers.Trusted issuer,
      @Nullable String keyId,
      long generation,
      TokenTimes times,
      boolean hasScopes,
      Optional<Principal> principal,
      int weight) {}

  public JwtAuthentication(TrustedIssuers issuers, TenantStore tenants, Tools tools) {
    this.issuers = issuers;
    this.tenants = tenants;
    this.reader = tools.reader();
    this.keys = tools.keys();
    this.tokens = new SignedTokens(tools.reader(), tools.keys());
    this.clock = tools.clock();
  }

  /// As [Authenticate#token].
  Authenticate.Verdict token(String jwt) throws InterruptedException {
    long end = KeySets.end();
    var hash = Sha256.of(jwt);
    var known = remembered.getIfPresent(hash);
    if (known != null && issuers.isStill(known.issuer())) {
      var held = keys.find(location(known.issuer()), known.keyId(), end);
      if (held.isEmpty()) {
        return INVALID;
      }
      if (held.get().generation() == known.generation()) {
        return judge(known);
      }
    }
    remembered.invalidate(hash);
    var verified = verify(jwt, end);
    verified.ifPresent(found -> remembered.put(hash, found));
    return verified.map(this::judge).orElse(INVALID);
  }

  private static KeySource.Location location(TrustedIssuers.Trusted issuer) {
    return KeySource.Location.of(issuer.rule());
  }

  private Optional<Verified> verify(String jwt, long end) throws InterruptedException {
    var claimed = reader.claimed(jwt);
    var trusted = claimed.flatMap(issuers::find);
    if (claimed.isEmpty() || trusted.isEmpty()) {
      return Optional.empty();
    }
    var keyId = claimed.get().keyId();
    var issuer = trusted.get();
    return tokens
        .verify(jwt, keyId, location(issuer), end)
        .map(signed -> verified(jwt, keyId, issuer, signed));
  }

  private static Verified verified(
      String jwt,
      @Nullable String keyId,
      TrustedIssuers.Trusted issuer,
      SignedTokens.Signed signed) {
    var claims = signed.claims();
    var scopes = scopes(issuer.rule(), claims);
    var principal =
        scopes.flatMap(
            some -> issuer.tenant(claims).flatMap(t -> principal(t, some, claims, issuer)));
    return new Verified(
        issuer,
        keyId,
        signed.generation(),
        TokenTimes.of(claims),
        scopes.isPresent(),
        principal,
        jwt.length());
  }

  /// What the token's claim and the issuer's list both allow. A word that is no scope is passed
  /// over: claims name things of other services, too.
  private static Optional<Scopes> scopes(IssuerRule rule, TokenClaims claims) {
    var named =
        claims.texts().getOrDefault(rule.scopesClaim(), List.of()).stream()
            .flatMap(text -> Arrays.stream(text.split(" +")))
            .distinct()
            .filter(word -> Scope.complaint(word).isEmpty())
            .limit(Scopes.MOST)
            .map(Scope::of)
            .toList();
    return rule.scopes().within(named);
  }

  private static Optional<Principal> principal(
      TenantId tenant, Scopes scopes, TokenClaims claims, TrustedIssuers.Trusted issuer) {
    var end = claims.expiresAt();
    return end == null
        ? Optional.empty()
        : Optional.of(
            new Principal(
                tenant,
                new Principal.Token(issuer.id(), Subjects.shown(claims.subject())),
                scopes,
                end.plus(TokenTimes.LEEWAY)));
  }

  private Authenticate.Verdict judge(Verified token) {
    var now = clock.instant();
    if (!token.times().hasBegun(now)) {
      return INVALID;
    }
    if (token.times().isOver(now)) {
      return EXPIRED;
    }
    if (!token.hasScopes()) {
      return new Authenticate.Refused(Objection.WITHOUT_SCOPES);
    }
    return token
        .principal()
        .filter(who -> Tenants.known(tenants, who.tenant()).isPresent())
        .<Authenticate.Verdict>map(Authenticate.Known::new)
        .orElse(INVALID);
  }
}
