package io.edgemq.jetstream;

import java.time.Duration;

/// Logs an outage that many attempts meet: its beginning, once a minute that it lasts, and its end.
/// For any number of threads.
public final class OutageLog {
  private static final System.Logger LOG = System.getLogger(OutageLog.class.getName());
  private static final long EVERY_NANOS = Duration.ofMinutes(1).toNanos();

  private final String what;
  private boolean away;
  private long since;
  private long told;

  /// @param what is away, at the beginning of a sentence
  public OutageLog(String what) {
    this.what = what;
  }

  /// Called for each failed attempt.
  public synchronized void report(String why) {
    long now = System.nanoTime();
    if (!away) {
      away = true;
      since = now;
      told = now;
      LOG.log(System.Logger.Level.WARNING, "{0} does not answer, trying on; why={1}", what, why);
    } else if (now - told >= EVERY_NANOS) {
      told = now;
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} still does not answer; seconds={1} why={2}",
          what,
          seconds(now),
          why);
    }
  }

  /// Called when an attempt succeeded.
  public synchronized void end() {
    if (away) {
      away = false;
      LOG.log(
          System.Logger.Level.INFO,
          "{0} answers again; seconds={1}",
          what,
          seconds(System.nanoTime()));
    }
  }

  private String seconds(long now) {
    return Long.toString(Duration.ofNanos(now - since).toSeconds());
  }
}
