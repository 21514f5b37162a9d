package io.edgemq.application;

import io.edgemq.application.quota.Creating;
import io.edgemq.application.quota.TenantUsage;
import io.edgemq.domain.BucketName;
import io.edgemq.domain.BucketRef;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Placement;
import io.edgemq.domain.Principal;
import io.edgemq.domain.QuotaKind;
import io.edgemq.domain.Slice;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.ports.in.ConfigChange;
import io.edgemq.ports.in.Creation;
import io.edgemq.ports.in.ManageBuckets;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Unit;
import io.edgemq.ports.out.BucketCatalog;
import io.edgemq.ports.out.KvStore;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Creates, describes, changes and deletes buckets.
public final class Buckets implements ManageBuckets {
  private final Admission admission;
  private final BucketAccess access;
  private final BucketCatalog catalog;
  private final KvStore kv;
  private final Topics topics;
  private final BucketStreams streams;

  /// What their change streams need.
  ///
  /// @param topics makes those that are to be told and do not exist
  public record Tools(Topics topics, BucketStreams streams) {}

  public Buckets(Admission admission, BucketCatalog catalog, KvStore kv, Tools tools) {
    this.admission = admission;
    this.access = admission.access().buckets();
    this.catalog = catalog;
    this.kv = kv;
    this.topics = tools.topics();
    this.streams = tools.streams();
  }

  @Override
  public Outcome<Unit> mayCreate(Principal who) {
    return admission.access().toCreate(who);
  }

  @Override
  public Outcome<Creation<Bucket>> create(Principal who, BucketName name, BucketConfig config) {
    return access
        .toManage(who, name)
        .then(ref -> checked(who, null, config).then(legal -> create(ref, legal)));
  }

  private Outcome<BucketConfig> checked(
      Principal who, @Nullable BucketConfig current, BucketConfig wanted) {
    var topic = wanted.changeStream();
    boolean told = current != null && Objects.equals(current.changeStream(), topic);
    return ConfigRules.check(wanted)
        .map(Outcome::<BucketConfig>refused)
        .orElseGet(
            () ->
                topic == null || told
                    ? Outcome.done(wanted)
                    : access.toTell(who, topic).then(_ -> Outcome.done(wanted)));
  }

  private Outcome<Creation<Bucket>> create(BucketRef ref, BucketConfig config) {
    streams.awaitPredecessor(ref); // the tenant's others need not wait for that
    var made =
        admission.quotas().creating(ref.tenant(), QuotaKind.BUCKETS, new NewBucket(ref, config));
    return made.then(creation -> streams.begin(ref).then(_ -> Outcome.done(creation)));
  }

  /// A bucket that is to be.
  private final class NewBucket implements Creating<Bucket> {
    private final BucketRef ref;
    private final BucketConfig config;

    NewBucket(BucketRef ref, BucketConfig config) {
      this.ref = ref;
      this.config = config;
    }

    @Override
    public long count() {
      return TenantUsage.buckets(catalog, ref.tenant());
    }

    @Override
    public Optional<Outcome<Creation<Bucket>>> there() {
      return catalog.find(ref).map(there -> Buckets.there(there, config));
    }

    @Override
    public Outcome<Creation<Bucket>> create() {
      return there()
          .orElseGet(
              () ->
                  streams
                      .mayBeMade(ref)
                      .then(_ -> tellable(ref, config))
                      .then(_ -> createNow(ref, config)));
    }
  }

  /// The topic of the change stream is there, and the stream can begin.
  private Outcome<Unit> tellable(BucketRef ref, BucketConfig config) {
    var topic = config.changeStream();
    return topic == null
        ? Unit.done()
        : streams
            .mayBegin(ref)
            .then(_ -> topics.makeIfMissing(admission.access().toTell(ref.tenant(), topic)));
  }

  private static Outcome<Creation<Bucket>> there(Bucket there, BucketConfig wanted) {
    return there.config().equals(wanted)
        ? Outcome.done(new Creation.Existing<>(there))
        : Outcome.refused(new Refusal.BucketExists(there.name()));
  }

