import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/// Publishes a git repository's commits to a topic and a queue while the server is killed and started
/// again, and checks that every reader still gets every acknowledged commit, in order.
///
/// Run it with `examples/git-history/run [REPOSITORY]`; it starts and kills a server of its own.
void main(String[] args) throws Exception {
  var repository = Path.of(args.length > 0 ? args[0] : ".");
  var commits = readCommits(repository);
  System.out.printf("%d commits in %s%n", commits.size(), repository.toAbsolutePath().normalize());
  boolean good;
  try (var server = new Server()) {
    server.start();
    good = new Play(server, commits).run();
  }
  System.exit(good ? 0 : 1);
}

/// A commit: its hash, and the folder at the top that most of its files are in.
record Commit(String hash, String folder, String subject) {}

/// The commits of the current branch, oldest first.
static List<Commit> readCommits(Path repository) throws IOException, InterruptedException {
  var git =
      new ProcessBuilder(
              "git", "-C", repository.toString(), "log", "--reverse", "--name-only",
              "--format=commit %H %s")
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
  var commits = new ArrayList<Commit>();
  String head = null;
  var folders = new TreeMap<String, Integer>();
  try (var lines = new BufferedReader(new InputStreamReader(git.getInputStream(), UTF_8))) {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("commit ")) {
        addTo(commits, head, folders);
        head = line;
        folders.clear();
      } else if (!line.isBlank()) {
        int slash = line.indexOf('/');
        folders.merge(slash < 0 ? "root" : line.substring(0, slash), 1, Integer::sum);
      }
    }
  }
  addTo(commits, head, folders);
  if (git.waitFor() != 0 || commits.isEmpty()) {
    throw new IOException("git found no commits in " + repository);
  }
  return commits;
}

static void addTo(List<Commit> commits, String head, Map<String, Integer> folders) {
  if (head == null) {
    return;
  }
  var parts = head.split(" ", 3);
  var most =
      folders.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
  // A subject's tokens hold no dots, spaces or wildcards: .ci becomes _ci.
  var folder = most.orElse("empty").replaceAll("[^A-Za-z0-9_-]", "_");
  commits.add(new Commit(parts[1], folder, parts.length > 2 ? parts[2] : ""));
}

/// A server process on a data directory of its own, which can be killed and started again.
static final class Server implements AutoCloseable {
  private final Path data = Files.createTempDirectory("git-history");
  private final int port = freePort();
  private Process process;

  Server() throws IOException {}

