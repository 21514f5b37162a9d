package io.edgemq.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.edgemq.domain.identity.TokenClaims;
import io.edgemq.ports.out.JwtReader;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads tokens with Nimbus. The algorithm of a token chooses only among the keys that are of that
/// algorithm: a key never verifies what it was not made for (RFC 8725, 3.1). Keys come from a key
/// set alone; `jku`, `x5u`, `x5c` and `jwk` of a token's header are not looked at.
public final class NimbusJwtReader implements JwtReader {
  /// The last second of the year 9999.
  private static final double FARTHEST = 253_402_300_799.0;

  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256, JWSAlgorithm.EdDSA);

  @Override
  public Optional<Claimed> claimed(String token) {
    return parse(token)
        .flatMap(
            jwt ->
                claims(jwt)
                    .filter(set -> set.getIssuer() != null && isAudience(set.getAudience()))
                    .map(
                        set ->
                            new Claimed(
                                set.getIssuer(),
                                Set.copyOf(set.getAudience()),
                                jwt.getHeader().getKeyID())));
  }

  /// A list with something else than texts is none.
  private static boolean isAudience(List<String> audience) {
    return !audience.isEmpty() && audience.stream().allMatch(Objects::nonNull);
  }

  @Override
  public Verdict verify(String token, KeySet keys) {
    if (!(keys instanceof SigningKeys signing)) {
      throw new IllegalArgumentException("keys of another reader");
    }
    return parse(token)
        .filter(signing::haveSigned)
        .flatMap(jwt -> claims(jwt).flatMap(set -> read(jwt, set)))
        .<Verdict>map(Signed::new)
        .orElseGet(Forged::new);
  }

  @Override
  public Optional<KeySet> keySet(byte[] document) {
    return json(document)
        .map(json -> json.get("keys"))
        .filter(List.class::isInstance)
        .map(keys -> SigningKeys.of((List<?>) keys));
  }

  @Override
  public Optional<String> keysUrl(byte[] metadata, String issuer) {
    return json(metadata)
        .filter(json -> issuer.equals(json.get("issuer")))
        .map(json -> json.get("jwks_uri"))
        .filter(String.class::isInstance)
        .map(String.class::cast);
  }

  /// A signed token of one of the algorithms that has no critical header.
  private static Optional<SignedJWT> parse(String token) {
    try {
      var jwt = SignedJWT.parse(token);
      var header = jwt.getHeader();
      return ALGORITHMS.contains(header.getAlgorithm())
              && !hasCritical(header)
              && header.isBase64URLEncodePayload()
          ? Optional.of(jwt)
          : Optional.empty();
    } catch (ParseException | IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  /// Whether it names critical parameters, were it none: the library does not keep an empty list.
  private static boolean hasCritical(JWSHeader header) throws ParseException {
    var text = header.getParsedBase64URL().decodeToString();
    return JSONObjectUtils.parse(text).containsKey("crit");
  }

  private static Optional<JWTClaimsSet> claims(SignedJWT jwt) {
    try {
      return Optional.ofNullable(jwt.getJWTClaimsSet());
    } catch (ParseException | IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  private static Optional<Map<String, Object>> json(byte[] document) {
    try {
      return Optional.ofNullable(JSONObjectUtils.parse(new String(document, UTF_8)));
    } catch (ParseException | IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  private static Optional<TokenClaims> read(SignedJWT jwt, JWTClaimsSet set) {
    var json = jwt.getPayload().toJSONObject();
    if (json == null || set.getIssuer() == null || !isAudience(set.getAudience())) {
      return Optional.empty();
    }
    var texts = new HashMap<String, List<String>>();
    set.getClaims().forEach((name, value) -> texts(value).ifPresent(all -> texts.put(name, all)));
    return Optional.of(
        new TokenClaims(
            set.getIssuer(),
            Set.copyOf(set.getAudience()),
            set.getSubject(),
            instant(json.get("exp")),
            instant(json.get("nbf")),
            instant(json.get("iat")),
            texts));
  }

  /// A number of seconds. The library's own times wrap around; here what is too far away stays far
  /// away.
  private static @Nullable Instant instant(@Nullable Object seconds) {
    return seconds instanceof Number number
        ? Instant.ofEpochSecond((long) Math.clamp(number.doubleValue(), 0, FARTHEST))
        : null;
  }

  private static Optional<List<String>> texts(@Nullable Object value) {
    if (value instanceof String text) {
      return Optional.of(List.of(text));
    }
    if (!(value instanceof List<?> list)) {
      return Optional.empty();
    }
    var all = new ArrayList<String>();
    for (var each : list) {
      if (!(each instanceof String text)) {
        return Optional.empty();
      }
      all.add(text);
    }
    return Optional.of(List.copyOf(all));
  }
}
