package io.edgemq.domain.identity;

import io.edgemq.domain.TenantId;
import java.time.Instant;
import java.util.Comparator;
import java.util.regex.Pattern;

/// An issuer that a tenant trusts to speak for it.
///
/// @param id `iss_` and 24 letters or digits, never used again
/// @param name the tenant's own for it, 1 to 80 of `[A-Za-z0-9_-]`
public record Issuer(String id, TenantId tenant, String name, IssuerRule rule, Instant createdAt) {
  /// The order in which issuers are listed.
  public static final Comparator<Issuer> OLDEST_FIRST =
      Comparator.comparing(Issuer::createdAt).thenComparing(Issuer::id);

  /// What every id begins with; no name of an operator's issuer does.
  public static final String ID = "iss_";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,80}");

  /// Whether an issuer may be called so.
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /// Whether `text` is the id of a tenant's issuer, and not the name of an operator's.
  public static boolean isId(String text) {
    return text.startsWith(ID);
  }
}