  private Outcome<Creation<Bucket>> createNow(BucketRef ref, BucketConfig config) {
    var now = streams.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    var bucket = new Bucket(ref.name(), config, now);
    return switch (catalog.create(ref.tenant(), bucket)) {
      case BucketCatalog.Created _ -> Outcome.done(new Creation.Created<>(bucket));
      case BucketCatalog.Exists(Bucket there) -> there(there, config);
      case BucketCatalog.Taken(var words) -> Outcome.refused(new Refusal.SubjectsTaken(words));
      case BucketCatalog.Unplaceable(Placement asked) ->
          Outcome.refused(new Refusal.Unplaceable(asked));
    };
  }

  @Override
  public Outcome<Description> describe(Principal who, BucketName name) {
    return access.toDescribe(who, name).then(this::describe);
  }

  private Outcome<Description> describe(BucketRef ref) {
    return catalog
        .find(ref)
        .flatMap(bucket -> kv.state(ref).map(state -> new Description(bucket, state)))
        .map(Outcome::done)
        .orElseGet(() -> noSuch(ref));
  }

  @Override
  public Outcome<Slice<Bucket>> list(Principal who, Paging paging) {
    return admission
        .access()
        .toList(who)
        .then(
            tenant ->
                Outcome.done(
                    catalog
                        .list(tenant, paging)
                        .only(bucket -> access.mayDescribe(who, bucket.name()))));
  }

  @Override
  public Outcome<Bucket> change(Principal who, BucketName name, ConfigChange<BucketConfig> change) {
    return access.toManage(who, name).then(ref -> new Edit(who, ref, change).apply());
  }

  /// A change of a bucket, which waits only so long however often it is overtaken.
  private final class Edit {
    private final Principal who;
    private final BucketRef ref;
    private final ConfigChange<BucketConfig> change;
    private final BucketStreams.Patience patience = streams.patience();

    Edit(Principal who, BucketRef ref, ConfigChange<BucketConfig> change) {
      this.who = who;
      this.ref = ref;
      this.change = change;
    }

    Outcome<Bucket> apply() {
      return catalog
          .find(ref)
          .map(bucket -> Revision.of(bucket.config(), this::attempt))
          .orElseGet(() -> noSuch(ref))
          .then(bucket -> streams.change(ref, patience).then(_ -> Outcome.done(bucket)));
    }

    private Revision.Step<BucketConfig, Bucket> attempt(BucketConfig current) {
      var wanted =
          change
              .apply(current)
              .then(next -> checked(who, current, next))
              .then(next -> prepared(current, next));
      return switch (wanted) {
        case Outcome.Done<BucketConfig>(var next) -> save(ref, current, next);
        case Outcome.Refused<BucketConfig>(var refusal) -> Revision.refused(refusal);
      };
    }

    private Outcome<BucketConfig> prepared(BucketConfig current, BucketConfig wanted) {
      if (Objects.equals(current.changeStream(), wanted.changeStream())) {
        return Outcome.done(wanted);
      }
      streams.awaitTold(ref, patience);
      return tellable(ref, wanted).then(_ -> Outcome.done(wanted));
    }
  }

  private Revision.Step<BucketConfig, Bucket> save(
      BucketRef ref, BucketConfig current, BucketConfig wanted) {
    return switch (catalog.update(ref, current, wanted)) {
      case BucketCatalog.Updated(Bucket updated) -> Revision.done(updated);
      case BucketCatalog.Changed(Bucket meanwhile) -> new Revision.Overtaken<>(meanwhile.config());
      case BucketCatalog.Unplaceable(Placement asked) ->
          Revision.refused(new Refusal.Unplaceable(asked));
      case BucketCatalog.NoSuchBucket _ -> Revision.refused(new Refusal.NoSuchBucket(ref.name()));
    };
  }

  /// The change stream stays: it has told everything when it has come to the bucket's end.
  @Override
  public Outcome<Unit> delete(Principal who, BucketName name) {
    return access
        .toManage(who, name)
        .then(
            ref -> {
              var patience = streams.patience();
              streams.awaitTold(ref, patience);
              if (!catalog.delete(ref)) {
                return noSuch(ref);
              }
              streams.awaitEnd(ref, patience);
              return Unit.done();
            });
  }

  private static <T> Outcome<T> noSuch(BucketRef ref) {
    return Outcome.refused(new Refusal.NoSuchBucket(ref.name()));
  }
}
