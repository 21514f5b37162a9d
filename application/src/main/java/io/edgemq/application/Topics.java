package io.edgemq.application;

import io.edgemq.domain.Limits;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Principal;
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

/// Makes, describes, changes and removes topics.
public final class Topics implements ManageTopics {
  private final TopicCatalog catalog;
  private final TopicLog log;
  private final ConfigRules rules;
  private final InstantSource clock;

  public Topics(TopicCatalog catalog, TopicLog log, Limits limits, InstantSource clock) {
    this.catalog = catalog;
    this.log = log;
    this.rules = new ConfigRules(limits);
    this.clock = clock;
  }

  @Override
  public Outcome<Creation<Topic>> create(Principal who, TopicName name, TopicConfig config) {
    var complaint = rules.check(config);
    if (complaint.isPresent()) {
      return Outcome.refused(complaint.get());
    }
    var topic = new Topic(name, config, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    return switch (catalog.create(who.tenant(), topic)) {
      case TopicCatalog.Created _ -> Outcome.done(new Creation.Created<>(topic));
      case TopicCatalog.Exists(Topic there) when there.config().equals(config) ->
          Outcome.done(new Creation.Existing<>(there));
      case TopicCatalog.Exists _ ->
          Outcome.refused(new Refusal.AlreadyExists("topic", name.value()));
      case TopicCatalog.Unplaceable(String missing) ->
          Outcome.refused(new Refusal.Unplaceable(missing));
    };
  }

  @Override
  public Outcome<Description> describe(Principal who, TopicName name) {
    var ref = new TopicRef(who.tenant(), name);
    return catalog
        .find(ref)
        .flatMap(topic -> log.state(ref).map(state -> new Description(topic, state)))
        .map(Outcome::done)
        .orElseGet(() -> noSuch(name));
  }

  @Override
  public Slice<Topic> list(Principal who, Paging paging) {
    return catalog.list(who.tenant(), paging);
  }

  @Override
  public Outcome<Topic> change(Principal who, TopicName name, ConfigChange<TopicConfig> change) {
    var ref = new TopicRef(who.tenant(), name);
    return catalog
        .find(ref)
        .map(topic -> Revision.of(topic.config(), current -> attempt(ref, current, change)))
        .orElseGet(() -> noSuch(name));
  }

  private Revision.Step<TopicConfig, Topic> attempt(
      TopicRef ref, TopicConfig current, ConfigChange<TopicConfig> change) {
    return switch (change.apply(current).then(this::checked)) {
      case Outcome.Done<TopicConfig>(var wanted) -> save(ref, current, wanted);
      case Outcome.Refused<TopicConfig>(var refusal) -> Revision.refused(refusal);
    };
  }

  private Outcome<TopicConfig> checked(TopicConfig wanted) {
    return rules
        .check(wanted)
        .map(Outcome::<TopicConfig>refused)
        .orElseGet(() -> Outcome.done(wanted));
  }

  private Revision.Step<TopicConfig, Topic> save(
      TopicRef ref, TopicConfig current, TopicConfig wanted) {
    return switch (catalog.update(ref, current, wanted)) {
      case TopicCatalog.Updated(Topic updated) -> Revision.done(updated);
      case TopicCatalog.Changed(Topic meanwhile) -> new Revision.Overtaken<>(meanwhile.config());
      case TopicCatalog.Unplaceable(String missing) ->
          Revision.refused(new Refusal.Unplaceable(missing));
      case TopicCatalog.NoSuchTopic _ -> Revision.refused(new Refusal.NoSuchTopic(ref.name()));
    };
  }

  @Override
  public Outcome<Unit> delete(Principal who, TopicName name) {
    return catalog.delete(new TopicRef(who.tenant(), name)) ? Unit.done() : noSuch(name);
  }

  private static <T> Outcome<T> noSuch(TopicName name) {
    return Outcome.refused(new Refusal.NoSuchTopic(name));
  }
}
