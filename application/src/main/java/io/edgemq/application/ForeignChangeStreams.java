package io.edgemq.application;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.BucketRef;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.audit.Actor;
import io.edgemq.domain.kv.ChangeStream;
import io.edgemq.ports.in.ManageChangeStreams;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Unit;
import io.edgemq.ports.out.BucketCatalog;
import io.edgemq.ports.out.BucketFeeds;
import io.edgemq.ports.out.ChangeStreamStore;
import io.edgemq.ports.out.TenantStore;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Forwards what other products write to buckets of their own. Only a store with a bridge knows
/// such buckets.
public final class ForeignChangeStreams implements ManageChangeStreams {
  private static final int MOST = 32;

  private final Access access;
  private final TenantStore tenants;
  private final BucketCatalog buckets;
  private final Topics topics;
  private final Optional<Bridge> bridge;
  private final AuditTrail trail;
  private final InstantSource clock;

  /// What a store with a bridge has.
  public record Bridge(ChangeStreamStore rows, BucketFeeds feeds) {}

  /// Where it is found what may be forwarded to what.
  ///
  /// @param bridge empty of a store that forwards by itself
  public record Stores(TenantStore tenants, BucketCatalog buckets, Optional<Bridge> bridge) {}

  /// What it works with.
  ///
  /// @param topics makes those that are to be told and do not exist
  public record Tools(Topics topics, AuditTrail trail, InstantSource clock) {}

  public ForeignChangeStreams(Access access, Stores stores, Tools tools) {
    this.access = access;
    this.tenants = stores.tenants();
    this.buckets = stores.buckets();
    this.bridge = stores.bridge();
    this.topics = tools.topics();
    this.trail = tools.trail();
    this.clock = tools.clock();
  }

  @Override
  public Outcome<Unit> map(Actor by, TenantId tenant, BucketName bucket, TopicName topic) {
    var ref = access.buckets().toMap(tenant, bucket);
    return audited(
        new AuditedAction(by, "change_stream.map", bucket.value(), tenant),
        () ->
            bridge()
                .then(
                    with ->
                        access
                            .toMap(tenant, topic)
                            .then(topics::makeIfMissing)
                            .then(_ -> map(with, ref, topic))));
  }

  @Override
  public Outcome<Unit> unmap(Actor by, TenantId tenant, BucketName bucket) {
    var ref = access.buckets().toMap(tenant, bucket);
    return audited(
        new AuditedAction(by, "change_stream.unmap", bucket.value(), tenant),
        () -> bridge().then(with -> unmap(with, ref)));
  }

  private Outcome<Unit> audited(AuditedAction action, Supplier<Outcome<Unit>> work) {
    var tenant = action.tenant();
    return tenant == null || Tenants.known(tenants, tenant).isEmpty()
        ? trail.refuse(action, new Refusal.NoSuchTenant())
        : trail.during(action, work);
  }

  private Outcome<Bridge> bridge() {
    return bridge
        .map(Outcome::done)
        .orElseGet(() -> Outcome.refused(new Refusal.NoForeignBuckets()));
  }

  private Outcome<Unit> map(Bridge with, BucketRef ref, TopicName topic) {
    if (buckets.find(ref).isPresent()) {
      return Outcome.refused(new Refusal.BucketExists(ref.name()));
    }
    for (int i = 0; i < MOST; i++) {
      var known = with.rows().find(ref).orElse(null);
      if (known != null && isOwn(known)) {
        return Outcome.refused(new Refusal.Contended()); // of a removed bucket, not told yet
      }
      var wanted = wanted(with, known, ref, topic);
      if (wanted.equals(known) || with.rows().put(known, wanted)) {
        capture(with, wanted);
        return Unit.done();
      }
    }
    return Outcome.refused(new Refusal.Contended());
  }

  private ChangeStream wanted(
      Bridge with, @Nullable ChangeStream known, BucketRef ref, TopicName topic) {
    if (known == null) {
      var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      var leg = new ChangeStream.Leg(topic, 0, null);
      return new ChangeStream(
          ref, ChangeStream.Source.FOREIGN, now.toEpochMilli(), List.of(leg), now);
    }
    return known.current().filter(topic::equals).isPresent()
        ? known
        : known.goingOn(topic, with.feeds().last(known));
  }

  /// From the answer on nothing is missed, whether the bridge runs at this moment or not.
  private static void capture(Bridge with, ChangeStream stream) {
    with.feeds().open(stream, with.rows().progress(stream).mark()).ifPresent(feed -> feed.close());
  }

  private static Outcome<Unit> unmap(Bridge with, BucketRef ref) {
    for (int i = 0; i < MOST; i++) {
      var known = with.rows().find(ref).filter(stream -> !isOwn(stream));
      if (known.isEmpty() || known.get().current().isEmpty()) {
        return Outcome.refused(new Refusal.NoSuchChangeStream());
      }
      var stream = known.get();
      if (with.rows().put(stream, stream.endingAt(with.feeds().last(stream)))) {
        return Unit.done();
      }
    }
    return Outcome.refused(new Refusal.Contended());
  }

  private static boolean isOwn(ChangeStream stream) {
    return switch (stream.source()) {
      case OWN -> true;
      case FOREIGN -> false;
    };
  }
}
