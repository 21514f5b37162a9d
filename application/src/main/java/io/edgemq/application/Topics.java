package io.edgemq.application;

import io.edgemq.application.quota.Creating;
import io.edgemq.application.quota.TenantUsage;
import io.edgemq.domain.LogState;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Placement;
import io.edgemq.domain.Principal;
import io.edgemq.domain.QuotaKind;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.in.ConfigChange;
import io.edgemq.ports.in.Creation;
import io.edgemq.ports.in.ManageTopics;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Unit;
import io.edgemq.ports.out.TopicCatalog;
import io.edgemq.ports.out.TopicLog;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Creates, describes, changes and deletes topics.
public final class Topics implements ManageTopics {
  private final Admission admission;
  private final Access access;
  private final TopicCatalog catalog;
  private final TopicLog log;
  private final InstantSource clock;

  public Topics(Admission admission, TopicCatalog catalog, TopicLog log, InstantSource clock) {
    this.admission = admission;
    this.access = admission.access();
    this.catalog = catalog;
    this.log = log;
    this.clock = clock;
  }

  @Override
  public Outcome<Unit> mayCreate(Principal who) {
    return access.toCreate(who);
  }

  @Override
  public Outcome<Creation<Topic>> create(Principal who, TopicName name, TopicConfig config) {
    return access
        .toManage(who, name)
        .then(ref -> checked(ref, config).then(legal -> create(ref, legal)));
  }

  private Outcome<Creation<Topic>> create(TopicRef ref, TopicConfig config) {
    return admission.quotas().creating(ref.tenant(), QuotaKind.TOPICS, new NewTopic(ref, config));
  }

  /// Makes the topic with the default configuration when there is none; what there is stays as it
  /// is.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Unit> makeIfMissing(TopicRef ref) {
    return catalog.find(ref).isPresent()
        ? Unit.done()
        : switch (create(ref, TopicConfig.DEFAULT)) {
          case Outcome.Done<Creation<Topic>> _ -> Unit.done();
          case Outcome.Refused<Creation<Topic>>(Refusal.TopicExists _) -> Unit.done();
          case Outcome.Refused<Creation<Topic>>(var why) -> Outcome.refused(why);
        };
  }

  /// A topic that is to be.
  private final class NewTopic implements Creating<Topic> {
    private final TopicRef ref;
    private final TopicConfig config;

    NewTopic(TopicRef ref, TopicConfig config) {
      this.ref = ref;
      this.config = config;
    }

    @Override
    public long count() {
      return TenantUsage.topics(catalog, ref.tenant());
    }

    @Override
    public Optional<Outcome<Creation<Topic>>> there() {
      return catalog.find(ref).map(there -> Topics.there(there, config));
    }

    @Override
    public Outcome<Creation<Topic>> create() {
      return createNow(ref, config);
    }
  }

  private static Outcome<Creation<Topic>> there(Topic there, TopicConfig wanted) {
    return there.config().equals(wanted)
        ? Outcome.done(new Creation.Existing<>(there))
        : Outcome.refused(new Refusal.TopicExists(there.name()));
  }

  private Outcome<Creation<Topic>> createNow(TopicRef ref, TopicConfig config) {
    var topic = new Topic(ref.name(), config, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    return switch (catalog.create(ref.tenant(), topic)) {
      case TopicCatalog.Created _ -> Outcome.done(new Creation.Created<>(topic));
      case TopicCatalog.Exists(Topic there) -> there(there, config);
      case TopicCatalog.Taken(var words) -> Outcome.refused(new Refusal.SubjectsTaken(words));
      case TopicCatalog.Unplaceable(Placement asked) ->
          Outcome.refused(new Refusal.Unplaceable(asked));
    };
  }

  @Override
  public Outcome<Description> describe(Principal who, TopicName name) {
    return access.toDescribe(who, name).then(this::describe);
  }

  private Outcome<Description> describe(TopicRef ref) {
    return catalog
        .find(ref)
        .flatMap(topic -> log.state(ref).flatMap(state -> description(ref, topic, state)))
        .map(Outcome::done)
        .orElseGet(() -> noSuch(ref));
  }

  private Optional<Description> description(TopicRef ref, Topic topic, LogState state) {
    return catalog.replicas(ref).map(replicas -> new Description(topic, state, replicas));
  }

  @Override
  public Outcome<Slice<Topic>> list(Principal who, Paging paging) {
    return access
        .toList(who)
        .then(
            tenant ->
                Outcome.done(
                    catalog
                        .list(tenant, paging)
                        .only(topic -> access.mayDescribe(who, topic.name()))));
  }

  @Override
  public Outcome<Topic> change(Principal who, TopicName name, ConfigChange<TopicConfig> change) {
    return access.toManage(who, name).then(ref -> change(ref, change));
  }

  private Outcome<Topic> change(TopicRef ref, ConfigChange<TopicConfig> change) {
    return catalog
        .find(ref)
        .map(topic -> Revision.of(topic.config(), current -> attempt(ref, current, change)))
        .orElseGet(() -> noSuch(ref));
  }

  private Revision.Step<TopicConfig, Topic> attempt(
      TopicRef ref, TopicConfig current, ConfigChange<TopicConfig> change) {
    return switch (change.apply(current).then(wanted -> checked(ref, wanted))) {
      case Outcome.Done<TopicConfig>(var wanted) -> save(ref, current, wanted);
      case Outcome.Refused<TopicConfig>(var refusal) -> Revision.refused(refusal);
    };
  }

  private Outcome<TopicConfig> checked(TopicRef ref, TopicConfig wanted) {
    return ConfigRules.check(wanted, admission.limitsOf(ref.tenant()))
        .map(Outcome::<TopicConfig>refused)
        .orElseGet(() -> Outcome.done(wanted));
  }

  private Revision.Step<TopicConfig, Topic> save(
      TopicRef ref, TopicConfig current, TopicConfig wanted) {
    return switch (catalog.update(ref, current, wanted)) {
      case TopicCatalog.Updated(Topic updated) -> Revision.done(updated);
      case TopicCatalog.Changed(Topic meanwhile) -> new Revision.Overtaken<>(meanwhile.config());
      case TopicCatalog.Unplaceable(Placement asked) ->
          Revision.refused(new Refusal.Unplaceable(asked));
      case TopicCatalog.NoSuchTopic _ -> Revision.refused(new Refusal.NoSuchTopic(ref.name()));
    };
  }

  @Override
  public Outcome<Unit> delete(Principal who, TopicName name) {
    return access.toManage(who, name).then(ref -> catalog.delete(ref) ? Unit.done() : noSuch(ref));
  }

  private static <T> Outcome<T> noSuch(TopicRef ref) {
    return Outcome.refused(new Refusal.NoSuchTopic(ref.name()));
  }
}
