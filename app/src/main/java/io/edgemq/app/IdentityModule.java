package io.edgemq.app;

import dagger.Binds;
import dagger.Module;
import dagger.Provides;
import io.edgemq.application.Access;
import io.edgemq.application.AuditTrail;
import io.edgemq.application.Issuers;
import io.edgemq.application.JwtAuthentication;
import io.edgemq.application.KeySets;
import io.edgemq.application.TrustedIssuers;
import io.edgemq.jwt.NimbusJwtReader;
import io.edgemq.ports.in.ManageIssuers;
import io.edgemq.ports.out.DocumentClient;
import io.edgemq.ports.out.JwtReader;
import io.edgemq.ports.out.WebhookClient;
import io.edgemq.webhook.GuardedWebhookClient;
import io.edgemq.webhook.WebhookSettings;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/// Builds what believes the tokens of issuers, and what calls URLs of tenants.
@Module
interface IdentityModule {
  @Binds
  WebhookClient webhooks(GuardedWebhookClient urls);

  @Provides
  @Singleton
  static GuardedWebhookClient urls(ServerConfig config, InstantSource clock) {
    return GuardedWebhookClient.open(
        new WebhookSettings(
            config.push().allow(), WebhookSettings.Resolver.SYSTEM, clock, Main.Version.text()));
  }

  @Provides
  static DocumentClient documents(GuardedWebhookClient urls) {
    return urls.documents();
  }

  @Provides
  @Singleton
  static JwtReader jwts() {
    return new NimbusJwtReader();
  }

  @Provides
  @Singleton
  static KeySets keySets(DocumentClient documents, JwtReader reader) {
    return new KeySets(new KeySets.Tools(documents, reader, System::nanoTime));
  }

  @Provides
  @Singleton
  static TrustedIssuers trusted(ServerConfig config, Stores stores) {
    return new TrustedIssuers(config.issuers(), stores.issuers());
  }

  @Provides
  @Singleton
  static JwtAuthentication tokens(
      TrustedIssuers issuers, Stores stores, JwtReader reader, KeySets keys, InstantSource clock) {
    return new JwtAuthentication(
        issuers, stores.tenants(), new JwtAuthentication.Tools(reader, keys, clock));
  }

  @Provides
  static ManageIssuers issuers(
      Access access, Stores stores, TrustedIssuers trusted, Issuers.Tools tools) {
    return new Issuers(access, stores.issuers(), trusted, tools);
  }

  @Provides
  static Issuers.Tools issuerTools(
      AuditTrail trail, WebhookClient urls, SecretIds ids, InstantSource clock) {
    return new Issuers.Tools(trail, urls, ids, clock);
  }
}
