package io.edgemq.http;

import static io.edgemq.http.Answers.json;
import static io.edgemq.http.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ports.in.Refusal;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BucketEndpointsTest {
  private static final String MAPPING = "/v1/admin/change-streams/t1/users";

  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void a_bucket_is_made_with_the_defaults_of_the_specification() throws Exception {
    var answer = server.post("/v1/buckets", "{\"name\":\"users\"}");

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.headers().firstValue("Location")).contains("/v1/buckets/users");
    assertThat(answer.body())
        .isEqualTo(
            """
            {"name":"users","history":1,"ttl_seconds":null,"max_bytes":null,"replicas":3,\
            "geo":"auto","change_stream_topic":null,"created_at":"2025-11-21T08:00:00.123Z"}""");
  }

  @Test
  void an_equal_bucket_is_answered_and_another_one_is_a_conflict() throws Exception {
    server.post("/v1/buckets", "{\"name\":\"users\"}");

    var equal = server.post("/v1/buckets", "{\"name\":\"users\",\"history\":1}");
    var other = server.post("/v1/buckets", "{\"name\":\"users\",\"history\":2}");

    assertThat(equal.statusCode()).isEqualTo(200);
    problem(other, 409, "already_exists");
  }

  @ParameterizedTest
  @CsvSource({
    "history,1,201,",
    "history,64,201,",
    "history,0,400,out_of_range",
    "history,65,400,out_of_range",
    "ttl_seconds,0.001,201,",
    "ttl_seconds,315360000,201,",
    "ttl_seconds,0,400,out_of_range",
    "ttl_seconds,315360001,400,out_of_range",
    "max_bytes,1,201,",
    "max_bytes,0,400,out_of_range",
    "change_stream_topic,\"a.b\",400,invalid_name",
    "change_stream_topic,\"$events\",403,system_topic",
    "replicas,2,400,out_of_range",
    "colour,1,400,unknown_field"
  })
  void every_value_has_its_range(String name, String value, int status, String code)
      throws Exception {
    var answer = server.post("/v1/buckets", "{\"name\":\"b\",\"" + name + "\":" + value + "}");

    assertThat(answer.statusCode()).isEqualTo(status);
    if (code != null) {
      problem(answer, status, code);
    }
  }

  @Test
  void a_description_tells_what_the_bucket_holds() throws Exception {
    server.post("/v1/buckets", "{\"name\":\"users\"}");
    server.call("PUT", "/v1/kv/users/k", "12345", Map.of());

    assertThat(server.get("/v1/buckets/users").body())
        .endsWith("\"keys\":1,\"bytes\":6,\"last_revision\":1}");
    assertThat(json(server.get("/v1/buckets")).path("buckets").findValuesAsText("name"))
        .containsExactly("users");
    problem(server.get("/v1/buckets/none"), 404, "bucket_not_found");
    problem(server.get("/v1/buckets/a.b"), 400, "invalid_name");
  }

  @Test
  void a_change_changes_what_it_names_and_null_is_the_default() throws Exception {
    server.post("/v1/buckets", "{\"name\":\"users\",\"history\":5,\"ttl_seconds\":60}");

    var told = json(server.patch("/v1/buckets/users", "{\"change_stream_topic\":\"changes\"}"));
    var plain =
        json(
            server.patch(
                "/v1/buckets/users",
                "{\"change_stream_topic\":null,\"ttl_seconds\":null,\"history\":null}"));

    assertThat(told.path("history").asInt()).isEqualTo(5);
    assertThat(told.path("ttl_seconds").asInt()).isEqualTo(60);
    assertThat(told.path("change_stream_topic").asText()).isEqualTo("changes");
    assertThat(plain.path("history").asInt()).isEqualTo(1);
    assertThat(plain.path("ttl_seconds").isNull()).isTrue();
    assertThat(plain.path("change_stream_topic").isNull()).isTrue();
    problem(server.patch("/v1/buckets/users", "{\"name\":\"x\"}"), 422, "immutable_field");
  }

  @Test
  void a_removed_bucket_is_gone() throws Exception {
    server.post("/v1/buckets", "{\"name\":\"users\"}");

    assertThat(server.delete("/v1/buckets/users").statusCode()).isEqualTo(204);
    problem(server.delete("/v1/buckets/users"), 404, "bucket_not_found");
  }

  @Test
  void a_full_bucket_says_so() throws Exception {
    server.post("/v1/buckets", "{\"name\":\"users\",\"max_bytes\":5}");

    assertThat(server.call("PUT", "/v1/kv/users/k", "1234", Map.of()).statusCode()).isEqualTo(200);
    problem(server.call("PUT", "/v1/kv/users/k", "12345", Map.of()), 409, "bucket_full");
  }

  @Test
  void an_operator_maps_the_buckets_of_other_products() throws Exception {
    var body = java.net.http.HttpRequest.BodyPublishers.ofString("{\"target_topic\":\"changes\"}");
    var mapped = server.send(server.as(FakeLogins.ADMIN_TOKEN, MAPPING).PUT(body));
    var ended = server.send(server.as(FakeLogins.ADMIN_TOKEN, MAPPING).DELETE());

    assertThat(mapped.body())
        .isEqualTo(
            """
            {"tenant_id":"t1","bucket_name":"users","target_topic":"changes"}""");
    assertThat(ended.statusCode()).isEqualTo(204);
    assertThat(server.mappings.asked).containsExactly("alice t1/users changes", "alice t1/users");
    problem(server.send(server.request(MAPPING).PUT(body)), 403, "admin_required");
    server.mappings.refusal = new Refusal.NoForeignBuckets();
    problem(
        server.send(server.as(FakeLogins.ADMIN_TOKEN, MAPPING).PUT(body)),
        409,
        "not_supported_here");
    server.mappings.refusal = new Refusal.NoSuchChangeStream();
    problem(
        server.send(server.as(FakeLogins.ADMIN_TOKEN, MAPPING).DELETE()),
        404,
        "change_stream_not_found");
  }
}