  void start() throws Exception {
    process =
        new ProcessBuilder(
                "bin/edgemq", "serve", "--data", data.toString(), "--listen", "127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(data.resolve("server.log").toFile())
            .start();
    var http = HttpClient.newHttpClient();
    var ready = HttpRequest.newBuilder(uri("/v1/ready")).timeout(Duration.ofSeconds(2)).build();
    await("the server to be ready", Duration.ofMinutes(5), () -> {
      if (!process.isAlive()) {
        throw new IllegalStateException("the server ended; see " + data.resolve("server.log"));
      }
      try {
        return http.send(ready, BodyHandlers.discarding()).statusCode() == 200;
      } catch (IOException notYet) {
        return false;
      } catch (InterruptedException stop) {
        throw new IllegalStateException(stop);
      }
    });
  }

  /// SIGKILL: no goodbye, no flush.
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  String key() throws IOException {
    return Files.readString(data.resolve("demo-key")).strip();
  }

  @Override
  public void close() throws Exception {
    process.destroy();
    process.waitFor();
    try (var files = Files.walk(data)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}

/// Looks every 20 ms whether `met` holds; throws when it does not within `limit`.
static void await(String what, Duration limit, BooleanSupplier met) {
  long deadline = System.nanoTime() + limit.toNanos();
  while (!met.getAsBoolean()) {
    if (System.nanoTime() > deadline) {
      throw new IllegalStateException("waited in vain for " + what);
    }
    LockSupport.parkNanos(20_000_000);
  }
}

/// The publishers, the readers, the worker and the kill.
static final class Play {
  private static final Pattern SEQUENCE = Pattern.compile("\"sequence\":(\\d+)");
  private static final Pattern HASH = Pattern.compile("\"body\":\"([0-9a-f]{40,64})");
  private static final Pattern RECEIPT = Pattern.compile("\"receipt\":\"([^\"]+)\"");
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Server server;
  private final List<Commit> commits;
  private final String key;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ConcurrentLinkedQueue<Commit> todo;
  private final Map<Long, String> acknowledged = new ConcurrentSkipListMap<>();
  private final Map<String, Long> queued = new ConcurrentHashMap<>();
  private final Map<String, Integer> worked = new ConcurrentHashMap<>();
  private final AtomicInteger retries = new AtomicInteger();
  private volatile boolean over;

  Play(Server server, List<Commit> commits) throws IOException {
    this.server = server;
    this.commits = commits;
    this.key = server.key();
    this.todo = new ConcurrentLinkedQueue<>(commits);
  }

  boolean run() throws Exception {
    post("/v1/topics", "{\"name\":\"repo\"}");
    post("/v1/queues", "{\"name\":\"commits\",\"visibility_timeout_seconds\":5}");
    var subscription =
        post(
            "/v1/subscriptions",
            "{\"name\":\"all\",\"topic\":\"repo\",\"pattern\":\"repo.*\",\"delivery_type\":\"sse\","
                + "\"start\":\"earliest\"}");
    var id = find(Pattern.compile("\"id\":\"(sub_[a-z0-9]+)\""), subscription.body());
    var byPattern = new Reader("pattern repo.*", "/v1/subscriptions/" + id + "/stream?body=text");
    var readers = new ArrayList<>(List.of(byPattern));
    byPattern.start();
    Thread.ofVirtual().start(() -> forever(this::work));
    var publishers = new CountDownLatch(4);
    for (int i = 0; i < 4; i++) {
      Thread.ofVirtual().start(() -> publishAll(publishers));
    }

    await("half of the commits", LIMIT, () -> acknowledged.size() >= commits.size() / 2);
    var fromEarliest = new Reader("from=earliest", "/v1/topics/repo/stream?from=earliest&body=text");
    readers.add(fromEarliest);
    fromEarliest.start();
    await("the second reader", LIMIT, () -> fromEarliest.connections.get() > 0);
    server.kill();
    System.out.printf("killed the server with %d commits acknowledged%n", acknowledged.size());
    server.start();
    System.out.println("started it again");

    publishers.await();
    return report(readers);
  }

  private boolean report(List<Reader> readers) {
    boolean good = acknowledged.size() == commits.size();
    System.out.printf(
        "acknowledged on the topic: %d of %d (%d calls repeated)%n",
        acknowledged.size(), commits.size(), retries.get());
    for (var reader : readers) {
      good &= reader.hasAll(acknowledged);
    }
    boolean emptied = holds(() -> worked.size() == queued.size());
    int deliveries = worked.values().stream().mapToInt(Integer::intValue).sum();
    System.out.printf(
        "queue worker: %d of %d commits, %d deliveries%n", worked.size(), queued.size(), deliveries);
    over = true;
    good &= emptied && queued.size() == commits.size();
    System.out.println(good ? "PASS: nothing acknowledged was lost" : "FAIL");
    return good;
  }

  private static boolean holds(BooleanSupplier condition) {
    try {
      await("the last messages", Duration.ofMinutes(1), condition);
      return true;
    } catch (IllegalStateException late) {
      return false;
    }
  }

  private void publishAll(CountDownLatch done) {
    for (var commit = todo.poll(); commit != null; commit = todo.poll()) {
      publish(commit);
    }
    done.countDown();
  }

  /// Publishes until it is acknowledged. The hash is the idempotency key: a call whose answer was lost
  /// in the crash is repeated without a second message.
  private void publish(Commit commit) {
    var body = commit.hash() + " " + commit.subject();
    var published =
        postUntilAnswered("/v1/topics/repo/messages?subject=" + commit.folder(), body, commit.hash());
    acknowledged.put(Long.parseLong(find(SEQUENCE, published)), commit.hash());
    var sent = postUntilAnswered("/v1/queues/commits/messages", body, commit.hash());
    queued.put(commit.hash(), Long.parseLong(find(SEQUENCE, sent)));
  }

  private String postUntilAnswered(String path, String body, String idempotencyKey) {
    while (true) {
      try {
        var request =
            request(path).header("Content-Type", "text/plain").header("Idempotency-Key", idempotencyKey);
        return send(request.POST(BodyPublishers.ofString(body)).build()).body();
      } catch (IOException | InterruptedException failed) {
        retries.incrementAndGet();
        LockSupport.parkNanos(50_000_000);
      }
    }
  }

  /// One turn of the worker: takes commits and acknowledges each.
  private void work() throws IOException, InterruptedException {
    var answer =
        send(
            request("/v1/queues/commits/receive?body=text")
                .POST(BodyPublishers.ofString("{\"max\":1,\"wait_seconds\":2}"))
                .build());
    var receipt = RECEIPT.matcher(answer.body());
    if (receipt.find()) {
      var hash = find(HASH, answer.body());
      send(request("/v1/queues/commits/messages/" + receipt.group(1)).DELETE().build());
      worked.merge(hash, 1, Integer::sum);
    }
  }

  private interface Turn {
    void run() throws IOException, InterruptedException;
  }

  private void forever(Turn turn) {
    while (!over) {
      try {
        turn.run();
      } catch (IOException | InterruptedException failed) {
        LockSupport.parkNanos(50_000_000);
      }
    }
  }

  private HttpResponse<String> post(String path, String json) throws Exception {
    return send(request(path).POST(BodyPublishers.ofString(json)).build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.uri(path))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + key);
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    var answer = http.send(request, BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(request.uri() + " answered " + answer.statusCode() + ": " + answer.body());
    }
    return answer;
  }

  private static String find(Pattern pattern, String text) {
    var matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException("no " + pattern + " in " + text);
    }
    return matcher.group(1);
  }

  /// Reads a stream as a browser's EventSource does: when it breaks, it connects again and says what it
  /// saw last.
  private final class Reader {
    private final String name;
    private final String path;
    private final List<Long> sequences = new ArrayList<>();
    private final Map<Long, String> seen = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private String lastId;

    Reader(String name, String path) {
      this.name = name;
      this.path = path;
    }

    void start() {
      Thread.ofVirtual().start(() -> forever(this::connect));
    }

    private void connect() throws IOException, InterruptedException {
      var request = HttpRequest.newBuilder(server.uri(path)).header("Authorization", "Bearer " + key);
      if (lastId != null) {
        request.header("Last-Event-ID", lastId);
      }
      var answer = http.send(request.build(), BodyHandlers.ofInputStream());
      connections.incrementAndGet();
      try (var lines = new BufferedReader(new InputStreamReader(answer.body(), UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (line.startsWith("id: ")) {
            lastId = line.substring(4);
          } else if (line.startsWith("data: {\"id\"")) {
            take(line);
          }
        }
      }
    }

    private void take(String data) {
      long sequence = Long.parseLong(find(SEQUENCE, data));
      synchronized (sequences) {
        sequences.add(sequence);
      }
      seen.put(sequence, find(HASH, data));
    }

    boolean hasAll(Map<Long, String> acknowledged) {
      boolean complete = holds(() -> seen.entrySet().containsAll(acknowledged.entrySet()));
      boolean ordered;
      synchronized (sequences) {
        ordered = sequences.equals(sequences.stream().sorted().distinct().toList());
      }
      System.out.printf(
          "reader %-15s %d of %d commits, %s, %d connections%n",
          name + ":",
          acknowledged.keySet().stream().filter(seen::containsKey).count(),
          acknowledged.size(),
          ordered ? "in order, none twice" : "OUT OF ORDER",
          connections.get());
      return complete && ordered;
    }
  }
}
