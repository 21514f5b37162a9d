package io.edgemq.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tokens, tickets and the tokens of invites stand in no log, no metric and no answer but the one
/// that made them (SPEC 2).
final class SecretsTest {
  private static final List<String> SECRETS =
      List.of("secret-key", "secret-ticket", "secret-invite", "secret-receipt", "secret-path-end");
  private static final Logger ROOT = Logger.getLogger("");
  private static final Logger HOUSE = Logger.getLogger("io.edgemq");

  private final TestServer server = new TestServer();
  private final List<String> logged = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          synchronized (logged) {
            logged.add(record.getMessage() + " " + Arrays.toString(record.getParameters()));
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    HOUSE.setLevel(Level.ALL);
    ROOT.addHandler(handler);
  }

  @AfterEach
  void stop() {
    ROOT.removeHandler(handler);
    HOUSE.setLevel(null);
    server.close();
  }

  @Test
  void no_secret_of_a_request_is_told_to_anybody() throws Exception {
    var answers = new ArrayList<String>();
    for (var path :
        List.of(
            "/v1/topics/orders/stream?ticket=secret-ticket",
            "/v1/topics/orders/stream?bearer=secret-key",
            "/v1/queues?bearer=secret-key",
            "/v1/nowhere/secret-invite",
            "/v1/claim/secret-invite",
            "/v1/admin/invites/secret-invite",
            "/v1/ingest/in_aaaaaaaaaaaaaaaaaaaaaaaa/secret-path-end",
            "/v1/ingest/in_bbb/secret-path-end",
            "/v1/ingests/secret-path-end",
            "/v1/queues/jobs/messages/secret-receipt")) {
      for (var method : List.of("GET", "DELETE", "POST", "PUT")) {
        answers.add(send(method, path, "secret-key"));
        if (!path.contains("/stream")) {
          answers.add(send(method, path, FakeLogins.TOKEN));
        }
        answers.add(send(method, path, FakeLogins.ADMIN_TOKEN));
      }
    }
    answers.add(server.send(server.open("/metrics").GET()).body());

    assertThat(answers).allSatisfy(SecretsTest::hasNoSecret);
    synchronized (logged) {
      assertThat(logged).allSatisfy(SecretsTest::hasNoSecret);
    }
    assertThat(server.logins.refusals).isNotEmpty().allSatisfy(SecretsTest::hasNoSecret);
  }

  private String send(String method, String path, String token) throws Exception {
    return server.send(server.as(token, path).method(method, BodyPublishers.noBody())).body();
  }

  private static void hasNoSecret(String text) {
    SECRETS.forEach(secret -> assertThat(text).doesNotContain(secret));
  }
}
