package io.edgemq.app;

import dagger.Module;
import dagger.Provides;
import io.edgemq.application.Access;
import io.edgemq.application.Admission;
import io.edgemq.application.AuditTrail;
import io.edgemq.application.ChangeStreams;
import io.edgemq.application.ChangeTools;
import io.edgemq.application.ForeignChangeStreams;
import io.edgemq.application.Topics;
import io.edgemq.http.MicrometerChanges;
import io.edgemq.ports.in.ManageChangeStreams;
import io.edgemq.ports.out.BucketFeeds;
import io.edgemq.ports.out.OwnerId;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;

/// Builds what forwards writes of buckets to topics, where the store does not.
@Module
final class ChangeStreamModule {
  private ChangeStreamModule() {}

  @Provides
  @Singleton
  static Optional<ChangeStreams> changeStreams(
      Stores stores,
      Access access,
      SecretIds ids,
      PrometheusMeterRegistry registry,
      InstantSource clock) {
    return stores
        .feeds()
        .map(
            feeds -> {
              var tools = tools(stores, feeds, access, registry, clock);
              var streams = new ChangeStreams(tools, new OwnerId(ids.next()));
              Gauge.builder("edgemq.change.streams.standby", streams, s -> s.isStandingBy() ? 1 : 0)
                  .description("1 while another process forwards what is written to buckets")
                  .register(registry);
              return streams;
            });
  }

  private static ChangeTools tools(
      Stores stores,
      BucketFeeds feeds,
      Access access,
      PrometheusMeterRegistry registry,
      InstantSource clock) {
    return new ChangeTools(
        stores.changeStreams(),
        feeds,
        new ChangeTools.Topics(stores.topics(), stores.topicCatalog()),
        access,
        new MicrometerChanges(registry),
        clock);
  }

  @Provides
  static ManageChangeStreams mappings(
      Access access, Stores stores, Admission admission, AuditTrail trail, InstantSource clock) {
    var topics = new Topics(admission, stores.topicCatalog(), stores.topics(), clock);
    var bridge =
        stores.feeds().map(feeds -> new ForeignChangeStreams.Bridge(stores.changeStreams(), feeds));
    return new ForeignChangeStreams(
        access,
        new ForeignChangeStreams.Stores(stores.tenants(), stores.buckets(), bridge),
        new ForeignChangeStreams.Tools(topics, trail, clock));
  }
}
