package io.edgemq.jetstream;

import io.edgemq.jetstream.NatsConfig.Login;
import io.nats.client.Connection;
import io.nats.client.NKey;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.time.Duration;

/// Opens connections. They reconnect by themselves for as long as the process lives. The delay
/// differs from process to process, so that a returning server is not overrun. Requests do not ask
/// for a write of their own: the client library's writer writes at once whatever has gathered, so
/// many callers share a packet, and a single one waits no longer.
final class Connecting {
  private static final Duration RECONNECT_WAIT = Duration.ofMillis(250);
  private static final Duration RECONNECT_JITTER = Duration.ofMillis(500);
  private static final Duration PING = Duration.ofSeconds(5);
  private static final int OUTGOING = 64 * 1024;

  private Connecting() {}

  static Connection connect(NatsConfig config, int number)
      throws IOException, InterruptedException {
    var log = new ConnectionLog(number);
    var options =
        new Options.Builder()
            .servers(config.servers().toArray(String[]::new))
            .connectionName("edgemq-" + number)
            .connectionTimeout(config.timeout())
            .maxReconnects(-1)
            .reconnectWait(RECONNECT_WAIT)
            .reconnectJitter(RECONNECT_JITTER)
            .reconnectJitterTls(RECONNECT_JITTER)
            .reconnectBufferSize(0)
            .pingInterval(PING)
            .maxPingsOut(2)
            .maxMessagesInOutgoingQueue(OUTGOING)
            .dontForceFlushOnRequest()
            .reportNoResponders()
            .errorListener(log)
            .connectionListener((_, event) -> log.happened(event));
    logIn(options, config.login());
    var tls = config.tls();
    if (tls != null) {
      try {
        options.sslContext(TlsFiles.context(tls));
      } catch (GeneralSecurityException unusable) {
        throw new IOException(
            "the certificates cannot be used: " + unusable.getMessage(), unusable);
      }
    }
    return Nats.connect(options.build());
  }

  private static void logIn(Options.Builder options, Login login) throws IOException {
    switch (login) {
      case Login.Anonymous _ -> {}
      case Login.UserPassword(var user, var password) ->
          options.userInfo(user.toCharArray(), password.toCharArray());
      case Login.Credentials(var file) -> {
        if (!Files.isReadable(file)) {
          throw new IOException("no credentials in " + file);
        }
        options.authHandler(Nats.credentials(file.toString()));
      }
      case Login.NKey(var file) -> {
        var seed = Files.readString(file, StandardCharsets.US_ASCII).strip().toCharArray();
        options.authHandler(new NKeyLogin(NKey.fromSeed(seed)));
      }
    }
  }
}
