package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Runs the scripts of `docs/recipes` that are about buckets.
@Timeout(180)
final class KvRecipesTest {
  private static final Path RECIPES = Path.of("../docs/recipes");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int TAKEN = 75;

  @TempDir private static Path directory;
  private static ServerProcess server;

  @BeforeAll
  static void serve() {
    server = new ServerProcess(directory.resolve("data"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Map<String, String> settings(Map<String, String> more) {
    var settings = new HashMap<>(more);
    settings.put("EDGEMQ_URL", server.uri("").toString());
    settings.put("EDGEMQ_TOKEN", server.key());
    return settings;
  }

  private static List<String> command(String... words) {
    var command = new ArrayList<>(List.of("sh", RECIPES.resolve(words[0]).toString()));
    command.addAll(List.of(words).subList(1, words.length));
    return command;
  }

  private static ScriptRun run(Map<String, String> more, String... words) throws IOException {
    var errors = Files.createTempFile(directory, "errors", "");
    return ScriptRun.of(command(words), settings(more), errors);
  }

  private static ScriptRun run(String... words) throws IOException {
    return run(Map.of(), words);
  }

  /// Runs the same script so many times at once.
  private static List<ScriptRun> runAtOnce(int times, String... words) throws Exception {
    Callable<ScriptRun> one = () -> run(words);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var runs = new ArrayList<Future<ScriptRun>>();
      for (int i = 0; i < times; i++) {
        runs.add(threads.submit(one));
      }
      var ended = new ArrayList<ScriptRun>();
      for (var run : runs) {
        ended.add(run.get());
      }
      return ended;
    }
  }

  private static Path emptyFile() throws IOException {
    return Files.createTempFile(directory, "notes", "");
  }

  @Test
  void of_all_who_name_a_lock_one_runs_at_a_time() throws Exception {
    var notes = emptyFile();
    var command = "echo begin >> %1$s; sleep 0.2; echo end >> %1$s".formatted(notes);

    var runs = runAtOnce(5, "lock.sh", "report", "sh", "-c", command);

    assertThat(runs).allSatisfy(run -> assertThat(run.status()).as(run.errors()).isZero());
    var lines = Files.readAllLines(notes);
    assertThat(lines).hasSize(10);
    for (int i = 0; i < lines.size(); i++) {
      assertThat(lines.get(i)).isEqualTo(i % 2 == 0 ? "begin" : "end");
    }
  }

  @Test
  void a_lock_that_was_taken_over_is_told_to_its_former_holder_and_stays() throws Exception {
    var steal =
        "curl -sS -X PUT -H \"Authorization: Bearer $EDGEMQ_TOKEN\" -d other"
            + " \"$EDGEMQ_URL/v1/kv/locks/stolen\"";

    var run = run("lock.sh", "stolen", "sh", "-c", steal);

    assertThat(run.status()).isEqualTo(70);
    assertThat(run.errors()).contains("was lost before the command ended");
    var next = run(Map.of("WAIT_SECONDS", "1"), "lock.sh", "stolen", "true");
    assertThat(next.status()).as(next.errors()).isEqualTo(TAKEN);
  }

  @Test
  void a_lease_is_renewed_while_its_command_runs() throws Exception {
    var notes = emptyFile();
    var until = directory.resolve("end-of-the-lease");
    var work = "echo began >> %s; while [ ! -e %s ]; do sleep 0.1; done".formatted(notes, until);
    var lease = Map.of("LEASE_SECONDS", "1");
    try (var holder = started(lease, "lease.sh", "importer", "sh", "-c", work)) {
      await().atMost(PATIENCE).until(() -> Files.readString(notes).equals("began\n"));
      await()
          .during(Duration.ofSeconds(4))
          .atMost(PATIENCE)
          .until(() -> run(lease, "lease.sh", "importer", "true").status() == TAKEN);

      Files.writeString(until, "");

      assertThat(holder.status()).isZero();
      assertThat(run(lease, "lease.sh", "importer", "true").status()).isZero();
    }
  }

  @Test
  void a_lease_whose_holder_died_is_free_after_its_time() throws Exception {
    var lease = Map.of("LEASE_SECONDS", "1");
    try (var holder = started(lease, "lease.sh", "dead", "sleep", "100")) {
      await()
          .atMost(PATIENCE)
          .until(() -> run(lease, "lease.sh", "dead", "true").status() == TAKEN);

      holder.kill();

      await().atMost(PATIENCE).until(() -> run(lease, "lease.sh", "dead", "true").status() == 0);
    }
  }

  @Test
  void another_candidate_leads_when_the_leader_dies_or_ends() throws Exception {
    var group = Map.of("LEADER_SECONDS", "1");
    try (var ann = started(group, "leader.sh", "billing", "ann")) {
      await().atMost(PATIENCE).until(() -> ann.output().contains("ann leads billing"));
      try (var bob = started(group, "leader.sh", "billing", "bob")) {
        await().atMost(PATIENCE).until(() -> bob.output().contains("bob follows ann"));
        assertThat(bob.output()).doesNotContain("leads");

        ann.kill();

        await().atMost(PATIENCE).until(() -> bob.output().contains("bob leads billing"));
        try (var cid = started(group, "leader.sh", "billing", "cid")) {
          await().atMost(PATIENCE).until(() -> cid.output().contains("cid follows bob"));

          bob.end();

          await().atMost(PATIENCE).until(() -> cid.output().contains("cid leads billing"));
          assertThat(term(cid)).isGreaterThan(term(bob)).isGreaterThan(term(ann));
        }
      }
    }
  }

  private static int term(StartedScript candidate) throws IOException {
    var words = candidate.output().replaceAll("(?s).*term (\\d+).*", "$1");
    return Integer.parseInt(words);
  }

  private static StartedScript started(Map<String, String> more, String... words)
      throws IOException {
    return StartedScript.of(command(words), settings(more), emptyFile());
  }

  @Test
  void a_command_runs_once_for_each_idempotency_key() throws Exception {
    var notes = emptyFile();
    var charge = "echo charged >> %s; echo receipt 17".formatted(notes);

    var atOnce = runAtOnce(5, "idempotency.sh", "order-7", "sh", "-c", charge);
    var later = run("idempotency.sh", "order-7", "sh", "-c", charge);

    assertThat(Files.readAllLines(notes)).containsExactly("charged");
    assertThat(later.output()).containsExactly("receipt 17");
    assertThat(atOnce)
        .allSatisfy(
            run -> {
              if (run.status() != TAKEN) {
                assertThat(run.status()).as(run.errors()).isZero();
                assertThat(run.output()).containsExactly("receipt 17");
              }
            });
  }

  @Test
  void a_command_that_failed_may_be_tried_again() throws Exception {
    var first = run("idempotency.sh", "order-8", "false");

    var second = run("idempotency.sh", "order-8", "echo", "done now");

    assertThat(first.status()).isEqualTo(1);
    assertThat(second.output()).containsExactly("done now");
  }

  @Test
  void a_client_calls_so_often_in_a_window_and_again_in_the_next() throws Exception {
    var limit = Map.of("MOST", "3", "WINDOW_SECONDS", "2");

    for (int i = 1; i <= 3; i++) {
      assertThat(run(limit, "rate-limit.sh", "c7").output())
          .containsExactly("call " + i + " of c7: go on");
    }
    var fourth = run(limit, "rate-limit.sh", "c7", "echo", "ran");

    assertThat(fourth.status()).isEqualTo(TAKEN);
    assertThat(fourth.output()).containsExactly("call 4 of c7: too many, at most 3 in 2 s");
    await()
        .atMost(PATIENCE)
        .until(() -> run(limit, "rate-limit.sh", "c7", "echo", "ran").output().contains("ran"));
  }

  @Test
  void a_projection_says_what_the_source_bucket_holds() throws Exception {
    run("cqrs.sh", "write", "o-1", "ann", "40");
    run("cqrs.sh", "write", "o-2", "ann", "2");
    run("cqrs.sh", "write", "o-3", "bob", "5");
    run("cqrs.sh", "project");
    assertThat(run("cqrs.sh", "read", "ann").output()).containsExactly("ann 42");

    run("cqrs.sh", "write", "o-1", "bob", "10");
    var projected = runAtOnce(3, "cqrs.sh", "project");

    assertThat(projected).allSatisfy(run -> assertThat(run.status()).as(run.errors()).isZero());
    assertThat(run("cqrs.sh", "read", "ann").output()).containsExactly("ann 2");
    assertThat(run("cqrs.sh", "read", "bob").output()).containsExactly("bob 15");
  }

  @Test
  void the_audit_has_every_write_once() throws Exception {
    run("audit.sh", "write", "ann", "admin");
    run("audit.sh", "write", "ann", "guest");
    run("audit.sh", "archive");
    run("audit.sh", "write", "bob", "guest");
    runAtOnce(3, "audit.sh", "archive");

    var audit = run("audit.sh", "show");

    assertThat(audit.output())
        .containsExactly("1 put ann admin", "2 put ann guest", "3 put bob guest");
  }

  @Test
  void a_saga_takes_its_steps_or_undoes_them_in_reverse() throws Exception {
    var notes = emptyFile();
    var step = directory.resolve("step.sh");
    Files.writeString(
        step,
        """
        #!/bin/sh
        echo "$*" >> %s
        [ "$*" != "do ship bad" ]
        """
            .formatted(notes));
    assertThat(step.toFile().setExecutable(true)).isTrue();
    run("saga.sh", "begin", "good");
    run("saga.sh", "begin", "bad");

    var run = run(Map.of("STEP", step.toString()), "saga.sh", "run");

    assertThat(run.status()).as(run.errors()).isZero();
    assertThat(run("saga.sh", "show", "good").output())
        .containsExactly("reserve", "charge", "ship", "done");
    assertThat(run("saga.sh", "show", "bad").output())
        .containsExactly("reserve", "charge", "ship", "undo-charge", "undo-reserve", "failed");
    assertThat(Files.readAllLines(notes).stream().filter(line -> line.endsWith(" bad")))
        .containsExactly(
            "do reserve bad",
            "do charge bad",
            "do ship bad",
            "undo charge bad",
            "undo reserve bad");
  }
}
