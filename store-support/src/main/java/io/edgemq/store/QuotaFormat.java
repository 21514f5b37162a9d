package io.edgemq.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.domain.Quota;
import io.edgemq.domain.QuotaKind;
import java.util.EnumMap;

/// What a tenant may have, as JSON: each kind that is bounded, with its bound. What is malformed
/// throws [IllegalArgumentException]; a kind that a newer process has written is passed over.
public final class QuotaFormat {
  private QuotaFormat() {}

  /// `quota` as one line of JSON.
  public static String text(Quota quota) {
    return write(quota).toString();
  }

  /// What [#text] wrote.
  public static Quota parse(String text) {
    return read(Fields.tree(text));
  }

  /// `quota` as a JSON object.
  public static ObjectNode write(Quota quota) {
    var json = Fields.object();
    for (var kind : QuotaKind.values()) {
      quota.of(kind).ifPresent(most -> json.put(Fields.lower(kind), most));
    }
    return json;
  }

  /// What [#write] wrote.
  public static Quota read(JsonNode json) {
    if (!json.isObject()) {
      throw new IllegalArgumentException("not a quota");
    }
    var most = new EnumMap<QuotaKind, Long>(QuotaKind.class);
    for (var kind : QuotaKind.values()) {
      Fields.optional(json, Fields.lower(kind))
          .ifPresent(bound -> most.put(kind, Fields.number(bound)));
    }
    return new Quota(most);
  }
}
