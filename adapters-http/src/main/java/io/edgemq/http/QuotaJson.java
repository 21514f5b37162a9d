package io.edgemq.http;

import io.edgemq.domain.Quota;
import io.edgemq.domain.QuotaKind;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Quotas, and what tenants have of them, as JSON (SPEC 7).
final class QuotaJson {
  private QuotaJson() {}

  /// The quota that `fields` ask for: what is absent or null has no bound.
  static Quota quota(Fields fields) {
    var most = new EnumMap<QuotaKind, Long>(QuotaKind.class);
    for (var kind : QuotaKind.values()) {
      fields
          .number(QuotaProblems.name(kind), Quota.least(kind), Quota.greatest(kind))
          .ifPresent(bound -> most.put(kind, bound));
    }
    return new Quota(most);
  }

  /// The names of all kinds.
  static String[] names() {
    var kinds = QuotaKind.values();
    var names = new String[kinds.length];
    for (int i = 0; i < kinds.length; i++) {
      names[i] = QuotaProblems.name(kinds[i]);
    }
    return names;
  }

  /// The bounds of `quota`, in the open object.
  static JsonOut members(JsonOut out, Quota quota) {
    return members(out, quota.most());
  }

  /// The value of each kind, in the open object; null where there is none.
  static JsonOut members(JsonOut out, Map<QuotaKind, Long> values) {
    for (var kind : QuotaKind.values()) {
      out.fieldOrNull(QuotaProblems.name(kind), value(values, kind));
    }
    return out;
  }

  private static @Nullable Long value(Map<QuotaKind, Long> values, QuotaKind kind) {
    return values.get(kind);
  }
}
