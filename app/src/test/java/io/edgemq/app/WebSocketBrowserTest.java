package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Sockets in a browser, from a page of another origin.
@Tag("browser")
@Timeout(180)
final class WebSocketBrowserTest {
  /// Opens a socket, subscribes with the cursor and keeps the sequences; comes back by itself.
  private static final String SCRIPT =
      """
      ({base, key}) => {
        const seen = window.seen = [];
        window.opened = 0;
        const connect = async () => {
          const answer = await fetch(base + '/v1/tickets', {
            method: 'POST',
            headers: {Authorization: 'Bearer ' + key, 'Content-Type': 'application/json'},
            body: '{"path":"/v1/ws"}'});
          const {ticket} = await answer.json();
          const socket = new WebSocket(base.replace('http', 'ws') + '/v1/ws?ticket=' + ticket);
          socket.onopen = () => {
            window.opened++;
            socket.send(JSON.stringify({op: 'subscribe', id: 1, topic: 'orders', last_event_id: seen.at(-1) ?? 0}));
          };
          socket.onmessage = ({data}) => {
            const frame = JSON.parse(data);
            if (frame.op === 'message') seen.push(frame.message.sequence);
            if (frame.op === 'error' || frame.op === 'gap') seen.push(data);
          };
          socket.onclose = ({code, reason}) => {
            window.ended = code + ' ' + reason;
            if (code < 3500) setTimeout(again, 100);
          };
        };
        const again = () => connect().catch(() => setTimeout(again, 100));
        again();
      }""";

  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir private Path directory;

  private void post(ServerProcess server, String path, String body) throws Exception {
    var request =
        HttpRequest.newBuilder(server.uri(path))
            .header("Authorization", "Bearer " + server.key())
            .POST(BodyPublishers.ofString(body))
            .build();
    assertThat(http.send(request, BodyHandlers.discarding()).statusCode()).isLessThan(300);
  }

  private void publish(ServerProcess server, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      post(server, "/v1/topics/orders/messages", "x");
    }
  }

  private static void awaitSeen(Page page, int count) {
    page.waitForFunction("n => window.seen.length >= n", count);
  }

  private static List<Integer> to(int last) {
    return IntStream.rangeClosed(1, last).boxed().toList();
  }

  @Test
  void a_page_of_another_origin_goes_on_with_its_cursor_when_the_server_restarts()
      throws Exception {
    try (var chromium = Chromium.start();
        var origin = new PageServer();
        var server = new ServerProcess(directory.resolve("data"))) {
      post(server, "/v1/topics", "{\"name\":\"orders\"}");
      publish(server, 20);
      var page = chromium.page(origin.origin());
      page.evaluate(SCRIPT, Map.of("base", baseOf(server), "key", server.key()));
      awaitSeen(page, 20);

      server.terminate();
      page.waitForFunction("() => window.ended !== undefined");
      assertThat((String) page.evaluate("window.ended")).matches("3001 shutdown,[0-9]+");
      server.start();
      publish(server, 10);
      awaitSeen(page, 30);
      server.killAndStart();
      publish(server, 10);
      awaitSeen(page, 40);

      assertThat(page.evaluate("window.seen")).isEqualTo(to(40));
      assertThat((Integer) page.evaluate("window.opened")).isGreaterThanOrEqualTo(3);
    }
  }

  private static String baseOf(ServerProcess server) {
    var text = server.uri("/").toString();
    return text.substring(0, text.length() - 1);
  }

  @Test
  void a_key_in_the_query_opens_a_socket_and_a_wrong_one_does_not() throws Exception {
    try (var chromium = Chromium.start();
        var origin = new PageServer();
        var server = new ServerProcess(directory.resolve("data"))) {
      var page = chromium.page(origin.origin());
      var script =
          """
          url => new Promise(done => {
            const socket = new WebSocket(url);
            socket.onopen = () => socket.send('{"op":"ping","id":"a"}');
            socket.onmessage = ({data}) => done(data);
            socket.onclose = ({code}) => done(String(code));
          })""";
      var url = baseOf(server).replace("http", "ws") + "/v1/ws?bearer=";

      assertThat(page.evaluate(script, url + server.key()))
          .isEqualTo("{\"op\":\"pong\",\"id\":\"a\"}");
      assertThat(page.evaluate(script, url + "wrong")).isEqualTo("1006");
    }
  }
}
