package io.edgemq.http;

import io.edgemq.domain.TenantId;
import io.edgemq.domain.push.Answer;
import io.edgemq.domain.push.FailureClass;
import io.edgemq.domain.push.Settlement;
import io.edgemq.ports.out.PushTraffic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/// Keeps what is pushed as Prometheus figures, of all tenants together.
public final class MicrometerPushes implements PushTraffic {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2),
    Duration.ofSeconds(10),
    Duration.ofSeconds(60),
  };

  private final MeterRegistry registry;
  private final Timer times;
  private final Timer saves;
  private final Counter expired;
  private final Counter forwarded;
  private final Counter unlogged;

  public MicrometerPushes(MeterRegistry registry) {
    this.registry = registry;
    this.times =
        Timer.builder("edgemq.push.attempt")
            .description("Time of an attempt to push, until the end of its answer")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    this.saves =
        Timer.builder("edgemq.push.save")
            .description("Time of a save of what was settled, until it is durable")
            .register(registry);
    this.expired =
        Counter.builder("edgemq.push.expired")
            .description("Messages that a topic dropped before they were pushed")
            .register(registry);
    this.forwarded =
        Counter.builder("edgemq.forwarded")
            .description("Messages of topics that subscriptions put into queues")
            .register(registry);
    this.unlogged =
        Counter.builder("edgemq.push.attempts.unlogged")
            .description("Attempts that the log of attempts may lack")
            .register(registry);
    for (var outcome : new String[] {"delivered", "retried", "dead"}) {
      var unused = attempts(outcome, "none");
    }
  }

  private Counter attempts(String outcome, String error) {
    return Counter.builder("edgemq.push.attempts")
        .description("Attempts to push a message")
        .tag("outcome", outcome)
        .tag("error", error)
        .register(registry);
  }

  @Override
  public void attempted(TenantId tenant, Answer answer, Settlement settlement, Duration took) {
    times.record(took);
    attempts(outcome(settlement), error(answer)).increment();
  }

  private static String outcome(Settlement settlement) {
    return switch (settlement) {
      case Settlement.Delivered _ -> "delivered";
      case Settlement.Retried _ -> "retried";
      case Settlement.Dead _, Settlement.Disabled _ -> "dead";
      case Settlement.Ignored _ -> "ignored";
    };
  }

  private static String error(Answer answer) {
    return switch (answer) {
      case Answer.Failed(var failure, _) -> failure.text();
      case Answer.Responded(int status, _, _) ->
          status >= 200 && status < 300 ? "none" : FailureClass.STATUS.text();
    };
  }

  @Override
  public void expired(TenantId tenant, long messages) {
    expired.increment((double) messages);
  }

  @Override
  public void forwarded(TenantId tenant, long messages) {
    forwarded.increment((double) messages);
  }

  @Override
  public void saved(Duration took) {
    saves.record(took);
  }

  @Override
  public void unlogged(long attempts) {
    unlogged.increment((double) attempts);
  }
}
