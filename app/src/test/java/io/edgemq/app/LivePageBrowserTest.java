package io.edgemq.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The recipe of the live page, in a browser.
@Tag("browser")
@Timeout(180)
final class LivePageBrowserTest {
  @TempDir private static Path directory;

  private static ScriptRun run(ServerProcess server, String... words) throws IOException {
    var command = new ArrayList<>(List.of("sh", "../docs/recipes/live-page.sh"));
    command.addAll(List.of(words));
    var settings = Map.of("EDGEMQ_URL", server.uri("").toString(), "EDGEMQ_TOKEN", server.key());
    return ScriptRun.of(command, settings, Files.createTempFile(directory, "errors", ""));
  }

  @Test
  void a_page_shows_what_is_there_and_each_change() throws Exception {
    try (var chromium = Chromium.start();
        var server = new ServerProcess(directory.resolve("data"))) {
      var address = run(server).output().getFirst();
      run(server, "temperature", "21");
      var page = chromium.page(address);
      assertThat(page.locator("#values")).containsText("temperature21");

      run(server, "temperature", "22");
      run(server, "wind", "strong");

      assertThat(page.locator("#values")).containsText("temperature22");
      assertThat(page.locator("#values")).containsText("windstrong");
      server.killAndStart();
      run(server, "wind", "weak");
      assertThat(page.locator("#values")).containsText("windweak");
    }
  }
}
