package io.edgemq.http;

import static io.edgemq.http.Answers.json;
import static io.edgemq.http.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueType;
import io.edgemq.ports.in.Refusal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QueueEndpointsTest {
  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void a_queue_is_made_with_the_defaults_of_the_specification() throws Exception {
    var answer = server.post("/v1/queues", "{\"name\":\"jobs\"}");

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.headers().firstValue("Location")).contains("/v1/queues/jobs");
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.body())
        .isEqualTo(
            """
            {"name":"jobs","visibility_timeout_seconds":30,"retention_seconds":345600,\
            "delay_seconds":0,"max_message_bytes":1000,"fifo":false,"dedup_window_seconds":120,\
            "dead_letter":null,"replicas":3,"geo":"auto","created_at":"2025-11-21T08:00:00.123Z"}""");
  }

  @Test
  void a_queue_is_made_as_it_is_described() throws Exception {
    var answer =
        server.post(
            "/v1/queues",
            """
            {"name":"w.fifo","visibility_timeout_seconds":0.5,"retention_seconds":60,\
            "delay_seconds":1.001,"max_message_bytes":10,"fifo":true,"dedup_window_seconds":0,\
            "dead_letter":{"queue":"dead","max_receives":4},"replicas":5,"geo":"eu"}""");

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.body())
        .startsWith(
            """
            {"name":"w.fifo","visibility_timeout_seconds":0.5,"retention_seconds":60,\
            "delay_seconds":1.001,"max_message_bytes":10,"fifo":true,"dedup_window_seconds":0,\
            "dead_letter":{"queue":"dead","max_receives":4},"replicas":5,"geo":"eu",""");
  }

  @Test
  void an_equal_queue_that_exists_is_answered_with_200() throws Exception {
    server.post("/v1/queues", "{\"name\":\"jobs\"}");

    var answer = server.post("/v1/queues", "{\"name\":\"jobs\",\"delay_seconds\":null}");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(json(answer).path("name").asText()).isEqualTo("jobs");
  }

  @Test
  void another_queue_of_that_name_is_a_conflict() throws Exception {
    server.post("/v1/queues", "{\"name\":\"jobs\"}");

    var answer = server.post("/v1/queues", "{\"name\":\"jobs\",\"delay_seconds\":1}");

    problem(answer, 409, "already_exists");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|missing_field",
        "{\"name\":null}|missing_field",
        "{\"name\":7}|invalid_field",
        "{\"name\":\"a b\"}|invalid_name",
        "{\"name\":\"w\",\"nmae\":1}|unknown_field",
        "{\"name\":\"w\",\"name\":\"w\"}|invalid_json",
        "{\"name\":\"w\"} x|invalid_json",
        "[]|invalid_json",
        "\"w\"|invalid_json",
        "{\"name\":\"w\",\"delay_seconds\":\"1\"}|invalid_field",
        "{\"name\":\"w\",\"delay_seconds\":0.0001}|invalid_field",
        "{\"name\":\"w\",\"delay_seconds\":-1}|out_of_range",
        "{\"name\":\"w\",\"delay_seconds\":1e999999999}|out_of_range",
        "{\"name\":\"w\",\"delay_seconds\":1e-999999999}|invalid_field",
        "{\"name\":\"w\",\"retention_seconds\":0}|out_of_range",
        "{\"name\":\"w\",\"max_message_bytes\":1.5}|invalid_field",
        "{\"name\":\"w\",\"max_message_bytes\":0}|out_of_range",
        "{\"name\":\"w\",\"fifo\":\"true\"}|invalid_field",
        "{\"name\":\"w\",\"fifo\":1}|invalid_field",
        "{\"name\":\"w\",\"dead_letter\":\"d\"}|invalid_field",
        "{\"name\":\"w\",\"dead_letter\":{\"queue\":\"d\"}}|missing_field",
        "{\"name\":\"w\",\"dead_letter\":{\"queue\":\"d\",\"max_receives\":0}}|out_of_range",
        "{\"name\":\"w\",\"dead_letter\":{\"queue\":\"d\",\"max_receives\":1001}}|out_of_range",
        "{\"name\":\"w\",\"dead_letter\":{\"queue\":\"d\",\"max\":1}}|unknown_field",
        "{\"name\":\"w\",\"replicas\":2}|out_of_range",
        "{\"name\":\"w\",\"geo\":\"EU\"}|invalid_field",
      })
  void what_is_no_queue_is_refused(String body, String code) throws Exception {
    var answer = server.post("/v1/queues", body);

    problem(answer, 400, code);
    assertThat(server.queues.queues).isEmpty();
  }

  @Test
  void an_unknown_field_is_named() throws Exception {
    var answer = server.post("/v1/queues", "{\"name\":\"w\",\"dead_letter\":{\"qeue\":\"d\"}}");

    assertThat(problem(answer, 400, "unknown_field").path("detail").asText())
        .contains("'dead_letter.qeue'");
  }

  @Test
  void queues_come_page_by_page() throws Exception {
    for (var name : new String[] {"a", "b", "c"}) {
      server.post("/v1/queues", "{\"name\":\"" + name + "\"}");
    }

    var first = json(server.get("/v1/queues?limit=2"));
    var second =
        json(server.get("/v1/queues?limit=2&cursor=" + first.path("next_cursor").asText()));

    assertThat(first.path("queues").findValuesAsText("name")).containsExactly("a", "b");
    assertThat(second.path("queues").findValuesAsText("name")).containsExactly("c");
    assertThat(second.path("next_cursor").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0,out_of_range",
    "limit=1001,out_of_range",
    "limit=x,out_of_range",
    "limit=-1,out_of_range",
    "limit=99999999999,out_of_range",
    "cursor=***,invalid_cursor",
    "cursor=_w,invalid_cursor",
    "limt=5,unknown_parameter",
    "bearer=good-token,unknown_parameter"
  })
  void a_page_that_can_not_be_is_refused(String query, String code) throws Exception {
    problem(server.get("/v1/queues?" + query), 400, code);
  }

  @Test
  void a_page_of_a_thousand_is_the_largest() throws Exception {
    assertThat(server.get("/v1/queues?limit=1000").statusCode()).isEqualTo(200);
    assertThat(server.get("/v1/queues?limit=1").statusCode()).isEqualTo(200);
  }

  @Test
  void a_description_has_counts() throws Exception {
    server.post("/v1/queues", "{\"name\":\"jobs\"}");

    var answer = server.get("/v1/queues/jobs");

    assertThat(answer.body())
        .endsWith(
            "\"counts\":{\"ready\":3,\"in_flight\":2,\"delayed\":1},\"oldest_age_seconds\":1.5}");
  }

  @Test
  void an_unknown_queue_is_not_found() throws Exception {
    problem(server.get("/v1/queues/nope"), 404, "queue_not_found");
    problem(server.delete("/v1/queues/nope"), 404, "queue_not_found");
    problem(server.patch("/v1/queues/nope", "{}"), 404, "queue_not_found");
    problem(server.post("/v1/queues/nope/purge", ""), 404, "queue_not_found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%20b", "a.b", "a%2Fb", "..", "a;b", "%00", "%E2%82%AC"})
  void a_name_that_can_not_be_is_refused(String name) throws Exception {
    problem(server.get("/v1/queues/" + name), 400, "invalid_name");
  }

  @Test
  void a_change_touches_only_what_it_names() throws Exception {
    server.post(
        "/v1/queues",
        "{\"name\":\"jobs\",\"delay_seconds\":7,"
            + "\"dead_letter\":{\"queue\":\"dead\",\"max_receives\":4}}");

    var answer =
        server.patch(
            "/v1/queues/jobs",
            "{\"name\":\"jobs\",\"fifo\":false,\"retention_seconds\":60,\"geo\":null}");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(json(answer).path("retention_seconds").asInt()).isEqualTo(60);
    assertThat(json(answer).path("delay_seconds").asInt()).isEqualTo(7);
    assertThat(json(answer).path("geo").asText()).isEqualTo("auto");
    assertThat(json(answer).path("dead_letter").path("queue").asText()).isEqualTo("dead");
  }

  @Test
  void null_removes_the_dead_letter_queue() throws Exception {
    server.post(
        "/v1/queues",
        "{\"name\":\"jobs\",\"dead_letter\":{\"queue\":\"dead\",\"max_receives\":4}}");

    var answer = server.patch("/v1/queues/jobs", "{\"dead_letter\":null}");

    assertThat(json(answer).path("dead_letter").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"name\":\"other\"}", "{\"fifo\":true}"})
  void name_and_type_stay(String body) throws Exception {
    server.post("/v1/queues", "{\"name\":\"jobs\"}");

    problem(server.patch("/v1/queues/jobs", body), 422, "immutable_field");
    assertThat(server.queues.queues.firstEntry().getValue().config().type())
        .isEqualTo(QueueType.STANDARD);
  }

  @Test
  void a_queue_is_removed_and_purged() throws Exception {
    server.post("/v1/queues", "{\"name\":\"jobs\"}");

    assertThat(server.post("/v1/queues/jobs/purge", "").statusCode()).isEqualTo(202);
    assertThat(server.queues.purged).isTrue();
    assertThat(server.delete("/v1/queues/jobs").statusCode()).isEqualTo(204);
    assertThat(server.queues.queues).isEmpty();
  }

  @Test
  void a_queue_that_takes_dead_letters_is_in_use() throws Exception {
    server.queues.refusal = new Refusal.QueueInUse(new QueueName("jobs"));

    problem(server.delete("/v1/queues/dead"), 409, "queue_in_use");
  }

  @Test
  void a_dead_letter_queue_that_does_not_exist_is_named() throws Exception {
    server.queues.refusal = new Refusal.NoDeadLetterQueue(new QueueName("dead"));

    var answer = server.post("/v1/queues", "{\"name\":\"w\"}");

    assertThat(problem(answer, 422, "no_dead_letter_queue").path("detail").asText())
        .startsWith("There is no queue dead to take the dead letters.");
  }

  @Test
  void a_redrive_answers_a_job() throws Exception {
    server.post("/v1/queues", "{\"name\":\"dead\"}");

    var answer =
        server.post(
            "/v1/queues/dead/redrive", "{\"to\":\"jobs\",\"max\":10,\"rate_per_second\":5}");

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.headers().firstValue("Location"))
        .contains("/v1/jobs/job_aaaaaaaaaaaaaaaaaaaaaaaa");
    assertThat(answer.body())
        .isEqualTo(
            """
            {"id":"job_aaaaaaaaaaaaaaaaaaaaaaaa","kind":"redrive","state":"running",\
            "source":"dead","to":"jobs","max":10,"rate_per_second":5,"moved":4,"kept":1,\
            "created_at":"2025-11-21T08:00:00.123Z","finished_at":null,"failure":null}""");
  }

  @Test
  void a_redrive_without_a_body_moves_everything_home() throws Exception {
    server.post("/v1/queues", "{\"name\":\"dead\"}");

    var answer = server.post("/v1/queues/dead/redrive", "");

    assertThat(json(answer).path("to").isNull()).isTrue();
    assertThat(json(answer).path("max").isNull()).isTrue();
  }

  @Test
  void a_job_tells_how_it_ended() throws Exception {
    var answer = json(server.get("/v1/jobs/job_" + "a".repeat(24)));

    assertThat(answer.path("state").asText()).isEqualTo("failed");
    assertThat(answer.path("failure").asText()).isEqualTo("gone");
    assertThat(answer.path("finished_at").asText()).isEqualTo("2025-11-21T08:00:01.123Z");
    problem(server.get("/v1/jobs/job_" + "c".repeat(24)), 404, "job_not_found");
    problem(server.get("/v1/jobs/x"), 404, "job_not_found");
  }
}
