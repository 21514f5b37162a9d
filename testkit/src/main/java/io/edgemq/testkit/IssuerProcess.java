package io.edgemq.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An issuer of tokens that has nothing in common with EdgeMQ but the standards:
/// `mock-oauth2-server`
/// in a process of its own, with a class path of its own (module `mock-issuer`). It keeps its keys
/// for as long as it runs, one for each profile, whose key id is the profile's name.
public final class IssuerProcess implements AutoCloseable {
  private static final String MAIN = "no.nav.security.mock.oauth2.StandaloneMockOAuth2ServerKt";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern TOKEN = Pattern.compile("\"access_token\"\\s*:\\s*\"([^\"]+)\"");

  private final int port = Ports.free();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;

  /// With what it signs.
  public enum Algorithm {
    /// RSA with SHA-256.
    RS256,
    /// ECDSA over P-256 with SHA-256.
    ES256
  }

  /// One of the issuers that the process is: it has its own URL and key.
  ///
  /// @param name the last part of its URL
  /// @param life how long its tokens are good; negative: they have expired already
  /// @param claims which claims its tokens take from who asks for one, `aud` from `audience`
  public record Profile(String name, Duration life, List<String> claims) {
    public Profile {
      claims = List.copyOf(claims);
    }

    /// Tokens for five minutes.
    public static Profile of(String name, String... claims) {
      return new Profile(name, Duration.ofMinutes(5), List.of(claims));
    }

    private String json() {
      var taken = claims.stream().map(Profile::claim).collect(Collectors.joining(","));
      return """
          {"issuerId":"%s","tokenExpiry":%d,"requestMappings":[
           {"requestParam":"grant_type","match":"client_credentials","claims":{%s}}]}"""
          .formatted(name, life.toSeconds(), taken);
    }

    private static String claim(String name) {
      return name.equals("aud")
          ? "\"aud\":[\"${%s}\"]".formatted(parameter(name))
          : "\"%s\":\"${%s}\"".formatted(name, name);
    }
  }

  /// The parameter that a claim is taken from: that of `aud` is `audience`, as providers have it.
  private static String parameter(String claim) {
    return claim.equals("aud") ? "audience" : claim;
  }

  private IssuerProcess(String configuration) {
    try {
      this.process = launch(configuration);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    awaitReady();
  }

  /// Starts one and waits until it is ready.
  public static IssuerProcess start(Algorithm algorithm, Profile... profiles) {
    return new IssuerProcess(configuration(algorithm, null, profiles));
  }

  /// As [#start], with a clock that stands at `now`.
  public static IssuerProcess startAt(Instant now, Algorithm algorithm, Profile... profiles) {
    return new IssuerProcess(configuration(algorithm, now, profiles));
  }

  private static String configuration(
      Algorithm algorithm, @Nullable Instant now, Profile... profiles) {
    var clock = now == null ? "" : ",\"systemTime\":\"%s\"".formatted(now);
    var callbacks = Arrays.stream(profiles).map(Profile::json).collect(Collectors.joining(","));
    return """
        {"interactiveLogin":false,"httpServer":"NettyWrapper",
         "tokenProvider":{"keyProvider":{"algorithm":"%s"}%s},"tokenCallbacks":[%s]}"""
        .formatted(algorithm, clock, callbacks);
  }

  private Process launch(String configuration) throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var builder =
        new ProcessBuilder(
            java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classPath(), MAIN);
    builder.environment().put("SERVER_HOSTNAME", "127.0.0.1");
    builder.environment().put("SERVER_PORT", Integer.toString(port));
    builder.environment().put("JSON_CONFIG", configuration);
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static String classPath() throws IOException {
    var list = System.getProperty("edgemq.mock.issuer");
    if (list == null) {
      throw new IllegalStateException("edgemq.mock.issuer names no file; Maven sets it");
    }
    return Files.readString(Path.of(list)).strip();
  }

  private void awaitReady() {
    var ready = HttpRequest.newBuilder(URI.create(url("isalive"))).build();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!answers(ready)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        close();
        throw new IllegalStateException("the issuer does not start");
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  private boolean answers(HttpRequest request) {
    try {
      return send(request).length() > 0;
    } catch (IOException notYet) {
      return false;
    }
  }

  private String send(HttpRequest request) throws IOException {
    try {
      var answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException("the issuer answers " + answer.statusCode() + ": " + answer.body());
      }
      return answer.body();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped", stop);
    }
  }

  /// What the profile's tokens have as `iss`, unless they take it from who asks.
  public String url(String profile) {
    return "http://127.0.0.1:" + port + "/" + profile;
  }

  /// Where the profile's keys are.
  public String keysUrl(String profile) {
    return url(profile) + "/jwks";
  }

  /// Where one asks for the profile's tokens (client credentials).
  public String tokenUrl(String profile) {
    return url(profile) + "/token";
  }

  /// The profile's keys as they are served.
  public String keys(String profile) {
    try {
      return send(HttpRequest.newBuilder(URI.create(keysUrl(profile))).build());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// A new token.
  ///
  /// @param claims a value for each of the profile's claims
  public String token(String profile, Map<String, String> claims) {
    var form = new StringBuilder("grant_type=client_credentials&client_id=test&client_secret=none");
    claims.forEach(
        (name, value) ->
            form.append('&').append(parameter(name)).append('=').append(escape(value)));
    var request =
        HttpRequest.newBuilder(URI.create(tokenUrl(profile)))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form.toString()))
            .build();
    try {
      var answer = TOKEN.matcher(send(request));
      if (!answer.find()) {
        throw new IllegalStateException("the issuer gives no token");
      }
      return answer.group(1);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String escape(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /// Ends it.
  @Override
  public void close() {
    Processes.kill(process);
    http.close();
  }
}
