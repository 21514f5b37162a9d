package io.edgemq.http;

import static io.edgemq.http.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Impairment;
import io.edgemq.domain.QueueCounts;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.in.CheckReadiness.Readiness;
import io.edgemq.ports.in.SampleQueues;
import io.edgemq.ports.out.StoreMonitor;
import io.edgemq.ports.out.StoreMonitor.Reading;
import io.edgemq.ports.out.Traffic.Channel;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class OperationEndpointsTest {
  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> open(String path) throws Exception {
    return server.send(server.open(path).GET());
  }

  private List<String> metrics() throws Exception {
    return Arrays.asList(open("/metrics").body().split("\n"));
  }

  @Test
  void a_process_that_answers_is_alive() throws Exception {
    assertThat(open("/v1/health").body()).isEqualTo("{\"status\":\"ok\"}");
  }

  @Test
  void a_process_is_ready_unless_something_is_in_the_way() throws Exception {
    assertThat(open("/v1/ready").body()).isEqualTo("{\"status\":\"ready\",\"impairments\":[]}");

    server.readiness = new Readiness.Starting();
    assertUnavailable("starting");
    server.readiness = new Readiness.Draining();
    assertUnavailable("draining");
    server.readiness = new Readiness.StoreDown("disk on fire at /secret/path");
    assertUnavailable("store_unavailable");
    assertThat(open("/v1/health").statusCode()).isEqualTo(200);
  }

  @Test
  void a_process_that_serves_is_ready_and_says_what_its_store_lacks() throws Exception {
    var lacks =
        List.<Impairment>of(
            new Impairment.Full("20 MB of 20 MB"), new Impairment.Damaged("T_demo__orders"));
    server.readiness = new Readiness.Ready(lacks);
    server.health = new StoreMonitor.Health.Up(lacks);

    var answer = open("/v1/ready");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(
            "{\"status\":\"ready\",\"impairments\":["
                + "{\"code\":\"store_full\",\"detail\":\"20 MB of 20 MB\"},"
                + "{\"code\":\"store_damaged\",\"detail\":\"T_demo__orders\"}]}");
    assertThat(metrics())
        .contains("edgemq_store_up 1.0", "edgemq_store_full 1.0", "edgemq_store_damaged_parts 1.0");
  }

  private void assertUnavailable(String code) throws Exception {
    var answer = open("/v1/ready");

    problem(answer, 503, code);
    assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    assertThat(answer.body()).doesNotContain("secret");
  }

  @Test
  void requests_are_counted_by_route() throws Exception {
    server.get("/v1/queues/one");
    server.get("/v1/queues/two");
    server.get("/v1/nowhere");

    assertThat(metrics())
        .contains(
            "edgemq_http_requests_seconds_count"
                + "{method=\"GET\",route=\"/v1/queues/{queue}\",status=\"4xx\"} 2",
            "edgemq_http_requests_seconds_count"
                + "{method=\"any\",route=\"none\",status=\"4xx\"} 1")
        .noneMatch(line -> line.contains("queues/one") || line.contains(TestServer.TOKEN));
  }

  @Test
  void traffic_is_counted_by_channel_and_tenant() throws Exception {
    server.traffic.stored(Channel.QUEUE, new TenantId("t1"), 2, 300);
    server.traffic.delivered(Channel.STREAM, new TenantId("t1"), 5, 700);
    server.traffic.streamOpened(new TenantId("t1"));

    assertThat(metrics())
        .contains(
            "edgemq_messages_stored_total{channel=\"queue\",tenant=\"t1\"} 2.0",
            "edgemq_payload_bytes_stored_total{channel=\"queue\",tenant=\"t1\"} 300.0",
            "edgemq_messages_delivered_total{channel=\"stream\",tenant=\"t1\"} 5.0",
            "edgemq_streams_open{tenant=\"t1\"} 1.0");
  }

  @Test
  void tenants_beyond_the_first_hundred_share_their_series() throws Exception {
    for (int i = 0; i < 103; i++) {
      server.traffic.stored(Channel.TOPIC, new TenantId("t" + i), 1, 1);
    }

    var lines = metrics();

    assertThat(lines)
        .contains("edgemq_messages_stored_total{channel=\"topic\",tenant=\"other\"} 3.0")
        .contains("edgemq_messages_stored_total{channel=\"topic\",tenant=\"t99\"} 1.0")
        .noneMatch(line -> line.contains("tenant=\"t100\""));
  }

  @Test
  void queues_are_shown_and_those_beyond_the_bound_as_one() throws Exception {
    var counts = new QueueCounts(3, 2, 1, Duration.ofMillis(1500));
    server.sample =
        new SampleQueues.Sample(
            List.of(new SampleQueues.Counted(new TenantId("t1"), new QueueName("jobs"), counts)),
            new QueueCounts(7, 0, 0, Duration.ofSeconds(9)));

    assertThat(metrics())
        .containsSubsequence(
            "# TYPE edgemq_queue_messages gauge",
            "edgemq_queue_messages{tenant=\"t1\",queue=\"jobs\",state=\"ready\"} 3.0",
            "edgemq_queue_messages{tenant=\"t1\",queue=\"jobs\",state=\"in_flight\"} 2.0",
            "edgemq_queue_messages{tenant=\"t1\",queue=\"jobs\",state=\"delayed\"} 1.0",
            "edgemq_queue_messages{tenant=\"\",queue=\"_other\",state=\"ready\"} 7.0",
            "# TYPE edgemq_queue_oldest_age_seconds gauge",
            "edgemq_queue_oldest_age_seconds{tenant=\"t1\",queue=\"jobs\"} 1.5",
            "edgemq_queue_oldest_age_seconds{tenant=\"\",queue=\"_other\"} 9.0");
  }

  @Test
  void the_store_has_its_say() throws Exception {
    server.readings.add(new Reading("commits_total", "Commits", Reading.Kind.COUNTER, 12));
    server.readings.add(new Reading("wal_bytes", "Size of\nthe log", Reading.Kind.GAUGE, 4096.5));

    assertThat(metrics())
        .containsSubsequence(
            "# HELP edgemq_store_commits_total Commits",
            "# TYPE edgemq_store_commits_total counter",
            "edgemq_store_commits_total 12.0",
            "# HELP edgemq_store_wal_bytes Size of\\nthe log",
            "# TYPE edgemq_store_wal_bytes gauge",
            "edgemq_store_wal_bytes 4096.5");
  }

  @Test
  void an_alarm_can_be_set_on_the_store() throws Exception {
    assertThat(metrics()).contains("edgemq_store_up 1.0");

    server.health = new StoreMonitor.Health.Down("nobody answers");

    assertThat(metrics()).contains("edgemq_store_up 0.0");
  }

  @Test
  void the_machine_is_shown() throws Exception {
    assertThat(open("/metrics").headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    assertThat(metrics())
        .anyMatch(line -> line.startsWith("jvm_memory_used_bytes{"))
        .anyMatch(line -> line.startsWith("jvm_threads_live_threads"))
        .anyMatch(line -> line.startsWith("edgemq_http_connections "));
  }
}
