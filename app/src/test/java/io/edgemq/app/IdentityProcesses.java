package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.testkit.IssuerProcess;
import io.edgemq.testkit.IssuerProcess.Algorithm;
import io.edgemq.testkit.IssuerProcess.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A server that trusts two issuers, each a process of its own with its own code: one signs with
/// RSA,
/// one with ECDSA. The first tenant has a topic `orders`.
final class IdentityProcesses implements AutoCloseable {
  /// SPEC 7: however a token or its issuer is bad, the answer is there within this time.
  private static final Duration BOUND = Duration.ofSeconds(2);

  private static final String PUBLISH = "/v1/topics/orders/messages?subject=eu";

  final IssuerProcess rsa;
  final IssuerProcess ecdsa;
  final ServerProcess server;
  final ApiClient owner;

  IdentityProcesses(Path directory) throws Exception {
    rsa =
        IssuerProcess.start(
            Algorithm.RS256,
            Profile.of("edge", "sub", "aud", "scope"),
            Profile.of("shared", "sub", "aud", "scope", "org"),
            Profile.of("first", "iss", "aud", "scope"),
            Profile.of("second", "iss", "aud", "scope"),
            new Profile("over", Duration.ofSeconds(-61), List.of("sub", "aud", "scope")),
            new Profile("ending", Duration.ofSeconds(-50), List.of("sub", "aud", "scope")));
    ecdsa = IssuerProcess.start(Algorithm.ES256, Profile.of("edge", "sub", "aud", "scope"));
    server = new ServerProcess(directory.resolve("data"), "--config=" + configuration(directory));
    owner = new ApiClient(server.uri("/"), server.key());
    assertThat(owner.post("/v1/topics", "{\"name\":\"orders\"}").status()).isEqualTo(201);
    trust("rsa", rsa.url("edge"), "mq", rsa.keysUrl("edge"));
    trust("ecdsa", ecdsa.url("edge"), "mq", null);
  }

  private Path configuration(Path directory) throws IOException {
    return Files.writeString(
        directory.resolve("edgemq.yaml"),
        """
        push-allow: 127.0.0.0/8
        issuers:
          - name: company
            issuer: %s
            audience: mq
            scopes: ["publish:>", "queue:jobs"]
            tenant_claim: org
        """
            .formatted(rsa.url("shared")));
  }

  /// The first tenant trusts an issuer from now on.
  ///
  /// @param keys null: its metadata says where its keys are
  void trust(String name, String issuer, String audience, @Nullable String keys) throws Exception {
    var body =
        """
        {"name":"%s","issuer":"%s","audience":"%s","jwks_url":%s,
         "scopes":["publish:orders.>","subscribe:orders.>","manage"]}"""
            .formatted(name, issuer, audience, keys == null ? "null" : "\"" + keys + "\"");
    var answer = owner.post("/v1/issuers", body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
  }

  static Map<String, String> claims(String audience, String scope) {
    return Map.of("sub", "worker-7", "aud", audience, "scope", scope);
  }

  /// What a publish with `token` is answered.
  ApiClient.Answer publish(String token) throws Exception {
    try (var client = new ApiClient(server.uri("/"), token)) {
      return client.post(PUBLISH, "hello");
    }
  }

  /// A message is stored.
  void assertTaken(String token) throws Exception {
    var answer = publish(token);
    assertThat(answer.status()).as(answer.text()).isBetween(200, 202);
  }

  /// The token is refused with that code, in time.
  void assertRefused(String token, String code) throws Exception {
    try (var client = new ApiClient(server.uri("/"), token)) {
      // The connection is there before, as that of whoever calls again and again.
      assertThat(client.get("/v1/health").status()).isEqualTo(200);
      long begun = System.nanoTime();

      var answer = client.post(PUBLISH, "hello");

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(BOUND);
      assertThat(answer.status()).as(answer.text()).isEqualTo(401);
      assertThat(answer.code()).isEqualTo(code);
    }
  }

  /// A token that may publish `orders.eu`.
  String good() {
    return rsa.token("edge", claims("mq", "publish:orders.eu"));
  }

  @Override
  public void close() {
    owner.close();
    server.close();
    rsa.close();
    ecdsa.close();
  }
}
