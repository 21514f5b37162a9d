package io.edgemq.app;

import dagger.Module;
import dagger.Provides;
import io.edgemq.application.Access;
import io.edgemq.application.Admission;
import io.edgemq.application.Ingesting;
import io.edgemq.application.Ingests;
import io.edgemq.application.JwtTrust;
import io.edgemq.application.KeySets;
import io.edgemq.application.Publishing;
import io.edgemq.application.SenderTokens;
import io.edgemq.application.Sending;
import io.edgemq.ports.in.IngestMessages;
import io.edgemq.ports.in.ManageIngests;
import io.edgemq.ports.out.JwtReader;
import io.edgemq.ports.out.Traffic;
import io.edgemq.ports.out.WebhookClient;
import java.time.InstantSource;

/// Builds the use cases of ingests.
@Module
final class IngestModule {
  private IngestModule() {}

  @Provides
  static ManageIngests ingests(
      Access access, Stores stores, SecretIds ids, InstantSource clock, WebhookClient webhooks) {
    return new Ingests(
        access,
        new Ingests.Stores(stores.ingests(), stores.queueCatalog(), stores.topicCatalog()),
        new Ingests.Tools(ids, ids, clock, webhooks));
  }

  /// What is posted goes the way of what is sent and published, with the same limits and quotas.
  @Provides
  static Ingesting.Targets targets(Stores stores, Admission admission, Traffic traffic) {
    return new Ingesting.Targets(
        new Sending(admission, stores.queueCatalog(), stores.queues(), traffic),
        new Publishing(admission, stores.topics(), traffic));
  }

  @Provides
  static JwtTrust jwts(JwtReader reader, KeySets keys, InstantSource clock) {
    return new SenderTokens(reader, keys, clock);
  }

  @Provides
  static IngestMessages ingest(
      Access access, Stores stores, Ingesting.Targets targets, JwtTrust jwts, InstantSource clock) {
    return new Ingesting(access, stores.ingests(), targets, new Ingesting.Trust(jwts, clock));
  }
}
