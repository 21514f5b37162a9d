package io.edgemq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.server.ListenOptions.Capacity;
import io.edgemq.server.ListenOptions.Patience;
import io.edgemq.server.TlsFiles.ClientAuth;
import io.helidon.http.Method;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A listener with a certificate.
@Timeout(120)
final class TlsListenerTest {
  private static final int BODY = 300_000;

  @TempDir private static Path directory;
  private static TestTls own;
  private static TestTls client;

  private final CountDownLatch enough = new CountDownLatch(1);
  private final List<TestEngine> engines = new ArrayList<>();

  @BeforeAll
  static void make() {
    own = TestTls.make(directory, "server");
    client = TestTls.make(directory, "client");
  }

  @AfterEach
  void stop() {
    enough.countDown();
    engines.forEach(TestEngine::close);
  }

  private TestEngine engine(TlsFiles files, Patience patience, Capacity capacity) {
    var engine =
        new TestEngine(
            new ListenOptions("127.0.0.1", 0, patience, capacity, TestTls.listening(files)),
            List.of(
                new RouteGroup(
                    new TextDialect("text"),
                    List.of(
                        Route.of(Method.GET, "/health", _ -> TestEngine.line("ok")).open(),
                        Route.of(Method.GET, "/live", _ -> live(this::oneLine)).open(),
                        Route.of(Method.POST, "/echo", TlsListenerTest::echo).open()),
                    BODY)));
    engines.add(engine);
    return engine;
  }

  private TestEngine engine(Patience patience) {
    return engine(own.files(), patience, new Capacity(64 << 20, 1000));
  }

  private static Reply live(Reply.Body body) {
    return new Reply.Live(List.of(), body);
  }

  private static Reply echo(Call call) {
    return TestEngine.line(new String(call.body(BODY), StandardCharsets.US_ASCII));
  }

  private void oneLine(OutputStream out) throws IOException, InterruptedException {
    out.write('x');
    out.flush();
    enough.await();
  }

  private static TlsClient client(TestEngine engine) {
    return new TlsClient(engine.port(), own.client());
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void a_client_gets_the_protocol_that_it_prefers(Version version) throws Exception {
    var answer = client(engine(Patience.DEFAULT)).health(version);

    assertThat(answer.version()).isEqualTo(version);
    assertThat(answer.body()).isEqualTo("ok\n");
  }

  @Test
  void a_client_that_names_no_protocol_is_served() throws Exception {
    try (var socket = client(engine(Patience.DEFAULT)).connect()) {
      TlsClient.send(socket, "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

      assertThat(TlsClient.read(socket.getInputStream()))
          .startsWith("HTTP/1.1 200")
          .endsWith("ok\n");
      assertThat(socket.getApplicationProtocol()).isEmpty();
    }
  }

  @Test
  void an_absolute_uri_of_https_is_a_path() throws Exception {
    try (var socket = client(engine(Patience.DEFAULT)).connect()) {
      TlsClient.send(
          socket, "GET https://x/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

      assertThat(TlsClient.read(socket.getInputStream()))
          .startsWith("HTTP/1.1 200")
          .endsWith("ok\n");
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void bodies_arrive_as_they_were_sent(Version version) throws Exception {
    var engine = engine(Patience.DEFAULT);
    var random = new Random(1);
    try (var http = client(engine).http(version)) {
      for (int size : new int[] {0, 1, 8191, 8192, 16_383, 16_384, 16_385, 65_536, BODY}) {
        var body = new StringBuilder();
        random.ints(size, 'a', 'z').forEach(letter -> body.append((char) letter));
        var request =
            HttpRequest.newBuilder(client(engine).get("/echo"), (_, _) -> true)
                .POST(BodyPublishers.ofString(body.toString()))
                .build();

        var answer = http.send(request, BodyHandlers.ofString());

        assertThat(answer.body()).isEqualTo(body + "\n");
      }
    }
  }

  @Test
  void a_hundred_streams_share_one_connection() throws Exception {
    var engine = engine(Patience.DEFAULT);
    var bodies = new ArrayList<InputStream>();
    try (var http = client(engine).http(Version.HTTP_2)) {
      http.send(client(engine).get("/health"), BodyHandlers.discarding());
      var streams = new ArrayList<CompletableFuture<HttpResponse<InputStream>>>();
      for (int i = 0; i < 100; i++) {
        streams.add(http.sendAsync(client(engine).get("/live"), BodyHandlers.ofInputStream()));
      }

      for (var stream : streams) {
        var body = stream.get(60, TimeUnit.SECONDS).body();
        assertThat(body.read()).isEqualTo('x');
        bodies.add(body);
      }

      assertThat(engine.registry.get("edgemq.http.connections").gauge().value()).isEqualTo(1);
      enough.countDown();
      for (var body : bodies) {
        assertThat(body.read()).isNegative();
      }
    }
  }

  @Test
  void a_version_that_is_broken_is_refused() throws Exception {
    var engine = engine(Patience.DEFAULT);
    try (var socket = client(engine).connect()) {
      socket.setEnabledProtocols(new String[] {"TLSv1.1"});

      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
    }
    try (var socket = client(engine).connect()) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      socket.startHandshake();

      assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
    }
  }

  @ParameterizedTest
  @EnumSource(ClientAuth.class)
  void a_client_with_a_certificate_that_is_vouched_for_is_served(ClientAuth auth) throws Exception {
    var engine = engine(own.files(client, auth), Patience.DEFAULT, Capacity.ofProcess());

    assertThat(new TlsClient(engine.port(), own.clientWith(client)).health(Version.HTTP_2).body())
        .isEqualTo("ok\n");
  }

  @ParameterizedTest
  @EnumSource(ClientAuth.class)
  void a_client_with_a_certificate_that_nobody_vouches_for_is_refused(ClientAuth auth) {
    var engine = engine(own.files(client, auth), Patience.DEFAULT, Capacity.ofProcess());
    // A client whose certificate has another issuer than those that are asked for shows none, so
    // this one is named like the one that is.
    var forged = TestTls.make(directory, "forged-" + auth, "EC", "-dname", "CN=client");

    assertThatThrownBy(
            () -> new TlsClient(engine.port(), own.clientWith(forged)).health(Version.HTTP_1_1))
        .isInstanceOf(IOException.class);
  }

  @Test
  void a_client_without_a_certificate_is_served_unless_one_is_required() throws Exception {
    var optional =
        engine(own.files(client, ClientAuth.OPTIONAL), Patience.DEFAULT, Capacity.ofProcess());
    var required =
        engine(own.files(client, ClientAuth.REQUIRED), Patience.DEFAULT, Capacity.ofProcess());

    assertThat(client(optional).health(Version.HTTP_2).body()).isEqualTo("ok\n");
    assertThatThrownBy(() -> client(required).health(Version.HTTP_1_1))
        .isInstanceOf(IOException.class);
  }
}
