package io.edgemq.http;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.Quota;
import io.edgemq.domain.Scope;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.Slice;
import io.edgemq.ports.in.ManageKeys.Issued;
import io.edgemq.ports.in.ManageKeys.Wish;
import io.edgemq.server.Reply;
import io.helidon.http.Status;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// Keys as JSON (SPEC 7). The token of a key stands only in the answer that made it.
final class KeyJson {
  /// The field with a key's rate.
  static final String RATE = "messages_per_second";

  private static final int EXPECTED = 256;

  private KeyJson() {}

  /// The key that `fields` ask for.
  static Wish wish(Fields fields, ApiKey.Kind kind) {
    return new Wish(
        fields.text("label", 0, ApiKey.MOST_LABEL).orElse(""),
        kind,
        scopes(fields),
        fields.time("expires_at").orElse(null),
        fields.number(RATE, 1, Quota.MOST_RATE).orElse(null));
  }

  /// The scopes that `fields` ask for; null: none are mentioned.
  static @Nullable Scopes scopes(Fields fields) {
    if (fields.find("scopes").isEmpty()) {
      return null;
    }
    var texts = fields.texts("scopes");
    if (texts.isEmpty() || texts.size() > Scopes.MOST) {
      throw fields.invalidValue("scopes", "left out, or a list of 1 to " + Scopes.MOST);
    }
    var scopes = new ArrayList<Scope>(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      var complaint = Scope.complaint(texts.get(i));
      if (complaint.isPresent()) {
        throw ControlProblems.invalidScope(i, Texts.printable(complaint.get())).asException();
      }
      scopes.add(Scope.of(texts.get(i)));
    }
    return new Scopes(scopes);
  }

  /// The answer that made a key.
  static Reply created(Issued issued) {
    var out = new JsonOut(EXPECTED).object().field("key_id", issued.key().id());
    members(out.field("key", issued.token()), issued.key());
    return JsonReply.of(Status.CREATED_201, out.endObject());
  }

  /// A page of keys.
  static Reply page(Slice<ApiKey> slice) {
    var out = new JsonOut(slice.items().size() * EXPECTED).object().array("keys");
    for (var key : slice.items()) {
      members(out.object().field("key_id", key.id()), key)
          .field("revoked_at", Times.text(key.revokedAt()))
          .endObject();
    }
    PathParameters.nextCursor(out.endArray(), slice);
    return JsonReply.ok(out.endObject());
  }

  /// The fields of a key, but its id.
  static JsonOut members(JsonOut out, ApiKey key) {
    out.field("label", key.label()).array("scopes");
    key.scopes().all().forEach(scope -> out.value(scope.text()));
    return out.endArray()
        .field("created_at", key.createdAt().toString())
        .field("expires_at", Times.text(key.expiresAt()))
        .field("support", key.isForSupport())
        .fieldOrNull(RATE, key.messagesPerSecond());
  }
}
