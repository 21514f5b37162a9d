package io.edgemq.domain;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who calls on behalf of a tenant. Each use case takes it as an argument, so that the signature
/// shows on whose behalf it acts.
///
/// @param credential by which it was let in
/// @param scopes what it may do
/// @param expiresAt when the credential ends; an open stream is closed then; null means never
public record Principal(
    TenantId tenant, Credential credential, Scopes scopes, @Nullable Instant expiresAt)
    implements Caller {
  /// By what a caller is known.
  public sealed interface Credential {}

  /// A key of the tenant's.
  ///
  /// @param id the key's
  /// @param messagesPerSecond how many messages it may send in a second; null: as many as its
  ///     tenant
  public record Key(String id, @Nullable Long messagesPerSecond) implements Credential {
    /// A key without a rate of its own.
    public Key(String id) {
      this(id, null);
    }
  }

  /// A key that an operator has made for somebody who looks into the tenant.
  ///
  /// @param id the key's
  public record SupportKey(String id) implements Credential {}

  /// An admin token.
  ///
  /// @param name the operator's
  public record AdminToken(String name) implements Credential {}

  /// A token of an issuer that the tenant or the operator trusts.
  ///
  /// @param issuer the id of a tenant's issuer, or the name of the operator's
  /// @param subject whom it is about, as its issuer calls them; empty when it does not say
  public record Token(String issuer, String subject) implements Credential {}

  /// The bearer of `key`.
  public static Principal of(ApiKey key) {
    var credential =
        key.isForSupport() ? new SupportKey(key.id()) : new Key(key.id(), key.messagesPerSecond());
    return new Principal(key.tenant(), credential, key.scopes(), key.expiresAt());
  }

  /// An operator who acts for `tenant`, and may do all that the tenant may.
  public static Principal of(Operator operator, TenantId tenant) {
    return new Principal(tenant, new AdminToken(operator.name()), Scopes.EVERYTHING, null);
  }

  /// Its key; empty when it has none.
  public Optional<KeyRef> key() {
    return switch (credential) {
      case Key(var id, _) -> Optional.of(new KeyRef(tenant, id));
      case SupportKey(var id) -> Optional.of(new KeyRef(tenant, id));
      case AdminToken _, Token _ -> Optional.empty();
    };
  }

  /// Whether it acts although the tenant is suspended: only who looks into it for the operators.
  public boolean passesSuspension() {
    return switch (credential) {
      case Key _, Token _ -> false;
      case SupportKey _, AdminToken _ -> true;
    };
  }

  /// Its name in the audit: a key's id, for a support key with `support:` before it, an operator's
  /// name, or a token's subject behind `token:` and its issuer. So a tenant sees whose deed it is.
  public String actor() {
    return switch (credential) {
      case Key(var id, _) -> id;
      case SupportKey(var id) -> "support:" + id;
      case AdminToken(var name) -> name;
      case Token(var issuer, var subject) -> "token:" + issuer + ":" + subject;
    };
  }
}
