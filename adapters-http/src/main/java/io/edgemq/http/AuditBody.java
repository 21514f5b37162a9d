package io.edgemq.http;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.audit.AuditEntry;
import io.edgemq.ports.in.CheckReadiness;
import io.edgemq.ports.in.CheckReadiness.Readiness;
import io.edgemq.ports.in.ReadAudit;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Writes the entries of the audit as server-sent events until either side ends it, or the process
/// shuts down.
final class AuditBody implements Reply.Body {
  private static final Logger LOG = System.getLogger(AuditBody.class.getName());
  private static final Duration COME_BACK = Duration.ofSeconds(5);

  /// How often it looks whether the process shuts down.
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Call call;
  private final ReadAudit audit;
  private final CheckReadiness readiness;
  private final Wish wish;

  /// What is to be written.
  ///
  /// @param after the last sequence that the reader has seen
  /// @param keepAlive after how long without an entry there is a comment
  record Wish(ReadAudit.Filter filter, long after, Duration keepAlive) {}

  AuditBody(Call call, ReadAudit audit, CheckReadiness readiness, Wish wish) {
    this.call = call;
    this.audit = audit;
    this.readiness = readiness;
    this.wish = wish;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException, InterruptedException {
    try (var watch = call.watch()) {
      send(out, SseFrames.OPENING);
      follow(out, watch::isGone);
    }
  }

  private void follow(OutputStream out, BooleanSupplier isGone)
      throws IOException, InterruptedException {
    long after = wish.after();
    var silence = Duration.ZERO;
    var step = LOOK.compareTo(wish.keepAlive()) < 0 ? LOOK : wish.keepAlive();
    while (!isGone.getAsBoolean()) {
      if (readiness.readiness() instanceof Readiness.Draining) {
        send(out, SseFrames.close("shutdown", "The process is going down.", COME_BACK));
        return;
      }
      ReadAudit.Part part;
      try {
        part = audit.follow(wish.filter(), after, step);
      } catch (StoreException outage) {
        LOG.log(Level.WARNING, "a stream of the audit ends", outage);
        send(out, SseFrames.close("unavailable", "The store does not answer.", COME_BACK));
        return;
      }
      silence = part.entries().isEmpty() ? silence.plus(step) : Duration.ZERO;
      if (silence.compareTo(wish.keepAlive()) >= 0) {
        silence = Duration.ZERO;
        send(out, SseFrames.passed(part.last()));
      }
      send(out, part.entries());
      after = part.last();
    }
  }

  private static void send(OutputStream out, List<AuditEntry> entries) throws IOException {
    for (var entry : entries) {
      send(out, SseFrames.entry(entry));
    }
  }

  private static void send(OutputStream out, byte[] frame) throws IOException {
    out.write(frame);
    out.flush();
  }
}
