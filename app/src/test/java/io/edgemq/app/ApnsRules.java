package io.edgemq.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.app.StandIn.Reply;
import io.edgemq.app.StandIn.Request;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/// What Apple's push service answers to a team with one key and one app. The reasons are those of
/// "Handling notification responses from APNs".
final class ApnsRules implements Function<Request, Reply> {
  private static final Pattern DEVICE = Pattern.compile("/3/device/([0-9a-f]{64})");
  private static final Set<String> TYPES = Set.of("alert", "background", "voip", "location");
  private static final int MOST_BYTES = 4096;
  private static final Duration LIFE = Duration.ofHours(1);

  private final Team team;
  private final Set<String> gone = ConcurrentHashMap.newKeySet();

  /// Who sends.
  ///
  /// @param topic the app's bundle id
  record Team(PublicKey key, String keyId, String id, String topic) {}

  ApnsRules(Team team) {
    this.team = team;
  }

  /// The device with this token has removed the app.
  void remove(String device) {
    gone.add(device);
  }

  @Override
  public Reply apply(Request request) {
    return refusal(request).orElseGet(() -> new Reply(200, ""));
  }

  private Optional<Reply> refusal(Request request) {
    // Apple speaks nothing else: it would end the connection.
    if (!request.version().equals("2.0")) {
      return no(400, "BadRequest");
    }
    if (!request.method().equals("POST")) {
      return no(405, "MethodNotAllowed");
    }
    var token = request.header("authorization");
    if (!token.startsWith("bearer ")) {
      return no(403, "MissingProviderToken");
    }
    return refusalOfToken(token.substring("bearer ".length()))
        .or(() -> refusalOfNotification(request));
  }

  private Optional<Reply> refusalOfToken(String token) {
    var parts = token.split("\\.", -1);
    if (parts.length != 3 || !isSigned(parts)) {
      return no(403, "InvalidProviderToken");
    }
    var header = OtherSides.json(new String(decoded(parts[0]), UTF_8));
    var claims = OtherSides.json(new String(decoded(parts[1]), UTF_8));
    boolean ours =
        header.path("alg").asText().equals("ES256")
            && header.path("kid").asText().equals(team.keyId())
            && claims.path("iss").asText().equals(team.id());
    if (!ours) {
      return no(403, "InvalidProviderToken");
    }
    var age = Duration.between(Instant.ofEpochSecond(claims.path("iat").asLong()), Instant.now());
    return age.compareTo(LIFE) > 0 ? no(403, "ExpiredProviderToken") : Optional.empty();
  }

  private boolean isSigned(String[] parts) {
    try {
      // Two numbers of 32 bytes, as a JWT has them.
      var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initVerify(team.key());
      signature.update((parts[0] + "." + parts[1]).getBytes(UTF_8));
      return signature.verify(decoded(parts[2]));
    } catch (GeneralSecurityException notOne) {
      return false;
    }
  }

  private static byte[] decoded(String part) {
    return Base64.getUrlDecoder().decode(part);
  }

  private Optional<Reply> refusalOfNotification(Request request) {
    var device = DEVICE.matcher(request.path());
    if (!device.matches()) {
      return no(400, "BadDeviceToken");
    }
    if (!request.header("apns-topic").equals(team.topic())) {
      return no(400, "DeviceTokenNotForTopic");
    }
    if (!TYPES.contains(request.header("apns-push-type"))) {
      return no(400, "InvalidPushType");
    }
    if (request.body().getBytes(UTF_8).length > MOST_BYTES) {
      return no(413, "PayloadTooLarge");
    }
    if (OtherSides.json(request.body()).path("aps").isMissingNode()) {
      return no(400, "PayloadEmpty");
    }
    return gone.contains(device.group(1)) ? no(410, "Unregistered") : Optional.empty();
  }

  private static Optional<Reply> no(int status, String reason) {
    return Optional.of(new Reply(status, "{\"reason\":\"" + reason + "\"}"));
  }
}
