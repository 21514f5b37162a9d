package io.edgemq.application;

import static java.time.temporal.ChronoUnit.MILLIS;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Scope;
import io.edgemq.ports.in.ManageKeys.Wish;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import java.time.Instant;
import java.util.regex.Pattern;

/// What a key may be, and who may make it so.
final class KeyRules {
  private static final Pattern ID = Pattern.compile("ak_[a-z0-9]{24}");

  private KeyRules() {}

  /// `text` if it is a key's id, as far as that can be seen; else nothing of it is told: it may be
  /// the key's token.
  static String shown(String text) {
    return ID.matcher(text).matches() ? text : "unknown";
  }

  /// @throws IllegalArgumentException when the label is too long
  static void requireLabel(Wish wish) {
    if (wish.label().length() > ApiKey.MOST_LABEL) {
      throw new IllegalArgumentException(
          "a label has at most " + ApiKey.MOST_LABEL + " characters");
    }
  }

  /// `wish`, unless such a key would be over at `now`, or is for support and never over.
  static Outcome<Wish> expiring(Wish wish, Instant now) {
    var end = wish.expiresAt();
    boolean isGood =
        end == null ? wish.kind() == ApiKey.Kind.TENANT : now.isBefore(end.truncatedTo(MILLIS));
    return isGood ? Outcome.done(wish) : Outcome.refused(new Refusal.ExpiryRefused());
  }

  /// What `who` gets for `wish`: what is left out is what it has itself. Refused when it wishes for
  /// more, for longer, or at a
  /// larger rate.
  static Outcome<Wish> within(Principal who, Wish wish) {
    var scopes = wish.scopes() == null ? who.scopes() : wish.scopes();
    var end = wish.expiresAt() == null ? who.expiresAt() : wish.expiresAt();
    var most = who.expiresAt();
    if (most != null && end != null && end.isAfter(most)) {
      return Outcome.refused(new Refusal.ExpiryRefused());
    }
    return who.scopes()
        .firstBeyond(scopes)
        .map(Scope::text)
        .<Refusal>map(Refusal.InsufficientScope::new)
        .map(Outcome::<Wish>refused)
        .orElseGet(() -> withRate(who, new Wish(wish.label(), wish.kind(), scopes, end), wish));
  }

  /// `within`, with the rate that `wish` has or else `who`.
  private static Outcome<Wish> withRate(Principal who, Wish within, Wish wish) {
    var most = who.credential() instanceof Principal.Key(_, var rate) ? rate : null;
    var wanted = wish.messagesPerSecond() == null ? most : wish.messagesPerSecond();
    if (most != null && wanted != null && wanted > most) {
      return Outcome.refused(new Refusal.RateRefused(most));
    }
    return Outcome.done(
        new Wish(within.label(), within.kind(), within.scopes(), within.expiresAt(), wanted));
  }
}
