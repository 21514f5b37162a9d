package io.edgemq.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Certificates whose time has not come, or is over, by the clock of the server.
@Timeout(120)
final class TlsTimeTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  @TempDir private Path directory;
  private TestTls own;
  private volatile Instant now = Instant.EPOCH;

  @BeforeEach
  void make() throws Exception {
    own = TestTls.make(directory, "first");
    now = begin(own).plusSeconds(1);
  }

  private static Instant begin(TestTls of) throws Exception {
    return of.x509().getNotBefore().toInstant();
  }

  private static Instant end(TestTls of) throws Exception {
    return of.x509().getNotAfter().toInstant();
  }

  private TlsCertificates started() {
    var certificates = new TlsCertificates(own.files(), () -> now);
    certificates.start();
    certificates.bind(registry);
    return certificates;
  }

  private double expiry() {
    return registry.get("edgemq.tls.certificate.expiry").timeGauge().value(TimeUnit.SECONDS);
  }

  private static double seconds(Instant instant) {
    return instant.getEpochSecond();
  }

  @Test
  void a_certificate_is_used_as_soon_as_its_time_has_come() throws Exception {
    var later = TestTls.make(directory, "later", "EC", "-startdate", "+1d", "-validity", "200");
    try (var certificates = started()) {
      own.becomes(later);
      certificates.look();
      certificates.look();
      certificates.look();
      assertThat(expiry()).isNotEqualTo(seconds(end(later)));
      now = begin(later);

      certificates.look();

      assertThat(expiry()).isEqualTo(seconds(end(later)));
    }
  }

  @Test
  void a_certificate_is_used_when_the_clock_that_was_ahead_is_right_again() throws Exception {
    var renewed = TestTls.make(directory, "renewed", "EC", "-validity", "30");
    try (var certificates = started()) {
      own.becomes(renewed);
      now = end(renewed).plusSeconds(1);
      certificates.look();
      certificates.look();
      assertThat(expiry()).isNotEqualTo(seconds(end(renewed)));
      now = begin(renewed);

      certificates.look();

      assertThat(expiry()).isEqualTo(seconds(end(renewed)));
    }
  }

  @Test
  void who_vouches_for_a_certificate_may_have_expired() throws Exception {
    var expired =
        TestTls.make(
            directory, "root", "EC", "-startdate", "-60d", "-validity", "30", "-dname", "CN=first");
    Files.writeString(
        own.certificate(),
        Files.readString(own.certificate()) + Files.readString(expired.certificate()));
    now = Instant.now();

    try (var _ = started()) {
      assertThat(now).isAfter(end(expired).plus(Duration.ofDays(1)));
      assertThat(expiry()).isEqualTo(seconds(end(own)));
    }
  }

  @Test
  void a_look_that_fails_is_not_the_last() throws Exception {
    var broken = TestTls.make(directory, "broken", "EC", "-validity", "20");
    var renewed = TestTls.make(directory, "renewed", "EC", "-validity", "30");
    var asked = new AtomicInteger();
    try (var certificates =
        new TlsCertificates(
            own.files(),
            () -> {
              if (asked.incrementAndGet() == 2) {
                throw new IllegalStateException("as the test wants");
              }
              return now;
            })) {
      certificates.start();
      certificates.bind(registry);
      now = begin(renewed).plusSeconds(1);
      own.becomes(broken);
      while (asked.get() < 2) {
        Thread.onSpinWait();
      }

      own.becomes(renewed);

      while (expiry() != seconds(end(renewed))) {
        Thread.onSpinWait();
      }
      assertThat(asked.get()).isEqualTo(3);
    }
  }
}
