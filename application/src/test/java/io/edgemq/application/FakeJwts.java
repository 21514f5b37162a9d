package io.edgemq.application;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.domain.identity.TokenClaims;
import io.edgemq.ports.out.JwtReader;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Tokens that are names of what they say. A JWKS is a list of key ids with a space between them;
/// metadata is the issuer, a space, and where its keys are.
final class FakeJwts implements JwtReader {
  private final Map<String, Made> made = new ConcurrentHashMap<>();
  final AtomicInteger verified = new AtomicInteger();

  private record Made(TokenClaims claims, @Nullable String keyId, String signer) {}

  private record Keys(Set<String> ids) implements KeySet {
    @Override
    public boolean has(@Nullable String keyId) {
      return keyId == null ? !ids.isEmpty() : ids.contains(keyId);
    }
  }

  /// A token that names the key which has signed it.
  String token(TokenClaims claims, String keyId) {
    return token(claims, keyId, keyId);
  }

  /// A token that `signer` has signed.
  String token(TokenClaims claims, @Nullable String keyId, String signer) {
    var token = "eyJ." + made.size();
    made.put(token, new Made(claims, keyId, signer));
    return token;
  }

  @Override
  public Optional<Claimed> claimed(String token) {
    return Optional.ofNullable(made.get(token))
        .map(it -> new Claimed(it.claims().issuer(), it.claims().audience(), it.keyId()));
  }

  @Override
  public Verdict verify(String token, KeySet keys) {
    verified.incrementAndGet();
    return Optional.ofNullable(made.get(token))
        .filter(it -> ((Keys) keys).ids().contains(it.signer()))
        .<Verdict>map(it -> new Signed(it.claims()))
        .orElseGet(Forged::new);
  }

  @Override
  public Optional<KeySet> keySet(byte[] document) {
    var text = new String(document, UTF_8);
    return text.startsWith("<")
        ? Optional.empty()
        : Optional.of(new Keys(Set.copyOf(Arrays.asList(text.split(" ")))));
  }

  @Override
  public Optional<String> keysUrl(byte[] metadata, String issuer) {
    var words = new String(metadata, UTF_8).split(" ");
    return words[0].equals(issuer) ? Optional.of(words[1]) : Optional.empty();
  }
}
