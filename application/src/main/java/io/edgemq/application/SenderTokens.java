package io.edgemq.application;

import io.edgemq.domain.ingest.IngestAuth;
import io.edgemq.ports.out.JwtReader;
import java.time.Instant;
import java.time.InstantSource;

/// Believes the JWTs of the issuers that ingests name, by the keys that [KeySets] has read. They
/// are held to the same times as the tokens of callers; what scopes they claim does not matter.
public final class SenderTokens implements JwtTrust {
  private final JwtReader reader;
  private final SignedTokens tokens;
  private final InstantSource clock;

  public SenderTokens(JwtReader reader, KeySets keys, InstantSource clock) {
    this.reader = reader;
    this.tokens = new SignedTokens(reader, keys);
    this.clock = clock;
  }

  @Override
  public boolean isGood(String token, IngestAuth.Jwt rule) throws InterruptedException {
    var claimed = reader.claimed(token);
    if (claimed.isEmpty()
        || !claimed.get().issuer().equals(rule.issuer())
        || !claimed.get().audience().contains(rule.audience())) {
      return false;
    }
    var issuer = new KeySource.Location(rule.issuer(), rule.keys());
    return tokens
        .verify(token, claimed.get().keyId(), issuer, KeySets.end())
        .map(SignedTokens.Signed::claims)
        .filter(claims -> claims.issuer().equals(rule.issuer()))
        .filter(claims -> claims.audience().contains(rule.audience()))
        .filter(claims -> isNow(TokenTimes.of(claims), clock.instant()))
        .isPresent();
  }

  private static boolean isNow(TokenTimes times, Instant now) {
    return times.hasBegun(now) && !times.isOver(now);
  }
}
