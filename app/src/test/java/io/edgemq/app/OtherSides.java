package io.edgemq.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.edgemq.app.StandIn.Reply;
import io.edgemq.app.StandIn.Request;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What the other sides of the recipes answer: to a good request yes, to others what they say about
/// the first thing that is wrong.
final class OtherSides {
  private static final ObjectMapper JSON = new ObjectMapper();

  private OtherSides() {}

  /// Slack, with one incoming webhook.
  static Function<Request, Reply> slack(String path) {
    return request -> {
      if (!request.path().equals(path)) {
        return new Reply(404, "no_service");
      }
      if (!isPostOfJson(request)) {
        return new Reply(400, "invalid_payload");
      }
      var payload = json(request.body());
      boolean says = !payload.path("text").asText().isEmpty() || payload.path("blocks").size() > 0;
      return says ? new Reply(200, "ok") : new Reply(400, "no_text");
    };
  }

  /// Telegram, with one bot.
  static Function<Request, Reply> telegram(String token) {
    return request -> {
      if (!request.path().equals("/bot" + token + "/sendMessage")) {
        return refusal(404, "Not Found");
      }
      // Parameters in a body of another type are not seen.
      var message = isPostOfJson(request) ? json(request.body()) : MissingNode.getInstance();
      if (message.path("chat_id").asText().isEmpty()) {
        return refusal(400, "Bad Request: chat_id is empty");
      }
      if (message.path("text").asText().isEmpty()) {
        return refusal(400, "Bad Request: message text is empty");
      }
      return new Reply(200, "{\"ok\":true,\"result\":{\"message_id\":1}}");
    };
  }

  /// A refusal as Telegram says it.
  static Reply refusal(int status, String description) {
    return new Reply(
        status,
        "{\"ok\":false,\"error_code\":%d,\"description\":\"%s\"}".formatted(status, description));
  }

  /// The function of `examples/spin-consumer`.
  static Function<Request, Reply> function(String secret) {
    return request -> {
      var expected =
          "sha256=" + hmac(secret, request.header("x-mq-timestamp") + "." + request.body());
      boolean signed =
          Stream.of("", "-previous", "-next")
              .anyMatch(which -> request.header("x-mq-signature" + which).equals(expected));
      return signed ? new Reply(200, "ok") : new Reply(400, "bad signature");
    };
  }

  private static String hmac(String secret, String text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static boolean isPostOfJson(Request request) {
    return request.method().equals("POST")
        && request.header("content-type").startsWith("application/json");
  }

  /// The text as JSON; a missing node when it is none.
  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException notJson) {
      return MissingNode.getInstance();
    }
  }
}
