package io.edgemq.application;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.Principal;
import io.edgemq.domain.TokenHash;
import io.edgemq.ports.in.Authenticate;
import io.edgemq.ports.out.KeyDirectory;
import java.time.InstantSource;
import java.util.function.Supplier;

/// Tells who a bearer is: by the keys in the directory, by admin tokens, by tickets,
/// and by tokens of issuers.
public final class KeyAuthentication implements Authenticate {
  private final KeyDirectory keys;
  private final Supplier<AdminTokens> operators;
  private final TicketSigner tickets;
  private final Tokens tokens;
  private final InstantSource clock;

  /// Tells who bears a token of an issuer.
  @FunctionalInterface
  private interface Tokens {
    Verdict token(String jwt) throws InterruptedException;
  }

  /// Nobody is let in by a token of an issuer.
  ///
  /// @param operators the admin tokens as they are known now
  public KeyAuthentication(
      KeyDirectory keys,
      Supplier<AdminTokens> operators,
      TicketSigner tickets,
      InstantSource clock) {
    this(keys, operators, tickets, _ -> new Refused(Objection.INVALID), clock);
  }

  /// As above, and by the tokens of issuers.
  public KeyAuthentication(
      KeyDirectory keys,
      Supplier<AdminTokens> operators,
      TicketSigner tickets,
      JwtAuthentication tokens,
      InstantSource clock) {
    this(keys, operators, tickets, tokens::token, clock);
  }

  private KeyAuthentication(
      KeyDirectory keys,
      Supplier<AdminTokens> operators,
      TicketSigner tickets,
      Tokens tokens,
      InstantSource clock) {
    this.tokens = tokens;
    this.keys = keys;
    this.operators = operators;
    this.tickets = tickets;
    this.clock = clock;
  }

  @Override
  public Verdict authenticate(TokenHash token) {
    var known = keys.find(token);
    return known.isPresent()
        ? judge(known.get())
        : operators.get().find(token).<Verdict>map(Admin::new).orElseGet(Unknown::new);
  }

  private Verdict judge(ApiKey key) {
    if (key.isActive(clock.instant())) {
      return new Known(Principal.of(key));
    }
    return key.revokedAt() == null ? new Expired() : new Unknown();
  }

  @Override
  public Verdict token(String jwt) throws InterruptedException {
    return tokens.token(jwt);
  }

  /// A stream outlives the ticket that opened it, and not the key behind it.
  @Override
  public Verdict ticket(String ticket, String path) {
    return tickets
        .verify(ticket, path)
        .filter(content -> clock.instant().isBefore(content.expiresAt()))
        .flatMap(content -> keys.find(content.key()))
        .filter(key -> key.isActive(clock.instant()))
        .<Verdict>map(key -> new Known(Principal.of(key)))
        .orElseGet(Unknown::new);
  }
}
