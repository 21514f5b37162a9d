package io.edgemq.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.edgemq.server.Route;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The description and the routes are one and the same, both ways.
final class OpenApiTest {
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  private final TestServer server = new TestServer();
  private final JsonNode document = document();

  @AfterEach
  void stop() {
    server.close();
  }

  private static JsonNode document() {
    try (var in = OpenApiTest.class.getResourceAsStream("/openapi.yaml")) {
      return new ObjectMapper(new YAMLFactory()).readTree(in);
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  private List<Route> routes() {
    return server.routes();
  }

  private Map<String, JsonNode> operations() {
    var operations = new TreeMap<String, JsonNode>();
    for (var path : document.path("paths").properties()) {
      for (var each : path.getValue().properties()) {
        if (METHODS.contains(each.getKey())) {
          operations.put(
              each.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), each.getValue());
        }
      }
    }
    return operations;
  }

  private static JsonNode operation(Map<String, JsonNode> operations, String name) {
    return operations.getOrDefault(name, MissingNode.getInstance());
  }

  @Test
  void every_route_is_described_and_everything_described_is_a_route() {
    var served = new TreeSet<String>();
    routes().forEach(route -> served.add(route.method().text() + " " + route.path()));

    assertThat(served).hasSizeGreaterThan(30).isEqualTo(operations().keySet());
  }

  @Test
  void every_route_takes_the_query_parameters_that_are_described() {
    var operations = operations();

    for (var route : routes()) {
      var name = route.method().text() + " " + route.path();
      var described = new TreeSet<String>();
      for (var parameter : operation(operations, name).path("parameters")) {
        var whole = resolve(parameter);
        if (whole.path("in").asText().equals("query")) {
          described.add(whole.path("name").asText());
        }
      }
      assertThat(described).as(name).isEqualTo(new TreeSet<>(route.parameters()));
    }
  }

  @Test
  void every_argument_of_a_path_is_described() {
    for (var path : document.path("paths").properties()) {
      var arguments = new TreeSet<String>();
      for (var segment : path.getKey().split("/")) {
        if (segment.startsWith("{")) {
          arguments.add(segment.substring(1, segment.length() - 1));
        }
      }
      var described = new TreeSet<String>();
      path.getValue()
          .path("parameters")
          .forEach(each -> described.add(resolve(each).path("name").asText()));
      assertThat(described).as(path.getKey()).isEqualTo(arguments);
    }
  }

  @Test
  void who_may_call_is_described() {
    var operations = operations();

    for (var route : routes()) {
      var name = route.method().text() + " " + route.path();
      var security = operation(operations, name).path("security");
      int ways = route.isOpen() ? 0 : route.parameters().contains("bearer") ? 3 : 1;
      assertThat(security.isMissingNode() ? 1 : security.size()).as(name).isEqualTo(ways);
    }
  }

  @Test
  void every_reference_leads_somewhere() {
    var references = new ArrayList<String>();
    collect(document, references);

    assertThat(references).isNotEmpty();
    assertThat(references).allSatisfy(each -> assertThat(at(each).isMissingNode()).isFalse());
  }

  private static void collect(JsonNode node, List<String> references) {
    if (node.has("$ref")) {
      references.add(node.path("$ref").asText());
    }
    node.forEach(child -> collect(child, references));
  }

  private JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? at(node.path("$ref").asText()) : node;
  }

  private JsonNode at(String reference) {
    return document.at(reference.substring(1));
  }

  @Test
  void the_document_is_served() throws Exception {
    var answer = server.send(server.open("/openapi.yaml").GET());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/yaml");
    assertThat(answer.body()).startsWith("openapi: 3.1.0\n");
  }
}
