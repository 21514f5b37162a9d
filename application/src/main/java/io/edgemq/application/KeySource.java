package io.edgemq.application;

import io.edgemq.domain.WebhookUrl;
import io.edgemq.domain.identity.IssuerRule;
import io.edgemq.ports.out.DocumentClient;
import io.edgemq.ports.out.JwtReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Reads the keys of one issuer from where it publishes them. Not for several threads at once.
final class KeySource {
  private final DocumentClient documents;
  private final JwtReader reader;
  private final LongSupplier nanos;
  private final Location location;
  private @Nullable Discovered discovered;

  /// Where an issuer's keys are. Who says the same shares what was read.
  ///
  /// @param keys null: the issuer's metadata says
  record Location(String issuer, @Nullable WebhookUrl keys) {
    static Location of(IssuerRule rule) {
      return new Location(rule.issuer(), rule.keys());
    }
  }

  /// What the metadata says, and until when it need not be read again.
  private record Discovered(WebhookUrl keys, long until) {}

  /// What a read gave.
  ///
  /// @param document what it was, to tell whether it has changed
  /// @param maxAge how long it is good; within [KeySets#LEAST_AGE] and [KeySets#MOST_AGE]
  record Read(JwtReader.KeySet keys, String document, Duration maxAge) {}

  KeySource(KeySets.Tools tools, Location location) {
    this.documents = tools.documents();
    this.reader = tools.reader();
    this.nanos = tools.nanos();
    this.location = location;
  }

  /// Reads the keys within `time`, the metadata included; empty when that fails.
  Optional<Read> read(Duration time) throws InterruptedException {
    long end = nanos.getAsLong() + time.toNanos();
    var url = url(time);
    if (url.isEmpty()) {
      return Optional.empty();
    }
    var left = Duration.ofNanos(end - nanos.getAsLong());
    var read = left.isPositive() ? keys(url.get(), left) : Optional.<Read>empty();
    if (read.isEmpty()) {
      discovered = null;
    }
    return read;
  }

  private Optional<Read> keys(WebhookUrl url, Duration time) throws InterruptedException {
    if (!(documents.get(url, time) instanceof DocumentClient.Document(var body, var maxAge))) {
      return Optional.empty();
    }
    var text = new String(body, StandardCharsets.ISO_8859_1);
    return reader.keySet(body).map(keys -> new Read(keys, Sha256.hex(text), held(maxAge)));
  }

  private Optional<WebhookUrl> url(Duration time) throws InterruptedException {
    if (location.keys() != null) {
      return Optional.of(location.keys());
    }
    var known = discovered;
    if (known != null && known.until() - nanos.getAsLong() > 0) {
      return Optional.of(known.keys());
    }
    var metadata = IssuerRule.metadata(location.issuer());
    if (metadata.isEmpty()
        || !(documents.get(metadata.get(), time)
            instanceof DocumentClient.Document(var body, var maxAge))) {
      return Optional.empty();
    }
    var keys = reader.keysUrl(body, location.issuer()).flatMap(WebhookUrl::parse);
    keys.ifPresent(
        url -> discovered = new Discovered(url, nanos.getAsLong() + held(maxAge).toNanos()));
    return keys;
  }

  private static Duration held(@Nullable Duration maxAge) {
    if (maxAge == null) {
      return KeySets.DEFAULT_AGE;
    }
    var most = maxAge.compareTo(KeySets.MOST_AGE) > 0 ? KeySets.MOST_AGE : maxAge;
    return most.compareTo(KeySets.LEAST_AGE) < 0 ? KeySets.LEAST_AGE : most;
  }
}
