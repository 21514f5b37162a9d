package io.edgemq.bench;

import java.util.List;
import java.util.Locale;

/// Ten thousand readers of one topic over SSE and two thousand over WebSocket. Measures the memory
/// of an idle reader, and whether a burst reaches all readers complete and in order. The baseline
/// is a bare server that sends as many frames to as many readers of events. The readers are this
/// module's own: wrk cannot read a stream.
record StreamScenario() implements Scenario {
  private static final int CONNECTIONS = 10_000;
  private static final int SOCKETS = 2_000;
  private static final int BURST = 50;
  private static final double AT_MOST_KILOBYTES = 16;
  private static final double AT_LEAST = 0.9;

  /// Bursts before the measured ones, for the JIT compilers.
  private static final int WARM_BURSTS = 4;

  @Override
  public String name() {
    return "stream";
  }

  @Override
  public String question() {
    return "10 000 SSE and 2 000 WebSocket readers: memory when idle, a burst of 50 messages to all";
  }

  @Override
  public List<Finding> run(Lab lab) throws InterruptedException {
    var edgemq = lab.edgemq("data");
    edgemq.post("/v1/topics", "{\"name\":\"burst\"}");
    var wish = "{\"name\":\"sockets\",\"topic\":\"burst\",\"delivery_type\":\"sse\"}";
    var subscription = JsonTexts.text(edgemq.post("/v1/subscriptions", wish), "id");
    var readers =
        new Audience.Readers(
            CONNECTIONS,
            SOCKETS,
            BURST,
            "/v1/topics/burst/stream",
            "/v1/ws/subscriptions/" + subscription,
            new Post("/v1/topics/burst/messages/batch", edgemq.token()));
    int frameBytes = Audience.warm(lab, edgemq, readers);
    var bare = lab.sseFloor(frameBytes);
    var bareReaders =
        new Audience.Readers(
            CONNECTIONS + SOCKETS, 0, BURST, "/stream", "", new Post("/messages/" + BURST, ""));
    Audience.warm(lab, bare, bareReaders);
    try (var subject = Audience.open(lab, edgemq, readers);
        var floor = Audience.open(lab, bare, bareReaders)) {
      for (int i = 0; i < WARM_BURSTS; i++) {
        subject.framesPerSecond();
        floor.framesPerSecond();
      }
      var compared =
          Comparison.of(lab.options().rounds(), subject::framesPerSecond, floor::framesPerSecond);
      return findings(compared, subject, floor);
    }
  }

  private static List<Finding> findings(Comparison compared, Audience subject, Audience floor) {
    return List.of(
        memory("RSS per idle stream", subject, AT_MOST_KILOBYTES),
        memory("RSS per idle stream, bare", floor, Double.MAX_VALUE),
        Finding.atMost("frames lost", subject.lost(), "frames", 0),
        Finding.atMost("frames out of order", subject.outOfOrder(), "frames", 0),
        Finding.ratio("frames / bare stream", compared, AT_LEAST),
        Finding.cost(
            "CPU a frame",
            subject.cpuMicros(),
            String.format(Locale.ROOT, "bare stream %.2f µs", floor.cpuMicros())));
  }

  private static Finding memory(String what, Audience audience, double bound) {
    if (audience.kilobytesEach().isEmpty()) return Finding.skipped(what, "no /proc here");
    double kilobytes = audience.kilobytesEach().getAsDouble();
    return bound == Double.MAX_VALUE
        ? Finding.number(what, kilobytes, "KiB")
        : Finding.atMost(what, kilobytes, "KiB", bound);
  }
}
