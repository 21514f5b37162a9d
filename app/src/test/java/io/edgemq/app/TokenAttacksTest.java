package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.app.StandIn.Reply;
import io.edgemq.testkit.IssuerProcess;
import io.edgemq.testkit.IssuerProcess.Algorithm;
import io.edgemq.testkit.IssuerProcess.Profile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tokens that are no good, and issuers that attack: 401 within two seconds, each of them. What the
/// issuer that is a process of its own does not make is made here.
@Tag("slow")
@Timeout(180)
final class TokenAttacksTest {
  @TempDir private static Path directory;
  private static IdentityProcesses all;
  private static IssuerProcess early;

  @BeforeAll
  static void serve() throws Exception {
    all = new IdentityProcesses(directory);
    early =
        IssuerProcess.startAt(
            Instant.now().plusSeconds(3_600),
            Algorithm.RS256,
            Profile.of("edge", "sub", "aud", "scope"));
  }

  @AfterAll
  static void stop() {
    all.close();
    early.close();
  }

  @Test
  void tokens_of_somebody_else_for_somebody_else_or_another_time_are_refused() throws Exception {
    all.trust("over", all.rsa.url("over"), "mq", all.rsa.keysUrl("over"));
    all.trust("early", early.url("edge"), "mq", early.keysUrl("edge"));

    all.assertRefused(
        all.rsa.token("edge", IdentityProcesses.claims("another", "publish:orders.eu")),
        "unauthorized");
    all.assertRefused(
        all.rsa.token("over", IdentityProcesses.claims("mq", "publish:orders.eu")),
        "token_expired");
    all.assertRefused(
        early.token("edge", IdentityProcesses.claims("mq", "publish:orders.eu")), "unauthorized");
    all.assertRefused(
        all.ecdsa.token("edge", IdentityProcesses.claims("x", "publish:orders.eu")),
        "unauthorized");
    all.assertTaken(all.good());
  }

  @Test
  void forged_tokens_are_refused() throws Exception {
    var own = new OwnIssuer("urn:forged", "mq");
    try (var keys = new StandIn(_ -> new Reply(200, own.keys()))) {
      all.trust("forged", "urn:forged", "mq", keys.url() + "/keys");
      var claims = own.claims();
      all.assertTaken(own.rs256(claims.build()));

      all.assertRefused(own.none(), "unauthorized");
      all.assertRefused(own.hs256(), "unauthorized");
      all.assertRefused(own.rs256("unknown", claims.build()), "unauthorized");
      all.assertRefused(new OwnIssuer("urn:forged", "mq").rs256(claims.build()), "unauthorized");
      all.assertRefused(own.rs256(claims.audience("else").build()), "unauthorized");
      var now = Instant.now();
      all.assertRefused(
          own.rs256(own.claims().issueTime(Date.from(now.plusSeconds(90))).build()),
          "unauthorized");
      all.assertRefused(
          own.rs256(own.claims().notBeforeTime(Date.from(now.plusSeconds(90))).build()),
          "unauthorized");
      all.assertRefused(own.rs256(own.claims().expirationTime(null).build()), "unauthorized");
      all.assertRefused(
          own.rs256(own.claims().expirationTime(Date.from(now.minusSeconds(61))).build()),
          "token_expired");
      all.assertTaken(own.rs256(own.claims().build()));
    }
  }

  @Test
  void a_key_set_that_hangs_is_huge_or_elsewhere_is_none() throws Exception {
    var own = new OwnIssuer("urn:attack", "hangs");
    var over = new CountDownLatch(1);
    var huge = own.keys().replace("]}", "],\"pad\":\"" + "x".repeat(256 << 10) + "\"}");
    try (var elsewhere = new StandIn(_ -> new Reply(200, own.keys()));
        var keys =
            new StandIn(
                request -> {
                  switch (request.path()) {
                    case "/hangs" -> await(over);
                    case "/huge" -> {
                      return new Reply(200, huge);
                    }
                    case "/elsewhere" -> {
                      var there = elsewhere.url() + "/keys";
                      return new Reply(302, "", Map.of("Location", there));
                    }
                    default -> throw new IllegalArgumentException(request.path());
                  }
                  return new Reply(200, own.keys());
                })) {
      for (var name : List.of("hangs", "huge", "elsewhere")) {
        all.trust(name, "urn:attack", name, keys.url() + "/" + name);
        var token = new OwnIssuer("urn:attack", name).claims().build();

        all.assertRefused(own.rs256(token), "unauthorized");
        all.assertRefused(own.rs256(token), "unauthorized");
      }
      assertThat(elsewhere.answered()).isEmpty();
      over.countDown();
    }
  }

  @Test
  void discovery_that_hangs_in_both_steps_is_left_in_time() throws Exception {
    var url = new AtomicReference<String>();
    var over = new CountDownLatch(1);
    try (var keys =
        new StandIn(
            request -> {
              if (!request.path().endsWith("/openid-configuration")) {
                await(over);
              } else {
                try {
                  // Most of what both reads have.
                  var _ = over.await(1_200, TimeUnit.MILLISECONDS);
                } catch (InterruptedException stopped) {
                  Thread.currentThread().interrupt();
                }
              }
              return new Reply(
                  200,
                  "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/keys\"}".formatted(url.get(), url.get()));
            })) {
      url.set(keys.url());
      all.trust("slow", keys.url(), "mq", null);
      var own = new OwnIssuer(keys.url(), "mq");

      all.assertRefused(own.rs256(own.claims().build()), "unauthorized");

      over.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
