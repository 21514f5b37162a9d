package io.edgemq.application;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Principal;
import io.edgemq.domain.SigningSecret;
import io.edgemq.domain.Slice;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TokenHash;
import io.edgemq.domain.WebhookUrl;
import io.edgemq.domain.identity.IssuerRule;
import io.edgemq.domain.ingest.Ingest;
import io.edgemq.domain.ingest.IngestAuth;
import io.edgemq.domain.ingest.IngestId;
import io.edgemq.domain.ingest.IngestTarget;
import io.edgemq.ports.in.Creation;
import io.edgemq.ports.in.ManageIngests;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Unit;
import io.edgemq.ports.out.IdSource;
import io.edgemq.ports.out.IngestStore;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.RandomSource;
import io.edgemq.ports.out.TopicCatalog;
import io.edgemq.ports.out.WebhookClient;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;

/// Makes, lists and removes ingests. They belong to the tenant: revoking the key that made one does
/// not stop it.
public final class Ingests implements ManageIngests {
  private static final int SECRET_BYTES = 32;

  /// Every process knows them all.
  private static final int MOST = 1_000;

  private final Access access;
  private final Stores stores;
  private final Tools tools;

  /// Where ingests are, and what they put messages into.
  public record Stores(IngestStore ingests, QueueCatalog queues, TopicCatalog topics) {}

  /// @param ids makes ids
  /// @param random what secrets are made of
  /// @param webhooks which URLs may be asked for keys
  public record Tools(
      IdSource ids, RandomSource random, InstantSource clock, WebhookClient webhooks) {}

  public Ingests(Access access, Stores stores, Tools tools) {
    this.access = access;
    this.stores = stores;
    this.tools = tools;
  }

  @Override
  public Outcome<Unit> mayManage(Principal who) {
    return access.toManageIngests(who).then(_ -> Unit.done());
  }

  @Override
  public Outcome<Creation<Made>> create(Principal who, Wish wish) {
    return target(who, wish)
        .then(
            tenant ->
                unreachable(wish)
                    .map(Outcome::<Creation<Made>>refused)
                    .orElseGet(() -> add(tenant, wish)));
  }

  /// Whose the target is. Refused when the caller may not put messages there, and when it is not
  /// there.
  private Outcome<TenantId> target(Principal who, Wish wish) {
    return switch (wish.target()) {
      case IngestTarget.ToQueue target ->
          access
              .toMakeIngest(who, target)
              .then(
                  ref ->
                      stores
                          .queues()
                          .find(ref)
                          .map(_ -> Outcome.done(ref.tenant()))
                          .orElseGet(
                              () -> Outcome.refused(new Refusal.NoSuchQueue(target.queue()))));
      case IngestTarget.ToTopic target ->
          access
              .toMakeIngest(who, target, wish.subject())
              .then(
                  ref ->
                      stores
                          .topics()
                          .find(ref)
                          .map(_ -> Outcome.done(ref.tenant()))
                          .orElseGet(
                              () -> Outcome.refused(new Refusal.NoSuchTopic(target.topic()))));
    };
  }

  /// Why an issuer will never be asked for its keys; empty when it will. The host is looked up, and
  /// nothing is sent.
  private Optional<Refusal> unreachable(Wish wish) {
    if (wish.rule() instanceof Given(IngestAuth.Jwt jwt)) {
      return keys(jwt).flatMap(new PushRules(tools.random(), tools.webhooks())::reach);
    }
    return Optional.empty();
  }

  private static Optional<WebhookUrl> keys(IngestAuth.Jwt jwt) {
    return Optional.ofNullable(jwt.keys()).or(() -> IssuerRule.metadata(jwt.issuer()));
  }

  private Outcome<Creation<Made>> add(TenantId tenant, Wish wish) {
    var others = stores.ingests().list(tenant, new Paging(null, MOST));
    if (others.items().size() >= MOST
        && others.items().stream().noneMatch(each -> each.name().equals(wish.name()))) {
      return Outcome.refused(new Refusal.TooManyIngests(MOST));
    }
    var made = ingest(tenant, wish);
    var existing = stores.ingests().add(made.ingest());
    if (existing.isEmpty()) {
      return Outcome.done(new Creation.Created<>(made));
    }
    return isAsWished(existing.get(), made.ingest(), wish.rule())
        ? Outcome.done(new Creation.Existing<>(new Made(existing.get(), null)))
        : Outcome.refused(new Refusal.IngestExists(wish.name()));
  }

  private Made ingest(TenantId tenant, Wish wish) {
    return switch (wish.rule()) {
      case Given(var auth) -> new Made(ingest(tenant, wish, auth), null);
      case BearerToken(var token) ->
          new Made(ingest(tenant, wish, new IngestAuth.Bearer(Sha256.of(token))), null);
      case PathSecret(var given) -> {
        var secret = given == null ? secret() : given;
        yield new Made(ingest(tenant, wish, new IngestAuth.SecretPath(Sha256.of(secret))), secret);
      }
    };
  }

  private Ingest ingest(TenantId tenant, Wish wish, IngestAuth auth) {
    return new Ingest(
        new IngestId("in_" + tools.ids().next()),
        tenant,
        wish.name(),
        wish.target(),
        auth,
        wish.subject(),
        wish.dedupHeader(),
        wish.cors(),
        tools.clock().instant().truncatedTo(ChronoUnit.MILLIS));
  }

  /// 43 characters that may stand in a path, of 256 random bits.
  private String secret() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(tools.random().bytes(SECRET_BYTES));
  }

  private static boolean isAsWished(Ingest there, Ingest wanted, Rule rule) {
    return there.target().equals(wanted.target())
        && there.subject().equals(wanted.subject())
        && Objects.equals(there.dedupHeader(), wanted.dedupHeader())
        && there.cors().equals(wanted.cors())
        && isAsWished(there.auth(), wanted.auth(), rule);
  }

  private static boolean isAsWished(IngestAuth there, IngestAuth wanted, Rule rule) {
    return switch (there) {
      case IngestAuth.Signed signed ->
          wanted instanceof IngestAuth.Signed other
              && signed.scheme() == other.scheme()
              && signed.tolerance().equals(other.tolerance())
              && isSame(signed.secret(), other.secret());
      case IngestAuth.Bearer(var token) ->
          wanted instanceof IngestAuth.Bearer(var other) && isSame(token, other);
      case IngestAuth.SecretPath(var secret) ->
          wanted instanceof IngestAuth.SecretPath(var other)
              && (isUnsaid(rule) || isSame(secret, other));
      case IngestAuth.Jwt _, IngestAuth.Open _ -> there.equals(wanted);
    };
  }

  private static boolean isUnsaid(Rule rule) {
    return rule instanceof PathSecret(var said) && said == null;
  }

  private static boolean isSame(SigningSecret one, SigningSecret other) {
    return MessageDigest.isEqual(one.text().getBytes(UTF_8), other.text().getBytes(UTF_8));
  }

  private static boolean isSame(TokenHash one, TokenHash other) {
    return MessageDigest.isEqual(one.hex().getBytes(UTF_8), other.hex().getBytes(UTF_8));
  }

  @Override
  public Outcome<Slice<Ingest>> list(Principal who, Paging paging) {
    return access
        .toManageIngests(who)
        .then(tenant -> Outcome.done(stores.ingests().list(tenant, paging)));
  }

  @Override
  public Outcome<Unit> delete(Principal who, String name) {
    return access
        .toManageIngests(who)
        .then(
            tenant ->
                stores.ingests().delete(tenant, name)
                    ? Unit.done()
                    : Outcome.refused(new Refusal.NoSuchIngest()));
  }
}
