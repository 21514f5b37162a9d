package io.edgemq.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/// The certificate of the listener. Looks at its files every 2 s: what they say by then is what new
/// connections are served with; open ones stay as they are. Files that cannot be used are told in
/// the log, and the certificate that was used stays.
final class TlsCertificates implements AutoCloseable {
  private static final Logger LOG = System.getLogger(TlsCertificates.class.getName());
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

  private final TlsFiles files;
  private final InstantSource clock;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable TlsIdentity current;
  private @Nullable Look seen;
  private @Nullable Look judged;

  /// Whether only time speaks against what was judged.
  private boolean untimely;

  /// What a look at the files has found.
  private sealed interface Look {
    record Read(TlsIdentity.Texts texts) implements Look {}

    record Unreadable(String reason) implements Look {}
  }

  TlsCertificates(TlsFiles files, InstantSource clock) {
    this.files = files;
    this.clock = clock;
  }

  /// Reads the files for the first time, and looks at them from now on. Throws [TlsException] when
  /// they cannot be used.
  synchronized void start() {
    var texts = read();
    current = TlsIdentity.of(files, texts, clock.instant());
    seen = new Look.Read(texts);
    judged = seen;
    Thread.ofVirtual().name("edgemq-tls-files").start(this::watch);
  }

  /// Lets `registry` show when the certificate that is used expires.
  void bind(MeterRegistry registry) {
    TimeGauge.builder(
            "edgemq.tls.certificate.expiry",
            this,
            TimeUnit.MILLISECONDS,
            TlsCertificates::expiryMillis)
        .description("When the certificate in use expires, as Unix time")
        .register(registry);
  }

  private double expiryMillis() {
    var identity = current;
    return identity == null ? Double.NaN : identity.expiry().toEpochMilli();
  }

  /// TLS for a new connection.
  SSLEngine newEngine() {
    return Objects.requireNonNull(current, "not started").newEngine();
  }

  private void watch() {
    try {
      while (!closed.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        lookSafely();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /// Whatever one look meets, the next ones are not lost.
  private void lookSafely() {
    try {
      look();
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "looking at the certificate failed", bug);
    }
  }

  /// Takes what the files say if they say it for the second time and it is new: between two looks a
  /// tool has written the certificate and its key. What is refused because of the time alone is
  /// judged again at each look: the clock may be behind the issuer's.
  synchronized void look() {
    var found = find();
    boolean rests = found.equals(seen);
    seen = found;
    boolean known = found.equals(judged);
    if (rests && (untimely || !known)) {
      judged = found;
      untimely = false;
      switch (found) {
        case Look.Read(var texts) -> take(texts, known ? Level.DEBUG : Level.WARNING);
        case Look.Unreadable(var reason) -> complain(Level.WARNING, reason);
      }
    }
  }

  private Look find() {
    try {
      return new Look.Read(read());
    } catch (TlsException unreadable) {
      return new Look.Unreadable(String.valueOf(unreadable.getMessage()));
    }
  }

  private static void complain(Level level, String reason) {
    LOG.log(level, "the certificate was not reloaded: reason={0}", reason);
  }

  /// @param level how a complaint is told
  private void take(TlsIdentity.Texts texts, Level level) {
    try {
      var identity = TlsIdentity.of(files, texts, clock.instant());
      current = identity;
      LOG.log(Level.INFO, "the certificate was reloaded: expires={0}", identity.expiry());
    } catch (TlsException unusable) {
      untimely = unusable.isUntimely();
      complain(level, String.valueOf(unusable.getMessage()));
    }
  }

  private TlsIdentity.Texts read() {
    var clientCa = files.clientCa();
    return new TlsIdentity.Texts(
        read(files.certificate()), read(files.key()), clientCa == null ? null : read(clientCa));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException failure) {
      var reason =
          switch (failure) {
            case NoSuchFileException _ -> "there is no such file";
            case AccessDeniedException _ -> "permission denied";
            case IOException other -> String.valueOf(other.getMessage());
          };
      throw new TlsException("cannot read " + file + ": " + reason, failure);
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
