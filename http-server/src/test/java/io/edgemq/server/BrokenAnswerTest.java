package io.edgemq.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.http.Method;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Answers that break off while they are written.
final class BrokenAnswerTest {
  private final BlockingQueue<LogRecord> records = new LinkedBlockingQueue<>();
  private final Logger log = Logger.getLogger(BodyWriter.class.getName());
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          records.add(line);
        }

        @Override
        public void flush() {
          // nothing is kept back
        }

        @Override
        public void close() {
          // nothing is open
        }
      };
  private final TestEngine engine =
      new TestEngine(
          ListenOptions.Patience.DEFAULT,
          Route.of(Method.GET, "/bug", _ -> new Reply.Streamed(List.of(), BrokenAnswerTest::fail))
              .open(),
          Route.of(Method.GET, "/long", _ -> new Reply.Streamed(List.of(), this::writeForEver))
              .open());
  private final BlockingQueue<Exception> ends = new LinkedBlockingQueue<>();

  private static void fail(OutputStream out) throws IOException {
    out.write(new byte[] {'a'});
    throw new IllegalStateException("a bug");
  }

  private void writeForEver(OutputStream out) throws IOException {
    try {
      while (true) {
        out.write(new byte[1000]);
      }
    } catch (IOException | RuntimeException gone) {
      ends.add(gone);
      throw gone;
    }
  }

  @BeforeEach
  void listen() {
    log.addHandler(handler);
  }

  @AfterEach
  void stop() {
    engine.close();
    log.removeHandler(handler);
  }

  @Test
  void a_bug_while_an_answer_is_written_is_logged() throws Exception {
    engine.answer("GET /bug HTTP/1.1\r\nHost: x\r\nX-Request-Id: r-1\r\n\r\n");

    var line = records.poll(30, TimeUnit.SECONDS);
    assertThat(line.getMessage()).contains("r-1");
    assertThat(line.getThrown()).hasMessage("a bug");
  }

  @Test
  void a_client_that_goes_away_is_not() throws Exception {
    try (var wire = engine.wire()) {
      wire.send("GET /long HTTP/1.1\r\nHost: x\r\n\r\n");
      wire.until("\0");
      wire.reset();
    }

    assertThat(ends.poll(30, TimeUnit.SECONDS)).isNotNull();
    engine.close();
    assertThat(records).isEmpty();
  }
}
