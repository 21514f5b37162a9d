package io.edgemq.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutageLogTest {
  private final Logger logger = Logger.getLogger(OutageLog.class.getName());
  private final List<String> lines = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(line.getLevel() + " " + line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void rest() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
  }

  @Test
  void many_failures_are_one_line_and_the_end_is_one() {
    var outage = new OutageLog("the cluster");

    for (int i = 0; i < 100; i++) {
      outage.report("refused");
    }
    outage.end();
    outage.end();

    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst()).startsWith("WARNING").contains("does not answer");
    assertThat(lines.getLast()).startsWith("INFO").contains("answers again");
  }

  @Test
  void the_next_outage_is_told_again() {
    var outage = new OutageLog("the cluster");
    outage.report("refused");
    outage.end();

    outage.report("refused");

    assertThat(lines).hasSize(3);
  }

  @Test
  void nothing_is_told_where_nothing_failed() {
    new OutageLog("the cluster").end();

    assertThat(lines).isEmpty();
  }
}
