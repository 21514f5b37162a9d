package io.edgemq.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.server.ListenOptions.Capacity;
import io.edgemq.server.ListenOptions.Patience;
import io.helidon.http.Method;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Files of a certificate that change while the server runs.
@Timeout(120)
final class TlsReloadTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private TestTls own;
  private TestTls renewed;
  private SSLContext trusting;
  private TestEngine engine;

  @BeforeEach
  void start() {
    own = TestTls.make(directory, "first");
    renewed = TestTls.make(directory, "second", "RSA", "-validity", "30");
    trusting = TestTls.client(List.of(own, renewed), null);
    engine =
        new TestEngine(
            new ListenOptions(
                "127.0.0.1",
                0,
                Patience.DEFAULT,
                Capacity.ofProcess(),
                TestTls.listening(own.files())),
            List.of(
                TestEngine.group(
                    "text", Route.of(Method.GET, "/health", _ -> TestEngine.line("ok")).open())));
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  /// The certificate that a new connection gets.
  private X509Certificate shown() throws IOException {
    try (var socket =
        (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", engine.port())) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private void look() {
    var certificates = Objects.requireNonNull(engine.server.certificates());
    certificates.look();
    certificates.look();
  }

  private double expiry() {
    return engine.registry.get("edgemq.tls.certificate.expiry").timeGauge().value(TimeUnit.SECONDS);
  }

  private static double expiry(X509Certificate of) {
    return of.getNotAfter().toInstant().getEpochSecond();
  }

  @Test
  void a_new_certificate_is_shown_to_new_connections() throws Exception {
    assertThat(shown()).isEqualTo(own.x509());
    assertThat(expiry()).isEqualTo(expiry(own.x509()));
    var first = own.x509();

    own.becomes(renewed);
    look();

    assertThat(shown()).isEqualTo(renewed.x509()).isNotEqualTo(first);
    assertThat(expiry()).isEqualTo(expiry(renewed.x509()));
  }

  @Test
  void files_that_change_are_noticed() throws Exception {
    own.becomes(renewed);

    long begin = System.nanoTime();
    while (!shown().equals(renewed.x509())) {
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(PATIENCE);
      Thread.onSpinWait(); // an interrupt by the test's own limit would not end it
    }
    assertThat(expiry()).isEqualTo(expiry(renewed.x509()));
  }

  @Test
  void a_certificate_without_its_key_changes_nothing_until_the_key_comes() throws Exception {
    var first = own.x509();
    Files.copy(renewed.certificate(), own.certificate(), StandardCopyOption.REPLACE_EXISTING);
    look();
    assertThat(shown()).isEqualTo(first);

    own.becomes(renewed);
    look();

    assertThat(shown()).isEqualTo(renewed.x509());
  }

  @Test
  void files_that_are_broken_or_gone_change_nothing() throws Exception {
    var first = own.x509();
    Files.writeString(own.certificate(), "nothing");
    look();
    assertThat(shown()).isEqualTo(first);
    Files.delete(own.certificate());
    look();

    assertThat(shown()).isEqualTo(first);
    assertThat(expiry()).isEqualTo(expiry(first));
  }

  @Test
  void no_request_fails_while_certificates_change() throws Exception {
    var stopping = new AtomicBoolean();
    var served = new AtomicInteger();
    var certificate = Files.readString(own.certificate());
    var key = Files.readString(own.key());
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      var loads = new ArrayList<Future<?>>();
      for (int i = 0; i < 4; i++) {
        loads.add(pool.submit(load(HttpClient.Version.HTTP_2, stopping, served)));
        loads.add(pool.submit(load(HttpClient.Version.HTTP_1_1, stopping, served)));
      }
      for (int i = 0; i < 10; i++) {
        own.becomes(renewed);
        look();
        awaitMore(served);
        Files.writeString(own.certificate(), certificate);
        Files.writeString(own.key(), key);
        look();
        awaitMore(served);
      }
      stopping.set(true);
      for (var load : loads) {
        load.get();
      }
    }
    assertThat(served.get()).isGreaterThan(200);
  }

  private static void awaitMore(AtomicInteger served) {
    for (int before = served.get(); served.get() < before + 20; ) {
      Thread.onSpinWait();
    }
  }

  /// Requests, two on each connection. It fails with the first that does.
  private Callable<Void> load(
      HttpClient.Version version, AtomicBoolean stopping, AtomicInteger served) {
    var request =
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + engine.port() + "/health"))
            .build();
    return () -> {
      while (!stopping.get()) {
        try (var http = HttpClient.newBuilder().sslContext(trusting).version(version).build()) {
          for (int i = 0; i < 2; i++) {
            assertThat(http.send(request, BodyHandlers.ofString()).body()).isEqualTo("ok\n");
            served.incrementAndGet();
          }
        }
      }
      return null;
    };
  }
}
