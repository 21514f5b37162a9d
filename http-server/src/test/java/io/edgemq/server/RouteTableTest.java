package io.edgemq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.helidon.http.Method;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RouteTableTest {
  private static final TextDialect FIRST = new TextDialect("first");
  private static final TextDialect SECOND = new TextDialect("second");

  private final RouteTable table =
      new RouteTable(
          List.of(
              new RouteGroup(
                  FIRST,
                  List.of(
                      get("/v1/queues/{queue}"),
                      get("/v1/queues/{queue}/messages/{receipt}"),
                      get("/v1/queues/{queue}/messages/batch"),
                      get("/v1/tenants/{tenant}/keys/{key}/scopes/{scope}"),
                      get("/v1/kv/{bucket}"),
                      get("/v1/kv/{bucket}/watch"),
                      get("/v1/kv/{bucket}/{key…}"),
                      get("/v1/files/{path...}"),
                      Route.of(Method.PUT, "/v1/kv/{bucket}/{key…}", _ -> TestEngine.line("put"))),
                  0),
              new RouteGroup(
                  SECOND, List.of(get("/v1/second/one"), get("/v1/second/{x}/two"), get("/")), 0)));

  private static Route get(String path) {
    return Route.of(Method.GET, path, _ -> TestEngine.line(path));
  }

  private RouteTable.Found found(String path) {
    assertThat(table.find(Method.GET, path)).as(path).isInstanceOf(RouteTable.Found.class);
    return (RouteTable.Found) table.find(Method.GET, path);
  }

  @Test
  void three_arguments_come_in_order() {
    var found = found("/v1/tenants/t1/keys/ak_2/scopes/manage");

    assertThat(found.arguments()).containsExactly("t1", "ak_2", "manage");
    assertThat(found.route().parts().names()).containsExactly("tenant", "key", "scope");
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/kv/b/k, k",
    "/v1/kv/b/a/b/c, a/b/c",
    "/v1/kv/b/a%2Fb/c%20d, a/b/c d",
    "/v1/kv/b/watch/x, watch/x",
    "/v1/kv/b/a//b/, a//b/"
  })
  void the_last_argument_may_take_the_rest(String path, String key) {
    var found = found(path);

    assertThat(found.route().path()).isEqualTo("/v1/kv/{bucket}/{key…}");
    assertThat(found.arguments()).containsExactly("b", key);
  }

  @Test
  void three_full_stops_stand_for_the_rest_too() {
    assertThat(found("/v1/files/a/b").arguments()).containsExactly("a/b");
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/kv/b/watch, /v1/kv/{bucket}/watch",
    "/v1/queues/q/messages/batch, /v1/queues/{queue}/messages/batch",
    "/v1/queues/q/messages/r1, /v1/queues/{queue}/messages/{receipt}",
    "/v1/second/one/two, /v1/second/{x}/two",
    "/, /"
  })
  void a_literal_comes_before_an_argument_and_an_argument_before_a_rest(String path, String route) {
    assertThat(found(path).route().path()).isEqualTo(route);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "v1",
        "/v1",
        "/v1/",
        "/v1/queues",
        "/v1/queues/",
        "/v1/queues//messages/r1",
        "/v1/queues/q/",
        "/v1/kv//k",
        "/v1/kv/b/",
        "/v1/files",
        "/v1/files/",
        "//",
        "/v1/kv/%zz",
        "/v1/queues/%ff",
        "/v1/second"
      })
  void an_empty_part_is_no_argument_and_nothing_else_is_guessed(String path) {
    assertThat(table.find(Method.GET, path)).isInstanceOf(RouteTable.Nowhere.class);
  }

  @Test
  void the_path_decides_and_then_the_method() {
    var target = table.find(Method.DELETE, "/v1/kv/b/watch");

    assertThat(target).isInstanceOf(RouteTable.OtherMethod.class);
    assertThat(((RouteTable.OtherMethod) target).allow().get()).isEqualTo("GET, OPTIONS");
    assertThat(table.find(Method.PUT, "/v1/kv/b/other")).isInstanceOf(RouteTable.Found.class);
  }

  @Test
  void a_method_that_only_a_rest_has_is_the_rests_to_answer() {
    var target = (RouteTable.Found) table.find(Method.PUT, "/v1/kv/b/watch");

    assertThat(target.route().path()).isEqualTo("/v1/kv/{bucket}/{key…}");
    assertThat(target.arguments()).containsExactly("b", "watch");
  }

  @Test
  void an_unknown_path_belongs_to_whom_all_below_its_known_part_belongs() {
    assertThat(table.find(Method.GET, "/v1/second/three").dialect()).isSameAs(SECOND);
    assertThat(table.find(Method.GET, "/v1/second/x/three").dialect()).isSameAs(SECOND);
    assertThat(table.find(Method.GET, "/v1/queues/q/x").dialect()).isSameAs(FIRST);
    assertThat(table.find(Method.GET, "/v1/other").dialect()).isSameAs(FIRST);
    assertThat(table.find(Method.GET, "/other").dialect()).isSameAs(FIRST);
    assertThat(table.find(Method.POST, "/v1/second/one").dialect()).isSameAs(SECOND);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v1",
        "/v1/{key…}/more",
        "/{a}/{a}",
        "/{a}/{a…}",
        "/{}",
        "/{…}",
        "/x{a}",
        "/{a}x",
        "/{a",
        "/a}",
        "/{a b}"
      })
  void a_path_that_means_nothing_is_refused_when_the_route_is_made(String path) {
    assertThatIllegalArgumentException().isThrownBy(() -> get(path));
  }

  @Test
  void two_routes_of_one_path_and_method_are_refused() {
    var twice = new RouteGroup(FIRST, List.of(get("/v1/{a}"), get("/v1/{b}")), 0);

    assertThatIllegalArgumentException().isThrownBy(() -> new RouteTable(List.of(twice)));
  }
}
