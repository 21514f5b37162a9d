package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page of metrics and what a server shows are one and the same.
final class MetricsPageTest {
  private static final Path PAGE = Path.of("../docs/operations/metrics.md");
  private static final Pattern SHOWN = Pattern.compile("(?m)^# TYPE (\\S+) ");
  private static final Pattern DOCUMENTED = Pattern.compile("`(edgemq_[a-z0-9_]+)`");
  private static final Pattern OF_ANOTHER_STORE =
      Pattern.compile("(?m)^\\|[^|]*\\| (?:JetStream|memory) \\|.*$");
  private static final Set<String> GROUPS = Set.of("jvm", "process", "system");

  @TempDir private Path directory;

  private static Set<String> names(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Set<String> shown() throws Exception {
    var certificate = TestCertificate.make(directory);
    var http = HttpClient.newBuilder().sslContext(certificate.trusting()).build();
    try (var server = ServerProcess.secure(directory.resolve("data"), certificate);
        var client = new ApiClient(http, server.uri("/"), server.key())) {
      client.post("/v1/queues", "{\"name\":\"q\"}");
      client.post("/v1/queues/q/messages", "hello");
      return names(SHOWN, client.get("/metrics").text());
    }
  }

  @Test
  void every_metric_is_explained_and_everything_explained_is_a_metric() throws Exception {
    var page = Files.readString(PAGE);

    var shown = shown();

    var own = shown.stream().filter(name -> name.startsWith("edgemq_")).toList();
    assertThat(names(DOCUMENTED, page)).containsAll(own);
    assertThat(own).containsAll(names(DOCUMENTED, OF_ANOTHER_STORE.matcher(page).replaceAll("")));
    assertThat(shown)
        .allMatch(
            name ->
                name.startsWith("edgemq_")
                    || GROUPS.contains(name.substring(0, name.indexOf('_'))));
  }
}
