package io.edgemq.app;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The machine's Chromium without a window. Close it.
final class Chromium implements AutoCloseable {
  private static final double PATIENCE_MILLIS = 30_000;

  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Path program) {
    this.playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    this.browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(program)
                    .setHeadless(true)
                    .setTimeout(PATIENCE_MILLIS)
                    .setArgs(FLAGS));
  }

  /// Starts it. Without one the test is skipped, which is a failure in CI.
  static Chromium start() {
    var program = program();
    assumeTrue(program.isPresent(), "chromium is not on PATH (Debian: apt-get install chromium)");
    return new Chromium(program.orElseThrow());
  }

  private static Optional<Path> program() {
    return Stream.of(System.getenv("PATH").split(Pattern.quote(File.pathSeparator)))
        .flatMap(
            folder -> Stream.of(Path.of(folder, "chromium"), Path.of(folder, "chromium-browser")))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// A page with nothing of an earlier one's: no cookie, no preflight that is remembered.
  Page page(String url) {
    // Certificates of tests are vouched for by nobody.
    var context = browser.newContext(new Browser.NewContextOptions().setIgnoreHTTPSErrors(true));
    var page = context.newPage();
    page.setDefaultTimeout(PATIENCE_MILLIS);
    page.navigate(url);
    return page;
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
