package io.edgemq.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ports.in.StreamItem;
import io.edgemq.server.Wire;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who is told to come back when a stream ends, and who is not.
final class StreamCloseTest {
  private static final String STREAM =
      "/v1/subscriptions/" + FakeSubscriptions.ID.value() + "/stream";
  private static final String OPENING = "retry: 2000\n: connected\n\n";

  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private Wire open(String path) throws IOException {
    return new Wire(server.port())
        .send("GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good-token\r\n\r\n");
  }

  private static StreamItem closed(StreamItem.Reason reason) {
    return new StreamItem.Closed(reason, Duration.ofMillis(1234));
  }

  @ParameterizedTest
  @CsvSource({"REVOKED,key_revoked", "EXPIRED,expired"})
  void whose_key_has_ended_is_not_told_to_come_back(StreamItem.Reason reason, String code)
      throws Exception {
    server.subscriptions.items.add(closed(reason));

    try (var wire = open(STREAM)) {
      assertThat(Wire.body(wire.until("\r\n0\r\n\r\n")))
          .startsWith(OPENING + "event: close\ndata: {\"code\":\"" + code + "\"")
          .doesNotContain("retry_ms");
    }
  }

  @Test
  void a_suspension_is_told_inside_the_stream() throws Exception {
    server.subscriptions.items.add(closed(StreamItem.Reason.SUSPENDED));

    try (var wire = open(STREAM)) {
      assertThat(wire.until("\r\n0\r\n\r\n"))
          .contains("retry: 1234\nevent: close\ndata: {\"code\":\"tenant_suspended\"")
          .contains("\"retry_ms\":1234}");
    }
  }
}
