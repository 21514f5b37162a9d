package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/// What operators do with a server.
final class Operators implements AutoCloseable {
  private final ServerProcess server;
  private final ApiClient client;

  /// @param token an admin token
  Operators(ServerProcess server, String token) {
    this.server = server;
    this.client = new ApiClient(server.uri("/"), token);
  }

  ApiClient client() {
    return client;
  }

  /// Makes a tenant; its id.
  String tenant(String tag) throws Exception {
    var answer = client.post("/v1/admin/tenants", "{\"tag\":\"" + tag + "\"}");
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().path("tenant_id").asText();
  }

  /// Makes a key of the tenant.
  ///
  /// @param wish the body
  JsonNode key(String tenant, String wish) throws Exception {
    var answer = client.post("/v1/admin/tenants/" + tenant + "/keys", wish);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json();
  }

  /// A client with a new key of the tenant that may do everything.
  ApiClient member(String tenant) throws Exception {
    return new ApiClient(server.uri("/"), key(tenant, "{}").path("key").asText());
  }

  /// Does that to the tenant.
  ///
  /// @param verb `suspend` or `unsuspend`
  void move(String tenant, String verb) throws Exception {
    var answer = client.post("/v1/admin/tenants/" + tenant + "/" + verb, "");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  /// The newest entries of the audit.
  JsonNode audit(String query) throws Exception {
    var answer = client.get("/v1/admin/audit?limit=1000" + query);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().path("entries");
  }

  /// What a command printed, on both outputs.
  record Printed(int status, String text) {}

  /// Runs `edgemq` with those words.
  static Printed run(String... words) {
    var out = new StringWriter();
    var line = Main.line(Map.of());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(out, true));
    int status = line.execute(words);
    return new Printed(status, out.toString());
  }

  @Override
  public void close() {
    client.close();
  }
}
