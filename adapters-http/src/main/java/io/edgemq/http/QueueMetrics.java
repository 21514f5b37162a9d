package io.edgemq.http;

import io.edgemq.domain.QueueCounts;
import io.edgemq.ports.in.SampleQueues;
import java.time.Duration;
import java.util.function.BiConsumer;

/// Writes what queues hold as Prometheus text. All queues but the oldest hundred share one set of
/// labels, so that queues cannot fill the memory of the monitoring system (SPEC 8).
final class QueueMetrics {
  private static final String OTHERS = "tenant=\"\",queue=\"_other\"";
  private static final double MILLIS = 1000;

  private final SampleQueues.Sample sample;
  private final StringBuilder page;

  private QueueMetrics(SampleQueues.Sample sample, StringBuilder page) {
    this.sample = sample;
    this.page = page;
  }

  /// Appends the figures to `page`.
  static void append(SampleQueues.Sample sample, StringBuilder page) {
    var metrics = new QueueMetrics(sample, page);
    metrics.family("edgemq_queue_messages", "Messages in the queue by state");
    metrics.each(metrics::messages);
    metrics.family("edgemq_queue_oldest_age_seconds", "How long ago the oldest was sent");
    metrics.each(metrics::age);
  }

  private void family(String name, String help) {
    page.append("# HELP ").append(name).append(' ').append(help).append('\n');
    page.append("# TYPE ").append(name).append(" gauge\n");
  }

  private void each(BiConsumer<String, QueueCounts> write) {
    for (var each : sample.named()) {
      var labels =
          "tenant=\"%s\",queue=\"%s\"".formatted(each.tenant().value(), each.queue().value());
      write.accept(labels, each.counts());
    }
    var others = sample.others();
    if (others != null) {
      write.accept(OTHERS, others);
    }
  }

  private void messages(String labels, QueueCounts counts) {
    state(labels, "ready", counts.ready());
    state(labels, "in_flight", counts.inFlight());
    state(labels, "delayed", counts.delayed());
  }

  private void state(String labels, String state, long count) {
    line("edgemq_queue_messages{" + labels + ",state=\"" + state + "\"}", (double) count);
  }

  private void age(String labels, QueueCounts counts) {
    line("edgemq_queue_oldest_age_seconds{" + labels + "}", seconds(counts.oldestAge()));
  }

  private static double seconds(Duration age) {
    return age.toMillis() / MILLIS;
  }

  private void line(String series, double value) {
    page.append(series).append(' ').append(value).append('\n');
  }
}
